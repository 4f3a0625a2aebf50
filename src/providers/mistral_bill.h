// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "core/cost.h"
#include "providers/mistral_json.h"
#include "providers/provider.h"

// Costs out of Mistral's quantities and prices, without any input or output.
namespace llmcost {

// Every month that has a day of the range, as a whole.
std::vector<DateRange> MonthsOf(const DateRange& range);
// "2026-11"
std::string MonthName(const DateRange& month);

struct MistralMonth {
  struct Workspace {
    std::string id;
    MistralUsage usage;
  };
  DateRange days;
  MistralUsage organization;
  std::vector<Workspace> workspaces;
};

// Adds up months. Quantities are multiplied with the prices of the answer they came in. What the organization used
// beyond the sum of its workspaces is a cost without project. A quantity without price is a row without a cost
// (Provenance::kUnpriced). What is given for a month as a whole stands on the month's last day, once it is over:
// before, it would have to move from day to day.
class MistralBill {
 public:
  // Days outside of `range` are left out.
  MistralBill(DateRange range, Date today) : range_(range), today_(today) {}

  // Whether no workspaces came to more than the organization. Error kBadUpstream: an amount that cannot be.
  Result<bool> Add(const MistralMonth& month);

  // In order of day. To be called once.
  FetchedCosts Finish();

 private:
  // One bucket to be: day, project (empty = none), model, line item, currency, whether it is priced.
  using Key = std::tuple<Date, std::string, std::string, std::string, std::string, bool>;

  MistralDays DaysOf(const DateRange& month, const MistralUsage& usage);
  Result<void> AddRows(const MistralDays& rows, const std::string& project, const MistralUsage& usage);
  Result<void> AddRow(Date date, const MistralItem& use, const MistralQuantity& quantity, const std::string& project,
                      const MistralUsage& usage);

  const DateRange range_;
  const Date today_;
  std::map<Key, CostBucket> buckets_;
  std::set<std::string> unpriced_models_;
  std::set<std::string> booked_;   // months whose storage stands on their last day
  std::set<std::string> waiting_;  // months whose storage is yet to be booked
};

}  // namespace llmcost
