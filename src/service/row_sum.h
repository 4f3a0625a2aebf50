// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "core/cost.h"
#include "ledger/sums.h"
#include "ledger/text_table.h"

// How sums are told in a report.
namespace llmcost {

Usage UsageOf(const Sum& sum);

// How the sum was charged. `texts` are the ledger's.
Charged ChargedOf(const Sum& sum, const TextTable& texts);

// Adds up rows of a report.
struct RowSum {
  std::optional<Money> cost_usd;  // none: nothing but what was free is known in USD
  Charged charged;

  void Add(const std::optional<Money>& more, const Charged& how);
  // None: nothing of it is known in USD. Nothing at all is 0.
  std::optional<Money> CostUsd() const {
    if (cost_usd) return cost_usd;
    return charged.unpriced || !charged.unconverted.empty() ? std::nullopt : std::optional(Money());
  }
};

}  // namespace llmcost
