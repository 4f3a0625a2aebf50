// SPDX-License-Identifier: MIT
// GET /v1/organizations/analytics/cost and /v1/organizations/analytics/usage: rows of groups, largest first.
// Source: https://platform.claude.com/docs/en/api/beta/organization/analytics/cost/list.
// Decided here, because no source says: an amount is what the reports say as soon as a day is settled; the list price
// is a tenth above it; web searches are no requests of their own.
#include <fmt/format.h>

#include <algorithm>

#include "simulator/anthropic_api.h"
#include "simulator/api_parts.h"

namespace llmcost {
namespace {

using Dimension = AnthropicDimension;
using Counter = AnthropicCounter;

struct BucketRow {
  std::int64_t start;
  std::int64_t end;
  AnthropicRow row;
};

std::int64_t TotalTokens(const AnthropicRow& row) {
  std::int64_t total = 0;
  for (std::size_t i = 0; i <= Counter::kCache1h; ++i) total += row.tokens[i];
  return total;
}

// Everything of a bucket, which may reach over several days, as rows that are not grouped yet.
std::vector<AnthropicRow> RowsOf(const AnthropicOrganization& organization, const AnthropicQuery& query,
                                 std::int64_t start, std::int64_t end, TimePoint now) {
  const bool costs = query.report == AnthropicReport::kAnalyticsCost;
  std::vector<AnthropicRow> rows;
  while (start < end) {
    AnthropicSlice slice{.day = Date::Of(TimePoint(std::chrono::seconds(start))), .now = now, .analytics = true};
    const std::int64_t midnight = slice.day.UnixSeconds();
    const std::int64_t until = std::min(end, midnight + kSecondsPerDay);
    slice.from_minute = static_cast<int>((start - midnight) / 60);
    slice.to_minute = static_cast<int>((until - midnight) / 60);
    auto more = FilterRows(costs ? organization.Costs(slice) : organization.Usage(slice), query.filters);
    more = GroupRows(more, query.group_by);
    rows.insert(rows.end(), more.begin(), more.end());
    start = until;
  }
  return rows;
}

std::vector<BucketRow> Rows(const AnthropicOrganization& organization, const AnthropicQuery& query, TimePoint now) {
  std::vector<BucketRow> rows;
  const std::int64_t width = query.width == 0 ? query.end - query.start : query.width;
  for (std::int64_t start = query.start; start < query.end; start += width) {
    for (const auto& row : GroupRows(RowsOf(organization, query, start, start + width, now), query.group_by)) {
      rows.push_back({start, start + width, row});
    }
  }
  // Rows stand in the order of time and groups by now, which decides between equals.
  const bool costs = query.report == AnthropicReport::kAnalyticsCost;
  const auto size = [&](const BucketRow& row) -> Int128 {
    if (query.order_by == "starting_at") return row.start;
    if (query.order_by == "requests") return row.row.requests;
    return costs ? row.row.cost.atto() : Int128{TotalTokens(row.row)};
  };
  std::ranges::stable_sort(rows, [&](const BucketRow& a, const BucketRow& b) {
    return query.ascending ? size(a) < size(b) : size(a) > size(b);
  });
  return rows;
}

// At least six digits after the point, more where an amount has them.
std::string Cents(Money usd) {
  const Money cents = Money::FromAtto(usd.atto() * 100);
  return cents == cents.RoundTo(6) ? cents.ToFixed(6) : cents.ToString();
}

void WriteRequests(JsonText& json, const AnthropicQuery& query, std::int64_t requests) {
  if (query.GroupsBy(Dimension::kCostType) || query.GroupsBy(Dimension::kTokenType)) {
    json.NullField("requests");
  } else {
    json.Field("requests", requests);
  }
}

void WriteRow(JsonText& json, const AnthropicQuery& query, const BucketRow& bucket) {
  const auto& row = bucket.row;
  const bool costs = query.report == AnthropicReport::kAnalyticsCost;
  json.BeginObject();
  json.Field("starting_at", FormatTime(TimePoint(std::chrono::seconds(bucket.start))));
  json.Field("ending_at", FormatTime(TimePoint(std::chrono::seconds(bucket.end))));
  json.Name("group");
  json.BeginObject();
  for (const auto dimension :
       {Dimension::kModel, Dimension::kWorkspace, Dimension::kProduct, Dimension::kApiKey, Dimension::kContextWindow,
        Dimension::kGeo, Dimension::kSpeed, Dimension::kServiceTier}) {
    WriteDimension(json, row, dimension);
  }
  if (costs) {
    WriteDimension(json, row, Dimension::kCostType);
    WriteDimension(json, row, Dimension::kTokenType);
  }
  for (const std::string_view name :
       {"actor", "actor_type", "agent_id", "claude_tag_category", "claude_tag_user_id", "deployment_id",
        "environment_id", "rbac_group_id", "session_id", "slack_channel_id", "user_profile_id"}) {
    json.NullField(name);
  }
  json.EndObject();
  if (costs) {
    json.Name("cost");
    json.BeginObject();
    json.Field("amount", Cents(row.cost));
    json.Field("list_amount", Cents(Money::FromAtto(row.cost.atto() + row.cost.atto() / 10)));
    json.Field("currency", "USD");
  } else {
    json.Name("usage");
    json.BeginObject();
    WriteTokens(json, row);
    json.Field("total_tokens", TotalTokens(row));
  }
  WriteRequests(json, query, row.requests);
  json.EndObject();
  json.EndObject();
}

}  // namespace

std::string WriteAnalyticsPage(const AnthropicOrganization& organization, const AnthropicQuery& query, TimePoint now) {
  const auto rows = Rows(organization, query, now);
  const std::size_t first = std::min<std::size_t>(query.first, rows.size());
  const std::size_t last = std::min(first + static_cast<std::size_t>(query.limit), rows.size());
  JsonText json;
  json.BeginObject();
  json.Name("data");
  json.BeginArray();
  for (std::size_t i = first; i < last; ++i) WriteRow(json, query, rows[i]);
  json.EndArray();
  const bool has_more = last < rows.size();
  json.Field("has_more", has_more);
  json.Field("next_page", has_more ? std::optional(MakePageToken(last, query.fingerprint)) : std::nullopt);
  json.Field("data_refreshed_at", FormatTime(std::chrono::floor<std::chrono::hours>(now) - std::chrono::hours(4)));
  json.Field("organization_id", organization.id());
  json.EndObject();
  return json.Take();
}

}  // namespace llmcost
