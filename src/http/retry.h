// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "core/clock.h"
#include "core/result.h"
#include "http/http_client.h"

namespace llmcost {

struct RetryOptions {
  int max_attempts = 4;
  std::chrono::milliseconds first_delay{500};   // doubled with each attempt
  std::chrono::milliseconds max_delay{20'000};  // of one wait of our own choice
  // No new attempt starts later than this after the first one began, unless the provider said when.
  std::chrono::milliseconds total_budget{60'000};
  // A longer Retry-After is not waited for but reported. Limits are set for a minute at most, as a rule.
  std::chrono::milliseconds max_retry_after{60'000};
  // As total_budget, when the provider said when: of many calls that come back together some have to wait again.
  std::chrono::milliseconds retry_after_budget{120'000};
};

// Whether a failure of this kind may pass when tried again.
bool IsRetryable(ErrorKind kind);

// How long to wait before attempt number `attempt` + 1 (1 = the first one has just failed): what the provider asked
// for, else exponential backoff with full jitter. `jitter` in [0, 1).
std::chrono::milliseconds RetryDelay(const RetryOptions& options, int attempt,
                                     const std::optional<std::chrono::milliseconds>& retry_after, double jitter);

// Reads a Retry-After header: seconds or an HTTP date; also OpenAI's retry-after-ms. Nothing when absent or unreadable.
std::optional<std::chrono::milliseconds> ParseRetryAfter(const HttpResponse& response, TimePoint now);

// The error that a status stands for, or nothing for 2xx. 401 kInvalidKey, 403 kPermissionDenied, 404 kNotFound,
// 408 kTimeout, 429 kRateLimited, 5xx but 501 kUnavailable, anything else (3xx, 400, 501…) kBadUpstream. The message
// names the status only; providers add what they know.
std::optional<Error> StatusError(const HttpResponse& response, TimePoint now);

// Tries again what may pass. An answer with a retryable status counts as a failure; when attempts end, the last answer
// is returned as it is, so that the caller can read its status. Thread-safe.
class RetryingHttpClient final : public HttpClient {
 public:
  // Waits without blocking a thread; tests pass one that only takes note.
  using Delay = std::function<boost::asio::awaitable<void>(std::chrono::milliseconds)>;
  static Delay TimerDelay();

  // `next` and `clock` must outlive this.
  RetryingHttpClient(HttpClient& next, const Clock& clock, RetryOptions options = {}, Delay delay = TimerDelay());

  boost::asio::awaitable<Result<HttpResponse>> Get(HttpRequest request) override;

 private:
  HttpClient& next_;
  const Clock& clock_;
  RetryOptions options_;
  Delay delay_;
};

}  // namespace llmcost
