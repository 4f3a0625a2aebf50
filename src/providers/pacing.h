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
// come, first served, with the interval between them; all others go through at once. Belongs below RetryingHttpClient,
// so that attempts keep the pace too. Thread-safe.
class PacingHttpClient final : public HttpClient {
 public:
  using Delay = RetryingHttpClient::Delay;

  // `next` and `clock` must outlive this.
  PacingHttpClient(HttpClient& next, const Clock& clock, Delay delay = RetryingHttpClient::TimerDelay());
  ~PacingHttpClient() override;

  // REQUIRES, for a request with a pace: awaited as AsyncSemaphore wants it. Cancelling the awaiting coroutine takes it
  // out of the queue.
  boost::asio::awaitable<Result<HttpResponse>> Get(HttpRequest request) override;

 private:
  struct Lane;
  Lane& LaneOf(const std::string& key);
  boost::asio::awaitable<void> AwaitTurn(const HttpPace& pace);

  HttpClient& next_;
  const Clock& clock_;
  const Delay delay_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Lane>> lanes_;  // by key; guarded by mutex_
};

}  // namespace llmcost
