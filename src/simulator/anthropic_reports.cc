// SPDX-License-Identifier: MIT
// GET /v1/organizations/cost_report and /v1/organizations/usage_report/messages: pages of buckets, oldest first.
// Source: https://platform.claude.com/docs/en/api/admin/cost_report/retrieve and …/usage_report/retrieve_messages.
#include <fmt/format.h>

#include "simulator/anthropic_api.h"
#include "simulator/api_parts.h"

namespace llmcost {
namespace {

using Dimension = AnthropicDimension;
using Counter = AnthropicCounter;

void WriteCostItem(JsonText& json, const AnthropicQuery&, const AnthropicRow& row) {
  json.BeginObject();
  // Cents, with whatever fraction there is.
  json.Field("amount", Money::FromAtto(row.cost.atto() * 100).ToString());
  json.Field("currency", "USD");
  for (const auto dimension :
       {Dimension::kCostType, Dimension::kDescription, Dimension::kModel, Dimension::kTokenType,
        Dimension::kContextWindow, Dimension::kServiceTier, Dimension::kGeo, Dimension::kWorkspace}) {
    WriteDimension(json, row, dimension);
  }
  json.EndObject();
}

void WriteUsageItem(JsonText& json, const AnthropicQuery& query, const AnthropicRow& row) {
  json.BeginObject();
  for (const auto dimension : {Dimension::kAccount, Dimension::kApiKey, Dimension::kContextWindow, Dimension::kGeo,
                               Dimension::kModel, Dimension::kServiceTier, Dimension::kWorkspace}) {
    WriteDimension(json, row, dimension);
  }
  if (query.GroupsBy(Dimension::kSpeed)) WriteDimension(json, row, Dimension::kSpeed);
  json.NullField("service_account_id");
  WriteTokens(json, row);
  json.EndObject();
}

}  // namespace

std::string WriteReportPage(const AnthropicOrganization& organization, const AnthropicQuery& query, TimePoint now) {
  const bool costs = query.report == AnthropicReport::kCost;
  JsonText json;
  json.BeginObject();
  json.Name("data");
  json.BeginArray();
  auto start = static_cast<std::int64_t>(query.first);
  for (int i = 0; i < query.limit && start < query.end; ++i, start += query.width) {
    const TimePoint begin{std::chrono::seconds(start)};
    AnthropicSlice slice{.day = Date::Of(begin), .now = now};
    slice.from_minute = static_cast<int>((start - slice.day.UnixSeconds()) / 60);
    slice.to_minute = slice.from_minute + static_cast<int>(query.width / 60);
    auto rows = FilterRows(costs ? organization.Costs(slice) : organization.Usage(slice), query.filters);
    rows = GroupRows(rows, query.group_by);
    json.BeginObject();
    json.Field("starting_at", FormatTime(begin));
    json.Field("ending_at", FormatTime(begin + std::chrono::seconds(query.width)));
    json.Name("results");
    json.BeginArray();
    for (const auto& row : rows) {
      if (costs && row.cost.IsZero()) continue;
      (costs ? WriteCostItem : WriteUsageItem)(json, query, row);
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
  const bool has_more = start < query.end;
  json.Field("has_more", has_more);
  json.Field("next_page", has_more ? std::optional(MakePageToken(static_cast<std::uint64_t>(start), query.fingerprint))
                                   : std::nullopt);
  json.EndObject();
  return json.Take();
}

}  // namespace llmcost
