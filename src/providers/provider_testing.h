// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <istream>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/cost.h"
#include "http/http_client.h"

// What the tests of providers share.
namespace llmcost {

// Runs a coroutine to its end on a context of its own. A coroutine that never ends is an exception, not a hang.
template <typename T>
T RunToEnd(boost::asio::awaitable<T> work) {
  boost::asio::io_context context;
  std::optional<T> result;
  std::exception_ptr exception;
  boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr thrown, T value) {
    exception = thrown;
    if (!thrown) result.emplace(std::move(value));
  });
  context.run_for(std::chrono::seconds(60));
  if (exception) std::rethrow_exception(exception);
  if (!result) throw std::runtime_error("the coroutine did not end");
  return std::move(*result);
}

// What the HTTP client makes of an answer when it takes so many bytes at most.
inline Result<HttpResponse> UpTo(std::size_t bytes, HttpResponse response) {
  if (response.body.size() <= bytes) return response;
  return Failure(
      Error{.kind = ErrorKind::kBadUpstream, .message = "GET x: the answer is too large", .reason = kTooLarge});
}

// Recorded replies: a file of blocks, each of them
//
//     ### <words that the URL must have, or "once" first for a reply given one time> [-<word that it must not have>]
//     <status> [Header: value]
//     <body, as many lines as it likes>
//
// The first block that fits answers. Lines before the first block are "name: value" (expectations), '#' begins a
// comment there.
class Recording {
 public:
  // `path` below tests/fixtures. Throws when it cannot be read: a test without its fixture has to fail.
  explicit Recording(const std::string& path);
  // Any text: a status that is none becomes 0.
  static Recording FromText(std::string_view text);

  // Throws when no block fits: a test has to fail.
  HttpResponse Reply(const HttpRequest& request);
  std::optional<HttpResponse> Find(const HttpRequest& request);
  // The value of an expectation; throws when it is missing.
  const std::string& Expected(const std::string& name) const { return expected_.at(name); }

 private:
  Recording() = default;
  void Read(std::istream& text);

  struct Block {
    std::vector<std::string> words;
    bool once = false;
    bool used = false;
    HttpResponse response;
  };
  std::string path_;
  std::map<std::string, std::string> expected_;
  std::vector<Block> blocks_;
};

Money Total(const std::vector<CostBucket>& buckets);

}  // namespace llmcost
