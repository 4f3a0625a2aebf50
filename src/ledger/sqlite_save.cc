// SPDX-License-Identifier: MIT
#include "ledger/sqlite_save.h"

#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/clock.h"
#include "ledger/day_hash.h"
#include "ledger/figures.h"
#include "ledger/sqlite_load.h"
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
  DaySaver(SQLite::Database& db, const SqliteSeries& series, std::int64_t source, std::int64_t change)
      : db_(db), series_(series), source_(source), change_(change) {
    SqliteRows months(db, "SELECT month FROM seal WHERE source = ?");
    months.Bind(1, source);
    while (months.Next()) sealed_.emplace(months.Text(0));
  }

  bool IsSealed(Date date) const { return sealed_.contains(date.MonthStart().ToString()); }

  // `numbers` has the number of each of the reading's series. Gives the corrections of a sealed day.
  std::vector<Restatement> Save(const StoredReading& reading, const StoredDay& day,
                                std::span<const std::uint32_t> numbers) {
    const FindSeries series = [&](std::uint32_t i) -> const CostSeries& { return reading.series[i]; };
    const std::string hash = !day.hash.empty() ? day.hash : DayHash(day, series);
    const auto kept = Find(day.date);
    if (!kept) {
      insert_(source_, day.date.ToString(), Millis(day.read_at), Flag(day.settled),
              static_cast<std::int64_t>(day.rows.size()), hash, change_);
      Write(db_.getLastInsertRowid(), day, numbers, true);
      return {};
    }
    if (kept->read_at > day.read_at && !IsYetToCome(kept->read_at, now_)) return {};
    const bool same = kept->hash == hash && std::cmp_equal(kept->row_count, day.rows.size());
    if (IsSealed(day.date)) {
      update_sealed_(Millis(day.read_at), change_, kept->number);
      if (!same) return Corrections(reading.source, *kept, day, series);
      if (!IsAsSaved(*kept)) Write(kept->number, day, numbers, true);
      return {};
    }
    update_(Millis(day.read_at), Flag(day.settled), static_cast<std::int64_t>(day.rows.size()), hash, change_,
            kept->number);
    // Most of what is read again has not changed.
    Write(kept->number, day, numbers, !same || !IsAsSaved(*kept));
    return {};
  }

 private:
  struct Kept {
    std::int64_t number = 0;
    TimePoint read_at;
    std::string hash;
    std::int64_t row_count = 0;
  };

  std::optional<Kept> Find(Date date) {
    const std::string text = date.ToString();
    find_.Restart();
    find_.Bind(1, source_).Bind(2, text);
    if (!find_.Next()) return std::nullopt;
    Kept kept{find_.Int(0), TimePoint(std::chrono::milliseconds(find_.Int(1))), std::string(find_.Text(2)),
              find_.Int(3)};
    find_.Restart();
    return kept;
  }

  // What is kept of that day; nothing where it makes no sense.
  std::optional<StoredDay> Read(const Kept& kept) {
    StoredDay day{.date = {}, .read_at = kept.read_at};
    try {
      reader_.Read(kept.number, day);
    } catch (const SqliteNonsense&) {
      return std::nullopt;
    }
    const bool knows_series =
        std::ranges::all_of(day.rows, [&](const StoredRow& row) { return series_.Find(row.series) != nullptr; });
    return knows_series ? std::optional(std::move(day)) : std::nullopt;
  }

  const CostSeries& SeriesOf(std::uint32_t number) const { return *series_.Find(number); }

  // Whether nobody has changed the rows in the file, nor a bad disk: the hash alone would not show it.
  bool IsAsSaved(const Kept& kept) {
    const auto day = Read(kept);
    return day && DayHash(*day, [this](std::uint32_t i) -> const CostSeries& { return SeriesOf(i); }) == kept.hash;
  }

  std::vector<Restatement> Corrections(const Source& source, const Kept& kept, const StoredDay& now,
                                       const FindSeries& series) {
    const auto sealed = Read(kept);
    if (!sealed) return {};
    return SealedRestatements(
        source, now.date, FiguresOf(sealed->rows, [this](std::uint32_t i) -> const CostSeries& { return SeriesOf(i); }),
        LoadSqliteCorrections(db_, source_, now.date), FiguresOf(now.rows, series), kept.read_at, now.read_at);
  }

  void Write(std::int64_t number, const StoredDay& day, std::span<const std::uint32_t> numbers, bool rows) {
    delete_rates_(number);
    std::int64_t place = 0;
    for (const ExchangeRate& rate : day.rates) {
      insert_rate_(number, place++, rate.currency, Text(rate.usd), Text(rate.units), rate.date.ToString(),
                   Flag(rate.fixed));
    }
    if (!rows) return;
    delete_costs_(number);
    place = 0;
    for (const StoredRow& row : day.rows) insert_cost_(number, place++, numbers[row.series], row);
  }

  SQLite::Database& db_;
  const SqliteSeries& series_;
  const std::int64_t source_;
  const std::int64_t change_;
  const TimePoint now_ = SystemClock().Now();
  std::set<std::string> sealed_;  // months
  SqliteDayReader reader_{db_};
  SqliteRows find_{db_, "SELECT id, read_at, hash, row_count FROM day WHERE source = ? AND date = ?"};
  Command insert_{db_,
                  "INSERT INTO day (source, date, read_at, settled, row_count, hash, change) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?)"};
  Command update_{db_, "UPDATE day SET read_at = ?, settled = ?, row_count = ?, hash = ?, change = ? WHERE id = ?"};
  Command update_sealed_{db_, "UPDATE day SET read_at = ?, change = ? WHERE id = ?"};
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
  DaySaver saver(db, series, source, change);
  std::vector<Restatement> restatements = reading.restatements;
  for (const StoredDay& day : reading.days) {
    // Who read it may not have known of the seal.
    if (saver.IsSealed(day.date)) {
      std::erase_if(restatements, [&](const Restatement& its) { return its.date == day.date && !its.sealed; });
    }
    std::ranges::move(saver.Save(reading, day, numbers), std::back_inserter(restatements));
  }
  if (reading.notices) SaveNotices(db, source, *reading.notices, change);
  SaveRestatements(db, restatements, change);
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
