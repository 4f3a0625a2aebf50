// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/url.h"
#include "simulator/anthropic_data.h"

// Reads the query strings of Anthropic's admin API and refuses what it refuses.
namespace llmcost {

// An error as Anthropic words it. The status decides error.type.
struct AnthropicError {
  int status = 400;
  std::string message;
};

template <typename T>
using AnthropicResult = tl::expected<T, AnthropicError>;

// The name of a dimension in group_by[] and in replies.
std::string_view AnthropicDimensionName(AnthropicDimension::Index dimension);

struct AnthropicFilter {
  AnthropicDimension::Index dimension;
  std::vector<std::string> values;  // any of them
};
// Rows without the dimension never pass.
std::vector<AnthropicRow> FilterRows(std::vector<AnthropicRow> rows, const std::vector<AnthropicFilter>& filters);

constexpr std::int64_t kSecondsPerDay = 86'400;

enum class AnthropicReport { kCost, kMessages, kAnalyticsCost, kAnalyticsUsage };

// A question to any of the four reports. Times are Unix seconds.
struct AnthropicQuery {
  AnthropicReport report = AnthropicReport::kCost;
  std::int64_t start = 0;               // inclusive, on the border of a bucket
  std::int64_t end = 0;                 // exclusive, on the border of a bucket, never past the bucket of this moment
  std::int64_t width = kSecondsPerDay;  // seconds; 0 = the whole range is one bucket (analytics)
  int limit = 7;                        // buckets of the reports, rows of the analytics
  std::vector<AnthropicDimension::Index> group_by;
  bool by_description = false;
  bool ascending = false;  // analytics: smallest first
  std::string order_by;    // analytics: "amount", "requests", "starting_at"
  std::vector<AnthropicFilter> filters;
  std::uint64_t fingerprint = 0;  // of all parameters but the page
  std::uint64_t first = 0;        // the Unix seconds, or the row, at which this page begins

  bool GroupsBy(AnthropicDimension::Index dimension) const;
};

// `betas` are the values of the anthropic-beta headers.
AnthropicResult<AnthropicQuery> ParseReportQuery(AnthropicReport report, const QueryParameters& parameters,
                                                 std::string_view organization, const std::vector<std::string>& betas,
                                                 TimePoint now);

struct AnthropicListQuery {
  std::size_t limit = 20;
  std::optional<std::string> after_id;
  std::optional<std::string> before_id;
  bool include_archived = false;
};
AnthropicResult<AnthropicListQuery> ParseWorkspacesQuery(const QueryParameters& parameters);

}  // namespace llmcost
