// SPDX-License-Identifier: MIT
#include "api/ledger_json.h"

#include "api/problem.h"
#include "core/json_writer.h"

namespace llmcost {
namespace {

void WriteSource(JsonWriter& json, const SourceCoverage& source) {
  json.BeginObject();
  json.Write("provider", source.source.provider);
  json.Write("workspace", source.source.workspace);
  json.Write("provider_name", source.provider_name);
  json.Write("workspace_name", source.workspace_name);
  json.Write("last_read", source.last_read);
  if (source.failure) {
    json.Write("failing_since", source.failure->since);
    json.BeginObject("error");
    WriteProblem(json, {source.source.provider, source.source.workspace, source.failure->error});
    json.EndObject();
  } else {
    json.Write("failing_since", std::optional<TimePoint>());
    json.Write("error", std::optional<std::string_view>());
  }
  json.BeginArray("days");
  for (const CoverageRun& run : source.runs) {
    json.BeginObject();
    json.Write("start_date", run.range.start);
    json.Write("end_date", run.range.end);
    json.Write("state", DayStateName(run.state));
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

}  // namespace

std::string CoverageJson(const CoverageReport& report) {
  JsonWriter json;
  json.BeginObject();
  json.Write("start_date", report.range ? std::optional(report.range->start) : std::nullopt);
  json.Write("end_date", report.range ? std::optional(report.range->end) : std::nullopt);
  json.Write("complete", report.complete);
  json.Write("through", report.through);
  json.BeginArray("sources");
  for (const SourceCoverage& source : report.sources) WriteSource(json, source);
  json.EndArray();
  json.EndObject();
  return json.Take();
}

std::string RestatementsJson(std::span<const Restatement> restatements) {
  JsonWriter json;
  json.BeginObject();
  json.BeginArray("restatements");
  for (const Restatement& one : restatements) {
    json.BeginObject();
    json.Write("date", one.date);
    json.Write("provider", one.source.provider);
    json.Write("workspace", one.source.workspace);
    json.Write("project_id", one.project_id);
    json.Write("model", one.model);
    json.Write("currency", one.currency);
    json.Write("cost_before", one.cost_before);
    json.Write("cost_now", one.cost_now);
    json.Write("read_before", one.read_before);
    json.Write("read_now", one.read_now);
    json.Write("sealed", one.sealed);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

}  // namespace llmcost
