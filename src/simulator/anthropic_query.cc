// SPDX-License-Identifier: MIT
#include "simulator/anthropic_query.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "simulator/api_parts.h"
#include "simulator/api_time.h"
#include "simulator/hash.h"

namespace llmcost {
namespace {

using Dimension = AnthropicDimension;

constexpr std::int64_t kHour = 3'600;
constexpr std::string_view kFastModeBeta = "fast-mode-2026-02-01";
// Default and maximum of rows on a page of the analytics are not published.
constexpr int kAnalyticsLimit = 20;
constexpr int kMaxAnalyticsLimit = 1000;
constexpr int kAnalyticsDays = 31;
constexpr int kAnalyticsHistoryDays = 365;
constexpr Date kAnalyticsBegin{2026, 1, 1};
constexpr std::size_t kMaxFilterValues = 100;

constexpr std::array<std::string_view, Dimension::kCount> kNames = {
    "workspace_id",  "api_key_id", "account_id", "model",     "service_tier", "context_window",
    "inference_geo", "speed",      "product",    "cost_type", "token_type",   "description"};

// Dimensions that may be grouped by, but that nothing simulated has: always null.
constexpr std::array<std::string_view, 11> kOtherAnalyticsGroups = {
    "actor",          "actor_type",    "agent_id",   "claude_tag_category", "claude_tag_user_id", "deployment_id",
    "environment_id", "rbac_group_id", "session_id", "slack_channel_id",    "user_profile_id"};

struct Width {
  std::string_view name;
  std::int64_t seconds;
  int default_limit;
  int max_limit;
};
constexpr std::array<Width, 3> kWidths = {
    {{"1d", kSecondsPerDay, 7, 31}, {"1h", kHour, 24, 168}, {"1m", 60, 60, 1440}}};

bool IsAnalytics(AnthropicReport report) {
  return report == AnthropicReport::kAnalyticsCost || report == AnthropicReport::kAnalyticsUsage;
}

std::vector<Dimension::Index> Groups(AnthropicReport report) {
  switch (report) {
    case AnthropicReport::kCost:
      return {Dimension::kWorkspace, Dimension::kDescription};
    case AnthropicReport::kMessages:
      return {Dimension::kAccount, Dimension::kApiKey,      Dimension::kContextWindow, Dimension::kGeo,
              Dimension::kModel,   Dimension::kServiceTier, Dimension::kSpeed,         Dimension::kWorkspace};
    case AnthropicReport::kAnalyticsCost:
      return {Dimension::kApiKey, Dimension::kContextWindow, Dimension::kCostType,    Dimension::kGeo,
              Dimension::kModel,  Dimension::kProduct,       Dimension::kServiceTier, Dimension::kTokenType,
              Dimension::kSpeed,  Dimension::kWorkspace};
    case AnthropicReport::kAnalyticsUsage:
      break;
  }
  return {Dimension::kApiKey,  Dimension::kContextWindow, Dimension::kGeo,   Dimension::kModel,
          Dimension::kProduct, Dimension::kServiceTier,   Dimension::kSpeed, Dimension::kWorkspace};
}

struct FilterName {
  std::string_view name;
  Dimension::Index dimension;
};
std::vector<FilterName> FilterNames(AnthropicReport report) {
  if (report == AnthropicReport::kCost) return {};  // it has none
  std::vector<FilterName> names = {{"api_key_ids[]", Dimension::kApiKey}, {"workspace_ids[]", Dimension::kWorkspace},
                                   {"models[]", Dimension::kModel},       {"service_tiers[]", Dimension::kServiceTier},
                                   {"inference_geos[]", Dimension::kGeo}, {"speeds[]", Dimension::kSpeed}};
  if (report == AnthropicReport::kMessages) {
    names.push_back({"account_ids[]", Dimension::kAccount});
    names.push_back({"context_window[]", Dimension::kContextWindow});
  } else {
    names.push_back({"context_windows[]", Dimension::kContextWindow});
    names.push_back({"products[]", Dimension::kProduct});
  }
  return names;
}

tl::unexpected<AnthropicError> Refuse(std::string message) {
  return tl::unexpected(AnthropicError{400, std::move(message)});
}

// Array parameters carry brackets; the ones without are not heeded, as other unknown parameters.
std::vector<std::string> FindValues(const QueryParameters& parameters, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [key, value] : parameters) {
    if (key == name) values.push_back(value);
  }
  return values;
}

AnthropicResult<std::optional<std::int64_t>> ReadTime(const QueryParameters& parameters, std::string_view name) {
  const auto text = FindValue(parameters, name);
  if (!text) return std::nullopt;
  const auto time = ParseRfc3339(*text);
  if (!time) return Refuse(fmt::format("{}: Input should be a valid RFC 3339 datetime", name));
  return std::chrono::floor<std::chrono::seconds>(*time).time_since_epoch().count();
}

AnthropicResult<int> ReadLimit(const QueryParameters& parameters, int default_limit, int max_limit) {
  const auto text = FindValue(parameters, "limit");
  if (!text) return default_limit;
  const auto limit = ParseInteger(*text);
  if (!limit) return Refuse("limit: Input should be a valid integer");
  if (*limit < 1) return Refuse("limit: Input should be greater than or equal to 1");
  if (*limit > max_limit) return Refuse(fmt::format("limit: Input should be less than or equal to {}", max_limit));
  return static_cast<int>(*limit);
}

AnthropicResult<bool> ReadBoolean(const QueryParameters& parameters, std::string_view name) {
  const auto text = FindValue(parameters, name).value_or("false");
  if (text != "true" && text != "false") return Refuse(fmt::format("{}: Input should be a valid boolean", name));
  return text == "true";
}

tl::unexpected<AnthropicError> RefuseChoice(std::string_view name, const std::vector<std::string_view>& choices) {
  return Refuse(fmt::format("{}: Input should be '{}'", name, fmt::join(choices, "', '")));
}

AnthropicResult<Width> ReadWidth(AnthropicReport report, const QueryParameters& parameters) {
  const auto name = FindValue(parameters, IsAnalytics(report) ? "time_bucket_width" : "bucket_width");
  if (!name) return IsAnalytics(report) ? Width{"", 0, 0, 0} : kWidths[0];
  for (const auto& width : kWidths) {
    if (width.name == *name) return width;
    if (report == AnthropicReport::kCost) return RefuseChoice("bucket_width", {"1d"});
  }
  return RefuseChoice(IsAnalytics(report) ? "time_bucket_width" : "bucket_width", {"1d", "1h", "1m"});
}

AnthropicResult<void> ReadGroups(const QueryParameters& parameters, const std::vector<std::string>& betas,
                                 AnthropicQuery& query) {
  const auto groups = Groups(query.report);
  for (const auto& value : FindValues(parameters, "group_by[]")) {
    const auto found = std::ranges::find(groups, value, AnthropicDimensionName);
    if (found == groups.end()) {
      if (IsAnalytics(query.report) && std::ranges::count(kOtherAnalyticsGroups, value) > 0) continue;
      if (query.report == AnthropicReport::kMessages && value == "service_account_id") continue;
      std::vector<std::string_view> choices;
      for (const auto group : groups) choices.push_back(AnthropicDimensionName(group));
      return RefuseChoice("group_by", choices);
    }
    query.group_by.push_back(*found);
  }
  if (query.report == AnthropicReport::kMessages && std::ranges::count(betas, kFastModeBeta) == 0 &&
      (query.GroupsBy(Dimension::kSpeed) || !FindValues(parameters, "speeds[]").empty())) {
    return Refuse(fmt::format("grouping and filtering by speed need the anthropic-beta header '{}'", kFastModeBeta));
  }
  query.by_description = query.GroupsBy(Dimension::kDescription);
  if (query.by_description) {
    query.group_by.insert(query.group_by.end(), {Dimension::kModel, Dimension::kServiceTier, Dimension::kContextWindow,
                                                 Dimension::kGeo, Dimension::kCostType, Dimension::kTokenType});
  }
  return {};
}

AnthropicResult<void> ReadFilters(const QueryParameters& parameters, AnthropicQuery& query) {
  for (const auto& [name, dimension] : FilterNames(query.report)) {
    auto values = FindValues(parameters, name);
    if (values.empty()) continue;
    if (IsAnalytics(query.report) && values.size() > kMaxFilterValues) {
      return Refuse(fmt::format("{}: List should have at most {} items", name, kMaxFilterValues));
    }
    query.filters.push_back({dimension, std::move(values)});
  }
  return {};
}

// Analytics: what range may be asked for, and in which order rows come.
AnthropicResult<void> ReadAnalytics(const QueryParameters& parameters, std::int64_t start, std::int64_t end,
                                    std::int64_t now, AnthropicQuery& query) {
  if (start < kAnalyticsBegin.UnixSeconds()) {
    return Refuse(fmt::format("starting_at: must not be before {}T00:00:00Z", kAnalyticsBegin.ToString()));
  }
  if (start < now - kAnalyticsHistoryDays * kSecondsPerDay) {
    return Refuse(fmt::format("starting_at: must be within the last {} days", kAnalyticsHistoryDays));
  }
  if (end - start > kAnalyticsDays * kSecondsPerDay) {
    return Refuse(fmt::format("ending_at: the range must not be longer than {} days", kAnalyticsDays));
  }
  const auto order = FindValue(parameters, "order").value_or("desc");
  if (order != "asc" && order != "desc") return RefuseChoice("order", {"asc", "desc"});
  query.ascending = order == "asc";
  query.order_by = FindValue(parameters, "order_by").value_or("amount");
  if (query.order_by != "amount" && query.order_by != "requests" && query.order_by != "starting_at") {
    return RefuseChoice("order_by", {"amount", "requests", "starting_at"});
  }
  return {};
}

std::int64_t RoundDown(std::int64_t time, std::int64_t width) { return time - time % width; }

}  // namespace

