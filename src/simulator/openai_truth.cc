// SPDX-License-Identifier: MIT
#include "simulator/openai_truth.h"

#include <array>
#include <map>

#include "simulator/truth_sheet.h"

namespace llmcost {
namespace {

// The kinds whose requests are requests to a model.
constexpr std::array<UsageKind, 7> kModelKinds = {
    UsageKind::kCompletions,   UsageKind::kEmbeddings,          UsageKind::kModerations, UsageKind::kImages,
    UsageKind::kAudioSpeeches, UsageKind::kAudioTranscriptions, UsageKind::kDecisions};

}  // namespace

std::string WriteOpenAiTruth(const std::vector<const OpenAiOrganization*>& organizations, const DateRange& range,
                             TimePoint now) {
  Money total;
  TruthSums by_line_item;
  TruthSums by_project;
  TruthSums by_day;
  TruthSums by_organization;
  std::map<std::string, std::int64_t> requests;
  std::int64_t rows = 0;
  for (const auto* organization : organizations) {
    const auto name = [&](int index) { return index == kNoName ? TruthName() : TruthName(organization->Name(index)); };
    Money& of_organization = by_organization[std::string(organization->name())];
    for (Date day = range.start; day <= range.end; ++day) {
      Money& of_day = by_day[day.ToString()];
      for (const auto& row : organization->Costs(day, now)) {
        total += row.cost;
        by_line_item[name(row.dimensions[kLineItem])] += row.cost;
        by_project[name(row.dimensions[kProjectId])] += row.cost;
        of_day += row.cost;
        of_organization += row.cost;
        ++rows;
      }
      for (const auto kind : kModelKinds) {
        for (const auto& row : organization->Usage(kind, day, 0, 1440, now)) {
          requests[organization->Name(row.dimensions[kModel])] += row.counters[kRequests];
        }
      }
    }
  }

  JsonText json;
  json.BeginObject();
  json.Field("start_date", range.start.ToString());
  json.Field("end_date", range.end.ToString());
  json.Field("currency", "USD");
  json.Field("total", total.ToString());
  json.Field("rows", rows);
  WriteTruthSums(json, "by_line_item", "line_item", by_line_item);
  WriteTruthSums(json, "by_project", "project_id", by_project);
  WriteTruthSums(json, "by_day", "date", by_day);
  WriteTruthSums(json, "by_organization", "organization", by_organization);
  json.Name("requests");
  json.BeginArray();
  for (const auto& [model, count] : requests) {
    json.BeginObject();
    json.Field("model", model);
    json.Field("requests", count);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

}  // namespace llmcost
