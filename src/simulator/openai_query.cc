// SPDX-License-Identifier: MIT
#include "simulator/openai_query.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "simulator/api_parts.h"
#include "simulator/hash.h"

namespace llmcost {
namespace {

constexpr std::int64_t kLatestTime = 253'402'300'799;  // the end of the year 9999

struct DimensionNames {
  std::string_view group;
  std::string_view filter;
};
constexpr std::array<DimensionNames, kDimensionCount> kDimensionNames = {{{"project_id", "project_ids"},
                                                                          {"line_item", ""},
                                                                          {"api_key_id", "api_key_ids"},
                                                                          {"user_id", "user_ids"},
                                                                          {"model", "models"},
                                                                          {"batch", "batch"},
                                                                          {"service_tier", ""},
                                                                          {"api_source", ""},
                                                                          {"size", "sizes"},
                                                                          {"source", "sources"},
                                                                          {"context_level", "context_levels"},
                                                                          {"vector_store_id", "vector_store_ids"}}};

struct Width {
  std::string_view name;
  int seconds;
  int default_limit;
  int max_limit;
};
constexpr Width kCostWidth = {"1d", 86'400, 7, 180};
constexpr std::array<Width, 3> kUsageWidths = {{{"1d", 86'400, 7, 31}, {"1h", 3'600, 24, 168}, {"1m", 60, 60, 1440}}};

tl::unexpected<OpenAiError> Refuse(std::string message, std::string_view param, std::optional<std::string> code) {
  return tl::unexpected(OpenAiError{400, std::move(message), std::string(param), std::move(code)});
}

// All values of a repeated parameter, written with or without brackets.
std::vector<std::string> FindValues(const QueryParameters& parameters, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [key, value] : parameters) {
    if (key == name || (key.size() == name.size() + 2 && key.starts_with(name) && key.ends_with("[]"))) {
      values.push_back(value);
    }
  }
  return values;
}

OpenAiResult<std::optional<std::int64_t>> ReadInteger(const QueryParameters& parameters, std::string_view name,
                                                      std::int64_t min, std::int64_t max) {
  const auto text = FindValue(parameters, name);
  if (!text) return std::nullopt;
  const auto parsed = ParseInteger(*text);
  if (!parsed) {
    return Refuse(fmt::format("Invalid type for '{}': expected an integer, but got a string instead.", name), name,
                  "invalid_type");
  }
  const std::int64_t value = *parsed;
  if (value < min) {
    return Refuse(fmt::format("Invalid '{}': integer below minimum value. Expected a value >= {}, but got {} instead.",
                              name, min, value),
                  name, "integer_below_min_value");
  }
  if (value > max) {
    return Refuse(fmt::format("Invalid '{}': integer above maximum value. Expected a value <= {}, but got {} instead.",
                              name, max, value),
                  name, "integer_above_max_value");
  }
  return value;
}

tl::unexpected<OpenAiError> RefuseValue(std::string_view param, std::string_view value,
                                        const std::vector<std::string_view>& supported) {
  return Refuse(fmt::format("Invalid value: '{}'. Supported values are: '{}'.", value, fmt::join(supported, "', '")),
                param, "invalid_value");
}

OpenAiResult<std::optional<bool>> ReadBoolean(const QueryParameters& parameters, std::string_view name) {
  const auto text = FindValue(parameters, name);
  if (!text) return std::nullopt;
  if (*text == "true") return true;
  if (*text == "false") return false;
  return RefuseValue(name, *text, {"true", "false"});
}

OpenAiResult<Width> ReadWidth(const BucketEndpoint& endpoint, const QueryParameters& parameters) {
  const std::string_view name = FindValue(parameters, "bucket_width").value_or("1d");
  if (endpoint.kind == UsageKind::kNone) {
    if (name == kCostWidth.name) return kCostWidth;
    return RefuseValue("bucket_width", name, {"1d"});
  }
  for (const auto& width : kUsageWidths) {
    if (width.name == name) return width;
  }
  return RefuseValue("bucket_width", name, {"1m", "1h", "1d"});
}

OpenAiResult<std::vector<Dimension>> ReadGroupBy(const BucketEndpoint& endpoint, const QueryParameters& parameters) {
  std::vector<Dimension> group_by;
  for (const auto& value : FindValues(parameters, "group_by")) {
    const auto found = std::ranges::find(endpoint.group_by, value, DimensionName);
    if (found == endpoint.group_by.end()) {
      std::vector<std::string_view> supported;
      for (const auto dimension : endpoint.group_by) supported.push_back(DimensionName(dimension));
      return RefuseValue("group_by", value, supported);
    }
    group_by.push_back(*found);
  }
  std::ranges::sort(group_by);
  const auto [first, last] = std::ranges::unique(group_by);
  group_by.erase(first, last);
  return group_by;
}

OpenAiResult<std::vector<BucketFilter>> ReadFilters(const BucketEndpoint& endpoint, const QueryParameters& parameters) {
  std::vector<BucketFilter> filters;
  for (const auto dimension : endpoint.filters) {
    if (dimension == kBatch) {
      const auto batch = ReadBoolean(parameters, "batch");
      if (!batch) return tl::unexpected(batch.error());
      if (*batch) filters.push_back({kBatch, {**batch ? "true" : "false"}});
      continue;
    }
    auto values = FindValues(parameters, FilterName(dimension));
    if (values.empty()) continue;
    std::ranges::sort(values);
    filters.push_back({dimension, std::move(values)});
  }
  return filters;
}

std::string Shape(const BucketEndpoint& endpoint, const BucketQuery& query) {
  std::string shape = fmt::format("{} {}", endpoint.path, query.width);
  for (const auto dimension : query.group_by) shape += fmt::format(" by {}", DimensionName(dimension));
  for (const auto& filter : query.filters) {
    shape += fmt::format(" {} in", DimensionName(filter.dimension));
    for (const auto& value : filter.values) shape += fmt::format(" {}:{}", value.size(), value);
  }
  return shape;
}

std::int64_t RoundDown(std::int64_t time, std::int64_t width) { return time - time % width; }

}  // namespace

std::string_view DimensionName(Dimension dimension) { return kDimensionNames[dimension].group; }
std::string_view FilterName(Dimension dimension) { return kDimensionNames[dimension].filter; }

bool BucketQuery::GroupsBy(Dimension dimension) const { return std::ranges::count(group_by, dimension) > 0; }

std::string BucketQuery::Cursor(std::int64_t next) const {
  return MakePageToken(static_cast<std::uint64_t>(next), fingerprint);
}

OpenAiResult<BucketQuery> ParseBucketQuery(const BucketEndpoint& endpoint, const QueryParameters& parameters,
                                           std::string_view organization, TimePoint now) {
  const auto start = ReadInteger(parameters, "start_time", 0, kLatestTime);
  if (!start) return tl::unexpected(start.error());
  if (!*start) return Refuse("Missing required parameter: 'start_time'.", "start_time", "missing_required_parameter");
  const auto end = ReadInteger(parameters, "end_time", 0, kLatestTime);
  if (!end) return tl::unexpected(end.error());
  if (*end && **end <= **start) {
    return Refuse("Invalid 'end_time': expected a time after 'start_time'.", "end_time", "invalid_value");
  }
  const auto width = ReadWidth(endpoint, parameters);
  if (!width) return tl::unexpected(width.error());
  const auto limit = ReadInteger(parameters, "limit", 1, width->max_limit);
  if (!limit) return tl::unexpected(limit.error());
  auto group_by = ReadGroupBy(endpoint, parameters);
  if (!group_by) return tl::unexpected(group_by.error());
  auto filters = ReadFilters(endpoint, parameters);
  if (!filters) return tl::unexpected(filters.error());

  BucketQuery query;
  query.width = width->seconds;
  query.limit = static_cast<int>(limit->value_or(width->default_limit));
  query.start = RoundDown(**start, query.width);
  const std::int64_t now_seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const std::int64_t tomorrow = RoundDown(now_seconds, kCostWidth.seconds) + kCostWidth.seconds;
  // Without an end, the bucket of this moment is the last one.
  const std::int64_t wanted_end = end->value_or(now_seconds + 1);
  query.end = std::min(RoundDown(wanted_end + query.width - 1, query.width), tomorrow);
  query.group_by = std::move(*group_by);
  query.filters = std::move(*filters);
  query.shape = Shape(endpoint, query);
  query.fingerprint =
      HashText(fmt::format("{} {} {} {} {}", organization, query.shape, **start, end->value_or(0), query.limit));
  query.first = query.start;

  if (const auto page = FindValue(parameters, "page")) {
    const auto position = ReadPageToken(*page, query.fingerprint);
    if (!position) return Refuse("The page token is invalid, have you modified the query parameters?", "page", {});
    query.first = static_cast<std::int64_t>(*position);
  }
  return query;
}

OpenAiResult<ListQuery> ParseListQuery(const QueryParameters& parameters) {
  const auto limit = ReadInteger(parameters, "limit", 1, 100);
  if (!limit) return tl::unexpected(limit.error());
  const auto include_archived = ReadBoolean(parameters, "include_archived");
  if (!include_archived) return tl::unexpected(include_archived.error());
  ListQuery query;
  query.limit = static_cast<std::size_t>(limit->value_or(20));
  query.include_archived = include_archived->value_or(false);
  if (const auto after = FindValue(parameters, "after")) query.after = std::string(*after);
  if (const auto access = FindValue(parameters, "owner_project_access")) {
    if (*access != "active" && *access != "inactive" && *access != "any") {
      return RefuseValue("owner_project_access", *access, {"active", "inactive", "any"});
    }
    query.owner_project_access = std::string(*access);
  }
  return query;
}

}  // namespace llmcost
