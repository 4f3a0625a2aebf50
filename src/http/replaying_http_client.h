// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "http/http_client.h"
#include "http/named_secrets.h"
#include "http/recording.h"

namespace llmcost {

// Answers from a recording, at once and without any network. Each key holds NamedSecrets::PlaceholderOf its setting.
// Replies to the same question with the same key come in the order in which they were recorded, the last one again and
// again. A question that was not recorded is kUnavailable, never an empty answer. Thread-safe.
class ReplayingHttpClient final : public HttpClient {
 public:
  explicit ReplayingHttpClient(Recording recording);

  boost::asio::awaitable<Result<HttpResponse>> Get(HttpRequest request) override;

 private:
  struct Replies {
    std::vector<Result<HttpResponse>> in_order;
    std::size_t next = 0;
  };

  const NamedSecrets keys_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Replies> replies_;  // by credential and URL; guarded by mutex_
};

}  // namespace llmcost
