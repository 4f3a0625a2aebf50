// SPDX-License-Identifier: MIT
#include "service/row_sum.h"

#include <algorithm>
#include <string>

namespace llmcost {
namespace {

void AddAmount(std::vector<CurrencyAmount>& amounts, const CurrencyAmount& more) {
  const auto known = std::ranges::find(amounts, more.currency, &CurrencyAmount::currency);
  if (known == amounts.end()) {
    amounts.push_back(more);
  } else {
    known->cost += more.cost;
  }
}

}  // namespace

Usage UsageOf(const Sum& sum) {
  const auto requests = sum.requests.value();
  return {requests, sum.input_tokens.value(), sum.output_tokens.value(), requests.has_value() && sum.uncounted};
}

Charged ChargedOf(const Sum& sum, const TextTable& texts) {
  Charged charged;
  charged.unpriced = sum.unpriced;
  charged.provenance = sum.estimated ? Provenance::kEstimated : Provenance::kBilled;
  const auto add = [&](const CurrencySum& part) {
    if (part.currency == 0) return;
    const std::string currency(texts.Text(part.currency));
    charged.costs.push_back({currency, part.cost});
    if (part.any_unconverted) charged.unconverted.push_back({currency, part.unconverted});
  };
  add(sum.currency);
  for (const CurrencySum& part : sum.currencies) add(part);
  return charged;
}

void RowSum::Add(const std::optional<Money>& more, const Charged& how) {
  if (more && !more->IsZero()) cost_usd = cost_usd.value_or(Money()) + *more;
  for (const CurrencyAmount& amount : how.costs) AddAmount(charged.costs, amount);
  for (const CurrencyAmount& amount : how.unconverted) AddAmount(charged.unconverted, amount);
  charged.unpriced = charged.unpriced || how.unpriced;
  if (how.provenance == Provenance::kEstimated) charged.provenance = Provenance::kEstimated;
}

}  // namespace llmcost
