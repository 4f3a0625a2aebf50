// SPDX-License-Identifier: MIT
#include "simulator/anthropic_api.h"

#include <fmt/format.h>

#include <algorithm>

#include "simulator/api_parts.h"
#include "simulator/truth_sheet.h"

namespace llmcost {
namespace {

using Dimension = AnthropicDimension;

constexpr std::string_view kRoot = "/organizations/";
constexpr std::string_view kWorkspacesPath = "/organizations/workspaces";
constexpr std::string_view kKeyPrefix = "sk-ant-admin01-demo-";
constexpr std::string_view kAnalyticsBeta = "analytics-usage-cost-2026-08-24";

struct ReportRoute {
  std::string_view path;
  AnthropicReport report;
};
constexpr std::array<ReportRoute, 4> kReports = {{
    {"/organizations/cost_report", AnthropicReport::kCost},
    {"/organizations/usage_report/messages", AnthropicReport::kMessages},
    {"/organizations/analytics/cost", AnthropicReport::kAnalyticsCost},
    {"/organizations/analytics/usage", AnthropicReport::kAnalyticsUsage},
}};

const ReportRoute* FindReport(std::string_view path) {
  const auto* const found = std::ranges::find(kReports, path, &ReportRoute::path);
  return found == kReports.end() ? nullptr : found;
}

// The id of "/organizations/workspaces/{workspace_id}"; empty for any other path.
std::string_view WorkspaceId(std::string_view path) {
  if (!path.starts_with(kWorkspacesPath)) return {};
  path.remove_prefix(kWorkspacesPath.size());
  if (!path.starts_with('/') || path.find('/', 1) != std::string_view::npos) return {};
  return path.substr(1);
}

// The values of all anthropic-beta headers, each of which may hold several.
std::vector<std::string> Betas(const ServerRequest& request) {
  std::vector<std::string> betas;
  for (const auto& header : request.headers) {
    if (LowerCase(header.name) != "anthropic-beta") continue;
    for (std::string_view rest = header.value; !rest.empty();) {
      const auto comma = rest.find(',');
      auto value = rest.substr(0, comma);
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
      while (value.starts_with(' ')) value.remove_prefix(1);
      while (value.ends_with(' ')) value.remove_suffix(1);
      betas.emplace_back(value);
    }
  }
  return betas;
}

void WriteWorkspace(JsonText& json, const AnthropicWorkspace& workspace, std::string_view organization_id) {
  json.BeginObject();
  json.Field("id", workspace.id);
  json.Field("type", "workspace");
  json.Field("name", workspace.name);
  json.Field("created_at", FormatTime(workspace.created.Start() + std::chrono::minutes(542)));
  if (workspace.archived) {
    json.Field("archived_at", FormatTime(workspace.archived->Start() + std::chrono::minutes(865)));
  } else {
    json.NullField("archived_at");
  }
  json.Field("display_color", "#6C5BB9");
  json.Field("compartment_id", organization_id);
  json.NullField("external_key_id");
  json.Name("tags");
  json.BeginObject();
  json.EndObject();
  json.Name("data_residency");
  json.BeginObject();
  json.Field("workspace_geo", "us");
  json.Field("default_inference_geo", "global");
  json.Field("allowed_inference_geos", "unrestricted");
  json.EndObject();
  json.EndObject();
}

AnthropicResult<std::string> WriteWorkspaces(const AnthropicOrganization& organization,
                                             const AnthropicListQuery& query) {
  std::vector<const AnthropicWorkspace*> all;
  for (const auto& workspace : organization.workspaces()) {
    if (query.include_archived || !workspace.archived) all.push_back(&workspace);
  }
  auto first = all.begin();
  auto last = all.end();
  const auto find = [&](const std::string& id) { return std::ranges::find(all, id, &AnthropicWorkspace::id); };
  const auto limit = static_cast<std::ptrdiff_t>(query.limit);
  bool has_more = false;
  if (query.before_id) {
    last = find(*query.before_id);
    if (last == all.end()) return tl::unexpected(AnthropicError{400, "before_id: no such workspace"});
    has_more = last - first > limit;
    if (has_more) first = last - limit;
  } else {
    if (query.after_id) {
      first = find(*query.after_id);
      if (first == all.end()) return tl::unexpected(AnthropicError{400, "after_id: no such workspace"});
      ++first;
    }
    has_more = last - first > limit;
    if (has_more) last = first + limit;
  }
  JsonText json;
  json.BeginObject();
  json.Name("data");
  json.BeginArray();
  for (auto each = first; each != last; ++each) WriteWorkspace(json, **each, organization.id());
  json.EndArray();
  if (first == last) {
    json.NullField("first_id");
    json.NullField("last_id");
  } else {
    json.Field("first_id", (*first)->id);
    json.Field("last_id", (*(last - 1))->id);
  }
  json.Field("has_more", has_more);
  json.EndObject();
  return json.Take();
}

std::string_view ErrorType(int status) {
  switch (status) {
    case 401:
      return "authentication_error";
    case 402:
      return "billing_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 409:
      return "conflict_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 504:
      return "timeout_error";
    case 529:
      return "overloaded_error";
    default:
      return status < 500 ? "invalid_request_error" : "api_error";
  }
}

std::string_view ErrorMessage(int status) {
  switch (status) {
    case 401:
      return "invalid x-api-key";
    case 403:
      return "Your API key does not have permission to use the specified resource.";
    case 404:
      return "Not found";
    case 405:
      return "Method Not Allowed";
    case 429:
      return "This request would exceed your organization's rate limit.";
    case 529:
      return "Overloaded";
    default:
      return status < 500 ? "The request was refused." : "Internal server error";
  }
}

}  // namespace

ServerResponse AnswerAnthropicError(const AnthropicError& error, std::string_view request_id) {
  JsonText json;
  json.BeginObject();
  json.Field("type", "error");
  json.Name("error");
  json.BeginObject();
  json.Field("type", ErrorType(error.status));
  json.Field("message", error.message);
  json.EndObject();
  json.Field("request_id", request_id);
  json.EndObject();
  return AnswerJson(error.status, json.Take());
}

void WriteDimension(JsonText& json, const AnthropicRow& row, AnthropicDimension::Index dimension) {
  json.Name(AnthropicDimensionName(dimension));
  const auto text = row.dimensions[dimension];
  if (text.empty()) {
    json.Raw("null");
  } else {
    json.String(text);
  }
}

void WriteTokens(JsonText& json, const AnthropicRow& row) {
  using Counter = AnthropicCounter;
  json.Field("uncached_input_tokens", row.tokens[Counter::kUncached]);
  json.Field("output_tokens", row.tokens[Counter::kOutput]);
  json.Field("cache_read_input_tokens", row.tokens[Counter::kCacheRead]);
  json.Name("cache_creation");
  json.BeginObject();
  json.Field("ephemeral_1h_input_tokens", row.tokens[Counter::kCache1h]);
  json.Field("ephemeral_5m_input_tokens", row.tokens[Counter::kCache5m]);
  json.EndObject();
  json.Name("server_tool_use");
  json.BeginObject();
  json.Field("web_search_requests", row.tokens[Counter::kWebSearch]);
  json.EndObject();
}

AnthropicApi::AnthropicApi(unsigned seed, int organizations) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(organizations); ++i) {
    organizations_.push_back(std::make_unique<AnthropicOrganization>(i, seed));
  }
}

