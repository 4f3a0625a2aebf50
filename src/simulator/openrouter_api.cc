// SPDX-License-Identifier: MIT
#include "simulator/openrouter_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "simulator/api_parts.h"
#include "simulator/truth_sheet.h"

namespace llmcost {
namespace {

constexpr std::string_view kRoot = "/api/v1/";
constexpr int kActivityDays = 30;
constexpr std::string_view kKeyPrefix = "sk-or-v1-";

bool LooksLikeKey(std::string_view key) {
  if (!key.starts_with(kKeyPrefix) || key.size() != kKeyPrefix.size() + 64) return false;
  return key.find_first_not_of("0123456789abcdef", kKeyPrefix.size()) == std::string_view::npos;
}

void WriteActivityRow(JsonText& json, const OpenRouterAccount& account, const OpenRouterRow& row, bool by_workspace) {
  const auto& workload = *row.workload;
  json.BeginObject();
  json.Field("date", row.day.ToString());
  json.Field("model", workload.model);
  json.Field("model_permaslug", workload.permaslug);
  json.Field("endpoint_id", account.EndpointId(workload));
  json.Field("provider_name", workload.provider);
  json.RawField("usage", FormatJsNumber(row.usage));
  json.RawField("byok_usage_inference", FormatJsNumber(row.byok_inference));
  json.Field("requests", row.requests);
  json.Field("prompt_tokens", row.prompt_tokens);
  json.Field("completion_tokens", row.completion_tokens);
  json.Field("reasoning_tokens", row.reasoning_tokens);
  if (by_workspace) {
    json.Field("workspace_id", account.workspaces()[static_cast<std::size_t>(workload.workspace)].id);
  }
  json.EndObject();
}

ServerResponse AnswerActivity(const OpenRouterAccount& account, const QueryParameters& parameters, TimePoint now) {
  const Date today = Date::Of(now);
  DateRange range{today - kActivityDays, today - 1};
  if (const auto text = FindValue(parameters, "date")) {
    const auto date = Date::Parse(*text);
    if (!date) return AnswerOpenRouterError(400, "Invalid date format: use YYYY-MM-DD");
    if (!range.Contains(*date)) {
      return AnswerOpenRouterError(400,
                                   fmt::format("Date must be within the last {} (completed) UTC days", kActivityDays));
    }
    range = {*date, *date};
  }
  const auto group_by = FindValue(parameters, "group_by");
  if (group_by && *group_by != "workspace") return AnswerOpenRouterError(400, "group_by must be 'workspace'");
  const auto workspace = FindValue(parameters, "workspace_id");
  const auto key_hash = FindValue(parameters, "api_key_hash");
  const auto user = FindValue(parameters, "user_id");

  JsonText json;
  json.BeginObject();
  json.Name("data");
  json.BeginArray();
  for (Date day = range.end; range.start <= day; day = day - 1) {
    // Without grouping, what differs by workspace alone is one row.
    std::map<std::tuple<std::string_view, std::string_view, int>, OpenRouterRow> rows;
    for (const auto& row : account.Rows(day, now)) {
      const auto& owner = account.workspaces()[static_cast<std::size_t>(row.workload->workspace)];
      if (workspace && *workspace != owner.id) continue;
      if (key_hash && *key_hash != owner.api_key_hash) continue;
      if (user && *user != account.user_id()) continue;
      const auto key =
          std::tuple(row.workload->permaslug, row.workload->provider, group_by ? row.workload->workspace : 0);
      const auto [at, added] = rows.try_emplace(key, row);
      if (added) continue;
      auto& sum = at->second;
      sum.requests += row.requests;
      sum.prompt_tokens += row.prompt_tokens;
      sum.completion_tokens += row.completion_tokens;
      sum.reasoning_tokens += row.reasoning_tokens;
      sum.usage += row.usage;
      sum.byok_inference += row.byok_inference;
    }
    for (const auto& [key, row] : rows) WriteActivityRow(json, account, row, group_by.has_value());
  }
  json.EndArray();
  json.EndObject();
  return AnswerJson(200, json.Take());
}

// Since the beginning, with today.
Money TotalUsage(const OpenRouterAccount& account, TimePoint now) {
  Money total;
  for (Date day = kFirstDay; day <= Date::Of(now); ++day) {
    for (const auto& row : account.Rows(day, now)) total += row.usage;
  }
  return total;
}

ServerResponse AnswerCredits(const OpenRouterAccount& account, TimePoint now) {
  const Money usage = TotalUsage(account, now);
  const auto hundreds = static_cast<std::int64_t>(usage.atto() / Money::FromUnits(100).atto());
  JsonText json;
  json.BeginObject();
  json.Name("data");
  json.BeginObject();
  json.Field("total_credits", (hundreds + 1) * 100);
  json.RawField("total_usage", FormatJsNumber(usage));
  json.EndObject();
  json.EndObject();
  return AnswerJson(200, json.Take());
}

// A management key spends nothing itself; what an inference key has spent is not simulated.
ServerResponse AnswerKey(std::string_view key, bool management) {
  JsonText json;
  json.BeginObject();
  json.Name("data");
  json.BeginObject();
  json.Field("label", fmt::format("{}...{}", key.substr(0, 12), key.substr(key.size() - 3)));
  for (const std::string_view name : {"usage", "usage_daily", "usage_weekly", "usage_monthly", "byok_usage",
                                      "byok_usage_daily", "byok_usage_weekly", "byok_usage_monthly"}) {
    json.Field(name, std::int64_t{0});
  }
  json.NullField("limit");
  json.NullField("limit_remaining");
  json.Field("is_free_tier", false);
  json.Field("is_management_key", management);
  json.EndObject();
  json.EndObject();
  return AnswerJson(200, json.Take());
}

ServerResponse AnswerWorkspaces(const OpenRouterAccount& account, const QueryParameters& parameters) {
  const auto read = [&](std::string_view name, std::int64_t otherwise, std::int64_t min,
                        std::int64_t max) -> std::optional<std::int64_t> {
    const auto text = FindValue(parameters, name);
    const auto value = text ? ParseInteger(*text) : otherwise;
    return value && min <= *value && *value <= max ? value : std::nullopt;
  };
  const auto offset = read("offset", 0, 0, 1'000'000);
  const auto limit = read("limit", 100, 1, 100);
  if (!offset) return AnswerOpenRouterError(400, "offset must be a number from 0");
  if (!limit) return AnswerOpenRouterError(400, "limit must be a number from 1 to 100");
  const auto& workspaces = account.workspaces();
  const auto total = static_cast<std::int64_t>(workspaces.size());
  JsonText json;
  json.BeginObject();
  json.Name("data");
  json.BeginArray();
  for (std::int64_t i = std::min(*offset, total); i < std::min(*offset + *limit, total); ++i) {
    const auto& workspace = workspaces[static_cast<std::size_t>(i)];
    json.BeginObject();
    json.Field("id", workspace.id);
    json.Field("name", workspace.name);
    json.Field("slug", workspace.slug);
    json.NullField("description");
    json.Field("created_at", FormatTime(workspace.created.Start() + std::chrono::minutes(611)));
    json.EndObject();
  }
  json.EndArray();
  json.Field("total_count", total);
  json.EndObject();
  return AnswerJson(200, json.Take());
}

}  // namespace

ServerResponse AnswerOpenRouterError(int status, std::string_view message) {
  JsonText json;
  json.BeginObject();
  json.Name("error");
  json.BeginObject();
  json.Field("code", std::int64_t{status});
  json.Field("message", message);
  json.EndObject();
  json.EndObject();
  return AnswerJson(status, json.Take());
}

std::string FormatJsNumber(Money number) {
  constexpr int kPlain = 6;
  std::string plain = number.ToString();
  const auto first = plain.find_first_not_of("0.");
  // "0.000000" and then a digit that counts
  if (!plain.starts_with("0.") || first == std::string::npos || first < kPlain + 2) return plain;
  std::string digits = plain.substr(first);
  if (digits.size() > 1) digits.insert(1, 1, '.');
  return fmt::format("{}e-{}", digits, first - 1);
}

OpenRouterApi::OpenRouterApi(unsigned seed, int accounts) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(accounts); ++i) {
    accounts_.push_back(std::make_unique<OpenRouterAccount>(i, seed));
  }
}

