// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "http/http_client.h"
#include "http/named_secrets.h"
#include "http/recording.h"

namespace llmcost {

// Passes every question on, and writes what came back into a folder of its own: one file for each reply, which takes
// its name when it is whole and which only its owner can read. Secrets and the headers of requests are never written.
// Belongs above RetryingHttpClient, so that what is kept is what the providers got to see. A reply that cannot be
// written (a full disk) is warned about once and ends the recording; the answers go on. Thread-safe.
class RecordingHttpClient final : public HttpClient {
 public:
  // Makes `folder` if need be, and the run's own folder in it: 0001, 0002 and so on, so that recordings are never
  // mixed. `next` must outlive this. Error kInvalidArgument: it cannot be written there.
  static Result<std::unique_ptr<RecordingHttpClient>> Open(HttpClient& next, const std::string& folder,
                                                           const RecordingHead& head, NamedSecrets secrets);

  boost::asio::awaitable<Result<HttpResponse>> Get(HttpRequest request) override;

  // The run's own folder.
  const std::string& folder() const { return folder_; }

 private:
  RecordingHttpClient(HttpClient& next, std::string folder, NamedSecrets secrets)
      : next_(next), folder_(std::move(folder)), secrets_(std::move(secrets)) {}

  void Keep(std::string credential, const std::string& url, const Result<HttpResponse>& reply);
  // 0, or an errno.
  int Write(const std::string& name, const std::string& text) const;

  HttpClient& next_;
  const std::string folder_;
  const NamedSecrets secrets_;
  std::mutex mutex_;
  std::size_t written_ = 0;  // guarded by mutex_
  bool failed_ = false;      // guarded by mutex_
};

}  // namespace llmcost
