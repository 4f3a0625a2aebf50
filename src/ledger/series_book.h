// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ledger/ledger_store.h"

namespace llmcost {

// The series that a store has, as far as they were read, by number and the other way round.
class SeriesBook {
 public:
  void Add(std::uint32_t number, CostSeries series) {
    last_ = std::max<std::int64_t>(last_, number);
    numbers_.emplace(series, number);
    by_number_.insert_or_assign(number, std::move(series));
  }

  // A number that is taken, by what makes no sense.
  void Skip(std::int64_t number) { last_ = std::max(last_, number); }

  std::optional<std::uint32_t> NumberOf(const CostSeries& series) const {
    const auto found = numbers_.find(series);
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
  }

  // Null for a number that is not in it.
  const CostSeries* Find(std::int64_t number) const {
    const auto found = by_number_.find(number);
    return found == by_number_.end() ? nullptr : &found->second;
  }

  // The highest number; 0 = none.
  std::int64_t last() const { return last_; }

 private:
  std::unordered_map<std::int64_t, CostSeries> by_number_;
  std::map<CostSeries, std::uint32_t> numbers_;
  std::int64_t last_ = 0;
};

// Gives a sink each series before the first row of it.
class SeriesTeller {
 public:
  // Both must outlive it.
  SeriesTeller(const SeriesBook& book, LedgerSink& sink) : book_(book), sink_(sink) {}

  // False: there is no such series.
  bool Tell(std::int64_t number) {
    const auto place = static_cast<std::size_t>(number);
    if (place < told_.size() && told_[place]) return true;
    const CostSeries* found = book_.Find(number);
    if (found == nullptr) return false;
    if (place >= told_.size()) told_.resize(place + 1);
    told_[place] = true;
    sink_.AddSeries(static_cast<std::uint32_t>(number), *found);
    return true;
  }

 private:
  const SeriesBook& book_;
  LedgerSink& sink_;
  std::vector<bool> told_;
};

}  // namespace llmcost
