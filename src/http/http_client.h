// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "http/header.h"

// The one way out to the network, and the seam at which tests fake it.
namespace llmcost {

// How often a server wants to be asked.
struct HttpPace {
  std::string key;                     // calls with the same one share the pace; no secret
  std::chrono::milliseconds interval;  // at least, from the start of one call to the start of the next; 0 = none
};

struct HttpRequest {
  std::string url;                  // absolute, http or https, query included
  std::vector<HttpHeader> headers;  // may hold a key: never logged
  // None = at any time. Kept where a PacingHttpClient is on the way.
  std::optional<HttpPace> pace = std::nullopt;
};

// An answer with any status: what a status means is the caller's business (http/status.h has the common reading).
struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;
  std::string body;

  // The first header of that name, in any case; empty when there is none.
  std::string_view Header(std::string_view name) const { return FindHeader(headers, name); }
};

// Error::reason of an answer that is larger than what is taken at once: asking for less may help.
inline constexpr std::string_view kTooLarge = "too_large";

// Sends GET requests. Thread-safe. Must outlive the calls in flight.
class HttpClient {
 public:
  virtual ~HttpClient() = default;

  // The whole answer, on the caller's executor. Errors: kTimeout (a time limit passed), kUnavailable (no connection, a
  // reset, an answer cut off), kBadUpstream (certificate refused, redirected, no HTTP; with the reason kTooLarge:
  // answer too large), kInvalidArgument (bad URL). Cancelling the awaiting coroutine ends the transfer.
  virtual boost::asio::awaitable<Result<HttpResponse>> Get(HttpRequest request) = 0;
};

}  // namespace llmcost
