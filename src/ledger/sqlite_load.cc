// SPDX-License-Identifier: MIT
#include "ledger/sqlite_load.h"

#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/sqlite_rows.h"
#include "ledger/stored_text.h"

namespace llmcost {
namespace {

[[noreturn]] void ThrowDamaged(const char* what) { throw SQLite::Exception(what, SQLITE_CORRUPT); }

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

  std::uint32_t Tell(std::int64_t number) {
    const auto place = static_cast<std::size_t>(number);
    if (place >= told_.size() || !told_[place]) Add(number);
    return static_cast<std::uint32_t>(number);
  }

 private:
  void Add(std::int64_t number) {
    const CostSeries* found = series_.Find(number);
    if (found == nullptr) ThrowDamaged("a cost without its series");
    const auto place = static_cast<std::size_t>(number);
    if (place >= told_.size()) told_.resize(place + 1);
    told_[place] = true;
    sink_.AddSeries(static_cast<std::uint32_t>(number), *found);
  }

  const SqliteSeries& series_;
  LedgerSink& sink_;
  std::vector<bool> told_;
};

void LoadDays(SQLite::Database& db, const SqliteSeries& series, std::int64_t after, LedgerSink& sink) {
  SqliteRows days(db,
                  "SELECT source.provider, source.workspace, day.id, day.date, day.read_at, day.settled, "
                  "day.row_count, day.hash FROM day JOIN source ON source.id = day.source WHERE day.change > ? "
                  "ORDER BY source.provider, source.workspace, day.date");
  SqliteRows costs(db,
                   "SELECT series, cost, requests, input_tokens, output_tokens FROM cost WHERE day = ? ORDER BY place");
  SqliteRows rates(db, "SELECT currency, usd, units, date, fixed FROM rate WHERE day = ? ORDER BY place");
  SeriesTeller teller(series, sink);
  days.Bind(1, after);
  while (days.Next()) {
    StoredDay day{.date = DateOf(days, 3),
                  .read_at = TimeOf(days, 4),
                  .settled = days.Int(5) != 0,
                  .hash = std::string(days.Text(7))};
    const auto row_count = static_cast<std::size_t>(days.Int(6));
    day.rows.reserve(std::min<std::size_t>(row_count, 1'000'000));
    costs.Restart();
    costs.Bind(1, days.Int(2));
    while (costs.Next()) {
      day.rows.push_back({.series = teller.Tell(costs.Int(0)),
                          .cost = MoneyOf(costs, 1),
                          .requests = CountOf(costs, 2),
                          .input_tokens = CountOf(costs, 3),
                          .output_tokens = CountOf(costs, 4)});
    }
    if (day.rows.size() != row_count) ThrowDamaged("a day that lacks rows");
    rates.Restart();
    rates.Bind(1, days.Int(2));
    while (rates.Next()) {
      day.rates.push_back({.currency = std::string(rates.Text(0)),
                           .usd = MoneyOf(rates, 1),
                           .units = MoneyOf(rates, 2),
                           .date = DateOf(rates, 3),
                           .fixed = rates.Int(4) != 0});
    }
    sink.AddDay(SourceOf(days), std::move(day));
  }
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
      if (!kind) continue;
      notices.push_back(
          {.range = {DateOf(rows, 0), DateOf(rows, 1)},
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
  while (rows.Next()) {
    sink.AddSeal({.source = SourceOf(rows),
                  .month = DateOf(rows, 2),
                  .sealed_at = TimeOf(rows, 3),
                  .rows = rows.Int(4),
                  .hash = std::string(rows.Text(5))});
  }
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
  while (rows.Next()) sink.AddCorrection(RestatementOf(rows));
}

}  // namespace

std::int64_t LoadSqliteLedger(SQLite::Database& db, SqliteSeries& series, std::int64_t after, LedgerSink& sink) {
  // One transaction: what is saved meanwhile is for the next Load.
  SQLite::Transaction transaction(db);
  std::int64_t change = 0;
  {
    SqliteRows rows(db, "SELECT change FROM ledger");
    if (!rows.Next()) ThrowDamaged("the number of the newest change is missing");
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
