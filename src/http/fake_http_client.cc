// SPDX-License-Identifier: MIT
#include "http/fake_http_client.h"

namespace llmcost {

boost::asio::awaitable<Result<HttpResponse>> FakeHttpClient::Get(HttpRequest request) {
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
  }
  co_return reply_(request);
}

std::vector<HttpRequest> FakeHttpClient::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

}  // namespace llmcost
