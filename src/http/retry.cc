// SPDX-License-Identifier: MIT
#include "http/retry.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cmath>
#include <random>

namespace llmcost {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

// Longer than anybody would wait; keeps a silly number from overflowing.
constexpr milliseconds kLongest = std::chrono::days(365);

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// A decimal number such as "2", "-1" or "0.5" in units of `unit`, rounded up to milliseconds; negative ones are 0.
std::optional<milliseconds> ParseNumber(std::string_view text, milliseconds unit) {
  text = Trimmed(text);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view fraction = dot == std::string_view::npos ? std::string_view("0") : text.substr(dot + 1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (whole.empty() || fraction.empty() || !std::ranges::all_of(whole, is_digit) ||
      !std::ranges::all_of(fraction, is_digit)) {
    return std::nullopt;
  }
  if (negative) return milliseconds(0);
  double number = 0;
  for (const char c : whole) number = std::min(number * 10 + (c - '0'), 1e12);
  double place = 0.1;
  for (const char c : fraction) {
    number += place * (c - '0');
    place /= 10;
  }
  const double wait = std::ceil(number * static_cast<double>(unit.count()) - 1e-6);
  return milliseconds(static_cast<milliseconds::rep>(std::min(wait, static_cast<double>(kLongest.count()))));
}

// The three forms of RFC 9110, 5.6.7, and some more that curl_getdate knows; a date in the past is 0.
std::optional<milliseconds> ParseDate(std::string_view text, TimePoint now) {
  const std::time_t at = curl_getdate(std::string(text).c_str(), nullptr);
  if (at == -1) return std::nullopt;
  const milliseconds wait = std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::from_time_t(at) - now);
  return std::clamp(wait, milliseconds(0), kLongest);
}

asio::awaitable<void> WaitOnTimer(milliseconds wait) {
  asio::steady_timer timer(co_await asio::this_coro::executor, wait);
  co_await timer.async_wait(asio::use_awaitable);
}

double RandomJitter() {
  thread_local std::mt19937 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

bool AsksToWait(int status) { return status == 429 || status == 503; }

// What came of one attempt, as far as trying again is concerned.
struct Verdict {
  bool retry = false;
  std::string reason;
  std::optional<milliseconds> asked;
};

Verdict Judge(const Result<HttpResponse>& answer, TimePoint now) {
  Verdict verdict;
  if (!answer) {
    verdict.retry = IsRetryable(answer.error().kind);
    verdict.reason = answer.error().message;
    return verdict;
  }
  const std::optional<Error> error = StatusError(*answer, now);
  // "x-should-retry" is how OpenAI and Anthropic tell their own clients that it is no use.
  verdict.retry = error && IsRetryable(error->kind) && answer->Header("x-should-retry") != "false";
  if (error) verdict.reason = error->message;
  if (AsksToWait(answer->status)) verdict.asked = ParseRetryAfter(*answer, now);
  return verdict;
}

Failure Cancelled() { return Fail(ErrorKind::kUnavailable, "cancelled"); }

}  // namespace

bool IsRetryable(ErrorKind kind) {
  return kind == ErrorKind::kRateLimited || kind == ErrorKind::kTimeout || kind == ErrorKind::kUnavailable;
}

milliseconds RetryDelay(const RetryOptions& options, int attempt, const std::optional<milliseconds>& retry_after,
                        double jitter) {
  if (retry_after) return *retry_after;
  milliseconds longest = options.first_delay;
  for (int i = 1; i < attempt && longest < options.max_delay; ++i) longest *= 2;
  longest = std::min(longest, options.max_delay);
  return milliseconds(static_cast<milliseconds::rep>(static_cast<double>(longest.count()) * jitter));
}

std::optional<milliseconds> ParseRetryAfter(const HttpResponse& response, TimePoint now) {
  if (const auto wait = ParseNumber(response.Header("retry-after-ms"), milliseconds(1))) return wait;
  const std::string_view value = Trimmed(response.Header("retry-after"));
  if (value.empty()) return std::nullopt;
  if (const auto wait = ParseNumber(value, std::chrono::seconds(1))) return wait;
  return ParseDate(value, now);
}

std::optional<Error> StatusError(const HttpResponse& response, TimePoint now) {
  const int status = response.status;
  if (status >= 200 && status < 300) return std::nullopt;
  Error error;
  error.message = fmt::format("status {}", status);
  if (status == 401) {
    error.kind = ErrorKind::kInvalidKey;
  } else if (status == 403) {
    error.kind = ErrorKind::kPermissionDenied;
  } else if (status == 404) {
    error.kind = ErrorKind::kNotFound;
  } else if (status == 408) {
    error.kind = ErrorKind::kTimeout;
  } else if (status == 429) {
    error.kind = ErrorKind::kRateLimited;
  } else if (status >= 500 && status < 600 && status != 501) {
    error.kind = ErrorKind::kUnavailable;
  } else {
    error.kind = ErrorKind::kBadUpstream;
  }
  if (AsksToWait(status)) {
    if (const auto wait = ParseRetryAfter(response, now)) {
      error.retry_after = std::chrono::ceil<std::chrono::seconds>(*wait);
    }
  }
  return error;
}

RetryingHttpClient::Delay RetryingHttpClient::TimerDelay() { return WaitOnTimer; }

RetryingHttpClient::RetryingHttpClient(HttpClient& next, const Clock& clock, RetryOptions options, Delay delay)
    : next_(next), clock_(clock), options_(options), delay_(std::move(delay)) {}

asio::awaitable<Result<HttpResponse>> RetryingHttpClient::Get(HttpRequest request) {
  const TimePoint start = clock_.Now();
  try {
    for (int attempt = 1;; ++attempt) {
      Result<HttpResponse> answer = co_await next_.Get(request);
      const TimePoint now = clock_.Now();
      const Verdict verdict = Judge(answer, now);
      if (!verdict.retry || attempt >= options_.max_attempts) co_return answer;
      const auto state = co_await asio::this_coro::cancellation_state;
      if (state.cancelled() != asio::cancellation_type::none) co_return answer;
      const milliseconds wait = RetryDelay(options_, attempt, verdict.asked, RandomJitter());
      const auto longest = verdict.asked ? options_.max_retry_after : options_.max_delay;
      const auto budget = verdict.asked ? options_.retry_after_budget : options_.total_budget;
      const bool worth_it = wait <= longest && now - start + wait <= budget;
      if (!worth_it) co_return answer;
      spdlog::debug("http client: attempt {} of {} failed ({}), next in {} ms", attempt, options_.max_attempts,
                    verdict.reason, wait.count());
      co_await delay_(wait);
    }
  } catch (const boost::system::system_error& e) {
    // Asio reports by exception that a wait was cancelled.
    if (e.code() != asio::error::operation_aborted) throw;
  }
  co_return Cancelled();
}

}  // namespace llmcost