bool AnthropicApi::Handles(std::string_view path) const { return path.starts_with(kRoot); }

std::string_view AnthropicApi::RouteName(std::string_view path) const {
  if (const auto* report = FindReport(path)) return report->path;
  if (path == kWorkspacesPath) return kWorkspacesPath;
  return WorkspaceId(path).empty() ? "(unknown)" : "/organizations/workspaces/{workspace_id}";
}

std::vector<SimulatorKey> AnthropicApi::keys() const {
  std::vector<SimulatorKey> keys;
  for (const auto& organization : organizations_) {
    keys.push_back({"anthropic", std::string(organization->name()), organization->key()});
  }
  return keys;
}

const AnthropicOrganization* AnthropicApi::Find(std::string_view text) const {
  const std::string wanted = LowerCase(text);
  for (const auto& organization : organizations_) {
    if (wanted == LowerCase(organization->name()) || text == organization->id() ||
        organization->key() == fmt::format("{}{}", kKeyPrefix, wanted)) {
      return organization.get();
    }
  }
  return nullptr;
}

std::optional<std::string> AnthropicApi::FindOrganization(std::string_view text) const {
  const auto* organization = Find(text);
  return organization == nullptr ? std::optional<std::string>() : std::string(organization->name());
}

const AnthropicOrganization* AnthropicApi::Authenticate(const SimulatedCall& call) const {
  const auto key = call.request.Header("x-api-key");
  for (const auto& organization : organizations_) {
    if (organization->key() == key) return organization.get();
  }
  return nullptr;
}

