// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/cost.h"
#include "core/money.h"
#include "core/result.h"
#include "providers/day_table.h"
#include "providers/rows.h"

// The answers of OpenAI's organization endpoints, read into rows.
// https://platform.openai.com/docs/api-reference/usage and .../projects, checked 2026-11-22. Amounts are in units of
// the currency (dollars), as a JSON number or a JSON string of digits. Buckets are UTC days.
namespace llmcost {

// What a cost is for.
struct OpenAiItem {
  std::optional<std::string> line_item;  // as it came
  std::string currency = std::string(kUsd);
};

// Gives each item a small number. Number 0 is what has no line item, in dollars.
class OpenAiItems {
 public:
  std::uint32_t NumberOf(std::optional<std::string_view> line_item, std::string_view currency);
  const OpenAiItem& Item(std::uint32_t number) const { return items_[number]; }
  std::size_t size() const { return items_.size(); }

 private:
  NameTable numbers_;
  std::deque<OpenAiItem> items_{1};
};

// The names met during one fetch.
struct OpenAiNames {
  NameTable projects;
  OpenAiItems items;
  NameTable models;  // as the usage endpoints spell them
};

// How a page ends and what was in it.
struct OpenAiPage {
  bool has_more = false;
  std::string next_page;                 // empty = none
  std::optional<std::int64_t> last_end;  // Unix seconds at which the last bucket ends
  int buckets_inside = 0;                // of the window asked for
  int buckets_outside = 0;
};

struct OpenAiProjectPage {
  std::vector<Project> projects;
  bool has_more = false;
};

// What the counter of a usage endpoint is called, and how its rows are grouped.
struct OpenAiUsageForm {
  std::string_view counter;       // "num_model_requests"
  std::string_view pseudo_model;  // the name to count under; empty = the row's own model
  bool by_model = true;           // whether it was asked to group by model too
};

// Errors: kBadUpstream, such as "bucket 3: amount.value is not a number". `body` as for ReadDocument.
Result<OpenAiProjectPage> ParseOpenAiProjects(std::string& body);
// The buckets inside of `window` go into `table`, whose range holds the window.
Result<OpenAiPage> ParseOpenAiCosts(std::string& body, const DateRange& window, OpenAiNames& names,
                                    DayTable<CostRow>& table);
Result<OpenAiPage> ParseOpenAiUsage(std::string& body, const DateRange& window, const OpenAiUsageForm& form,
                                    OpenAiNames& names, DayTable<UsageRow>& table);

}  // namespace llmcost
