// SPDX-License-Identifier: MIT
#include "http/curl_http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <latch>

#include "http/curl_transfer.h"
#include "http/http_test_server.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string Gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()) + 32, '\0');
  std::string input(text);
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): zlib counts in unsigned characters
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

asio::awaitable<ServerResponse> NeverAnswer(std::latch& asked, std::promise<void>& left) {
  asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
  asked.count_down();
  try {
    co_await timer.async_wait(asio::use_awaitable);
  } catch (const boost::system::system_error&) {
    left.set_value();
  }
  co_return ServerResponse{};
}

class CurlHttpClientTest : public testing::Test {
 protected:
  // What the server answers to anything, asked through `client_`.
  Result<HttpResponse> GetAnswered(ServerResponse response, std::string_view target = "/a") {
    HttpTestServer server([&response](const ServerRequest&) { return response; });
    return caller_.Get(client_, RequestOf(server.Url(target)));
  }

  HttpTestCaller caller_;
  CurlHttpClient client_;
};

TEST_F(CurlHttpClientTest, ReturnsStatusHeadersAndBody) {
  for (const int status : {200, 400, 404, 429, 500, 529}) {
    const auto answer = GetAnswered(TextResponse(status, "hello", {{"X-Request-Id", " abc "}, {"Retry-After", "7"}}));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, status);
    EXPECT_EQ(answer->body, "hello");
    EXPECT_EQ(answer->Header("x-request-id"), "abc");
    EXPECT_EQ(answer->Header("RETRY-AFTER"), "7");
    EXPECT_EQ(answer->Header("absent"), "");
  }
}

TEST_F(CurlHttpClientTest, SendsTargetAndHeadersAsGiven) {
  std::string seen;
  HttpTestServer server([&seen](const ServerRequest& request) {
    seen = request.method + " " + request.target + " " + std::string(request.Header("authorization")) + " [" +
           std::string(request.Header("x-empty")) + "] " + std::string(request.Header("user-agent"));
    for (const HttpHeader& header : request.headers) seen += " " + header.name;
    return TextResponse(200, "");
  });
  ASSERT_TRUE(caller_.Get(client_, RequestOf(server.Url("/v1/costs?a=1&b=x%20y&group_by[]=z"),
                                             {{"Authorization", "Bearer k"}, {"X-Empty", ""}})));
  EXPECT_THAT(seen, StartsWith("GET /v1/costs?a=1&b=x%20y&group_by[]=z Bearer k [] llm-cost-tracker"));
  EXPECT_THAT(seen, HasSubstr("X-Empty"));
}

TEST_F(CurlHttpClientTest, AsksForAndUndoesCompression) {
  const std::string text(100'000, 'x');
  std::string accepted;
  HttpTestServer server([&](const ServerRequest& request) {
    accepted = request.Header("accept-encoding");
    return TextResponse(200, Gzip(text), {{"Content-Encoding", "gzip"}});
  });
  const auto answer = caller_.Get(client_, RequestOf(server.Url("/")));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, text);
  EXPECT_THAT(accepted, HasSubstr("gzip"));
}

TEST_F(CurlHttpClientTest, ReportsBrokenCompression) {
  const auto answer = GetAnswered(TextResponse(200, "this is not gzip", {{"Content-Encoding", "gzip"}}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kBadUpstream);
  EXPECT_THAT(answer.error().message, EndsWith("/a: the answer cannot be decompressed"));
}

TEST_F(CurlHttpClientTest, DoesNotFollowRedirects) {
  const auto answer = GetAnswered(TextResponse(302, "", {{"Location", "http://127.0.0.1:1/elsewhere"}}));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 302);
}

TEST_F(CurlHttpClientTest, LimitsTheBodyAfterDecompression) {
  CurlHttpClientOptions options;
  options.max_body_bytes = 1000;
  CurlHttpClient client(options);
  std::string body = Gzip(std::string(1'000'000, 'x'));
  HttpTestServer server([&body](const ServerRequest& request) {
    if (request.target == "/gzip") return TextResponse(200, body, {{"Content-Encoding", "gzip"}});
    return TextResponse(200, std::string(request.target == "/fits" ? 1000 : 1001, 'x'));
  });
  EXPECT_TRUE(caller_.Get(client, RequestOf(server.Url("/fits"))));
  for (const char* target : {"/large", "/gzip"}) {
    const auto answer = caller_.Get(client, RequestOf(server.Url(target)));
    ASSERT_FALSE(answer) << target;
    EXPECT_EQ(answer.error().kind, ErrorKind::kBadUpstream);
    EXPECT_THAT(answer.error().message, EndsWith(": the answer is too large"));
    EXPECT_EQ(answer.error().reason, kTooLarge);
  }
}

TEST_F(CurlHttpClientTest, ReportsAnAnswerCutOff) {
  ServerResponse response = TextResponse(200, R"({"data":[1,2,3]})");
  response.delivery = ServerResponse::Delivery::kCutOff;
  const auto answer = GetAnswered(response);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(answer.error().message, EndsWith("/a: answer cut off"));
}

TEST_F(CurlHttpClientTest, ReportsAReset) {
  ServerResponse response;
  response.delivery = ServerResponse::Delivery::kReset;
  const auto answer = GetAnswered(response);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kUnavailable);
}

TEST_F(CurlHttpClientTest, ReportsARefusedConnection) {
  std::string url;
  {
    const HttpTestServer server([](const ServerRequest&) { return TextResponse(200, ""); });
    url = server.Url("/a");
  }
  const auto answer = caller_.Get(client_, RequestOf(url));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(answer.error().message, "GET " + url + ": cannot connect");
}

