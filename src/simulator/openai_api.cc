// SPDX-License-Identifier: MIT
#include "simulator/openai_api.h"

#include <fmt/format.h>

#include "simulator/openai_truth.h"

namespace llmcost {
namespace {

constexpr std::string_view kProjectsPath = "/organization/projects";
constexpr std::string_view kSpendLimitPath = "/organization/spend_limit";
constexpr std::string_view kApiKeysSuffix = "/api_keys";

// What the path is about, taken apart once.
struct Route {
  enum class Kind { kUnknown, kProjects, kProject, kApiKeys, kSpendLimit, kBuckets };
  Kind kind = Kind::kUnknown;
  std::string_view project_id;
  const BucketEndpoint* endpoint = nullptr;
};

Route FindRoute(std::string_view path) {
  if (path == kProjectsPath) return {Route::Kind::kProjects, {}, nullptr};
  if (path == kSpendLimitPath) return {Route::Kind::kSpendLimit, {}, nullptr};
  if (const auto* endpoint = FindBucketEndpoint(path)) return {Route::Kind::kBuckets, {}, endpoint};
  if (path.starts_with(kProjectsPath) && path.substr(kProjectsPath.size()).starts_with('/')) {
    std::string_view id = path.substr(kProjectsPath.size() + 1);
    auto kind = Route::Kind::kProject;
    if (id.ends_with(kApiKeysSuffix)) {
      id.remove_suffix(kApiKeysSuffix.size());
      kind = Route::Kind::kApiKeys;
    }
    if (!id.empty() && id.find('/') == std::string_view::npos) return {kind, id, nullptr};
  }
  return {};
}

ServerResponse AnswerSpendLimit() {
  JsonText json;
  json.BeginObject();
  json.Field("object", "organization.spend_limit");
  json.Field("threshold_amount", std::int64_t{300'000});  // cents
  json.Field("currency", "USD");
  json.Field("interval", "month");
  json.Name("enforcement");
  json.BeginObject();
  json.Field("status", "inactive");
  json.EndObject();
  json.EndObject();
  return AnswerJson(200, json.Take());
}

}  // namespace

ServerResponse AnswerOpenAiError(const OpenAiError& error) {
  JsonText json;
  json.BeginObject();
  json.Name("error");
  json.BeginObject();
  json.Field("message", error.message);
  json.Field("type", error.type);
  json.Field("param", error.param);
  json.Field("code", error.code);
  json.EndObject();
  json.EndObject();
  return AnswerJson(error.status, json.Take());
}

OpenAiApi::OpenAiApi(const OpenAiDataOptions& options, int organizations) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(organizations); ++i) {
    organizations_.push_back(std::make_unique<OpenAiOrganization>(i, options));
  }
}

const OpenAiOrganization* OpenAiApi::Find(std::string_view text) const {
  const std::string wanted = LowerCase(text);
  for (const auto& organization : organizations_) {
    if (wanted == LowerCase(organization->name()) || text == organization->id() ||
        organization->key() == "sk-admin-demo-" + wanted) {
      return organization.get();
    }
  }
  return nullptr;
}

std::vector<SimulatorKey> OpenAiApi::keys() const {
  std::vector<SimulatorKey> keys;
  for (const auto& organization : organizations_) {
    keys.push_back({"openai", std::string(organization->name()), organization->key()});
  }
  return keys;
}

std::optional<std::string> OpenAiApi::FindOrganization(std::string_view text) const {
  const auto* organization = Find(text);
  return organization == nullptr ? std::optional<std::string>() : std::string(organization->name());
}

std::optional<std::string_view> OpenAiApi::Owner(const SimulatedCall& call) const {
  const auto* organization = Authenticate(call);
  return organization == nullptr ? std::optional<std::string_view>() : organization->name();
}

const OpenAiOrganization* OpenAiApi::Authenticate(const SimulatedCall& call) const {
  const auto key = BearerKey(call.request.Header("Authorization"));
  for (const auto& organization : organizations_) {
    if (organization->key() == key) return organization.get();
  }
  return nullptr;
}

ServerResponse OpenAiApi::RefuseKey(const SimulatedCall& call) const {
  const auto key = BearerKey(call.request.Header("Authorization"));
  OpenAiError error{401, "", std::nullopt, "invalid_api_key"};
  if (key.empty()) {
    error.message =
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth "
        "(i.e. Authorization: Bearer YOUR_KEY).";
  } else if (key.starts_with("sk-proj-")) {
    const bool usage = call.path.starts_with("/organization/costs") || call.path.starts_with("/organization/usage");
    error.status = usage ? 403 : 401;
    error.message = fmt::format(
        "You have insufficient permissions for this operation. Missing scopes: {}. Check that you have the correct "
        "role "
        "in your organization, and if you're using a restricted API key, that it has the necessary scopes.",
        usage ? "api.usage.read" : "api.management.read");
    error.code = std::nullopt;
  } else {
    // The live service repeats part of the key, which is why its messages must not reach a log.
    error.message = fmt::format("Incorrect API key provided: {}{}{}.", key.substr(0, 8), std::string(8, '*'),
                                key.size() > 12 ? key.substr(key.size() - 4) : "");
  }
  return AnswerOpenAiError(error);
}

ServerResponse OpenAiApi::AnswerStatus(const SimulatedCall&, int status) const {
  OpenAiError error{status, "The server had an error while processing your request.", std::nullopt, std::nullopt,
                    "server_error"};
  if (status == 429) {
    error.message = "Rate limit reached for requests.";
    error.type = "requests";
    error.code = "rate_limit_exceeded";
  } else if (status < 500) {
    error.message = "The request was refused.";
    error.type = "invalid_request_error";
    if (status == 401) error.code = "invalid_api_key";
  }
  return AnswerOpenAiError(error);
}

ServerResponse OpenAiApi::RefuseMethod(const SimulatedCall& call) const {
  return AnswerOpenAiError({405, fmt::format("Not allowed to {} on /v1{}.", call.request.method, call.path),
                            std::nullopt, "method_not_supported"});
}

ServerResponse OpenAiApi::RefuseRate(const SimulatedCall&) const {
  return AnswerOpenAiError(
      {429, "Rate limit reached for requests per minute.", std::nullopt, "rate_limit_exceeded", "requests"});
}

std::string OpenAiApi::WriteTruth(const std::optional<std::string>& organization, const DateRange& range,
                                  TimePoint now) const {
  std::vector<const OpenAiOrganization*> organizations;
  if (organization) {
    organizations.push_back(Find(*organization));
  } else {
    for (const auto& each : organizations_) organizations.push_back(each.get());
  }
  return WriteOpenAiTruth(organizations, range, now);
}

ServerResponse OpenAiApi::Answer(const SimulatedCall& call) {
  const auto& organization = *Authenticate(call);
  const Route route = FindRoute(call.path);
  if (route.kind == Route::Kind::kUnknown) {
    return AnswerOpenAiError({404, fmt::format("Invalid URL (GET /v1{})", call.path)});
  }
  const auto parameters = ParseQuery(call.query);
  if (!parameters) return AnswerOpenAiError({400, "The query string could not be decoded."});

  switch (route.kind) {
    case Route::Kind::kSpendLimit:
      return AnswerSpendLimit();
    case Route::Kind::kProject:
      return AnswerProject(organization, route.project_id);
    case Route::Kind::kBuckets: {
      const auto bucket_query = ParseBucketQuery(*route.endpoint, *parameters, organization.id(), call.now);
      if (!bucket_query) return AnswerOpenAiError(bucket_query.error());
      return AnswerJson(200, WriteBucketPage(organization, *route.endpoint, *bucket_query, call.now, cache_));
    }
    case Route::Kind::kProjects:
    case Route::Kind::kApiKeys:
    case Route::Kind::kUnknown:
      break;
  }
  const auto list_query = ParseListQuery(*parameters);
  if (!list_query) return AnswerOpenAiError(list_query.error());
  if (route.kind == Route::Kind::kProjects) return AnswerProjects(organization, *list_query);
  return AnswerApiKeys(organization, route.project_id, *list_query, call.now);
}

std::string_view OpenAiApi::RouteName(std::string_view path) const {
  const Route route = FindRoute(path);
  switch (route.kind) {
    case Route::Kind::kProjects:
      return kProjectsPath;
    case Route::Kind::kProject:
      return "/organization/projects/{project_id}";
    case Route::Kind::kApiKeys:
      return "/organization/projects/{project_id}/api_keys";
    case Route::Kind::kSpendLimit:
      return kSpendLimitPath;
    case Route::Kind::kBuckets:
      return route.endpoint->path;
    case Route::Kind::kUnknown:
      break;
  }
  return "(unknown)";
}

}  // namespace llmcost
