// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/cost.h"
#include "ledger/sums.h"

namespace llmcost {

// A day in memory, with its sums: a question about a year of ten thousand rows a day adds up the sums, not the rows.
struct LedgerDay {
  TimePoint read_at;      // when the provider gave these figures
  bool settled = false;   // they are not expected to change any more
  bool converted = true;  // false: some of the rows wait for an exchange rate
  bool counted = false;   // some of the rows say how many requests were made
  std::vector<LedgerRow> rows = {};
  std::vector<Money> costs_usd = {};     // of rows in other currencies; LedgerRow::usd points in here
  std::vector<ExchangeRate> rates = {};  // that its rows were converted by
  SumsByText by_model = {};              // of all rows
  SumsByText by_project = {};            // of all rows; 0 = without a project

  // 0 and without meaning unless row.converted().
  Money CostUsd(const LedgerRow& row) const {
    if (row.usd == LedgerRow::kIsUsd) return row.cost;
    return row.converted() ? costs_usd[row.usd - LedgerRow::kFirstOther] : Money();
  }
};

}  // namespace llmcost
