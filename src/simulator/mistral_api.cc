// SPDX-License-Identifier: MIT
#include "simulator/mistral_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "simulator/api_parts.h"
#include "simulator/truth_sheet.h"

namespace llmcost {
namespace {

constexpr std::string_view kRoot = "/admin/";
constexpr std::string_view kOldRoot = "/api/admin/";

// The part after the base address.
std::string_view Resource(std::string_view path) {
  path.remove_prefix(path.starts_with(kOldRoot) ? kOldRoot.size() : kRoot.size());
  return path;
}

std::chrono::year_month MonthOf(Date day) {
  const std::chrono::year_month_day ymd(day.days());
  return ymd.year() / ymd.month();
}

Money CostOf(const MistralOrganization& organization, std::chrono::year_month month, bool vibe, TimePoint now) {
  Money cost;
  const Date last{std::chrono::sys_days(month / std::chrono::last)};
  for (Date day{std::chrono::sys_days(month / 1)}; day <= last; ++day) {
    for (const auto& row : organization.Rows(day, now)) {
      if (row.cost && row.workload->category.starts_with("vibe_code.") == vibe) cost += *row.cost;
    }
  }
  return cost;
}

ServerResponse AnswerSpendLimit(const MistralOrganization& organization, TimePoint now) {
  const auto month = MonthOf(Date::Of(now));
  const Money usage = CostOf(organization, month, false, now);
  const Money vibe = CostOf(organization, month, true, now);
  JsonText json;
  json.BeginObject();
  json.Name("limits");
  json.BeginObject();
  json.Name("completion");
  json.BeginObject();
  json.Field("no_monthly_limit", false);
  json.Field("monthly_limit_reached", false);
  json.RawField("usage", usage.ToFixed(2));
  json.RawField("vibe_usage", vibe.ToFixed(2));
  json.RawField("total_usage", (usage + vibe).ToFixed(2));
  json.Field("usage_limit", std::int64_t{5'000});
  json.EndObject();
  json.Field("currency", "EUR");
  json.Field("last_payment_failure", false);
  json.NullField("last_payment_failure_protection");
  json.EndObject();
  json.EndObject();
  return AnswerJson(200, json.Take());
}

ServerResponse AnswerWorkspaces(const MistralOrganization& organization, const QueryParameters& parameters) {
  std::int64_t page = 1;
  std::int64_t page_size = 25;
  for (const auto& [name, target] : {std::pair("page", &page), std::pair("page_size", &page_size)}) {
    const auto text = FindValue(parameters, name);
    if (!text) continue;
    const auto value = ParseInteger(*text);
    if (!value) return RefuseMistralParameter(name, "Input should be a valid integer");
    if (*value <= 0 || *value > 1'000'000) return RefuseMistralParameter(name, "Input should be greater than 0");
    *target = *value;
  }
  const auto archived = FindValue(parameters, "is_archived").value_or("false");
  if (archived != "true" && archived != "false") {
    return RefuseMistralParameter("is_archived", "Input should be a valid boolean");
  }
  const std::string search = LowerCase(FindValue(parameters, "search").value_or(""));
  std::vector<const MistralWorkspace*> found;
  for (const auto& workspace : organization.workspaces()) {
    if (workspace.archived && archived != "true") continue;  // "whether to include archived workspaces"
    if (LowerCase(workspace.name).find(search) != std::string::npos) found.push_back(&workspace);
  }
  const auto total = static_cast<std::int64_t>(found.size());
  JsonText json;
  json.BeginObject();
  json.Field("object", "list");
  json.Name("items");
  json.BeginArray();
  for (std::int64_t i = std::min(total, (page - 1) * page_size); i < std::min(total, page * page_size); ++i) {
    const auto& workspace = *found[static_cast<std::size_t>(i)];
    json.BeginObject();
    json.Field("uuid", workspace.uuid);
    json.Field("name", workspace.name);
    json.Field("description", workspace.description.empty() ? std::nullopt : std::optional(workspace.description));
    json.NullField("icon");
    json.Field("members_count", std::int64_t{2} + i);
    json.NullField("spend_limit");
    json.Field("is_default", workspace.is_default);
    json.EndObject();
  }
  json.EndArray();
  json.Field("total", total);
  json.Field("page", page);
  json.Field("page_size", page_size);
  json.EndObject();
  return AnswerJson(200, json.Take());
}

ServerResponse AnswerUsage(const MistralOrganization& organization, const QueryParameters& parameters, TimePoint now) {
  MistralUsageQuery query{MonthOf(Date::Of(now)), std::nullopt, {}};
  if (const auto text = FindValue(parameters, "month")) {
    const auto month = text->size() <= 2 ? ParseInteger(*text) : std::nullopt;
    if (!month || *month < 1 || *month > 12) return RefuseMistralParameter("month", "Month must be from 1 to 12");
    query.month = query.month.year() / std::chrono::month(static_cast<unsigned>(*month));
  }
  if (const auto text = FindValue(parameters, "year")) {
    const auto year = text->size() == 4 ? ParseInteger(*text) : std::nullopt;
    if (!year || *year < 2000) return RefuseMistralParameter("year", "Year must be a year such as 2026");
    query.month = std::chrono::year(static_cast<int>(*year)) / query.month.month();
  }
  if (const auto zone = FindValue(parameters, "api_zone")) {
    if (*zone != "global" && *zone != "us" && *zone != "eu") {
      return RefuseMistralParameter("api_zone", "Input should be 'global', 'us' or 'eu'");
    }
    query.zone = *zone;
  }
  if (const auto id = FindValue(parameters, "workspace_id")) {
    if (!IsUuid(*id)) return RefuseMistralParameter("workspace_id", "Input should be a valid UUID");
    const auto& workspaces = organization.workspaces();
    const auto found = std::ranges::find(workspaces, LowerCase(*id), &MistralWorkspace::uuid);
    if (found == workspaces.end()) return AnswerMistralError(404, "Workspace not found");
    query.workspace = static_cast<int>(found - workspaces.begin());
  }
  return AnswerJson(200, WriteMistralUsage(organization, query, now));
}

}  // namespace

ServerResponse AnswerMistralError(int status, std::string_view message) {
  JsonText json;
  json.BeginObject();
  json.Field("object", "error");
  json.Field("message", message);
  json.Field("type", status == 401   ? "unauthorized"
                     : status == 403 ? "forbidden"
                     : status == 404 ? "not_found"
                     : status == 429 ? "rate_limited"
                     : status < 500  ? "invalid_request"
                                     : "internal_server_error");
  json.NullField("param");
  json.Field("code", std::to_string(status));
  json.Field("raw_status_code", std::int64_t{status});
  json.EndObject();
  return AnswerJson(status, json.Take());
}

ServerResponse RefuseMistralParameter(std::string_view name, std::string_view message) {
  JsonText json;
  json.BeginObject();
  json.Name("detail");
  json.BeginArray();
  json.BeginObject();
  json.Name("loc");
  json.BeginArray();
  json.String("query");
  json.String(name);
  json.EndArray();
  json.Field("msg", message);
  json.Field("type", "value_error");
  json.EndObject();
  json.EndArray();
  json.EndObject();
  return AnswerJson(422, json.Take());
}

MistralApi::MistralApi(unsigned seed, int organizations, const EcbRates& rates) : rates_(rates) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(organizations); ++i) {
    organizations_.push_back(std::make_unique<MistralOrganization>(i, seed));
  }
}

bool MistralApi::Handles(std::string_view path) const { return path.starts_with(kRoot) || path.starts_with(kOldRoot); }

std::string_view MistralApi::RouteName(std::string_view path) const {
  for (const std::string_view route : {"/admin/usage", "/admin/workspaces", "/admin/spend-limit", "/api/admin/usage",
                                       "/api/admin/workspaces", "/api/admin/spend-limit"}) {
    if (path == route) return route;
  }
  return "(unknown)";
}

std::vector<SimulatorKey> MistralApi::keys() const {
  std::vector<SimulatorKey> keys;
  for (const auto& each : organizations_) keys.push_back({"mistral", std::string(each->name()), each->key()});
  return keys;
}

const MistralOrganization* MistralApi::Find(std::string_view text) const {
  const std::string wanted = LowerCase(text);
  for (const auto& each : organizations_) {
    if (wanted == LowerCase(each->name()) || wanted == each->slug() || text == each->id()) return each.get();
  }
  return nullptr;
}

std::optional<std::string> MistralApi::FindOrganization(std::string_view text) const {
  const auto* organization = Find(text);
  return organization == nullptr ? std::optional<std::string>() : std::string(organization->name());
}

const MistralOrganization* MistralApi::Authenticate(const SimulatedCall& call) const {
  const auto bearer = BearerKey(call.request.Header("Authorization"));
  const auto header = call.request.Header("x-api-key");
  for (const auto& each : organizations_) {
    if (each->key() == bearer || each->key() == header) return each.get();
  }
  return nullptr;
}

std::optional<std::string_view> MistralApi::Owner(const SimulatedCall& call) const {
  const auto* organization = Authenticate(call);
  return organization == nullptr ? std::optional<std::string_view>() : organization->name();
}

ServerResponse MistralApi::AnswerStatus(const SimulatedCall&, int status) const {
  return AnswerMistralError(status, status == 401   ? "Unauthorized"
                                    : status == 403 ? "Forbidden"
                                    : status == 404 ? "Not Found"
                                    : status == 405 ? "Method Not Allowed"
                                    : status == 429 ? "Requests rate limit exceeded"
                                    : status < 500  ? "Bad Request"
                                                    : "Internal Server Error");
}

ServerResponse MistralApi::Answer(const SimulatedCall& call) {
  const auto& organization = *Authenticate(call);
  const auto parameters = ParseQuery(call.query);
  if (!parameters) return AnswerMistralError(400, "the query string could not be decoded");
  const auto resource = Resource(call.path);
  if (resource == "usage") return AnswerUsage(organization, *parameters, call.now);
  if (resource == "workspaces") return AnswerWorkspaces(organization, *parameters);
  if (resource == "spend-limit") return AnswerSpendLimit(organization, call.now);
  return AnswerMistralError(404, "Not Found");
}

std::string MistralApi::WriteTruth(const std::optional<std::string>& organization, const DateRange& range,
                                   TimePoint now) const {
  TruthSheet sheet(range, "EUR", true);
  using Quantity = std::tuple<std::string_view, std::string_view, TruthName>;  // model, group, project
  std::map<Quantity, std::int64_t> unpriced;
  JsonText storage;
  storage.BeginArray();
  for (const auto& each : organizations_) {
    if (organization && each->name() != *organization) continue;
    sheet.AddOrganization(each->name());
    const auto project_of = [&](int workspace) {
      return workspace < 0 ? TruthName() : TruthName(each->workspaces()[static_cast<std::size_t>(workspace)].uuid);
    };
    for (Date day = range.start; day <= range.end; ++day) {
      for (const auto& row : each->Rows(day, now)) {
        const TruthName project = project_of(row.workload->workspace);
        if (!row.cost) {
          unpriced[{row.workload->metric, row.group, project}] += row.value_paid;
          continue;
        }
        sheet.Add(each->name(), project, std::string(row.workload->metric), day, *row.cost,
                  rates_.ToUsd(*row.cost, day, now));
      }
    }
    for (auto month = MonthOf(range.start); month <= MonthOf(range.end); month += std::chrono::months(1)) {
      for (const auto& kept : each->Storage(month, now)) {
        storage.BeginObject();
        storage.Field("organization", each->name());
        storage.Field("month", Date(std::chrono::sys_days(month / 1)).ToString().substr(0, 7));
        storage.Field("model", kept.model);
        storage.Field("project_id", project_of(kept.workspace));
        storage.Field("value", kept.value);
        storage.EndObject();
      }
    }
  }
  storage.EndArray();
  JsonText json;
  json.BeginObject();
  sheet.Write(json);
  json.Name("unpriced");
  json.BeginArray();
  for (const auto& [what, value] : unpriced) {
    json.BeginObject();
    json.Field("model", std::get<0>(what));
    json.Field("group", std::get<1>(what));
    json.Field("project_id", std::get<2>(what));
    json.Field("value", value);
    json.EndObject();
  }
  json.EndArray();
  json.RawField("fine_tuning_storage", storage.Take());
  json.EndObject();
  return json.Take();
}

}  // namespace llmcost