std::optional<std::string_view> AnthropicApi::Owner(const SimulatedCall& call) const {
  const auto* organization = Authenticate(call);
  return organization == nullptr ? std::optional<std::string_view>() : organization->name();
}

ServerResponse AnthropicApi::RefuseKey(const SimulatedCall& call) const {
  const bool none = call.request.Header("x-api-key").empty();
  return AnswerAnthropicError({401, none ? "x-api-key header is required" : "invalid x-api-key"}, call.request_id);
}

ServerResponse AnthropicApi::AnswerStatus(const SimulatedCall& call, int status) const {
  return AnswerAnthropicError({status, std::string(ErrorMessage(status))}, call.request_id);
}

ServerResponse AnthropicApi::Answer(const SimulatedCall& call) {
  const auto& organization = *Authenticate(call);
  const auto refuse = [&](const AnthropicError& error) { return AnswerAnthropicError(error, call.request_id); };
  const auto version = call.request.Header("anthropic-version");
  if (version.empty()) return refuse({400, "anthropic-version: header is required"});
  if (version != "2023-06-01" && version != "2026-10-21") {
    return refuse({400, fmt::format("anthropic-version: '{}' is not a valid version", version)});
  }
  const auto parameters = ParseQuery(call.query);
  if (!parameters) return refuse({400, "the query string could not be decoded"});

  if (const auto* route = FindReport(call.path)) {
    const auto betas = Betas(call.request);
    const bool analytics = call.path.starts_with("/organizations/analytics/");
    if (analytics && std::ranges::count(betas, kAnalyticsBeta) == 0) {
      return refuse({400, fmt::format("this endpoint requires the anthropic-beta header '{}'", kAnalyticsBeta)});
    }
    const auto query = ParseReportQuery(route->report, *parameters, organization.id(), betas, call.now);
    if (!query) return refuse(query.error());
    const auto write = analytics ? WriteAnalyticsPage : WriteReportPage;
    return AnswerJson(200, write(organization, *query, call.now));
  }
  if (call.path == kWorkspacesPath) {
    const auto query = ParseWorkspacesQuery(*parameters);
    if (!query) return refuse(query.error());
    auto list = WriteWorkspaces(organization, *query);
    return list ? AnswerJson(200, *std::move(list)) : refuse(list.error());
  }
  const auto id = WorkspaceId(call.path);
  if (id.empty()) return refuse({404, "Not found"});
  const auto found = std::ranges::find(organization.workspaces(), id, &AnthropicWorkspace::id);
  const bool is_default = id == organization.default_workspace().id;
  if (found == organization.workspaces().end() && !is_default) {
    return refuse({404, fmt::format("workspace: '{}' not found", id)});
  }
  JsonText json;
  WriteWorkspace(json, is_default ? organization.default_workspace() : *found, organization.id());
  return AnswerJson(200, json.Take());
}

std::string AnthropicApi::WriteTruth(const std::optional<std::string>& organization, const DateRange& range,
                                     TimePoint now) const {
  TruthSheet sheet(range, "USD");
  std::int64_t priority_tokens = 0;
  const auto name_of = [](std::string_view text) { return text.empty() ? TruthName() : TruthName(text); };
  for (const auto& each : organizations_) {
    if (organization && each->name() != *organization) continue;
    sheet.AddOrganization(each->name());
    for (Date day = range.start; day <= range.end; ++day) {
      for (const auto& row : each->Costs({.day = day, .now = now})) {
        const auto model = row.dimensions[Dimension::kModel];
        sheet.Add(each->name(), name_of(row.dimensions[Dimension::kWorkspace]),
                  name_of(model.empty() ? row.dimensions[Dimension::kCostType] : model), day, row.cost, row.cost);
        if (row.requests > 0) {
          sheet.AddRequests(model.empty() ? row.dimensions[Dimension::kCostType] : model, row.requests);
        }
      }
      for (const auto& row : each->Usage({.day = day, .now = now})) {
        if (row.dimensions[Dimension::kServiceTier] != "priority") continue;
        for (std::size_t i = 0; i <= AnthropicCounter::kCache1h; ++i) priority_tokens += row.tokens[i];
      }
    }
  }
  JsonText json;
  json.BeginObject();
  sheet.Write(json);
  json.Field("priority_tokens", priority_tokens);
  json.EndObject();
  return json.Take();
}

}  // namespace llmcost