bool OpenRouterApi::Handles(std::string_view path) const { return path.starts_with(kRoot); }

std::string_view OpenRouterApi::RouteName(std::string_view path) const {
  for (const std::string_view route : {"/api/v1/activity", "/api/v1/credits", "/api/v1/key", "/api/v1/workspaces"}) {
    if (path == route) return route;
  }
  return "(unknown)";
}

std::vector<SimulatorKey> OpenRouterApi::keys() const {
  std::vector<SimulatorKey> keys;
  for (const auto& account : accounts_) keys.push_back({"openrouter", std::string(account->name()), account->key()});
  return keys;
}

const OpenRouterAccount* OpenRouterApi::Find(std::string_view text) const {
  const std::string wanted = LowerCase(text);
  for (const auto& account : accounts_) {
    if (wanted == LowerCase(account->name()) || wanted == account->slug()) return account.get();
  }
  return nullptr;
}

std::optional<std::string> OpenRouterApi::FindOrganization(std::string_view text) const {
  const auto* account = Find(text);
  return account == nullptr ? std::optional<std::string>() : std::string(account->name());
}

const OpenRouterAccount* OpenRouterApi::Authenticate(const SimulatedCall& call) const {
  const auto key = BearerKey(call.request.Header("Authorization"));
  for (const auto& account : accounts_) {
    if (account->key() == key) return account.get();
  }
  return nullptr;
}

