// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/clock.h"
#include "http/http_client.h"
#include "http/retry.h"

namespace llmcost {

// Keeps the pace that requests ask for (HttpRequest::pace): those of the same key start one after the other, first
// come, first served, with the interval between them; all others go through at once. When one of them is answered with
// 429 and a Retry-After, all of the same key wait for as long, so that a limit is met once rather than by each of them,
// and begin again one after the other. Belongs below RetryingHttpClient, so that attempts keep the pace too.
// Thread-safe.
class PacingHttpClient final : public HttpClient {
 public:
  using Delay = RetryingHttpClient::Delay;

  // `next` and `clock` must outlive this. A Retry-After longer than `max_pause` makes nobody wait.
  PacingHttpClient(HttpClient& next, const Clock& clock, std::chrono::milliseconds max_pause,
                   Delay delay = RetryingHttpClient::TimerDelay());
  ~PacingHttpClient() override;

  // REQUIRES, for a request with a pace: awaited as AsyncSemaphore wants it. Cancelling the awaiting coroutine takes it
  // out of the queue.
  boost::asio::awaitable<Result<HttpResponse>> Get(HttpRequest request) override;

 private:
  struct Lane;
  Lane& LaneOf(const std::string& key);
  boost::asio::awaitable<void> AwaitTurn(const HttpPace& pace);
  void NoteLimit(Lane& lane, const HttpResponse& response);

  HttpClient& next_;
  const Clock& clock_;
  const std::chrono::milliseconds max_pause_;
  const Delay delay_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Lane>> lanes_;  // by key; guarded by mutex_
};

}  // namespace llmcost
