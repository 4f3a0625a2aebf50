// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "http/http_client.h"

namespace llmcost {

// Canned replies for tests: each request is answered at once by the function given, and kept for looking at afterwards.
// Thread-safe if the function is.
class FakeHttpClient final : public HttpClient {
 public:
  using Reply = std::function<Result<HttpResponse>(const HttpRequest&)>;
  explicit FakeHttpClient(Reply reply) : reply_(std::move(reply)) {}

  boost::asio::awaitable<Result<HttpResponse>> Get(HttpRequest request) override;

  std::vector<HttpRequest> requests() const;

 private:
  Reply reply_;
  mutable std::mutex mutex_;
  std::vector<HttpRequest> requests_;  // guarded by mutex_
};

}  // namespace llmcost
