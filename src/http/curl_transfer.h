// SPDX-License-Identifier: MIT
#pragma once

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "http/curl_http_client.h"

// One GET of libcurl. Only for CurlHttpClient's own files.
namespace llmcost {

// Where to send a request, in words safe for messages and logs: without user, query and fragment, which may hold keys.
std::string UrlForMessage(std::string_view url);

// Owned by one thread at a time: the caller makes it, the client's thread runs it.
class CurlTransfer {
 public:
  virtual ~CurlTransfer();
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  // Sets the request up; false when it cannot be sent at all, and then `failure` says why.
  bool Prepare(const HttpRequest& request, const CurlHttpClientOptions& options, Error& failure);
  CURL* handle() const { return handle_.get(); }

  // What became of it.
  Result<HttpResponse> Outcome(CURLcode code);
  Error MakeError(ErrorKind kind, std::string_view what) const;
  // Hands the outcome to whoever waits, on their executor. Once.
  virtual void Complete(Result<HttpResponse> outcome) = 0;

 protected:
  CurlTransfer() = default;

 private:
  struct Cleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  static std::size_t OnBody(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t OnHeader(char* data, std::size_t size, std::size_t count, void* self);
  bool AddHeader(const HttpHeader& header);
  Error Explain(CURLcode code) const;

  std::unique_ptr<curl_slist, Cleanup> headers_;
  std::unique_ptr<CURL, Cleanup> handle_;
  std::string where_;  // for messages
  std::size_t max_body_bytes_ = 0;
  std::size_t header_bytes_ = 0;
  bool too_large_ = false;
  HttpResponse response_;
};

}  // namespace llmcost
