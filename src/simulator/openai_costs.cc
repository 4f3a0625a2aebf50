// SPDX-License-Identifier: MIT
// GET /organization/costs. Source: https://developers.openai.com/api/reference (Costs); the forms of amounts and the
// undocumented fields are those of live captures.
#include <fmt/format.h>

#include "simulator/hash.h"
#include "simulator/openai_buckets.h"

namespace llmcost {
namespace {

// 275000.0, 275000, 12.345: live quantities come with and without a point.
std::string FormatQuantity(std::int64_t milli, std::uint64_t choice) {
  const std::int64_t whole = milli / 1000;
  const std::int64_t rest = milli % 1000;
  if (rest != 0) return fmt::format("{}.{:03}", whole, rest);
  return choice % 2 == 0 ? fmt::format("{}.0", whole) : fmt::format("{}", whole);
}

void WriteExtraFields(JsonText& json, const OpenAiOrganization& organization, const OpenAiRow& row) {
  json.Field("organization_id", organization.id());
  json.Field("organization_name", organization.name());
  const int id = row.dimensions[kProjectId];
  const auto* project = id == kNoName ? nullptr : organization.FindProject(organization.Name(id));
  json.Field("project_name", project != nullptr ? project->name : std::nullopt);
  json.NullField("user_id");
  json.NullField("user_email");
}

}  // namespace

std::string WriteCostBucket(const OpenAiOrganization& organization, const BucketEndpoint& endpoint,
                            const BucketQuery& query, std::int64_t start, TimePoint now) {
  const Date day = Date::Of(TimePoint(std::chrono::seconds(start)));
  const auto rows = GroupRows(FilterRows(organization, query, organization.Costs(day, now)), query.group_by);
  JsonText json;
  WriteBucketStart(json, organization, query, start);
  for (const auto& row : rows) {
    std::uint64_t choice = static_cast<std::uint64_t>(start);
    for (const int name : row.dimensions) choice = Mix(choice, static_cast<std::uint64_t>(name));

    json.BeginObject();
    json.Field("object", endpoint.result_object);
    json.Name("amount");
    json.BeginObject();
    const auto amount = FormatAmount(row.cost, choice);
    if (amount.quoted) {
      json.Field("value", amount.text);
    } else {
      json.RawField("value", amount.text);
    }
    json.Field("currency", "usd");
    json.EndObject();
    WriteDimensions(json, organization, endpoint, row);
    // Quantities come with group_by=line_item alone, and only where something countable was charged.
    const int line_item = row.dimensions[kLineItem];
    if (line_item == kNoName) {
      json.NullField("quantity");
      json.NullField("quantity_unit");
    } else {
      json.RawField("quantity", FormatQuantity(row.quantity_milli, choice >> 8U));
      const auto unit = organization.Unit(line_item);
      json.Field("quantity_unit", unit.empty() ? std::nullopt : std::optional(std::string(unit)));
    }
    if (organization.extra_fields()) WriteExtraFields(json, organization, row);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

}  // namespace llmcost
