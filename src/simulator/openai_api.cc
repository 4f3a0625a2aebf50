// SPDX-License-Identifier: MIT
#include "simulator/openai_api.h"

#include <fmt/format.h>

#include <algorithm>

namespace llmcost {
namespace {

constexpr std::string_view kProjectsPath = "/organization/projects";
constexpr std::string_view kSpendLimitPath = "/organization/spend_limit";
constexpr std::string_view kApiKeysSuffix = "/api_keys";

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

// The key of "Bearer sk-…"; empty when there is none.
std::string_view BearerKey(std::string_view authorization) {
  if (authorization.size() < 7 || Lower(authorization.substr(0, 7)) != "bearer ") return {};
  authorization.remove_prefix(7);
  while (authorization.starts_with(' ')) authorization.remove_prefix(1);
  return authorization;
}

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

ServerResponse AnswerJson(int status, std::string json) {
  ServerResponse response;
  response.status = status;
  response.headers.push_back({"Content-Type", "application/json"});
  response.body = std::make_shared<const std::string>(std::move(json));
  return response;
}

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

const OpenAiOrganization* OpenAiApi::FindOrganization(std::string_view text) const {
  const std::string wanted = Lower(text);
  for (const auto& organization : organizations_) {
    if (wanted == Lower(organization->name()) || text == organization->id() ||
        organization->key() == "sk-admin-demo-" + wanted) {
      return organization.get();
    }
  }
  return nullptr;
}

const OpenAiOrganization* OpenAiApi::Authenticate(std::string_view authorization) const {
  const auto key = BearerKey(authorization);
  for (const auto& organization : organizations_) {
    if (organization->key() == key) return organization.get();
  }
  return nullptr;
}

ServerResponse OpenAiApi::RefuseKey(std::string_view authorization, std::string_view path) {
  const auto key = BearerKey(authorization);
  OpenAiError error{401, "", std::nullopt, "invalid_api_key"};
  if (key.empty()) {
    error.message =
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth "
        "(i.e. Authorization: Bearer YOUR_KEY).";
  } else if (key.starts_with("sk-proj-")) {
    const bool usage = path.starts_with("/organization/costs") || path.starts_with("/organization/usage");
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

ServerResponse OpenAiApi::Answer(const OpenAiOrganization& organization, std::string_view path, std::string_view query,
                                 TimePoint now) {
  const Route route = FindRoute(path);
  if (route.kind == Route::Kind::kUnknown) {
    return AnswerOpenAiError({404, fmt::format("Invalid URL (GET /v1{})", path)});
  }
  const auto parameters = ParseQuery(query);
  if (!parameters) return AnswerOpenAiError({400, "The query string could not be decoded."});

  switch (route.kind) {
    case Route::Kind::kSpendLimit:
      return AnswerSpendLimit();
    case Route::Kind::kProject:
      return AnswerProject(organization, route.project_id);
    case Route::Kind::kBuckets: {
      const auto bucket_query = ParseBucketQuery(*route.endpoint, *parameters, organization.id(), now);
      if (!bucket_query) return AnswerOpenAiError(bucket_query.error());
      return AnswerJson(200, WriteBucketPage(organization, *route.endpoint, *bucket_query, now, cache_));
    }
    case Route::Kind::kProjects:
    case Route::Kind::kApiKeys:
    case Route::Kind::kUnknown:
      break;
  }
  const auto list_query = ParseListQuery(*parameters);
  if (!list_query) return AnswerOpenAiError(list_query.error());
  if (route.kind == Route::Kind::kProjects) return AnswerProjects(organization, *list_query);
  return AnswerApiKeys(organization, route.project_id, *list_query, now);
}

std::string_view OpenAiApi::RouteName(std::string_view path) {
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
