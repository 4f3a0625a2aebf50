// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "http/curl_http_client.h"

// What CurlHttpClient does at the limits of this machine. A program of its own, without the sanitizer that opens a pipe
// when it meets a class for the first time, which it could not here.
namespace llmcost {
namespace {

namespace asio = boost::asio;

// While it lives, nothing more can be opened.
class NoMoreFiles {
 public:
  NoMoreFiles() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(lowest_free);
    rlimit none = before_;
    none.rlim_cur = static_cast<rlim_t>(lowest_free);
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoMoreFiles() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  NoMoreFiles(const NoMoreFiles&) = delete;
  NoMoreFiles& operator=(const NoMoreFiles&) = delete;

 private:
  rlimit before_{};
};

TEST(CurlHttpClientLimitsTest, TellsWhenTooManyFilesAreOpenAndGoesOnWhenTheyAreClosed) {
  asio::io_context context;
  CurlHttpClient client;
  const auto failure = [&](const std::string& url) {
    HttpRequest request;
    request.url = url;
    auto get = [&client, &request] { return client.Get(request); };
    auto answer = asio::co_spawn(context, get, asio::use_future);
    context.restart();
    context.run();
    return answer.get().error();
  };
  const std::string here = "http://127.0.0.1:1/a";  // nobody listens there
  EXPECT_EQ(failure(here).message, "GET http://127.0.0.1:1/a: cannot connect");
  // The second one cannot even be looked up.
  for (const std::string& url : {here, std::string("https://upstream.invalid/a")}) {
    Error error;
    {
      const NoMoreFiles limit;
      error = failure(url);
    }
    EXPECT_EQ(error.kind, ErrorKind::kUnavailable) << url;
    EXPECT_EQ(error.message,
              "GET " + url + ": this program has too many files and connections open; raise its limit (ulimit -n)");
  }
  EXPECT_EQ(failure(here).message, "GET http://127.0.0.1:1/a: cannot connect");
}

}  // namespace
}  // namespace llmcost
