// SPDX-License-Identifier: MIT
#include "ledger/postgres_load.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <span>
#include <utility>

#include "ledger/stored_text.h"

namespace llmcost {
namespace {

// How many rows are asked for at once: enough to make the way there and back short, few enough to hold.
constexpr std::int64_t kRowsAtOnce = 50'000;

// Columns 0 and 1.
Source SourceOf(const PostgresRow& row) { return {row.Text(0), row.Text(1)}; }

struct LoadedDay {
  Source source;
  std::int64_t id = 0;
  std::int64_t row_count = 0;
  StoredDay day;
  std::string damage = {};  // why it makes no sense; empty = it does
};

std::vector<LoadedDay> LoadDayList(pqxx::transaction_base& transaction, std::int64_t after,
                                   std::chrono::milliseconds ahead) {
  const auto answer = Ask(transaction,
                          "SELECT provider, workspace, day.id, date, read_at, settled, row_count, hash FROM day "
                          "JOIN source ON source.id = day.source WHERE change > $1 ORDER BY provider, workspace, date",
                          after);
  std::vector<LoadedDay> days;
  days.reserve(static_cast<std::size_t>(answer.size()));
  for (const auto& its : answer) {
    const PostgresRow row(its);
    days.push_back(
        {.source = SourceOf(row),
         .id = row.Int(2),
         .row_count = row.Int(6),
         .day = {.date = row.Day(3), .read_at = row.Time(4, ahead), .settled = row.Flag(5), .hash = row.Text(7)}});
  }
  return days;
}

// Fills in rows and rates of some days.
void LoadRows(pqxx::transaction_base& transaction, std::span<LoadedDay> days,
              const std::function<bool(std::int64_t)>& knows_series) {
  std::vector<std::int64_t> ids;
  std::map<std::int64_t, LoadedDay*> by_id;
  for (LoadedDay& loaded : days) {
    ids.push_back(loaded.id);
    by_id.emplace(loaded.id, &loaded);
    loaded.day.rows.reserve(static_cast<std::size_t>(std::clamp<std::int64_t>(loaded.row_count, 0, 1'000'000)));
  }
  const auto costs = Ask(transaction,
                         "SELECT day, series, cost, requests, input_tokens, output_tokens FROM cost "
                         "WHERE day = ANY ($1::bigint[]) ORDER BY day, place",
                         PostgresArray(ids));
  for (const auto& its : costs) {
    const PostgresRow row(its);
    LoadedDay& loaded = *by_id.at(row.Int(0));
    try {
      if (!knows_series(row.Int(1))) throw DamagedPostgresLedger("a cost without its series");
      loaded.day.rows.push_back({.series = static_cast<std::uint32_t>(row.Int(1)),
                                 .cost = row.Amount(2),
                                 .requests = row.Count(3),
                                 .input_tokens = row.Count(4),
                                 .output_tokens = row.Count(5)});
    } catch (const DamagedPostgresLedger& damaged) {
      loaded.damage = damaged.what();
    }
  }
  const auto rates = Ask(transaction,
                         "SELECT day, currency, usd, units, date, fixed FROM rate "
                         "WHERE day = ANY ($1::bigint[]) ORDER BY day, place",
                         PostgresArray(ids));
  for (const auto& its : rates) {
    const PostgresRow row(its);
    LoadedDay& loaded = *by_id.at(row.Int(0));
    try {
      loaded.day.rates.push_back({.currency = row.Text(1),
                                  .usd = row.Amount(2),
                                  .units = row.Amount(3),
                                  .date = row.Day(4),
                                  .fixed = row.Flag(5)});
    } catch (const DamagedPostgresLedger& damaged) {
      loaded.damage = damaged.what();
    }
  }
  for (LoadedDay& loaded : days) {
    const bool is_whole = std::cmp_equal(loaded.day.rows.size(), loaded.row_count);
    if (!is_whole && loaded.damage.empty()) loaded.damage = "a day that lacks rows";
  }
}

// Fills in the days and hands them to `take`, in their order, some at a time.
template <typename Take>
void LoadAllRows(pqxx::transaction_base& transaction, std::vector<LoadedDay>& days,
                 const std::function<bool(std::int64_t)>& knows_series, const Take& take) {
  for (auto begin = days.begin(); begin != days.end();) {
    auto end = begin;
    for (std::int64_t rows = 0; end != days.end() && (end == begin || rows + end->row_count <= kRowsAtOnce); ++end) {
      rows += end->row_count;
    }
    LoadRows(transaction, std::span(begin, end), knows_series);
    for (; begin != end; ++begin) take(std::move(*begin));
  }
}

void LoadDays(pqxx::transaction_base& transaction, const SeriesBook& book, std::int64_t after,
              std::chrono::milliseconds ahead, LedgerSink& sink) {
  std::vector<LoadedDay> days = LoadDayList(transaction, after, ahead);
  SeriesTeller teller(book, sink);
  LoadAllRows(
      transaction, days, [&](std::int64_t number) { return teller.Tell(number); },
      [&](LoadedDay loaded) {
        if (loaded.damage.empty()) return sink.AddDay(loaded.source, std::move(loaded.day));
        sink.AddDamage(fmt::format("{}/{} {}: {}", loaded.source.provider, loaded.source.workspace,
                                   loaded.day.date.ToString(), loaded.damage));
      });
}

// All but the days; there is little of it.
struct Rest {
  struct Projects {
    Source source;
    std::vector<Project> projects = {};
    TimePoint read_at;
  };
  std::map<std::int64_t, Projects> projects = {};  // by source
  std::map<std::int64_t, std::pair<Source, std::vector<DatedNotice>>> notices = {};
  std::vector<Seal> seals = {};
  std::vector<Restatement> corrections = {};
};

void LoadProjects(pqxx::transaction_base& transaction, std::int64_t after, std::chrono::milliseconds ahead,
                  Rest& rest) {
  const auto answer = Ask(transaction,
                          "SELECT provider, workspace, source.id, projects_read_at, project.id, name, archived "
                          "FROM source LEFT JOIN project ON project.source = source.id "
                          "WHERE projects_change > $1 ORDER BY source.id, place",
                          after);
  for (const auto& its : answer) {
    const PostgresRow row(its);
    Rest::Projects& list = rest.projects[row.Int(2)];
    list.source = SourceOf(row);
    list.read_at = row.Time(3, ahead);
    if (!row.IsNull(4)) list.projects.push_back({row.Text(4), row.OptionalText(5), row.Flag(6)});
  }
}

void LoadNotices(pqxx::transaction_base& transaction, std::int64_t after, Rest& rest) {
  const auto answer = Ask(transaction,
                          "SELECT provider, workspace, source.id, start_date, end_date, kind, message, hint "
                          "FROM source LEFT JOIN notice ON notice.source = source.id "
                          "WHERE notices_change > $1 ORDER BY source.id, place",
                          after);
  for (const auto& its : answer) {
    const PostgresRow row(its);
    auto& [source, notices] = rest.notices[row.Int(2)];
    source = SourceOf(row);
    if (row.IsNull(5)) continue;
    const auto kind = FindNoticeKind(row.Text(5));
    if (!kind) continue;
    notices.push_back(
        {.range = {row.Day(3), row.Day(4)}, .notice = {.kind = *kind, .message = row.Text(6), .hint = row.Text(7)}});
  }
}

void LoadSeals(pqxx::transaction_base& transaction, std::int64_t after, std::chrono::milliseconds ahead, Rest& rest) {
  const auto answer = Ask(transaction,
                          "SELECT provider, workspace, month, sealed_at, row_count, hash FROM seal "
                          "JOIN source ON source.id = seal.source WHERE change > $1 ORDER BY source.id, month",
                          after);
  for (const auto& its : answer) {
    const PostgresRow row(its);
    rest.seals.push_back({.source = SourceOf(row),
                          .month = row.Day(2),
                          .sealed_at = row.Time(3, ahead),
                          .rows = row.Int(4),
                          .hash = row.Text(5)});
  }
}

#define LLMCOST_SELECT_RESTATEMENTS                                                                               \
  "SELECT provider, workspace, date, project_id, model, currency, cost_before, cost_now, read_before, read_now, " \
  "sealed FROM restatement JOIN source ON source.id = restatement.source "

std::vector<Restatement> RestatementsOf(const pqxx::result& answer, std::chrono::milliseconds ahead) {
  std::vector<Restatement> restatements;
  for (const auto& its : answer) {
    const PostgresRow row(its);
    restatements.push_back({.source = SourceOf(row),
                            .date = row.Day(2),
                            .project_id = row.OptionalText(3),
                            .model = row.Text(4),
                            .currency = row.Text(5),
                            .cost_before = row.Amount(6),
                            .cost_now = row.Amount(7),
                            .read_before = row.Time(8, ahead),
                            .read_now = row.Time(9, ahead),
                            .sealed = row.Flag(10)});
  }
  return restatements;
}

void HandOn(Rest rest, LedgerSink& sink) {
  for (auto& [id, list] : rest.projects) sink.SetProjects(list.source, std::move(list.projects), list.read_at);
  for (auto& [id, its] : rest.notices) sink.SetNotices(its.first, std::move(its.second));
  for (Seal& seal : rest.seals) sink.AddSeal(std::move(seal));
  for (Restatement& correction : rest.corrections) sink.AddCorrection(std::move(correction));
}

}  // namespace

void ReadNewPostgresSeries(pqxx::transaction_base& transaction, SeriesBook& book) {
  const auto answer =
      Ask(transaction, "SELECT id, project_id, model, line_item, currency, provenance FROM series WHERE id > $1",
          book.last());
  for (const auto& its : answer) {
    const PostgresRow row(its);
    const auto provenance = ParseProvenance(row.Text(5));
    if (row.Int(0) > std::numeric_limits<std::uint32_t>::max() || !provenance) {
      // As good as missing.
      book.Skip(row.Int(0));
      continue;
    }
    book.Add(static_cast<std::uint32_t>(row.Int(0)), {.project_id = row.OptionalText(1),
                                                      .model = row.Text(2),
                                                      .line_item = row.OptionalText(3),
                                                      .currency = row.Text(4),
                                                      .provenance = *provenance});
  }
}

std::int64_t LoadPostgresLedger(PostgresSession& session, SeriesBook& book, std::int64_t after, LedgerSink& sink) {
  sink.Begin();
  pqxx::work transaction(session.connection());
  // What is saved meanwhile is for the next time.
  transaction.exec("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  const auto newest = transaction.exec("SELECT change FROM ledger");
  if (newest.empty()) throw DamagedPostgresLedger("the number of the newest change is missing");
  const std::int64_t change = PostgresRow(newest.front()).Int(0);
  if (change <= after) return change;
  Rest rest;
  const std::chrono::milliseconds ahead = session.server_ahead();
  LoadProjects(transaction, after, ahead, rest);
  LoadNotices(transaction, after, rest);
  LoadSeals(transaction, after, ahead, rest);
  rest.corrections = RestatementsOf(
      Ask(transaction, LLMCOST_SELECT_RESTATEMENTS "WHERE change > $1 AND sealed ORDER BY restatement.id", after),
      ahead);
  ReadNewPostgresSeries(transaction, book);
  LoadDays(transaction, book, after, ahead, sink);
  HandOn(std::move(rest), sink);
  return change;
}

std::vector<Restatement> LoadPostgresRestatements(PostgresSession& session, const RestatementQuery& query) {
  pqxx::nontransaction reading(session.connection());
  std::optional<Date> start;
  std::optional<Date> end;
  if (query.range) {
    start = query.range->start;
    end = query.range->end;
  }
  return RestatementsOf(
      Ask(reading,
          LLMCOST_SELECT_RESTATEMENTS
          "WHERE ($1::text IS NULL OR provider = $1) AND ($2::text IS NULL OR workspace = $2) "
          "AND ($3::text IS NULL OR CASE WHEN $3 = $4 THEN project_id IS NULL ELSE project_id = $3 END) "
          "AND ($5::text IS NULL OR model = $5) "
          "AND ($6::date IS NULL OR date >= $6) AND ($7::date IS NULL OR date <= $7) "
          "ORDER BY read_now DESC, restatement.id DESC LIMIT $8",
          query.provider, query.workspace, query.project_id, kNoProject, query.model, start, end,
          std::int64_t{std::max(query.limit, 0)}),
      session.server_ahead());
}

void ReadPostgresDays(pqxx::transaction_base& transaction, const SeriesBook& book, std::span<const PostgresDayRef> refs,
                      const std::function<void(std::int64_t, const StoredDay*)>& take) {
  std::vector<LoadedDay> days;
  for (const PostgresDayRef& ref : refs)
    days.push_back({.source = {}, .id = ref.id, .row_count = ref.row_count, .day = {}});
  LoadAllRows(
      transaction, days, [&](std::int64_t number) { return book.Find(number) != nullptr; },
      [&](const LoadedDay& loaded) { take(loaded.id, loaded.damage.empty() ? &loaded.day : nullptr); });
}

std::vector<Restatement> LoadPostgresCorrections(pqxx::transaction_base& transaction, std::int64_t source, Date date,
                                                 std::chrono::milliseconds ahead) {
  return RestatementsOf(
      Ask(transaction, LLMCOST_SELECT_RESTATEMENTS "WHERE source = $1 AND date = $2 AND sealed ORDER BY restatement.id",
          source, date),
      ahead);
}

std::vector<std::string> CheckPostgresLedger(PostgresSession& session) {
  pqxx::work transaction(session.connection());
  transaction.exec("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  // Counting all rows may take longer than anything else does.
  transaction.exec("SET LOCAL statement_timeout = '30min'");
  std::vector<std::string> found;
  const auto counts = transaction.exec(
      "SELECT provider, workspace, date, row_count, coalesce(rows, 0) FROM day JOIN source ON source.id = day.source "
      "LEFT JOIN (SELECT day, count(*) AS rows FROM cost GROUP BY day) AS counted ON counted.day = day.id "
      "WHERE row_count <> coalesce(rows, 0) ORDER BY provider, workspace, date");
  for (const auto& its : counts) {
    const PostgresRow row(its);
    found.push_back(fmt::format("{} of {} {} has {} rows and was saved with {}", row.Text(2), row.Text(0), row.Text(1),
                                row.Int(4), row.Int(3)));
  }
  // Rows whose partner is gone; the server sees to that, unless someone switched it off.
  const auto orphans = transaction.exec(
      "SELECT 'cost', 'day', count(*) FROM cost WHERE NOT EXISTS (SELECT FROM day WHERE id = cost.day) UNION ALL "
      "SELECT 'cost', 'series', count(*) FROM cost WHERE NOT EXISTS (SELECT FROM series WHERE id = cost.series) UNION "
      "ALL "
      "SELECT 'rate', 'day', count(*) FROM rate WHERE NOT EXISTS (SELECT FROM day WHERE id = rate.day) UNION ALL "
      "SELECT 'day', 'source', count(*) FROM day WHERE NOT EXISTS (SELECT FROM source WHERE id = day.source) UNION ALL "
      "SELECT 'seal', 'source', count(*) FROM seal WHERE NOT EXISTS (SELECT FROM source WHERE id = seal.source)");
  for (const auto& its : orphans) {
    const PostgresRow row(its);
    if (row.Int(2) == 0) continue;
    found.push_back(fmt::format("{} rows of table {} refer to rows of table {} that are not there", row.Int(2),
                                row.Text(0), row.Text(1)));
  }
  const auto ahead =
      transaction.exec("SELECT count(*) FROM day WHERE change > (SELECT coalesce(max(change), 0) FROM ledger)");
  if (const std::int64_t days = PostgresRow(ahead.front()).Int(0); days > 0) {
    found.push_back(fmt::format("{} days are of changes that are yet to come", days));
  }
  return found;
}

}  // namespace llmcost
