// SPDX-License-Identifier: MIT
#include "providers/openai_client.h"

#include <fmt/format.h>

#include "http/retry.h"
#include "providers/openai_json.h"
#include "providers/registry.h"

namespace llmcost {
namespace {

constexpr std::string_view kOwnBaseUrl = "https://api.openai.com/v1";
constexpr std::string_view kKeyPage = "https://platform.openai.com/settings/organization/admin-keys";

std::string WithoutTrailingSlash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

// The scope named in "… Missing scopes: api.usage.read. …". OpenAI's text itself is never passed on; a scope's name is,
// when it looks like one.
std::string MissingScope(std::string_view message) {
  constexpr std::string_view kBefore = "Missing scopes: ";
  constexpr std::size_t kMaxLength = 60;
  const auto at = message.find(kBefore);
  if (at == std::string_view::npos) return {};
  std::string_view scope = message.substr(at + kBefore.size());
  scope = scope.substr(0, scope.find_first_not_of("abcdefghijklmnopqrstuvwxyz."));
  while (scope.ends_with('.')) scope.remove_suffix(1);
  return scope.size() <= kMaxLength && scope.find('.') != std::string_view::npos ? std::string(scope) : std::string();
}

}  // namespace

KeyKind DescribeOpenAiKey(std::string_view key) {
  const std::string advice =
      fmt::format("Costs can only be read with an admin key; an organization owner makes one at {}.", kKeyPage);
  if (key.starts_with("sk-admin-")) return {true, "an OpenAI admin key", ""};
  if (key.starts_with("sk-proj-")) return {false, "an OpenAI project key", advice};
  if (key.starts_with("sk-svcacct-")) return {false, "an OpenAI service account key", advice};
  if (key.starts_with("sk-ant-")) {
    return {false, "an Anthropic key",
            "It was set as the key of OpenAI; Anthropic's belongs in ANTHROPIC_ADMIN_KEY. " + advice};
  }
  if (key.starts_with("sess-")) return {false, "a session token of OpenAI's web pages", advice};
  if (key.starts_with("sk-")) return {false, "an OpenAI user key", advice};
  return {true, "a key of a kind not known",
          fmt::format("OpenAI's admin keys begin with sk-admin-; this one will only work with a gateway that takes it. "
                      "An organization owner makes admin keys at {}.",
                      kKeyPage)};
}

OpenAiClient::OpenAiClient(ProviderKey key, std::string base_url, int max_in_flight, HttpClient& client,
                           const Clock& clock)
    : key_(std::move(key)),
      own_base_url_(!base_url.empty()),
      base_url_(own_base_url_ ? WithoutTrailingSlash(std::move(base_url)) : std::string(kOwnBaseUrl)),
      client_(client),
      clock_(clock),
      slots_(max_in_flight > 0 ? max_in_flight : 1) {}

boost::asio::awaitable<tl::expected<std::string, OpenAiCallError>> OpenAiClient::Get(OpenAiCall call,
                                                                                     QueryParameters query) {
  HttpRequest request;
  request.url = base_url_ + call.path + "?" + FormatQuery(query);
  request.headers.push_back({"Authorization", "Bearer " + key_.value});
  request.headers.push_back({"Accept", "application/json"});
  const auto permit = co_await slots_.Acquire();
  Result<HttpResponse> response = co_await client_.Get(std::move(request));
  if (!response) {
    OpenAiCallError failed{InCall(call, std::move(response.error())), 0};
    co_return tl::unexpected(std::move(failed));
  }
  if (auto error = StatusError(*response, clock_.Now())) {
    OpenAiCallError failed{ErrorOf(call, *response, std::move(*error)), response->status};
    co_return tl::unexpected(std::move(failed));
  }
  co_return std::move(response->body);
}

Error OpenAiClient::InCall(const OpenAiCall& call, Error error) const {
  error.message = fmt::format("openai: {}: {}", call.what, error.message);
  if (error.kind == ErrorKind::kBadUpstream && error.hint.empty()) {
    error.hint = own_base_url_ ? "Check that OPENAI_BASE_URL is the address of OpenAI's API, such as "
                                 "https://api.openai.com/v1."
                               : "OpenAI's answer has another form than the one documented; try again later, and look "
                                 "for a newer release when it stays.";
  }
  return error;
}

Error OpenAiClient::ErrorOf(const OpenAiCall& call, HttpResponse& response, Error error) const {
  if (error.kind == ErrorKind::kInvalidKey || error.kind == ErrorKind::kPermissionDenied) {
    return KeyError(call, response);
  }
  return InCall(call, std::move(error));
}

// A missing scope has been seen with 401 as well as with 403, so the text decides where it can.
Error OpenAiClient::KeyError(const OpenAiCall& call, HttpResponse& response) const {
  const OpenAiErrorBody body = ParseOpenAiError(response.body);
  const std::string scope = MissingScope(body.message);
  const bool lacks_permission = !scope.empty() || body.message.find("insufficient permissions") != std::string::npos;
  const bool wrong_key = body.code == "invalid_api_key" || (response.status == 401 && !lacks_permission);
  Error error;
  error.kind = wrong_key ? ErrorKind::kInvalidKey : ErrorKind::kPermissionDenied;
  error.setting = key_.setting;
  if (wrong_key) {
    error.message =
        fmt::format("openai: {}: the key in {} was refused: status {}", call.what, key_.setting, response.status);
  } else {
    error.message = fmt::format("openai: {}: the key in {} lacks {}: status {}", call.what, key_.setting,
                                scope.empty() ? "the permission" : "the scope " + scope, response.status);
  }
  const KeyKind kind = DescribeOpenAiKey(key_.value);
  if (!kind.usable)
    error.hint = fmt::format("The key in {} is {}, which cannot read costs. ", key_.setting, kind.description);
  error.hint += fmt::format("Set {} to an admin key with the scope {}; an organization owner makes one at {}.",
                            key_.setting, scope.empty() ? call.scope : scope, kKeyPage);
  return error;
}

bool OpenAiClient::FirstTime(const std::string& what) {
  const std::lock_guard lock(mutex_);
  return said_.insert(what).second;
}

}  // namespace llmcost
