// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.h"
#include "core/money.h"
#include "simulator/anthropic_catalog.h"

// The truth about a simulated organization of Anthropic's: what it used and what that cost, on every day.
namespace llmcost {

// What rows can be grouped and filtered by.
struct AnthropicDimension {
  enum Index : std::size_t {
    kWorkspace,
    kApiKey,
    kAccount,
    kModel,
    kServiceTier,
    kContextWindow,
    kGeo,
    kSpeed,
    kProduct,
    kCostType,
    kTokenType,
    kDescription,
    kCount
  };
};
using AnthropicDimensions = std::array<std::string_view, AnthropicDimension::kCount>;  // empty = null

struct AnthropicRow {
  AnthropicDimensions dimensions{};
  AnthropicTokens tokens{};   // usage
  Money cost;                 // costs, in USD
  std::int64_t requests = 0;  // of messages, and spans of code execution
};

// Drops the dimensions that are not in `group_by` and adds up what is then alike. In the order of the dimensions.
std::vector<AnthropicRow> GroupRows(const std::vector<AnthropicRow>& rows,
                                    const std::vector<AnthropicDimension::Index>& group_by);

struct AnthropicWorkspace {
  std::string id;
  std::string name;
  Date created;
  std::optional<Date> archived;
};

// A part of a UTC day, as it is known at a time.
struct AnthropicSlice {
  Date day;
  int from_minute = 0;
  int to_minute = kMinutesOfDay;
  TimePoint now;
  // The reports are up to date within 5 minutes. The analytics are 4 hours late, and 3 percent of a day later still.
  bool analytics = false;
};

// Immutable once made; thread-safe.
class AnthropicOrganization {
 public:
  // REQUIRES: index < kMaxAnthropicOrganizations.
  AnthropicOrganization(std::size_t index, unsigned seed);

  std::string_view name() const { return template_.name; }
  const std::string& id() const { return id_; }
  const std::string& key() const { return key_; }
  // Without the default one.
  const std::vector<AnthropicWorkspace>& workspaces() const { return workspaces_; }
  const AnthropicWorkspace& default_workspace() const { return default_workspace_; }

  // What is billed by the row. Without the Priority Tier, which is a commitment billed apart.
  std::vector<AnthropicRow> Costs(const AnthropicSlice& slice) const;
  // The tokens of messages, the Priority Tier's too. Code execution is no part of usage.
  std::vector<AnthropicRow> Usage(const AnthropicSlice& slice) const;

 private:
  struct Charge {
    std::size_t counter;  // of AnthropicTokens
    std::int64_t atto;    // 10^-18 USD for one
    AnthropicDimensions dimensions{};
  };
  struct Workload {
    AnthropicWorkload plan;
    Volume volume;
    AnthropicDimensions dimensions{};  // of usage
    std::vector<Charge> charges;
    std::uint64_t salt = 0;
  };

  std::string_view Keep(std::string text);
  void MakeWorkspaces();
  void AddWorkload(const AnthropicWorkload& plan, int workspace, int scale);
  // Of the slice; nothing when nothing is known yet.
  std::optional<AnthropicRow> CountRow(const Workload& workload, const AnthropicSlice& slice) const;

  const AnthropicOrganizationTemplate& template_;
  std::size_t index_;
  std::uint64_t seed_;
  std::string id_;
  std::string key_;
  std::vector<AnthropicWorkspace> workspaces_;
  AnthropicWorkspace default_workspace_;
  std::map<std::string, std::string> texts_;  // what dimensions point at
  std::vector<Workload> workloads_;
};

}  // namespace llmcost
