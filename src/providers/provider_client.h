// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "http/http_client.h"
#include "http/url.h"
#include "providers/key.h"
#include "providers/parallel.h"
#include "providers/provider.h"
#include "providers/registry.h"
#include "providers/rows.h"

// How a provider is asked, whichever it is. Included by providers' .cc files only.
namespace llmcost {

// What a provider says when it refuses a key (401, 403), read out of its answer. The answer's text itself goes nowhere.
struct KeyRefusal {
  bool wrong_key = true;  // else the key is good but lacks a permission
  std::string scope;      // the name of the scope that is missing; empty = not told
  // What such an answer comes of, where that is known whatever the answer says: "not an Admin key or not on
  // Enterprise".
  std::string_view cause = {};
};

// What differs between providers in how they are asked.
struct ProviderProfile {
  ProviderEntry row;
  std::string_view own_base_url;  // "https://api.openai.com/v1", without a slash at the end
  std::string_view key_kind;      // the key to set: "an admin key"
  std::string_view key_maker;     // who makes one: "an organization owner"
  std::vector<HttpHeader> (*headers)(const std::string& key);
  KeyRefusal (*read_refusal)(int status, std::string& body);
  // At least, between the starts of two calls with one key; 0 = as the calls come.
  std::chrono::seconds call_interval{0};
  // Where the API was before it moved; asked when own_base_url answers 404. Empty = it did not move.
  std::string_view older_base_url = {};
};

// A call that failed, with the status that the error came from.
struct ProviderCallError {
  Error error;
  int status = 0;  // 0 = no answer, or one that could not be read

  // Whether the answer says that this key or this organization cannot have what was asked for, rather than that
  // something is out of order for now.
  bool IsRefusal() const;
  // Whether the answer to a smaller question may come through.
  bool IsTooLarge() const { return error.reason == kTooLarge; }
};

// What a call is for, as it is named in messages.
struct ProviderCall {
  std::string what;             // "costs"
  std::string path;             // "/organization/costs"
  std::string_view scope = {};  // what the key must be allowed, such as "api.usage.read"; empty = nothing named
  std::vector<HttpHeader> headers = {};  // beside the profile's
};

// Asks a provider with the key of one organization (= one workspace), at most `max_in_flight` calls at a time.
// Thread-safe; coroutines to be awaited on a strand (OnStrand).
class ProviderClient {
 public:
  // `profile`, `client` and `clock` must outlive this. Of the settings all but the keys is used.
  ProviderClient(const ProviderProfile& profile, ProviderKey key, const ProviderSettings& settings, HttpClient& client,
                 const Clock& clock);

  // The body of a 2xx. Messages begin with "<id>: ", name the call, and tell which setting to look at when the key is
  // what is wrong.
  boost::asio::awaitable<tl::expected<std::string, ProviderCallError>> Get(ProviderCall call, QueryParameters query);

  using ReadPage = std::function<Result<NextPage>(std::string& body)>;
  // Asks for page after page, each with the same query and the cursor of the one before as `cursor_parameter`, until
  // `read` says that there is no more. `progress`, when given, has the first call in calls_total already.
  boost::asio::awaitable<tl::expected<void, ProviderCallError>> GetPages(ProviderCall call, QueryParameters query,
                                                                         std::string_view cursor_parameter,
                                                                         ReadPage read, FetchProgress* progress);

  const ProviderKey& key() const { return key_; }
  const Clock& clock() const { return clock_; }
  // What is said of costs that could not be read: as Get says it, but 404 may pass or comes of a wrong address.
  Error CostsError(ProviderCallError failed) const;
  // What is said of projects that could not be read: where they are not found, nothing of ours is missing.
  Error ProjectsError(Error failed) const;
  // "<id>: <what>: <message>", with what can be done about it as the hint where that is known.
  Error InCall(const ProviderCall& call, Error error) const;
  // True the first time it is asked about `what`: for what is said once in the log.
  bool FirstTime(const std::string& what);

 private:
  // Where the API is, and where else it may be (empty = nowhere).
  std::pair<std::string_view, std::string_view> BaseUrls() const;
  boost::asio::awaitable<Result<HttpResponse>> Send(HttpRequest request, std::string path);
  std::string BadAnswerHint() const;
  Error KeyError(const ProviderCall& call, HttpResponse& response) const;

  const ProviderProfile& profile_;
  const ProviderKey key_;
  const bool own_base_url_;
  const std::string base_url_;
  std::atomic<bool> use_older_base_url_ = false;
  const std::chrono::seconds call_interval_;
  HttpClient& client_;
  const Clock& clock_;
  AsyncSemaphore slots_;
  std::mutex mutex_;
  std::set<std::string> said_;  // guarded by mutex_
};

}  // namespace llmcost