TEST_F(CurlHttpClientTest, KeepsKeysOutOfMessages) {
  const auto answer = caller_.Get(
      client_, RequestOf("http://user:secret@127.0.0.1:1/path?key=secret#secret", {{"Authorization", "secret"}}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, "GET http://127.0.0.1:1/path: cannot connect");
  EXPECT_EQ(UrlForMessage("secret@host?secret"), "host");
}

TEST_F(CurlHttpClientTest, RefusesWhatCannotBeSent) {
  for (const char* url :
       {"", "not a url", "http://", "file:///etc/passwd", "ftp://127.0.0.1/", "http://127.0.0.1:99999/"}) {
    const auto answer = caller_.Get(client_, RequestOf(url));
    ASSERT_FALSE(answer) << url;
    EXPECT_EQ(answer.error().kind, ErrorKind::kInvalidArgument) << answer.error().message;
  }
  const auto answer = caller_.Get(client_, RequestOf("http://127.0.0.1:1/", {{"X-Api-Key", "secret\nsecond line"}}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_THAT(answer.error().message,
              AllOf(HasSubstr("the header X-Api-Key cannot be sent"), Not(HasSubstr("secret"))));
}

TEST_F(CurlHttpClientTest, GivesUpAfterTheTotalTime) {
  std::latch asked(1);
  std::promise<void> left;
  HttpTestServer server([&](const ServerRequest&) { return NeverAnswer(asked, left); });
  CurlHttpClientOptions options;
  options.total_timeout = milliseconds(100);
  CurlHttpClient client(options);
  const auto answer = caller_.Get(client, RequestOf(server.Url("/a")));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(answer.error().message, "GET " + server.Url("/a") + ": no answer in time");
  EXPECT_EQ(left.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST_F(CurlHttpClientTest, GivesUpWhenNoByteComes) {
  std::latch asked(1);
  std::promise<void> left;
  HttpTestServer server([&](const ServerRequest&) { return NeverAnswer(asked, left); });
  CurlHttpClientOptions options;
  options.idle_timeout = milliseconds(1000);
  CurlHttpClient client(options);
  const auto answer = caller_.Get(client, RequestOf(server.Url("/a")));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kTimeout);
}

TEST_F(CurlHttpClientTest, CancellingTheCoroutineEndsTheTransfer) {
  std::latch asked(1);
  std::promise<void> left;
  HttpTestServer server([&](const ServerRequest&) { return NeverAnswer(asked, left); });
  asio::cancellation_signal signal;
  std::promise<std::string> outcome;
  asio::co_spawn(
      caller_.context(), [&] { return client_.Get(RequestOf(server.Url("/a"))); },
      asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr& error, Result<HttpResponse> answer) {
        outcome.set_value(error ? "exception" : answer ? "answer" : answer.error().message);
      }));
  asked.wait();
  asio::post(caller_.context(), [&signal] { signal.emit(asio::cancellation_type::terminal); });
  EXPECT_THAT(outcome.get_future().get(), EndsWith("/a: cancelled"));
  EXPECT_EQ(left.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST_F(CurlHttpClientTest, ItsEndEndsWhatIsInFlight) {
  std::latch asked(3);
  HttpTestServer server([&asked](const ServerRequest&) -> asio::awaitable<ServerResponse> {
    asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    asked.count_down();
    co_await timer.async_wait(asio::use_awaitable);
    co_return ServerResponse{};
  });
  auto client = std::make_unique<CurlHttpClient>();
  std::vector<std::future<Result<HttpResponse>>> answers;
  for (int i = 0; i < 3; ++i) answers.push_back(caller_.Start(*client, RequestOf(server.Url("/a"))));
  asked.wait();
  client.reset();
  for (auto& answer : answers) EXPECT_EQ(answer.get().error().kind, ErrorKind::kUnavailable);
}

TEST_F(CurlHttpClientTest, SendsRequestsAtTheSameTime) {
  constexpr int kRequests = 8;
  // Nobody is answered before all have asked.
  std::latch asked(kRequests);
  HttpTestServer server([&asked](const ServerRequest& request) -> asio::awaitable<ServerResponse> {
    asked.count_down();
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (!asked.try_wait()) {
      timer.expires_after(milliseconds(1));
      co_await timer.async_wait(asio::use_awaitable);
    }
    co_return TextResponse(200, request.target);
  });
  std::vector<std::future<Result<HttpResponse>>> answers;
  for (int i = 0; i < kRequests; ++i) {
    answers.push_back(caller_.Start(client_, RequestOf(server.Url("/" + std::to_string(i)))));
  }
  for (int i = 0; i < kRequests; ++i) {
    const auto answer = answers[static_cast<std::size_t>(i)].get();
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "/" + std::to_string(i));
  }
}

TEST_F(CurlHttpClientTest, AnswersOnTheCallersExecutor) {
  HttpTestServer server([](const ServerRequest&) { return TextResponse(200, ""); });
  std::promise<bool> same;
  asio::post(caller_.context(), [&] {
    const auto caller_thread = std::this_thread::get_id();
    asio::co_spawn(
        caller_.context(), [&] { return client_.Get(RequestOf(server.Url("/"))); },
        [&same, caller_thread](const std::exception_ptr&, const Result<HttpResponse>&) {
          same.set_value(std::this_thread::get_id() == caller_thread);
        });
  });
  EXPECT_TRUE(same.get_future().get());
}

}  // namespace
}  // namespace llmcost
