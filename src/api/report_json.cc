// SPDX-License-Identifier: MIT
#include "api/report_json.h"

#include "api/json_writer.h"
#include "api/problem.h"

namespace llmcost {
namespace {

void WriteDaily(JsonWriter& json, const std::vector<DailyCost>& daily) {
  json.BeginArray("daily");
  for (const DailyCost& day : daily) {
    json.BeginObject();
    json.Write("date", day.date);
    json.Write("cost_usd", day.cost_usd);
    json.BeginArray("breakdown");
    for (const DailyModelCost& part : day.breakdown) {
      json.BeginObject();
      json.Write("model", std::string_view(part.model));
      json.Write("cost_usd", part.cost_usd);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
}

void WriteBreakdown(JsonWriter& json, const std::vector<ModelCost>& breakdown) {
  json.BeginArray("breakdown");
  for (const ModelCost& part : breakdown) {
    json.BeginObject();
    json.Write("provider", std::string_view(part.provider));
    json.Write("model", std::string_view(part.model));
    json.Write("cost_usd", part.cost_usd);
    json.Write("requests", part.requests);
    json.EndObject();
  }
  json.EndArray();
}

void WriteProjects(JsonWriter& json, const std::vector<ProjectCost>& projects) {
  json.BeginArray("projects");
  for (const ProjectCost& project : projects) {
    json.BeginObject();
    json.Write("provider", std::string_view(project.provider));
    json.Write("workspace", std::string_view(project.workspace));
    json.Write("id", project.id);
    json.Write("name", project.name);
    json.Write("cost_usd", project.cost_usd);
    json.Write("requests", project.requests);
    json.EndObject();
  }
  json.EndArray();
}

void WriteSources(JsonWriter& json, const CostReport& report) {
  json.BeginArray("workspaces");
  for (const WorkspaceCost& workspace : report.workspaces) {
    json.BeginObject();
    json.Write("provider", std::string_view(workspace.provider));
    json.Write("id", std::string_view(workspace.id));
    json.Write("name", std::string_view(workspace.name));
    json.Write("cost_usd", workspace.cost_usd);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("providers");
  for (const ProviderCost& provider : report.providers) {
    json.BeginObject();
    json.Write("id", std::string_view(provider.id));
    json.Write("name", std::string_view(provider.name));
    json.Write("cost_usd", provider.cost_usd);
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

std::string CostReportJson(const CostReport& report) {
  JsonWriter json;
  json.BeginObject();
  json.Write("total_cost_usd", report.total_cost_usd);
  json.Write("last_updated", report.last_updated);
  json.Write("start_date", report.range.start);
  json.Write("end_date", report.range.end);
  WriteBreakdown(json, report.breakdown);
  WriteDaily(json, report.daily);
  WriteProjects(json, report.projects);
  WriteSources(json, report);
  json.BeginObject("coverage");
  json.Write("complete", report.coverage.complete);
  json.Write("through", report.coverage.through);
  json.Write("provisional_from", report.coverage.provisional_from);
  json.EndObject();
  json.Write("stale", report.stale);
  json.BeginArray("errors");
  for (const SourceError& error : report.errors) {
    json.BeginObject();
    WriteProblem(json, error);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

}  // namespace llmcost
