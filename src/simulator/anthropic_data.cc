// SPDX-License-Identifier: MIT
#include "simulator/anthropic_data.h"

#include <fmt/format.h>

#include <algorithm>

#include "simulator/api_parts.h"
#include "simulator/hash.h"

namespace llmcost {
namespace {

using Dimension = AnthropicDimension;
using Counter = AnthropicCounter;

constexpr Delay kReportDelay{std::chrono::minutes(5), 0};
constexpr Delay kAnalyticsDelay{std::chrono::hours(4), 30'000};

// Of a workload in one more workspace beyond the known ones, in thousandths.
constexpr int kExtraWorkspaceScale = 60;

// A millionth of a USD for a million tokens is 10^-12 USD for one.
constexpr std::int64_t kAttoOfPrice = 1'000'000;
// Of what is not tokens, in 10^-18 USD: a search, a hundredth of an hour of code execution and of a session.
constexpr std::int64_t kAttoOfSearch = 10'000'000'000'000'000;
constexpr std::int64_t kAttoOfExecution = 500'000'000'000'000;
constexpr std::int64_t kAttoOfSession = 800'000'000'000'000;

struct TokenType {
  Counter::Index counter;
  std::string_view name;
  std::string_view description;
  std::int64_t input_thousandths;  // of the input price; 0 = the output price
};
constexpr std::array<TokenType, 5> kTokenTypes = {{
    {Counter::kUncached, "uncached_input_tokens", "Input Tokens", 1000},
    {Counter::kOutput, "output_tokens", "Output Tokens", 0},
    {Counter::kCacheRead, "cache_read_input_tokens", "Input Tokens, Cache Read", 100},
    {Counter::kCache5m, "cache_creation.ephemeral_5m_input_tokens", "Input Tokens, Cache Write (5 min)", 1250},
    {Counter::kCache1h, "cache_creation.ephemeral_1h_input_tokens", "Input Tokens, Cache Write (1 hour)", 2000},
}};

std::int64_t AttoOf(const AnthropicModel& model, const TokenType& type, const AnthropicWorkload& plan) {
  std::int64_t price = type.input_thousandths == 0 ? model.output : model.input * type.input_thousandths / 1000;
  if (plan.long_context) price = type.input_thousandths == 0 ? price * 3 / 2 : price * 2;
  std::int64_t atto = price * kAttoOfPrice;
  if (plan.us) atto = atto / 10 * 11;
  if (plan.tier == "batch") atto /= 2;
  return atto;
}

}  // namespace

std::vector<AnthropicRow> GroupRows(const std::vector<AnthropicRow>& rows,
                                    const std::vector<AnthropicDimension::Index>& group_by) {
  std::map<AnthropicDimensions, AnthropicRow> groups;
  for (const auto& row : rows) {
    AnthropicDimensions kept{};
    for (const auto dimension : group_by) kept[dimension] = row.dimensions[dimension];
    auto& group = groups[kept];
    group.dimensions = kept;
    group.cost += row.cost;
    group.requests += row.requests;
    std::ranges::transform(group.tokens, row.tokens, group.tokens.begin(), std::plus<>());
  }
  std::vector<AnthropicRow> grouped;
  grouped.reserve(groups.size());
  for (auto& [dimensions, row] : groups) grouped.push_back(row);
  return grouped;
}

AnthropicOrganization::AnthropicOrganization(std::size_t index, unsigned seed)
    : template_(kAnthropicOrganizations[index]),
      index_(index),
      seed_(Mix(Mix(seed, index), HashText("anthropic"))),
      id_(RandomUuid(Mix(seed_, 7))),
      key_(fmt::format("sk-ant-admin01-demo-{}", kAnthropicOrganizations[index].slug)) {
  MakeWorkspaces();
  for (const auto& plan : AnthropicWorkloads()) {
    if ((plan.organizations >> index_ & 1U) == 0) continue;
    AddWorkload(plan, plan.workspace, template_.scale);
  }
  const auto& small = AnthropicWorkloads()[0];
  for (std::size_t i = kAnthropicWorkspaceCount; i < workspaces_.size(); ++i) {
    AnthropicWorkload plan = small;
    plan.model = "claude-haiku-4-5-20251001";
    plan.from = workspaces_[i].created;
    plan.to = kOpenEnd;
    AddWorkload(plan, static_cast<int>(i), template_.scale * kExtraWorkspaceScale / 1000);
  }
}

std::string_view AnthropicOrganization::Keep(std::string text) {
  auto key = text;
  return texts_.try_emplace(std::move(key), std::move(text)).first->second;
}

void AnthropicOrganization::MakeWorkspaces() {
  const auto make_id = [&](std::uint64_t what) { return "wrkspc_01" + RandomText(Mix(seed_, what), 22); };
  for (std::size_t i = 0; i < kAnthropicWorkspaceCount + static_cast<std::size_t>(template_.extra_workspaces); ++i) {
    AnthropicWorkspace workspace;
    workspace.id = make_id(1000 + i);
    if (i < kAnthropicWorkspaceCount) {
      const auto& known = kAnthropicWorkspaces[i];
      workspace.name = known.name;
      workspace.created = known.created;
      if (known.archived != kOpenEnd) workspace.archived = known.archived;
    } else {
      workspace.name = fmt::format("Client {:02}", i - kAnthropicWorkspaceCount + 1);
      workspace.created = Date(2025, 11, 3) + static_cast<int>(i) * 9;
    }
    workspaces_.push_back(std::move(workspace));
  }
  default_workspace_ = {make_id(999), "Default", Date(2024, 9, 20), std::nullopt};
}

void AnthropicOrganization::AddWorkload(const AnthropicWorkload& plan, int workspace, int scale) {
  Workload workload;
  workload.plan = plan;
  workload.volume = {.base = std::max(1, plan.requests * scale / 1000),
                     .weekend = plan.weekend,
                     .from = plan.from,
                     .to = plan.to,
                     .launch = workspace == 0 ? std::optional(template_.launch) : std::nullopt};
  workload.salt = Mix(seed_, workloads_.size() + 1);

  AnthropicDimensions where{};
  if (workspace >= 0) where[Dimension::kWorkspace] = workspaces_[static_cast<std::size_t>(workspace)].id;
  if (plan.playground) {
    where[Dimension::kAccount] = Keep("user_01" + RandomText(Mix(seed_, 77), 22));
  } else {
    const auto what = static_cast<std::uint64_t>(workspace + 1) * 2 + (plan.tier == "batch" ? 1 : 0);
    where[Dimension::kApiKey] = Keep("apikey_01" + RandomText(Mix(seed_, 5000 + what), 22));
  }
  const bool execution = plan.model == "code_execution";
  if (execution || plan.model == "session_usage") {
    AnthropicDimensions charged = where;
    charged[Dimension::kCostType] = plan.model;
    charged[Dimension::kDescription] = execution ? "Code Execution Usage" : "Session Usage";
    if (!execution) charged[Dimension::kProduct] = "api";
    workload.charges.push_back({Counter::kUnits, execution ? kAttoOfExecution : kAttoOfSession, charged});
    workloads_.push_back(std::move(workload));
    return;
  }

  const auto& model = FindAnthropicModel(plan.model);
  auto& used = workload.dimensions;
  used = where;
  used[Dimension::kModel] = model.id;
  used[Dimension::kServiceTier] = plan.tier;
  used[Dimension::kContextWindow] = plan.long_context ? "200k-1M" : "0-200k";
  used[Dimension::kGeo] = !model.has_geo ? "not_available" : plan.us ? "us" : "global";
  used[Dimension::kSpeed] = "standard";
  used[Dimension::kProduct] = "api";
  if (plan.tier == "priority") {  // billed apart
    workloads_.push_back(std::move(workload));
    return;
  }
  for (const auto& type : kTokenTypes) {
    AnthropicDimensions charged = used;
    charged[Dimension::kCostType] = "tokens";
    charged[Dimension::kTokenType] = type.name;
    charged[Dimension::kDescription] = Keep(fmt::format("{} Usage - {}{}{}{}", model.display_name, type.description,
                                                        plan.long_context ? ", >200k" : "",
                                                        plan.tier == "batch" ? ", Batch" : "", plan.us ? ", US" : ""));
    workload.charges.push_back({type.counter, AttoOf(model, type, plan), charged});
  }
  if (plan.web_search > 0) {
    AnthropicDimensions charged = where;
    charged[Dimension::kProduct] = "api";
    charged[Dimension::kCostType] = "web_search";
    charged[Dimension::kDescription] = "Web Search Usage";
    workload.charges.push_back({Counter::kWebSearch, kAttoOfSearch, charged});
  }
  workloads_.push_back(std::move(workload));
}

std::optional<AnthropicRow> AnthropicOrganization::CountRow(const Workload& workload,
                                                            const AnthropicSlice& slice) const {
  const auto visibility = VisibilityOf(slice.day, slice.now, slice.analytics ? kAnalyticsDelay : kReportDelay);
  if (visibility.minutes <= slice.from_minute) return std::nullopt;
  const auto& plan = workload.plan;
  const std::uint64_t hash = Mix(workload.salt, static_cast<std::uint64_t>(slice.day.UnixSeconds()));
  const std::int64_t requests = CountOfDay(workload.volume, slice.day, hash);
  if (requests == 0) return std::nullopt;
  const auto part = [&](std::int64_t total) {
    return PartOfDay(total, slice.from_minute, slice.to_minute, visibility);
  };
  AnthropicRow row;
  row.dimensions = workload.dimensions;
  row.requests = part(requests);
  const std::array<int, Counter::kCount> means = {plan.uncached, plan.output,     plan.cache_read, plan.cache_5m,
                                                  plan.cache_1h, plan.web_search, plan.units};
  for (std::size_t i = 0; i < means.size(); ++i) {
    const std::int64_t total = requests * means[i] * Noise(Mix(hash, i), 120) / 1000;
    row.tokens[i] = part(i == Counter::kWebSearch ? total / 1000 : total);
  }
  return row;
}

std::vector<AnthropicRow> AnthropicOrganization::Usage(const AnthropicSlice& slice) const {
  std::vector<AnthropicRow> rows;
  for (const auto& workload : workloads_) {
    if (workload.dimensions[Dimension::kModel].empty()) continue;
    auto row = CountRow(workload, slice);
    if (!row || (row->tokens == AnthropicTokens{} && row->requests == 0)) continue;
    rows.push_back(*row);
  }
  return rows;
}

std::vector<AnthropicRow> AnthropicOrganization::Costs(const AnthropicSlice& slice) const {
  std::vector<AnthropicRow> rows;
  for (const auto& workload : workloads_) {
    if (workload.charges.empty()) continue;
    const auto counted = CountRow(workload, slice);
    if (!counted) continue;
    // A request is one, however much of it is charged.
    std::int64_t requests = workload.dimensions[Dimension::kModel].empty() &&
                                    workload.charges[0].dimensions[Dimension::kCostType] != "code_execution"
                                ? 0
                                : counted->requests;
    for (const auto& charge : workload.charges) {
      AnthropicRow row;
      row.dimensions = charge.dimensions;
      row.cost = Money::FromAtto(Int128{counted->tokens[charge.counter]} * charge.atto);
      row.requests = std::exchange(requests, 0);
      if (row.cost.IsZero() && row.requests == 0) continue;
      rows.push_back(row);
    }
  }
  if (slice.analytics && template_.default_by_id) {
    for (auto& row : rows) {
      auto& workspace = row.dimensions[Dimension::kWorkspace];
      if (workspace.empty()) workspace = default_workspace_.id;
    }
  }
  return rows;
}

}  // namespace llmcost
