// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "http/http_client.h"
#include "http/url.h"
#include "providers/key.h"
#include "providers/parallel.h"
#include "providers/provider.h"

namespace llmcost {

// A call that failed, with the status that the error came from.
struct OpenAiCallError {
  Error error;
  int status = 0;  // 0 = no answer, or one that could not be read
};

// What a call is for, as it is named in messages.
struct OpenAiCall {
  std::string what;        // "costs"
  std::string path;        // "/organization/costs"
  std::string_view scope;  // what the key must be allowed: "api.usage.read"
};

// Asks OpenAI with the key of one organization (= one workspace), at most `max_in_flight` calls at a time. Thread-safe;
// coroutines to be awaited on a strand (OnStrand).
class OpenAiClient {
 public:
  // `client` and `clock` must outlive this. `base_url` empty = OpenAI itself.
  OpenAiClient(ProviderKey key, std::string base_url, int max_in_flight, HttpClient& client, const Clock& clock);

  // The body of a 2xx. Messages begin with "openai: ", name the call, and tell which setting to look at when the key is
  // what is wrong.
  boost::asio::awaitable<tl::expected<std::string, OpenAiCallError>> Get(OpenAiCall call, QueryParameters query);

  const ProviderKey& key() const { return key_; }
  // "openai: <what>: <message>", with a look at the base address as the hint where an answer cannot be read.
  Error InCall(const OpenAiCall& call, Error error) const;
  // True the first time it is asked about `what`: for what is said once in the log.
  bool FirstTime(const std::string& what);

 private:
  Error ErrorOf(const OpenAiCall& call, HttpResponse& response, Error error) const;
  Error KeyError(const OpenAiCall& call, HttpResponse& response) const;

  const ProviderKey key_;
  const bool own_base_url_;
  const std::string base_url_;
  HttpClient& client_;
  const Clock& clock_;
  AsyncSemaphore slots_;
  std::mutex mutex_;
  std::set<std::string> said_;  // guarded by mutex_
};

}  // namespace llmcost
