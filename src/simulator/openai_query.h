// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/url.h"
#include "simulator/openai_data.h"

// Reads the query strings of OpenAI's admin API and refuses what it refuses.
namespace llmcost {

// An error as OpenAI words it: {"error":{"message","type","param","code"}}.
struct OpenAiError {
  int status = 400;
  std::string message;
  std::optional<std::string> param = std::nullopt;
  std::optional<std::string> code = std::nullopt;
  std::string type = "invalid_request_error";
};

template <typename T>
using OpenAiResult = tl::expected<T, OpenAiError>;

// The query name of a dimension in group_by, such as "project_id", and of its filter, such as "project_ids".
std::string_view DimensionName(Dimension dimension);
std::string_view FilterName(Dimension dimension);

// What an endpoint of buckets (costs, usage) takes.
struct BucketEndpoint {
  std::string_view path;           // "/organization/costs"
  std::string_view result_object;  // "organization.costs.result"
  UsageKind kind;                  // kNone = costs
  std::vector<Dimension> group_by;
  std::vector<Dimension> filters;
};

struct BucketFilter {
  Dimension dimension;
  std::vector<std::string> values;  // any of them
};

// A question to an endpoint of buckets. Times are Unix seconds on the borders of buckets.
struct BucketQuery {
  std::int64_t start = 0;  // inclusive
  std::int64_t end = 0;    // exclusive, never past the end of today
  int width = 86'400;      // seconds
  int limit = 7;
  std::vector<Dimension> group_by;
  std::vector<BucketFilter> filters;
  std::string shape;       // grouping and filters as text: equal for questions whose buckets look alike
  std::int64_t first = 0;  // where this page begins

  bool GroupsBy(Dimension dimension) const;
  // The next_page of a page that ends before `next`. Bound to every other parameter.
  std::string Cursor(std::int64_t next) const;

  std::uint64_t fingerprint = 0;  // of all parameters but the page
};

// Sources: developers.openai.com/api/reference (Usage, Costs). `organization` binds cursors to the account.
OpenAiResult<BucketQuery> ParseBucketQuery(const BucketEndpoint& endpoint, const QueryParameters& parameters,
                                           std::string_view organization, TimePoint now);

// A question to an endpoint that lists objects.
struct ListQuery {
  std::size_t limit = 20;
  std::optional<std::string> after;
  bool include_archived = false;
  std::optional<std::string> owner_project_access;  // "active", "inactive", "any"
};

OpenAiResult<ListQuery> ParseListQuery(const QueryParameters& parameters);

}  // namespace llmcost
