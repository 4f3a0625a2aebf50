// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.h"
#include "core/money.h"
#include "core/result.h"

// What a provider reports, and what we answer.
namespace llmcost {

// The name under which costs without a line item are shown.
inline constexpr std::string_view kNotItemised = "(not itemised)";

// The `project_id` of a question that means the cost without a project.
inline constexpr std::string_view kNoProject = "none";

enum class Provenance { kBilled, kEstimated };

// One UTC day's cost for one (project, model, line item), as the provider billed it. A count that is not known is
// nothing, never 0. Request counts come as buckets of their own (line_item none, cost 0) under the model's name as the
// costs spell it, so that adding buckets up never counts a request twice.
struct CostBucket {
  Date date;
  std::optional<std::string> project_id = std::nullopt;  // none = the organization itself
  std::string model;                                     // native name, or the service's name where there is no model
  std::optional<std::string> line_item = std::nullopt;   // the raw text of what was charged, always kept
  Money cost = {};                                       // in `currency`
  std::string currency = "USD";                          // ISO 4217, upper case
  std::optional<Money> cost_usd = std::nullopt;          // none = not converted
  std::optional<std::int64_t> requests = std::nullopt;
  std::optional<std::int64_t> input_tokens = std::nullopt;
  std::optional<std::int64_t> output_tokens = std::nullopt;
  Provenance provenance = Provenance::kBilled;

  friend bool operator==(const CostBucket&, const CostBucket&) = default;
};

// One credential of a provider = one organization.
struct Workspace {
  std::string id;    // "edugami"
  std::string name;  // "Edugami"

  friend bool operator==(const Workspace&, const Workspace&) = default;
};

// The provider's own division of a workspace.
struct Project {
  std::string id;
  std::optional<std::string> name = std::nullopt;
  bool archived = false;

  friend bool operator==(const Project&, const Project&) = default;
};

// A problem with one source, shown beside the figures of the others.
struct SourceError {
  std::string provider;
  std::string workspace;  // empty when the whole provider is meant
  Error error;
};

struct ModelCost {
  std::string provider;
  std::string model;
  Money cost_usd = {};
  std::optional<std::int64_t> requests = std::nullopt;
};

struct DailyModelCost {
  std::string model;
  Money cost_usd = {};
};

struct DailyCost {
  Date date;
  Money cost_usd = {};
  std::vector<DailyModelCost> breakdown = {};  // largest first
};

struct ProjectCost {
  std::string provider;
  std::string workspace;
  std::optional<std::string> id = std::nullopt;    // none = the cost without a project
  std::optional<std::string> name = std::nullopt;  // none = the provider's list does not name it
  Money cost_usd = {};
  std::optional<std::int64_t> requests = std::nullopt;
};

struct WorkspaceCost {
  std::string provider;
  std::string id;
  std::string name;
  Money cost_usd = {};
};

struct ProviderCost {
  std::string id;
  std::string name;
  Money cost_usd = {};
};

struct Coverage {
  bool complete = false;                                // every day up to today was read from every source asked for
  std::optional<Date> through = std::nullopt;           // the last day up to which nothing is missing
  std::optional<Date> provisional_from = std::nullopt;  // the first day the providers may still change
};

// The answer to one question. At every precision: total = sum of breakdown = sum of projects = sum of workspaces = sum
// of providers = sum of daily, in USD.
struct CostReport {
  DateRange range;
  Money total_cost_usd = {};
  std::optional<TimePoint> last_updated = std::nullopt;  // none = nothing was read yet
  std::vector<ModelCost> breakdown = {};                 // largest first
  std::vector<DailyCost> daily = {};                     // every day of the range
  std::vector<ProjectCost> projects = {};                // largest first
  std::vector<WorkspaceCost> workspaces = {};            // largest first
  std::vector<ProviderCost> providers = {};              // largest first
  Coverage coverage;
  bool stale = false;  // a source failed and its figures are those kept from earlier
  std::vector<SourceError> errors = {};
};

}  // namespace llmcost
