// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "ledger/stored.h"

// What a day comes to, and how two readings of it differ.
namespace llmcost {

// Calls `take(key, before, now)` for each that differs, by key; what is not there is nothing.
template <typename Key, typename Take>
void ForEachDifference(const std::map<Key, Money>& before, const std::map<Key, Money>& now, const Take& take) {
  std::set<Key> keys;
  for (const auto& [key, cost] : before) keys.insert(key);
  for (const auto& [key, cost] : now) keys.insert(key);
  const auto at = [](const std::map<Key, Money>& figures, const Key& key) {
    const auto found = figures.find(key);
    return found == figures.end() ? Money() : found->second;
  };
  for (const Key& key : keys) {
    if (at(before, key) != at(now, key)) take(key, at(before, key), at(now, key));
  }
}

struct FigureKey {
  std::optional<std::string> project_id = std::nullopt;
  std::string model;
  std::string currency;

  friend auto operator<=>(const FigureKey&, const FigureKey&) = default;
};

using DayFigures = std::map<FigureKey, Money>;
using FindSeries = std::function<const CostSeries&(std::uint32_t)>;

// Without what has no price. `series` gives what a row's number stands for.
DayFigures FiguresOf(std::span<const StoredRow> rows, const FindSeries& series);

// Of a sealed day: how `now` differs from what was told of it last, `sealed` and the corrections since, oldest first.
std::vector<Restatement> SealedRestatements(const Source& source, Date date, DayFigures sealed,
                                            std::span<const Restatement> corrections, const DayFigures& now,
                                            TimePoint read_before, TimePoint read_now);

}  // namespace llmcost
