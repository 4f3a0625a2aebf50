// SPDX-License-Identifier: MIT
#include "service/unit_guard.h"

#include <fmt/format.h>

#include <map>

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
};

void AddDay(const Ledger& ledger, const LedgerDay& day, std::map<std::uint32_t, ModelUse>& uses) {
  for (const LedgerRow& row : day.rows) {
    ModelUse& use = uses[ledger.series(row.series).model];
    use.cost_usd += day.CostUsd(row);
    if (row.input_tokens > 0) use.input_tokens += row.input_tokens;
    if (row.output_tokens > 0) use.output_tokens += row.output_tokens;
  }
}

Notice Suspicion(std::string message) {
  return {notice::kUnitSuspect, std::move(message),
          "Compare the total with the provider's invoice; no figure was changed because of this."};
}

}  // namespace

std::optional<Notice> CheckPublishedPrices(const Ledger& ledger, const Source& source, Date today,
                                           const PriceLookup& price_of) {
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
  if (!above && !IsFarAbove(expected, billed)) return std::nullopt;
  return Suspicion(fmt::format("{}: {} USD were billed for {}, and published prices of the tokens come to {} USD",
                               source.provider, billed.ToFixed(2), compared->ToString(), expected.ToFixed(2)));
}

std::optional<Notice> CheckJump(const Source& source, const DateRange& days, Money before, Money now) {
  if (!IsFarAbove(before, now) && !IsFarAbove(now, before)) return std::nullopt;
  return Suspicion(fmt::format("{}: {} came to {} when it was read before and comes to {} now", source.provider,
                               days.ToString(), before.ToFixed(2), now.ToFixed(2)));
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

}  // namespace llmcost
