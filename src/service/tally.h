// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/cost.h"
#include "ledger/ledger.h"

// Adding up the ledger's rows without mixing what is known in USD, what waits for a rate and what has no price.
namespace llmcost {

// The part of a sum that was charged in one currency.
struct CurrencySum {
  std::uint32_t currency = 0;  // 0 = none yet
  bool any_unconverted = false;
  Money cost = {};
  Money unconverted = {};
};

struct Sum {
  Money cost_usd;
  std::optional<std::int64_t> requests;
  CurrencySum currency;                 // of nearly all sums the only one
  std::vector<CurrencySum> currencies;  // the others
  bool known = false;                   // some of it is known in USD; what was free does not count
  bool unpriced = false;
  bool estimated = false;

  void Add(const LedgerRow& row) {
    if (row.requests >= 0) requests = requests.value_or(0) + row.requests;
    if (row.provenance == Provenance::kUnpriced) {
      unpriced = true;
      return;
    }
    const bool charged = row.requests < 0 || !row.cost.IsZero();  // a row of request counts charges nothing
    if (!charged) return;
    estimated = estimated || row.provenance == Provenance::kEstimated;
    CurrencySum& in = InCurrency(row.currency);
    in.cost += row.cost;
    if (row.converted) {
      cost_usd += row.cost_usd;
      known = known || !row.cost.IsZero();
    } else {
      in.unconverted += row.cost;
      in.any_unconverted = true;
    }
  }

  // None: nothing of it is known in USD.
  std::optional<Money> CostUsd() const {
    if (known) return cost_usd;
    const bool something =
        unpriced || currency.any_unconverted || std::ranges::any_of(currencies, &CurrencySum::any_unconverted);
    return something ? std::nullopt : std::optional(Money());
  }

 private:
  CurrencySum& InCurrency(std::uint32_t text) {
    if (currency.currency == 0) currency.currency = text;
    if (currency.currency == text) return currency;
    for (CurrencySum& other : currencies) {
      if (other.currency == text) return other;
    }
    return currencies.emplace_back(CurrencySum{.currency = text});
  }
};

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

// Sums by text number, in the order in which the texts were first met.
class Tally {
 public:
  void Add(std::uint32_t text, const LedgerRow& row) {
    if (text >= place_.size()) place_.resize(text + std::size_t{64});
    std::uint32_t& place = place_[text];
    if (place == 0) {
      sums_.emplace_back(text, Sum());
      place = static_cast<std::uint32_t>(sums_.size());
    }
    sums_[place - 1].second.Add(row);
  }

  const std::vector<std::pair<std::uint32_t, Sum>>& sums() const { return sums_; }

  void Clear() {
    for (const auto& [text, sum] : sums_) place_[text] = 0;
    sums_.clear();
  }

 private:
  std::vector<std::uint32_t> place_;  // text -> place in sums_ + 1; 0 = not met
  std::vector<std::pair<std::uint32_t, Sum>> sums_;
};

}  // namespace llmcost
