// SPDX-License-Identifier: MIT
#include "service/ledger_history.h"

#include <algorithm>
#include <functional>
#include <ranges>

#include "service/seal.h"

namespace llmcost {

namespace asio = boost::asio;

CoverageReport LedgerHistory::Coverage(const std::vector<AskedSource>& asked, DateRange range) const {
  const Date today = clock_.Today();
  CoverageReport report;
  if (range.start <= today) report.range = DateRange{range.start, std::min(range.end, today)};
  for (const AskedSource& asked_source : asked) {
    const Source source = asked_source.source();
    SourceCoverage coverage{source, std::string(asked_source.provider->name()), asked_source.workspace.name};
    const SourceFailure* failure = reader_.failures().FindCosts(source);
    if (failure != nullptr) coverage.failure = *failure;
    if (report.range) {
      const DateRange offered = asked_source.provider->OfferedDays(today);
      coverage.runs = CoverageOf(ledger_, source, *report.range, offered, failure != nullptr);
    }
    for (const auto& [date, day] : ledger_.Days(source)) {
      coverage.last_read = std::max(coverage.last_read.value_or(day.read_at), day.read_at);
    }
    report.sources.push_back(std::move(coverage));
  }
  FinishCoverage(report);
  return report;
}

asio::awaitable<Answer<std::vector<Restatement>>> LedgerHistory::Restatements(RestatementQuery query) const {
  if (!archive_.lasts()) co_return SinceTheStart(query);
  std::function<Result<std::vector<Restatement>>(LedgerStore&)> load = [query](LedgerStore& store) {
    return store.LoadRestatements(query);
  };
  auto loading = archive_.Ask(std::move(load));
  auto loaded = co_await std::move(loading);
  if (!loaded) co_return Refuse(std::move(loaded).error());
  co_return *std::move(loaded);
}

std::vector<Restatement> LedgerHistory::SinceTheStart(const RestatementQuery& query) const {
  std::vector<Restatement> found;
  for (const Restatement& one : reader_.restatements() | std::views::reverse) {
    if (query.provider && one.source.provider != *query.provider) continue;
    if (query.workspace && one.source.workspace != *query.workspace) continue;
    if (query.project_id && one.project_id.value_or(std::string(kNoProject)) != *query.project_id) continue;
    if (query.model && one.model != *query.model) continue;
    if (query.range && !query.range->Contains(one.date)) continue;
    if (std::ssize(found) == query.limit) break;
    found.push_back(one);
  }
  return found;
}

asio::awaitable<Answer<std::vector<SealOutcome>>> LedgerHistory::SealMonth(Date month, std::vector<AskedSource> asked) {
  if (!archive_.lasts()) {
    co_return Refuse(Error{.kind = ErrorKind::kInvalidArgument,
                           .message = "a month cannot be sealed where nothing is kept",
                           .hint = "Set DATABASE_URL to sqlite:<path> or postgres://….",
                           .setting = "DATABASE_URL"});
  }
  std::vector<SealOutcome> outcomes;
  for (const AskedSource& asked_source : asked) {
    auto sealing = SealSource(asked_source.source(), month);
    Result<Seal> seal = co_await std::move(sealing);
    outcomes.push_back({asked_source.source(), std::move(seal)});
  }
  co_return outcomes;
}

asio::awaitable<Result<Seal>> LedgerHistory::SealSource(Source source, Date month) {
  // A reading that goes on meanwhile would write its figures below the seal.
  auto locking = reader_.LockCosts(source);
  const std::shared_ptr<LedgerArchive::Lock> lock = co_await std::move(locking);
  Result<Seal> seal = MakeSeal(ledger_, source, month, clock_.Now());
  if (!seal) co_return seal;
  std::function<Result<std::int64_t>(LedgerStore&)> save = [kept = *seal](LedgerStore& store) {
    return store.SaveSeal(kept);
  };
  auto saving = archive_.Ask(std::move(save));
  const Result<std::int64_t> saved = co_await std::move(saving);
  if (!saved) co_return Failure(saved.error());
  ledger_.AddSeal(*seal);
  co_return seal;
}

}  // namespace llmcost
