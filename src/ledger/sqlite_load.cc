// SPDX-License-Identifier: MIT
#include "ledger/sqlite_load.h"

#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/sqlite_rows.h"
#include "ledger/stored_text.h"

namespace llmcost {
namespace {

[[noreturn]] void ThrowDamaged(const char* what) { throw SqliteNonsense(what); }

Money MoneyOf(const SqliteRows& rows, int column) {
  const auto money = Money::Parse(rows.Text(column));
  if (!money) ThrowDamaged("an amount that is none");
  return *money;
}

Date DateOf(const SqliteRows& rows, int column) {
  const auto date = Date::Parse(rows.Text(column));
  if (!date) ThrowDamaged("a date that is none");
  return *date;
}

TimePoint TimeOf(const SqliteRows& rows, int column) { return TimePoint(std::chrono::milliseconds(rows.Int(column))); }

std::int64_t CountOf(const SqliteRows& rows, int column) { return rows.IsNull(column) ? -1 : rows.Int(column); }

// Columns 0 and 1.
Source SourceOf(const SqliteRows& rows) { return {std::string(rows.Text(0)), std::string(rows.Text(1))}; }

// Gives the sink each series before the first row of it.
class SeriesTeller {
 public:
  SeriesTeller(const SqliteSeries& series, LedgerSink& sink) : series_(series), sink_(sink) {}

  void Tell(std::uint32_t number) {
    if (number >= told_.size() || !told_[number]) Add(number);
  }

 private:
  void Add(std::uint32_t number) {
    const CostSeries* found = series_.Find(number);
    if (found == nullptr) ThrowDamaged("a cost without its series");
    if (number >= told_.size()) told_.resize(number + std::size_t{1});
    told_[number] = true;
    sink_.AddSeries(number, *found);
  }