std::string_view AnthropicDimensionName(AnthropicDimension::Index dimension) { return kNames[dimension]; }

bool AnthropicQuery::GroupsBy(AnthropicDimension::Index dimension) const {
  return std::ranges::count(group_by, dimension) > 0;
}

std::vector<AnthropicRow> FilterRows(std::vector<AnthropicRow> rows, const std::vector<AnthropicFilter>& filters) {
  for (const auto& filter : filters) {
    std::erase_if(rows, [&](const AnthropicRow& row) {
      return std::ranges::count(filter.values, row.dimensions[filter.dimension]) == 0;
    });
  }
  return rows;
}

AnthropicResult<AnthropicQuery> ParseReportQuery(AnthropicReport report, const QueryParameters& parameters,
                                                 std::string_view organization, const std::vector<std::string>& betas,
                                                 TimePoint now) {
  AnthropicQuery query;
  query.report = report;
  const auto start = ReadTime(parameters, "starting_at");
  if (!start) return tl::unexpected(start.error());
  if (!*start) return Refuse("starting_at: Field required");
  const auto end = ReadTime(parameters, "ending_at");
  if (!end) return tl::unexpected(end.error());
  if (*end && **end <= **start) return Refuse("ending_at: must be after starting_at");
  const auto width = ReadWidth(report, parameters);
  if (!width) return tl::unexpected(width.error());
  const auto limit = IsAnalytics(report) ? ReadLimit(parameters, kAnalyticsLimit, kMaxAnalyticsLimit)
                                         : ReadLimit(parameters, width->default_limit, width->max_limit);
  if (!limit) return tl::unexpected(limit.error());
  query.limit = *limit;
  query.width = width->seconds;
  if (const auto read = ReadGroups(parameters, betas, query); !read) return tl::unexpected(read.error());
  if (const auto read = ReadFilters(parameters, query); !read) return tl::unexpected(read.error());

  const std::int64_t now_seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const std::int64_t step = query.width == 0 ? kHour : query.width;
  const std::int64_t tomorrow = RoundDown(now_seconds, step) + step;  // the end of the bucket of this moment
  query.start = RoundDown(**start, step);
  if (IsAnalytics(report)) {
    const std::int64_t wanted = end->value_or(std::min(now_seconds, **start + kAnalyticsDays * kSecondsPerDay));
    if (wanted <= **start) return Refuse("starting_at: must not be in the future");
    if (const auto read = ReadAnalytics(parameters, **start, wanted, now_seconds, query); !read) {
      return tl::unexpected(read.error());
    }
    query.end = std::min(RoundDown(wanted + step - 1, step), tomorrow);
  } else {
    // A bucket that ends after ending_at is left out, the last day of a careless question with it.
    query.end = std::min(*end ? RoundDown(**end, step) : tomorrow, tomorrow);
  }

  auto shape = parameters;
  std::erase_if(shape, [](const auto& parameter) { return parameter.first == "page"; });
  query.fingerprint = HashText(fmt::format("{} {} {}", organization, static_cast<int>(report), FormatQuery(shape)));
  query.first = IsAnalytics(report) ? 0 : static_cast<std::uint64_t>(query.start);
  if (const auto page = FindValue(parameters, "page")) {
    const auto position = ReadPageToken(*page, query.fingerprint);
    if (!position) return Refuse("page: Invalid page token");
    query.first = *position;
  }
  return query;
}

AnthropicResult<AnthropicListQuery> ParseWorkspacesQuery(const QueryParameters& parameters) {
  const auto limit = ReadLimit(parameters, 20, 1000);
  if (!limit) return tl::unexpected(limit.error());
  const auto include_archived = ReadBoolean(parameters, "include_archived");
  if (!include_archived) return tl::unexpected(include_archived.error());
  AnthropicListQuery query;
  query.limit = static_cast<std::size_t>(*limit);
  query.include_archived = *include_archived;
  if (const auto after = FindValue(parameters, "after_id")) query.after_id = std::string(*after);
  if (const auto before = FindValue(parameters, "before_id")) query.before_id = std::string(*before);
  if (query.after_id && query.before_id) return Refuse("only one of after_id and before_id may be given");
  return query;
}

}  // namespace llmcost
