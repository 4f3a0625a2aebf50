// SPDX-License-Identifier: MIT
#include "api/report_json.h"

#include "api/problem.h"
#include "core/json_writer.h"
#include "service/coverage.h"

namespace llmcost {
namespace {

std::string_view ProvenanceName(const Charged& charged) {
  if (charged.costs.empty() && charged.unpriced) return "unpriced";
  return charged.provenance == Provenance::kEstimated ? "estimated" : "billed";
}

// How a row was charged: one amount in one currency, or null for both. What has no price or no rate is said where there
// is any.
void WriteCharged(JsonWriter& json, const Charged& charged) {
  const bool single = charged.costs.size() == 1;
  json.Write("cost", single ? std::optional(charged.costs.front().cost) : std::nullopt);
  json.Write("currency", single ? std::optional(charged.costs.front().currency) : std::nullopt);
  json.Write("provenance", ProvenanceName(charged));
  if (charged.unpriced) json.Write("unpriced", true);
  if (charged.unconverted.empty()) return;
  json.BeginArray("unconverted");
  for (const CurrencyAmount& amount : charged.unconverted) {
    json.BeginObject();
    json.Write("currency", std::string_view(amount.currency));
    json.Write("cost", amount.cost);
    json.EndObject();
  }
  json.EndArray();
}

void WriteDaily(JsonWriter& json, const CostReport& report) {
  const DailyBy by = report.daily_by;
  json.BeginArray("daily");
  for (const DailyCost& day : report.daily) {
    json.BeginObject();
    json.Write("date", day.date);
    json.Write("cost_usd", day.cost_usd);
    json.BeginArray("breakdown");
    for (const DailyShare& share : day.shares) {
      const DailyPart& part = report.daily_parts[share.part];
      json.BeginObject();
      json.Write("provider", std::string_view(part.provider));
      if (by == DailyBy::kProject || by == DailyBy::kWorkspace) {
        json.Write("workspace", std::string_view(part.workspace));
      }
      if (by == DailyBy::kProject) json.Write("project_id", part.project_id);
      if (by == DailyBy::kModel) json.Write("model", std::string_view(part.model));
      json.Write("cost_usd", share.CostUsd());
      if (share.provisional) json.Write("provisional", true);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
}

void WriteUsage(JsonWriter& json, const Usage& usage) {
  json.Write("requests", usage.requests);
  if (usage.requests_partial) json.Write("requests_partial", true);
  json.Write("input_tokens", usage.input_tokens);
  json.Write("output_tokens", usage.output_tokens);
}

void WriteBreakdown(JsonWriter& json, const std::vector<ModelCost>& breakdown) {
  json.BeginArray("breakdown");
  for (const ModelCost& part : breakdown) {
    json.BeginObject();
    json.Write("provider", std::string_view(part.provider));
    json.Write("model", std::string_view(part.model));
    json.Write("cost_usd", part.cost_usd);
    WriteUsage(json, part.usage);
    WriteCharged(json, part.charged);
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
    WriteUsage(json, project.usage);
    WriteCharged(json, project.charged);
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
    WriteCharged(json, workspace.charged);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("providers");
  for (const ProviderCost& provider : report.providers) {
    json.BeginObject();
    json.Write("id", std::string_view(provider.id));
    json.Write("name", std::string_view(provider.name));
    json.Write("cost_usd", provider.cost_usd);
    WriteCharged(json, provider.charged);
    json.EndObject();
  }
  json.EndArray();
}

// What stands beside the figures.
void WriteRemarks(JsonWriter& json, const CostReport& report) {
  json.BeginArray("unconverted");
  for (const UnconvertedCost& cost : report.unconverted) {
    json.BeginObject();
    json.Write("provider", std::string_view(cost.provider));
    json.Write("workspace", std::string_view(cost.workspace));
    json.Write("currency", std::string_view(cost.amount.currency));
    json.Write("cost", cost.amount.cost);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("exchange_rates");
  for (const ExchangeRate& rate : report.exchange_rates) {
    json.BeginObject();
    json.Write("currency", std::string_view(rate.currency));
    json.Write("date", rate.date);
    json.Write("usd_per_unit", MultiplyDivide(rate.usd, Money::FromUnits(1), rate.units).value_or(Money()));
    json.Write("fixed", rate.fixed);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("excluded");
  for (const std::string& excluded : report.excluded) json.Write(std::string_view(excluded));
  json.EndArray();
  json.BeginArray("notices");
  for (const SourceNotice& notice : report.notices) {
    json.BeginObject();
    json.Write("kind", notice.notice.kind);
    json.Write("provider", std::string_view(notice.provider));
    json.Write("workspace", std::string_view(notice.workspace));
    json.Write("detail", std::string_view(ProblemDetail(notice.notice.message, notice.notice.hint)));
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
  WriteDaily(json, report);
  WriteProjects(json, report.projects);
  WriteSources(json, report);
  json.BeginObject("coverage");
  json.Write("complete", report.coverage.complete);
  json.Write("through", report.coverage.through);
  json.Write("provisional_from", report.coverage.provisional_from);
  json.BeginArray("unread");
  for (const UnreadDays& days : report.coverage.unread) {
    json.BeginObject();
    json.Write("provider", std::string_view(days.provider));
    json.Write("workspace", std::string_view(days.workspace));
    json.Write("state", DayStateName(days.state));
    json.Write("start_date", days.range.start);
    json.Write("end_date", days.range.end);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  WriteRemarks(json, report);
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