  const SqliteSeries& series_;
  LedgerSink& sink_;
  std::vector<bool> told_;
};

// "openai/edugami 2026-11-05: an amount that is none"
std::string DamageOf(const SqliteRows& rows, std::string_view of, const SqliteNonsense& nonsense) {
  return fmt::format("{}/{} {}: {}", rows.Text(0), rows.Text(1), of, nonsense.what());
}

// Gives the sink what `read` makes of each row, whose columns 0 and 1 are a source; `name` tells which row it is.
template <typename Read, typename Name>
void GiveEach(SqliteRows& rows, LedgerSink& sink, const Name& name, const Read& read) {
  while (rows.Next()) {
    try {
      read();
    } catch (const SqliteNonsense& nonsense) {
      sink.AddDamage(DamageOf(rows, name(), nonsense));
    }
  }
}

void LoadDays(SQLite::Database& db, const SqliteSeries& series, std::int64_t after, LedgerSink& sink) {
  SqliteRows days(db,
                  "SELECT source.provider, source.workspace, day.id, day.date, day.read_at, day.settled, "
                  "day.row_count, day.hash FROM day JOIN source ON source.id = day.source WHERE day.change > ? "
                  "ORDER BY source.provider, source.workspace, day.date");
  SqliteDayReader reader(db);
  SeriesTeller teller(series, sink);
  days.Bind(1, after);
  GiveEach(
      days, sink, [&] { return days.Text(3); },
      [&] {
        StoredDay day{.date = DateOf(days, 3),
                      .read_at = TimeOf(days, 4),
                      .settled = days.Int(5) != 0,
                      .hash = std::string(days.Text(7))};
        const auto row_count = static_cast<std::size_t>(days.Int(6));
        day.rows.reserve(std::min<std::size_t>(row_count, 1'000'000));
        reader.Read(days.Int(2), day);
        if (day.rows.size() != row_count) ThrowDamaged("a day that lacks rows");
        for (const StoredRow& row : day.rows) teller.Tell(row.series);
        sink.AddDay(SourceOf(days), std::move(day));
      });
}

void LoadProjects(SQLite::Database& db, std::int64_t after, LedgerSink& sink) {
  SqliteRows sources(db,
                     "SELECT provider, workspace, id, projects_read_at FROM source WHERE projects_change > ? "
                     "ORDER BY provider, workspace");
  SqliteRows rows(db, "SELECT id, name, archived FROM project WHERE source = ? ORDER BY place");
  sources.Bind(1, after);
  while (sources.Next()) {
    std::vector<Project> projects;
    rows.Restart();
    rows.Bind(1, sources.Int(2));
    while (rows.Next()) projects.push_back({std::string(rows.Text(0)), rows.OptionalText(1), rows.Int(2) != 0});
    sink.SetProjects(SourceOf(sources), std::move(projects), TimeOf(sources, 3));
  }
}

void LoadNotices(SQLite::Database& db, std::int64_t after, LedgerSink& sink) {
  SqliteRows sources(db,
                     "SELECT provider, workspace, id FROM source WHERE notices_change > ? "
                     "ORDER BY provider, workspace");
  SqliteRows rows(db, "SELECT start_date, end_date, kind, message, hint FROM notice WHERE source = ? ORDER BY place");
  sources.Bind(1, after);
  while (sources.Next()) {
    std::vector<DatedNotice> notices;
    rows.Restart();
    rows.Bind(1, sources.Int(2));
    while (rows.Next()) {
      const auto kind = FindNoticeKind(rows.Text(2));
      const auto start = Date::Parse(rows.Text(0));
      const auto end = Date::Parse(rows.Text(1));
      if (!start || !end) sink.AddDamage(DamageOf(sources, "a notice", SqliteNonsense("a date that is none")));
      if (!kind || !start || !end) continue;
      notices.push_back(
          {.range = {*start, *end},
           .notice = {.kind = *kind, .message = std::string(rows.Text(3)), .hint = std::string(rows.Text(4))}});
    }
    sink.SetNotices(SourceOf(sources), std::move(notices));
  }
}

void LoadSeals(SQLite::Database& db, std::int64_t after, LedgerSink& sink) {
  SqliteRows rows(db,
                  "SELECT provider, workspace, month, sealed_at, row_count, hash FROM seal JOIN source ON source.id = "
                  "seal.source WHERE change > ? ORDER BY provider, workspace, month");
  rows.Bind(1, after);
  GiveEach(
      rows, sink, [] { return "a seal"; },
      [&] {
        sink.AddSeal({.source = SourceOf(rows),
                      .month = DateOf(rows, 2),
                      .sealed_at = TimeOf(rows, 3),
                      .rows = rows.Int(4),
                      .hash = std::string(rows.Text(5))});
      });
}

constexpr std::string_view kSelectRestatements =
    "SELECT provider, workspace, date, project_id, model, currency, cost_before, cost_now, read_before, read_now, "
    "sealed FROM restatement JOIN source ON source.id = restatement.source";

Restatement RestatementOf(const SqliteRows& rows) {
  return {.source = SourceOf(rows),
          .date = DateOf(rows, 2),
          .project_id = rows.OptionalText(3),
          .model = std::string(rows.Text(4)),
          .currency = std::string(rows.Text(5)),
          .cost_before = MoneyOf(rows, 6),
          .cost_now = MoneyOf(rows, 7),
          .read_before = TimeOf(rows, 8),
          .read_now = TimeOf(rows, 9),
          .sealed = rows.Int(10) != 0};
}

void LoadCorrections(SQLite::Database& db, std::int64_t after, LedgerSink& sink) {
  SqliteRows rows(db, std::string(kSelectRestatements) + " WHERE change > ? AND sealed = 1 ORDER BY restatement.id");
  rows.Bind(1, after);
  GiveEach(rows, sink, [] { return "a restatement"; }, [&] { sink.AddCorrection(RestatementOf(rows)); });
}

}  // namespace

SqliteNonsense::SqliteNonsense(const char* what) : SQLite::Exception(what, SQLITE_CORRUPT) {}

void SqliteDayReader::Read(std::int64_t number, StoredDay& day) {
  costs_.Restart();
  costs_.Bind(1, number);
  while (costs_.Next()) {
    const std::int64_t series = costs_.Int(0);
    if (series < 0 || series > std::numeric_limits<std::uint32_t>::max()) ThrowDamaged("a cost without its series");
    day.rows.push_back({.series = static_cast<std::uint32_t>(series),
                        .cost = MoneyOf(costs_, 1),
                        .requests = CountOf(costs_, 2),
                        .input_tokens = CountOf(costs_, 3),
                        .output_tokens = CountOf(costs_, 4)});
  }
  rates_.Restart();
  rates_.Bind(1, number);
  while (rates_.Next()) {
    day.rates.push_back({.currency = std::string(rates_.Text(0)),
                         .usd = MoneyOf(rates_, 1),
                         .units = MoneyOf(rates_, 2),
                         .date = DateOf(rates_, 3),
                         .fixed = rates_.Int(4) != 0});
  }
}

std::vector<Restatement> LoadSqliteCorrections(const SQLite::Database& db, std::int64_t source, Date date) {
  SqliteRows rows(
      db, std::string(kSelectRestatements) + " WHERE source = ? AND date = ? AND sealed = 1 ORDER BY restatement.id");
  const std::string day = date.ToString();
  rows.Bind(1, source).Bind(2, day);
  std::vector<Restatement> corrections;
  while (rows.Next()) corrections.push_back(RestatementOf(rows));
  return corrections;
}

std::int64_t LoadSqliteLedger(SQLite::Database& db, SqliteSeries& series, std::int64_t after, LedgerSink& sink) {
  // One transaction: what is saved meanwhile is for the next Load.
  SQLite::Transaction transaction(db);
  std::int64_t change = 0;
  {
    SqliteRows rows(db, "SELECT change FROM ledger");
    if (!rows.Next()) throw SQLite::Exception("the number of the newest change is missing", SQLITE_CORRUPT);
    change = rows.Int(0);
  }
  if (change > after) {
    series.Refresh(db);
    LoadDays(db, series, after, sink);
    LoadProjects(db, after, sink);
    LoadNotices(db, after, sink);
    LoadSeals(db, after, sink);
    LoadCorrections(db, after, sink);
  }
  transaction.commit();
  return change;
}

std::vector<Restatement> LoadSqliteRestatements(SQLite::Database& db, const RestatementQuery& query) {
  std::string sql(kSelectRestatements);
  std::vector<std::string> texts;
  std::string_view before = " WHERE ";
  const auto require = [&](std::string_view condition) {
    sql += before;
    sql += condition;
    before = " AND ";
  };
  const auto require_text = [&](std::string_view condition, std::string text) {
    require(condition);
    texts.push_back(std::move(text));
  };
  if (query.provider) require_text("provider = ?", *query.provider);
  if (query.workspace) require_text("workspace = ?", *query.workspace);
  if (query.project_id == kNoProject) {
    require("project_id IS NULL");
  } else if (query.project_id) {
    require_text("project_id = ?", *query.project_id);
  }
  if (query.model) require_text("model = ?", *query.model);
  if (query.range) {
    require_text("date >= ?", query.range->start.ToString());
    require_text("date <= ?", query.range->end.ToString());
  }
  sql += " ORDER BY read_now DESC, restatement.id DESC LIMIT ?";
  SqliteRows rows(db, sql);
  int parameter = 0;
  for (const std::string& text : texts) rows.Bind(++parameter, text);
  rows.Bind(++parameter, std::int64_t{std::max(query.limit, 0)});
  std::vector<Restatement> restatements;
  while (rows.Next()) restatements.push_back(RestatementOf(rows));
  return restatements;
}

}  // namespace llmcost
