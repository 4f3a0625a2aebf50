// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/cost.h"
#include "core/result.h"
#include "providers/day_table.h"
#include "providers/rows.h"

// The answers of Anthropic's organization endpoints, read into rows.
// https://platform.claude.com/docs/en/api/admin/cost_report/retrieve, .../usage_report/retrieve_messages,
// .../workspaces/list and .../beta/organization/analytics/cost/list, checked 2026-11-22. Amounts are in cents, as a
// string of decimal digits ("123.45" is 1.2345 dollars). Buckets are UTC days.
namespace llmcost {

// The default workspace has no id in the reports (null), is in no list of workspaces, and is called this.
inline constexpr std::string_view kAnthropicDefaultId = "default";
inline constexpr std::string_view kAnthropicDefaultName = "Default";

// What a cost is for.
struct AnthropicItem {
  std::optional<std::string> line_item;  // the description as it came
  std::string model;                     // for costs that are no tokens the cost type: "web_search"
  std::string currency;                  // upper case
  bool is_tokens = false;                // a model's, rather than a service's
};

// The names met during one fetch.
class AnthropicNames {
 public:
  NameTable projects;  // workspaces; null is kAnthropicDefaultId
  NameTable models;

  std::uint32_t ProjectOf(std::optional<std::string_view> workspace) {
    return projects.NumberOf(workspace.value_or(kAnthropicDefaultId));
  }
  std::uint32_t ItemOf(AnthropicItem item);
  const AnthropicItem& Item(std::uint32_t number) const { return items_[number]; }

 private:
  NameTable item_numbers_;
  std::deque<AnthropicItem> items_{1};  // by number; 0 is none
};

// Rows of a window, in any order.
struct AnthropicUsage {
  std::map<Date, std::vector<UsageRow>> rows;
  std::map<Date, Money> amounts;  // what the analytics say was spent, in dollars
  bool priority = false;          // whether the Priority Tier was used
};

// How many buckets an answer had of the days asked for, and of others.
struct AnthropicBuckets {
  int inside = 0;
  int outside = 0;
};

// Errors: kBadUpstream, such as "bucket 3: amount is not a number". `body` as for ReadDocument. What is not of `window`
// is passed over.
Result<NextPage> ParseAnthropicCosts(std::string& body, const DateRange& window, AnthropicNames& names,
                                     DayTable<CostRow>& table, AnthropicBuckets& buckets);
Result<NextPage> ParseAnthropicTokens(std::string& body, const DateRange& window, AnthropicNames& names,
                                      AnthropicUsage& usage);
Result<NextPage> ParseAnthropicRequests(std::string& body, const DateRange& window, AnthropicNames& names,
                                        AnthropicUsage& usage);
// Appends to `projects`; the cursor is the last one's id.
Result<NextPage> ParseAnthropicWorkspaces(std::string& body, std::vector<Project>& projects);
// The answer about a single workspace.
Result<Project> ParseAnthropicWorkspace(std::string& body);

}  // namespace llmcost
