// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "api/problem.h"
#include "core/date.h"
#include "service/cost_service.h"

// From a query string to a question, with every fault named.
namespace llmcost {

// The first day one may ask for, and how long a range may be.
inline constexpr Date kFirstDate{2015, 1, 1};
inline constexpr int kMaxFutureDays = 366;
inline constexpr int kMaxRangeDays = 3653;
// The longest value of a parameter, in bytes.
inline constexpr std::size_t kMaxParameterBytes = 256;

template <typename T>
using Parsed = tl::expected<T, std::vector<BadParameter>>;

struct ProjectsQuestion {
  std::optional<std::string> provider;
  std::optional<std::string> workspace;
  bool refresh = false;
};

struct CoverageQuestion {
  std::optional<std::string> provider;
  std::optional<std::string> workspace;
  DateRange range;
};

inline constexpr int kMaxRestatements = 1000;

Parsed<CostQuery> ParseCostsQuery(std::string_view query, Date today);
Parsed<ProjectsQuestion> ParseProjectsQuery(std::string_view query);
Parsed<CoverageQuestion> ParseCoverageQuery(std::string_view query, Date today);
Parsed<RestatementQuery> ParseRestatementsQuery(std::string_view query, Date today);
// The provider, if one is named.
Parsed<std::optional<std::string>> ParseWorkspacesQuery(std::string_view query);
// For paths that take no parameter.
Parsed<std::monostate> ParseNoQuery(std::string_view query);

}  // namespace llmcost
