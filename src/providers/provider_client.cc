// SPDX-License-Identifier: MIT
#include "providers/provider_client.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/retry.h"

namespace llmcost {
namespace {

// More pages than this to one question are a fault.
constexpr int kMaxPages = 1000;
constexpr int kUnauthorized = 401;
constexpr int kPaymentRequired = 402;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;

std::string WithoutTrailingSlash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

bool IsSuccess(int status) { return status >= 200 && status < 300; }

}  // namespace

bool ProviderCallError::IsRefusal() const {
  return (status >= 400 && status < 500 && status != 408 && status != 429) || status == 501;
}

ProviderClient::ProviderClient(const ProviderProfile& profile, ProviderKey key, const ProviderSettings& settings,
                               HttpClient& client, const Clock& clock)
    : profile_(profile),
      key_(std::move(key)),
      own_base_url_(!settings.base_url.empty()),
      base_url_(own_base_url_ ? WithoutTrailingSlash(settings.base_url) : std::string(profile.own_base_url)),
      call_interval_(settings.call_interval.value_or(profile.call_interval)),
      client_(client),
      clock_(clock),
      slots_(std::max(settings.max_in_flight, 1)) {}

boost::asio::awaitable<tl::expected<std::string, ProviderCallError>> ProviderClient::Get(ProviderCall call,
                                                                                         QueryParameters query) {
  HttpRequest request;
  std::string path = call.path;
  if (!query.empty()) path += "?" + FormatQuery(query);
  request.headers = profile_.headers(key_.value);
  request.headers.push_back({"Accept", "application/json"});
  request.headers.insert(request.headers.end(), call.headers.begin(), call.headers.end());
  request.pace = HttpPace{fmt::format("{}/{}", profile_.row.id, key_.workspace_id), call_interval_};
  const auto permit = co_await slots_.Acquire();
  Result<HttpResponse> response = co_await Send(std::move(request), std::move(path));
  if (!response) {
    ProviderCallError failed{InCall(call, std::move(response.error())), 0};
    co_return tl::unexpected(std::move(failed));
  }
  if (auto error = StatusError(*response, clock_.Now())) {
    const bool is_key = error->kind == ErrorKind::kInvalidKey || error->kind == ErrorKind::kPermissionDenied;
    ProviderCallError failed;
    failed.error = is_key ? KeyError(call, *response) : InCall(call, std::move(*error));
    if (response->status == kPaymentRequired) {
      failed.error.hint = fmt::format(
          "{} asks for a payment first; look at the billing settings of the organization whose key is in {}.",
          profile_.row.name, key_.setting);
    }
    failed.status = response->status;
    co_return tl::unexpected(std::move(failed));
  }
  co_return std::move(response->body);
}

std::pair<std::string_view, std::string_view> ProviderClient::BaseUrls() const {
  if (own_base_url_ || profile_.older_base_url.empty()) return {base_url_, {}};
  if (use_older_base_url_) return {profile_.older_base_url, base_url_};
  return {base_url_, profile_.older_base_url};
}

// Where the API has moved, 404 may mean that it is at the other address. The one that answered is asked from then on.
boost::asio::awaitable<Result<HttpResponse>> ProviderClient::Send(HttpRequest request, std::string path) {
  const auto [base_url, other_base_url] = BaseUrls();
  HttpRequest first = request;
  first.url = std::string(base_url) + path;
  Result<HttpResponse> response = co_await client_.Get(std::move(first));
  if (other_base_url.empty() || !response || response->status != kNotFound) co_return response;
  request.url = std::string(other_base_url) + path;
  Result<HttpResponse> other = co_await client_.Get(std::move(request));
  if (!other || !IsSuccess(other->status)) {
    // A refusal tells more than that nothing is there.
    const bool refused = other && (other->status == kUnauthorized || other->status == kForbidden);
    co_return refused ? std::move(other) : std::move(response);
  }
  use_older_base_url_ = other_base_url == profile_.older_base_url;
  co_return other;
}

boost::asio::awaitable<tl::expected<void, ProviderCallError>> ProviderClient::GetPages(
    ProviderCall call, QueryParameters query, std::string_view cursor_parameter, ReadPage read,
    FetchProgress* progress) {
  std::set<std::string> cursors;
  const std::string first_what = call.what;
  QueryParameters page_query = query;
  for (int number = 1;; ++number) {
    auto body = co_await Get(call, std::move(page_query));
    if (progress != nullptr) ++progress->calls_done;
    if (!body) co_return tl::unexpected(std::move(body.error()));
    auto next = read(*body);
    if (next && !next->has_more) co_return tl::expected<void, ProviderCallError>();
    if (next && next->cursor.empty()) next = Fail(ErrorKind::kBadUpstream, "there is more, but no cursor to it");
    if (next && !cursors.insert(next->cursor).second) {
      next = Fail(ErrorKind::kBadUpstream, "there is more, but the cursor repeats");
    }
    if (next && number == kMaxPages) next = Fail(ErrorKind::kBadUpstream, fmt::format("more than {} pages", kMaxPages));
    if (!next) {
      ProviderCallError failed{InCall(call, std::move(next.error())), 0};
      co_return tl::unexpected(std::move(failed));
    }
    page_query = query;
    page_query.emplace_back(cursor_parameter, std::move(next->cursor));
    call.what = fmt::format("page {} of {}", number + 1, first_what);
    if (progress != nullptr) ++progress->calls_total;
  }
}

Error ProviderClient::CostsError(ProviderCallError failed) const {
  if (failed.status != 404) return std::move(failed.error);
  failed.error.kind = ErrorKind::kUnavailable;
  failed.error.hint =
      fmt::format("{} does not answer for costs at the moment; try again later. When {}_BASE_URL is set, check it.",
                  profile_.row.name, profile_.row.setting_prefix);
  return std::move(failed.error);
}

Error ProviderClient::ProjectsError(Error failed) const {
  if (failed.kind != ErrorKind::kNotFound) return failed;
  failed.kind = ErrorKind::kBadUpstream;
  failed.hint = BadAnswerHint();
  return failed;
}

std::string ProviderClient::BadAnswerHint() const {
  const ProviderEntry& row = profile_.row;
  if (own_base_url_) {
    return fmt::format("Check that {}_BASE_URL is the address of {}'s API, such as {}.", row.setting_prefix, row.name,
                       profile_.own_base_url);
  }
  return fmt::format(
      "{}'s answer has another form than the one documented; try again later, and look for a newer release when it "
      "stays.",
      row.name);
}

Error ProviderClient::InCall(const ProviderCall& call, Error error) const {
  const ProviderEntry& row = profile_.row;
  error.message = fmt::format("{}: {}: {}", row.id, call.what, error.message);
  if (error.reason == kTooLarge) {
    error.hint = fmt::format(
        "{}'s answer to the smallest question is larger than what this program takes at once. Look for a newer "
        "release; when {}_BASE_URL is set, check that it is the address of {}'s API.",
        row.name, row.setting_prefix, row.name);
    return error;
  }
  if (!error.hint.empty()) return error;
  switch (error.kind) {
    case ErrorKind::kBadUpstream:
      error.hint = BadAnswerHint();
      break;
    case ErrorKind::kRateLimited:
      error.hint = fmt::format("{} asks to wait; try again later. The figures known are kept.", row.name);
      break;
    case ErrorKind::kTimeout:
    case ErrorKind::kUnavailable:
      error.hint = fmt::format(
          "Check the network, the proxy variables and {}_BASE_URL, or try again later. The figures known are kept.",
          row.setting_prefix);
      break;
    default:
      break;
  }
  return error;
}

Error ProviderClient::KeyError(const ProviderCall& call, HttpResponse& response) const {
  const ProviderEntry& row = profile_.row;
  const KeyRefusal refusal = profile_.read_refusal(response.status, response.body);
  Error error;
  error.kind = refusal.wrong_key ? ErrorKind::kInvalidKey : ErrorKind::kPermissionDenied;
  error.setting = key_.setting;
  if (refusal.wrong_key) {
    error.message =
        fmt::format("{}: {}: the key in {} was refused: status {}", row.id, call.what, key_.setting, response.status);
  } else {
    error.message =
        fmt::format("{}: {}: the key in {} lacks {}: status {}", row.id, call.what, key_.setting,
                    refusal.scope.empty() ? "the permission" : "the scope " + refusal.scope, response.status);
  }
  if (!refusal.cause.empty()) error.message += fmt::format(" ({})", refusal.cause);
  const KeyKind kind = row.describe_key(key_.value);
  if (!kind.usable) {
    error.hint = fmt::format("The key in {} is {}, which cannot read costs. ", key_.setting, kind.description);
  }
  const std::string scope = refusal.scope.empty() ? std::string(call.scope) : refusal.scope;
  error.hint += fmt::format("Set {} to {}{}; {} makes one at {}.", key_.setting, profile_.key_kind,
                            scope.empty() ? "" : " with the scope " + scope, profile_.key_maker, row.key_to_make.page);
  return error;
}

bool ProviderClient::FirstTime(const std::string& what) {
  const std::lock_guard lock(mutex_);
  return said_.insert(what).second;
}

}  // namespace llmcost
