// SPDX-License-Identifier: MIT
#include "service/unit_guard.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace llmcost {
namespace {

constexpr int kDaysCompared = 7;
constexpr int kDaysLookedAt = 60;  // a source that was not used for longer tells nothing of its unit today
// Discounts, caches and batches move a bill by ten at most; a wrong unit by a hundred or a thousand.
constexpr std::int64_t kSuspiciousFactor = 50;
// Below it a rounding or a credit may make any ratio.
constexpr Money kTooLittle = Money::FromUnits(1);

bool IsFarAbove(Money large, Money small) {
  if (large < kTooLittle || small <= Money()) return false;
  const auto limit = Multiply(small, Money::FromUnits(kSuspiciousFactor));
  return limit && large >= *limit;
}

struct ModelUse {
  Money cost_usd;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  bool is_estimated = false;
};

void AddDay(const Ledger& ledger, const LedgerDay& day, std::map<std::uint32_t, ModelUse>& uses) {
  for (const LedgerRow& row : day.rows) {
    const LedgerSeries& series = ledger.series(row.series);
    if (series.provenance == Provenance::kUnpriced || !row.converted()) continue;
    ModelUse& use = uses[series.model];
    use.is_estimated = use.is_estimated || series.provenance == Provenance::kEstimated;
    use.cost_usd += day.CostUsd(row);
    if (row.input_tokens > 0) use.input_tokens += row.input_tokens;
    if (row.output_tokens > 0) use.output_tokens += row.output_tokens;
  }
}

Money SettledTotal(const Ledger& ledger, const Source& source, const DateRange& range) {
  Money total;
  for (Date date = range.start; date <= range.end; ++date) {
    const LedgerDay* day = ledger.FindDay(source, date);
    if (day == nullptr || !day->settled) continue;
    for (const LedgerRow& row : day->rows) {
      if (ledger.series(row.series).provenance != Provenance::kUnpriced) total += row.cost;
    }
  }
  return total;
}

Notice Suspicion(std::string message) {
  return {notice::kUnitSuspect, std::move(message),
          "Compare the total with the provider's invoice; no figure was changed because of this."};
}

}  // namespace

std::optional<Notice> CheckPublishedPrices(const Ledger& ledger, const Source& source, Date today,
                                           const PriceLookup& price_of, const NoticeBook& notices) {
  std::map<std::uint32_t, ModelUse> uses;
  std::optional<DateRange> compared;
  int days = 0;
  for (Date date = today; date > today - kDaysLookedAt && days < kDaysCompared; date = date - 1) {
    const LedgerDay* day = ledger.FindDay(source, date);
    if (day == nullptr || !day->settled || day->rows.empty()) continue;
    AddDay(ledger, *day, uses);
    compared = DateRange{date, compared ? compared->end : date};
    ++days;
  }
  if (!compared) return std::nullopt;
  const bool may_cost_less = std::ranges::any_of(uses, [](const auto& use) { return use.second.is_estimated; }) ||
                             std::ranges::any_of(notices.Find(source, *compared), [](const Notice& notice) {
                               return notice.kind == notice::kNotIncluded;
                             });
  Money billed;
  Money expected;
  for (const auto& [model, use] : uses) {
    if (use.input_tokens + use.output_tokens == 0) continue;
    const auto price = price_of(ledger.texts().Text(model));
    if (!price) continue;
    const auto input = Multiply(price->input, Money::FromUnits(use.input_tokens));
    const auto output = Multiply(price->output, Money::FromUnits(use.output_tokens));
    if (!input || !output) continue;
    billed += use.cost_usd;
    expected += *input + *output;
  }
  const bool above = IsFarAbove(billed, expected);
  if (!above && (may_cost_less || !IsFarAbove(expected, billed))) return std::nullopt;
  return Suspicion(fmt::format("{}: {} USD were billed for {}, and published prices of the tokens come to {} USD",
                               source.provider, billed.ToFixed(2), compared->ToString(), expected.ToFixed(2)));
}

std::optional<Notice> CheckJump(const Source& source, const DateRange& days, Money before, Money now) {
  if (!IsFarAbove(before, now) && !IsFarAbove(now, before)) return std::nullopt;
  return Suspicion(fmt::format("{}: {} came to {} when it was read before and comes to {} now", source.provider,
                               days.ToString(), before.ToFixed(2), now.ToFixed(2)));
}

std::optional<SettledDays> SettledDays::Of(const Ledger& ledger, const Source& source, const DateRange& range) {
  std::optional<DateRange> settled;
  for (Date date = range.start; date <= range.end; ++date) {
    const LedgerDay* day = ledger.FindDay(source, date);
    if (day != nullptr && day->settled) settled = {settled ? settled->start : date, date};
  }
  if (!settled) return std::nullopt;
  return SettledDays{*settled, SettledTotal(ledger, source, *settled)};
}

void UnitGuard::AfterReading(const Ledger& ledger, const Source& source, const std::optional<SettledDays>& before,
                             Date today, const PriceLookup& price_of, const NoticeBook& notices) {
  FollowJump(ledger, source, before);
  prices_.erase(source);
  if (auto suspicion = CheckPublishedPrices(ledger, source, today, price_of, notices)) {
    prices_.emplace(source, *std::move(suspicion));
  }
}

void UnitGuard::FollowJump(const Ledger& ledger, const Source& source, const std::optional<SettledDays>& before) {
  const auto check = [&](const SettledDays& then) {
    return CheckJump(source, then.days, then.total, SettledTotal(ledger, source, then.days));
  };
  if (const auto known = jumps_.find(source); known != jumps_.end()) {
    if (auto still = check(known->second.before)) {
      known->second.notice = *std::move(still);
    } else {
      jumps_.erase(known);  // the way back is no jump of its own
    }
    return;
  }
  if (!before) return;
  auto jump = check(*before);
  if (!jump) return;
  spdlog::warn("{}: workspace {}: {}", source.provider, source.workspace, jump->message);
  jumps_.emplace(source, Jump{*before, *std::move(jump)});
}

std::vector<Notice> UnitGuard::Suspicions(const Source& source) const {
  std::vector<Notice> suspicions;
  if (const auto found = prices_.find(source); found != prices_.end()) suspicions.push_back(found->second);
  if (const auto found = jumps_.find(source); found != jumps_.end()) suspicions.push_back(found->second.notice);
  return suspicions;
}

}  // namespace llmcost
