// SPDX-License-Identifier: MIT
#include "ledger/sqlite_save.h"

#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/day_hash.h"
#include "ledger/sqlite_rows.h"
#include "ledger/stored_text.h"

namespace llmcost {
namespace {

// Exact, and such that Money::Parse takes it when it is loaded.
std::string Text(Money money) {
  constexpr Money kMost = Money::FromUnits(1'000'000'000'000'000);
  if (money > kMost || money < -kMost) throw SQLite::Exception("an amount beyond ±10^15", SQLITE_TOOBIG);
  return money.ToString();
}

// A statement that is run again and again, with all its values at once.
class Command {
 public:
  Command(SQLite::Database& db, const char* sql) : statement_(db, sql) {}

  // Texts must live until this is done.
  template <typename... Values>
  void operator()(const Values&... values) {
    int parameter = 0;
    (Bind(++parameter, values), ...);
    statement_.exec();
    statement_.reset();
  }

 private:
  void Bind(int parameter, std::int64_t value) { statement_.bind(parameter, value); }
  void Bind(int parameter, const std::string& text) { statement_.bindNoCopy(parameter, text); }
  void Bind(int parameter, const std::optional<std::string>& text) {
    if (text) {
      statement_.bindNoCopy(parameter, *text);
    } else {
      statement_.bind(parameter);
    }
  }

  SQLite::Statement statement_;
};

// The one that is run for every row.
class CostCommand {
 public:
  explicit CostCommand(SQLite::Database& db)
      : statement_(db,
                   "INSERT INTO cost (day, place, series, cost, requests, input_tokens, output_tokens) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?)") {}

  void operator()(std::int64_t day, std::int64_t place, std::int64_t series, const StoredRow& row) {
    const std::string cost = Text(row.cost);
    statement_.bind(1, day);
    statement_.bind(2, place);
    statement_.bind(3, series);
    statement_.bindNoCopy(4, cost);
    BindCount(5, row.requests);
    BindCount(6, row.input_tokens);
    BindCount(7, row.output_tokens);
    statement_.exec();
    statement_.reset();
  }

 private:
  void BindCount(int parameter, std::int64_t count) {
    if (count < 0) {
      statement_.bind(parameter);
    } else {
      statement_.bind(parameter, count);
    }
  }

  SQLite::Statement statement_;
};

std::int64_t Millis(TimePoint time) { return time.time_since_epoch().count(); }

std::int64_t Flag(bool value) { return value ? 1 : 0; }

std::int64_t SourceNumber(SQLite::Database& db, const Source& source) {
  Command(db, "INSERT INTO source (provider, workspace) VALUES (?, ?) ON CONFLICT DO NOTHING")(source.provider,
                                                                                               source.workspace);
  SqliteRows rows(db, "SELECT id FROM source WHERE provider = ? AND workspace = ?");
  rows.Bind(1, source.provider).Bind(2, source.workspace);
  rows.Next();
  return rows.Int(0);
}

// Replaces days of one source.
class DaySaver {
 public:
  DaySaver(SQLite::Database& db, std::int64_t source, std::int64_t change)
      : db_(db), source_(source), change_(change) {}

  // `numbers` has the number of each of the reading's series.
  void Save(const StoredReading& reading, const StoredDay& day, std::span<const std::uint32_t> numbers) {
    const std::string hash =
        !day.hash.empty() ? day.hash
                          : DayHash(day, [&](std::uint32_t i) -> const CostSeries& { return reading.series[i]; });
    const auto [kept, same_rows] = Keep(day, hash);
    if (!kept) return;
    delete_rates_(*kept);
    std::int64_t place = 0;
    for (const ExchangeRate& rate : day.rates) {
      insert_rate_(*kept, place++, rate.currency, Text(rate.usd), Text(rate.units), rate.date.ToString(),
                   Flag(rate.fixed));
    }
    // Most of what is read again has not changed.
    if (same_rows) return;
    delete_costs_(*kept);
    place = 0;
    for (const StoredRow& row : day.rows) insert_cost_(*kept, place++, numbers[row.series], row);
  }

 private:
  // The day's number, or nothing where a later reading is kept; and whether its rows are what is kept already.
  std::pair<std::optional<std::int64_t>, bool> Keep(const StoredDay& day, const std::string& hash) {
    const std::string date = day.date.ToString();
    const auto row_count = static_cast<std::int64_t>(day.rows.size());
    find_.Restart();
    find_.Bind(1, source_).Bind(2, date);
    if (!find_.Next()) {
      insert_(source_, date, Millis(day.read_at), Flag(day.settled), row_count, hash, change_);
      return {db_.getLastInsertRowid(), false};
    }
    if (find_.Int(1) > Millis(day.read_at)) return {std::nullopt, false};
    const std::int64_t number = find_.Int(0);
    const bool same_rows = find_.Text(2) == hash && find_.Int(3) == row_count;
    find_.Restart();
    update_(Millis(day.read_at), Flag(day.settled), row_count, hash, change_, number);
    return {number, same_rows};
  }

  SQLite::Database& db_;
  const std::int64_t source_;
  const std::int64_t change_;
  SqliteRows find_{db_, "SELECT id, read_at, hash, row_count FROM day WHERE source = ? AND date = ?"};
  Command insert_{db_,
                  "INSERT INTO day (source, date, read_at, settled, row_count, hash, change) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?)"};
  Command update_{db_, "UPDATE day SET read_at = ?, settled = ?, row_count = ?, hash = ?, change = ? WHERE id = ?"};
  Command delete_rates_{db_, "DELETE FROM rate WHERE day = ?"};
  Command insert_rate_{db_,
                       "INSERT INTO rate (day, place, currency, usd, units, date, fixed) VALUES (?, ?, ?, ?, ?, ?, ?)"};
  Command delete_costs_{db_, "DELETE FROM cost WHERE day = ?"};
  CostCommand insert_cost_{db_};
};

void SaveNotices(SQLite::Database& db, std::int64_t source, const std::vector<DatedNotice>& notices,
                 std::int64_t change) {
  Command(db, "UPDATE source SET notices_change = ? WHERE id = ?")(change, source);
  Command(db, "DELETE FROM notice WHERE source = ?")(source);
  Command insert(db,
                 "INSERT INTO notice (source, place, start_date, end_date, kind, message, hint) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?)");
  std::int64_t place = 0;
  for (const auto& [range, notice] : notices) {
    insert(source, place++, range.start.ToString(), range.end.ToString(), std::string(notice.kind), notice.message,
           notice.hint);
  }
}

void SaveRestatements(SQLite::Database& db, const std::vector<Restatement>& restatements, std::int64_t change) {
  if (restatements.empty()) return;
  Command insert(db,
                 "INSERT INTO restatement (source, date, project_id, model, currency, cost_before, cost_now, "
                 "read_before, read_now, sealed, change) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const Restatement& restatement : restatements) {
    insert(SourceNumber(db, restatement.source), restatement.date.ToString(), restatement.project_id, restatement.model,
           restatement.currency, Text(restatement.cost_before), Text(restatement.cost_now),
           Millis(restatement.read_before), Millis(restatement.read_now), Flag(restatement.sealed), change);
  }
}

}  // namespace

std::int64_t BeginSqliteChange(SQLite::Database& db) {
  SqliteRows rows(db, "UPDATE ledger SET change = change + 1 RETURNING change");
  rows.Next();
  const std::int64_t change = rows.Int(0);
  rows.Next();
  return change;
}

void SaveSqliteReading(SQLite::Database& db, SqliteSeries& series, const StoredReading& reading, std::int64_t change) {
  const std::int64_t source = SourceNumber(db, reading.source);
  const std::vector<std::uint32_t> numbers = series.Intern(db, reading.series);
  DaySaver saver(db, source, change);
  for (const StoredDay& day : reading.days) saver.Save(reading, day, numbers);
  if (reading.notices) SaveNotices(db, source, *reading.notices, change);
  SaveRestatements(db, reading.restatements, change);
}

void SaveSqliteProjects(SQLite::Database& db, const Source& source, const std::vector<Project>& projects,
                        TimePoint read_at, std::int64_t change) {
  const std::int64_t number = SourceNumber(db, source);
  Command(db, "UPDATE source SET projects_read_at = ?, projects_change = ? WHERE id = ?")(Millis(read_at), change,
                                                                                          number);
  Command(db, "DELETE FROM project WHERE source = ?")(number);
  Command insert(db, "INSERT INTO project (source, place, id, name, archived) VALUES (?, ?, ?, ?, ?)");
  std::int64_t place = 0;
  for (const Project& project : projects) insert(number, place++, project.id, project.name, Flag(project.archived));
}

bool SaveSqliteSeal(SQLite::Database& db, const Seal& seal, std::int64_t change) {
  Command(db,
          "INSERT INTO seal (source, month, sealed_at, row_count, hash, change) VALUES (?, ?, ?, ?, ?, ?) "
          "ON CONFLICT DO NOTHING")(SourceNumber(db, seal.source), seal.month.ToString(), Millis(seal.sealed_at),
                                    seal.rows, seal.hash, change);
  return db.getChanges() == 1;
}

}  // namespace llmcost
