// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "http/http_client.h"

namespace llmcost {

struct CurlHttpClientOptions {
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds idle_timeout{30'000};   // without a byte
  std::chrono::milliseconds total_timeout{60'000};  // for one request, its body included
  std::size_t max_body_bytes = 32U << 20U;          // after decompression
  long max_connections_per_host = 32;
  std::string user_agent = "llm-cost-tracker";
};

// libcurl's multi interface on one thread of its own; answers are posted back to the caller's executor. HTTP/2 where
// TLS offers it, connections kept, the proxy variables and the system's certificates respected, redirects not followed
// (a redirect would carry the key elsewhere). The destructor ends what is in flight with kUnavailable and joins the
// thread.
class CurlHttpClient final : public HttpClient {
 public:
  explicit CurlHttpClient(CurlHttpClientOptions options = {});
  ~CurlHttpClient() override;
  CurlHttpClient(const CurlHttpClient&) = delete;
  CurlHttpClient& operator=(const CurlHttpClient&) = delete;

  boost::asio::awaitable<Result<HttpResponse>> Get(HttpRequest request) override;

 private:
  class Loop;
  std::shared_ptr<Loop> loop_;
};

}  // namespace llmcost