std::optional<std::string_view> OpenRouterApi::Owner(const SimulatedCall& call) const {
  if (const auto* account = Authenticate(call)) return account->name();
  if (call.path == "/api/v1/key" && LooksLikeKey(BearerKey(call.request.Header("Authorization")))) {
    return accounts_.front()->name();
  }
  return std::nullopt;
}

ServerResponse OpenRouterApi::RefuseKey(const SimulatedCall& call) const {
  const auto key = BearerKey(call.request.Header("Authorization"));
  if (key.empty()) return AnswerOpenRouterError(401, "No auth credentials found");
  if (!LooksLikeKey(key)) return AnswerOpenRouterError(401, "User not found.");
  return AnswerOpenRouterError(403, "Only management keys can perform this operation");
}

ServerResponse OpenRouterApi::AnswerStatus(const SimulatedCall&, int status) const {
  return AnswerOpenRouterError(status, status == 401   ? "User not found."
                                       : status == 403 ? "Only management keys can perform this operation"
                                       : status == 404 ? "Not Found"
                                       : status == 405 ? "Method Not Allowed"
                                       : status == 429 ? "Rate limit exceeded"
                                       : status < 500  ? "Bad Request"
                                                       : "Internal Server Error");
}

ServerResponse OpenRouterApi::Answer(const SimulatedCall& call) {
  const auto parameters = ParseQuery(call.query);
  if (!parameters) return AnswerOpenRouterError(400, "the query string could not be decoded");
  const auto* account = Authenticate(call);
  const auto resource = call.path.substr(kRoot.size());
  if (resource == "key") {
    return AnswerKey(BearerKey(call.request.Header("Authorization")), account != nullptr);
  }
  if (resource == "activity") return AnswerActivity(*account, *parameters, call.now);
  if (resource == "credits") return AnswerCredits(*account, call.now);
  if (resource == "workspaces") return AnswerWorkspaces(*account, *parameters);
  return AnswerOpenRouterError(404, "Not Found");
}

std::string OpenRouterApi::WriteTruth(const std::optional<std::string>& organization, const DateRange& range,
                                      TimePoint now) const {
  TruthSheet sheet(range, "USD");
  Money total_byok;
  TruthSums byok;
  for (const auto& account : accounts_) {
    if (organization && account->name() != *organization) continue;
    sheet.AddOrganization(account->name());
    for (Date day = range.start; day <= range.end && day < Date::Of(now); ++day) {
      for (const auto& row : account->Rows(day, now)) {
        const auto& workload = *row.workload;
        sheet.Add(account->name(), account->workspaces()[static_cast<std::size_t>(workload.workspace)].id,
                  std::string(workload.model), day, row.usage, row.usage);
        sheet.AddRequests(workload.model, row.requests);
        total_byok += row.byok_inference;
        if (workload.own_key) byok[std::string(workload.model)] += row.byok_inference;
      }
    }
  }
  JsonText json;
  json.BeginObject();
  sheet.Write(json);
  json.Field("total_byok", total_byok.ToString());
  WriteTruthSums(json, "byok_by_model", "model", byok);
  json.EndObject();
  return json.Take();
}

}  // namespace llmcost
