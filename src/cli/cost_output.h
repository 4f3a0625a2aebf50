// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/output_table.h"
#include "core/cost.h"

// A cost report as rows to print.
namespace llmcost {

enum class GroupBy { kModel, kProject, kWorkspace, kProvider, kDay };

// "model", "project", "workspace", "provider", "day"; nothing for any other text.
std::optional<GroupBy> ParseGroupBy(std::string_view text);

// Costs rounded to cents so that they add up to the total shown; counts that are not known are "-".
OutputTable CostTable(const CostReport& report, GroupBy group_by);

// The same rows with every digit; a count that is not known is an empty cell. No total line.
std::string CostCsv(const CostReport& report, GroupBy group_by);

// What is to be known about the figures, a sentence each: days that may change, days that were not read, figures of
// earlier. `errors` of the report are not among them.
std::vector<std::string> CostNotes(const CostReport& report);

// Whose days are not known and why, a sentence each.
std::vector<std::string> UnreadNotes(const std::vector<UnreadDays>& unread);

}  // namespace llmcost
