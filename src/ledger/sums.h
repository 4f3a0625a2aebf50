// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/cost.h"

// Adding up the ledger's rows without mixing what is known in USD, what waits for a rate and what has no price.
namespace llmcost {

// What rows of many days have in common, its texts as numbers of the ledger's TextTable.
struct LedgerSeries {
  std::uint32_t project = 0;  // 0 = the organization itself
  std::uint32_t model = 0;
  std::uint32_t line_item = 0;  // 0 = none
  std::uint32_t currency = 0;
  Provenance provenance = Provenance::kBilled;
  bool is_usd = true;

  friend bool operator==(const LedgerSeries&, const LedgerSeries&) = default;
};

// A CostBucket without its date, in 48 bytes. A count of -1 is unknown.
struct LedgerRow {
  static constexpr std::uint32_t kNone = 0;        // not known in USD: waits for a rate, or has no price
  static constexpr std::uint32_t kIsUsd = 1;       // `cost` is in USD
  static constexpr std::uint32_t kFirstOther = 2;  // and above: a place in LedgerDay::costs_usd

  Money cost;
  std::int64_t requests;
  std::int64_t input_tokens;
  std::int64_t output_tokens;
  std::uint32_t series;
  std::uint32_t usd;

  bool converted() const { return usd != kNone; }
};
static_assert(sizeof(LedgerRow) == 48);

// A number of things, or not known.
class Count {
 public:
  void Add(std::int64_t more) {  // -1 = not known
    if (more >= 0) value_ = std::max<std::int64_t>(value_, 0) + more;
  }
  void Add(Count more) { Add(more.value_); }
  std::optional<std::int64_t> value() const { return value_ < 0 ? std::nullopt : std::optional(value_); }

 private:
  std::int64_t value_ = -1;
};

// The part of a sum that was charged in one currency.
struct CurrencySum {
  std::uint32_t currency = 0;  // 0 = none yet
  bool any_unconverted = false;
  Money cost = {};
  Money unconverted = {};
};

struct Sum {
  Money cost_usd = {};
  Count requests = {};
  Count input_tokens = {};
  Count output_tokens = {};
  CurrencySum currency = {};                 // of nearly all sums the only one
  std::vector<CurrencySum> currencies = {};  // the others
  bool known = false;                        // some of it is known in USD; what was free does not count
  bool unpriced = false;
  bool estimated = false;
  bool uncounted = false;  // some of it was charged on days of which no request was counted

  // `cost_usd` is the row's. `is_counted_day`: the source counted requests on that day.
  void Add(const LedgerRow& row, const LedgerSeries& series, Money row_cost_usd, bool is_counted_day) {
    requests.Add(row.requests);
    input_tokens.Add(row.input_tokens);
    output_tokens.Add(row.output_tokens);
    if (series.provenance == Provenance::kUnpriced) {
      unpriced = true;
      return;
    }
    const bool charged = row.requests < 0 || !row.cost.IsZero();  // a row of request counts charges nothing
    if (!charged) return;
    uncounted = uncounted || (!is_counted_day && !row.cost.IsZero());
    estimated = estimated || series.provenance == Provenance::kEstimated;
    CurrencySum& in = InCurrency(series.currency);
    in.cost += row.cost;
    if (row.converted()) {
      cost_usd += row_cost_usd;
      known = known || !row.cost.IsZero();
    } else {
      in.unconverted += row.cost;
      in.any_unconverted = true;
    }
  }

  void Add(const Sum& more) {
    cost_usd += more.cost_usd;
    requests.Add(more.requests);
    input_tokens.Add(more.input_tokens);
    output_tokens.Add(more.output_tokens);
    AddCurrency(more.currency);
    for (const CurrencySum& part : more.currencies) AddCurrency(part);
    known = known || more.known;
    unpriced = unpriced || more.unpriced;
    estimated = estimated || more.estimated;
    uncounted = uncounted || more.uncounted;
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

  void AddCurrency(const CurrencySum& more) {
    if (more.currency == 0) return;
    CurrencySum& in = InCurrency(more.currency);
    in.cost += more.cost;
    in.unconverted += more.unconverted;
    in.any_unconverted = in.any_unconverted || more.any_unconverted;
  }
};

// Sums by text number.
using SumsByText = std::vector<std::pair<std::uint32_t, Sum>>;

// Makes sums by text number, in the order in which the texts were first met.
class Tally {
 public:
  void Add(std::uint32_t text, const LedgerRow& row, const LedgerSeries& series, Money cost_usd, bool is_counted_day) {
    At(text).Add(row, series, cost_usd, is_counted_day);
  }
  void Add(const SumsByText& sums) {
    for (const auto& [text, sum] : sums) At(text).Add(sum);
  }

  const SumsByText& sums() const { return sums_; }

  // Begins anew, and gives what there was.
  SumsByText Take() {
    SumsByText taken(sums_.begin(), sums_.end());  // no more room than is needed
    Clear();
    return taken;
  }

  void Clear() {
    for (const auto& [text, sum] : sums_) place_[text] = 0;
    sums_.clear();
  }

 private:
  Sum& At(std::uint32_t text) {
    if (text >= place_.size()) place_.resize(text + std::size_t{64});
    std::uint32_t& place = place_[text];
    if (place == 0) {
      sums_.emplace_back(text, Sum());
      place = static_cast<std::uint32_t>(sums_.size());
    }
    return sums_[place - 1].second;
  }

  std::vector<std::uint32_t> place_;  // text -> place in sums_ + 1; 0 = not met
  SumsByText sums_;
};

}  // namespace llmcost
