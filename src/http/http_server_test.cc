// SPDX-License-Identifier: MIT
#include "http/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <stdexcept>

#include "http/http_test_server.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

std::string Get(std::string_view target, std::string_view more_headers = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n" + std::string(more_headers) + "\r\n";
}

// Answers with what was asked: "GET /a?b".
ServerResponse Echo(const ServerRequest& request) { return TextResponse(200, request.method + " " + request.target); }

asio::awaitable<ServerResponse> EchoAfterSuspending(const ServerRequest& request) {
  co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
  co_return Echo(request);
}

// A handler that waits until it is cancelled or told to go on, and lets the test wait for both.
class Waiting {
 public:
  asio::awaitable<ServerResponse> Respond(const ServerRequest& request) {
    if (request.Path() != "/wait") co_return Echo(request);
    asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    auto go_on = [&timer] { timer.cancel(); };
    auto executor = timer.get_executor();
    go_on_ = [executor, go_on] { asio::post(executor, go_on); };
    started_.set_value();
    boost::system::error_code ended;
    try {
      co_await timer.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
    }
    go_on_ = nullptr;
    const auto state = co_await asio::this_coro::cancellation_state;
    const bool cancelled = state.cancelled() != asio::cancellation_type::none;
    ended_.set_value(cancelled ? "cancelled" : "went on");
    co_return Echo(request);
  }

  void WaitForStart() {
    ASSERT_EQ(started_.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  }
  void GoOn() { go_on_(); }
  std::string End() {
    auto future = ended_.get_future();
    return future.wait_for(std::chrono::seconds(10)) == std::future_status::ready ? future.get() : "still waiting";
  }

 private:
  std::promise<void> started_;
  std::promise<std::string> ended_;
  std::function<void()> go_on_;
};

// Every test runs with one thread (no strands) and with three.
class HttpServerTest : public testing::TestWithParam<int> {
 protected:
  void Serve(HttpTestServer::Answer answer, HttpServerOptions options = {}) {
    server_.emplace(std::move(answer), options, GetParam());
  }
  void ServeEcho(HttpServerOptions options = {}) { server_.emplace(Echo, options, GetParam()); }
  void ServeWaiting(HttpServerOptions options = {}) {
    Serve([this](const ServerRequest& request) { return waiting_.Respond(request); }, options);
  }
  // The whole conversation of a connection that the server ends.
  std::string Ask(std::string_view bytes) {
    RawClient client(server_->port());
    client.Send(bytes);
    return client.ReadToEnd();
  }

  Waiting waiting_;  // outlives the server
  std::optional<HttpTestServer> server_;
};

INSTANTIATE_TEST_SUITE_P(Threads, HttpServerTest, testing::Values(1, 3), testing::PrintToStringParamName());

TEST_P(HttpServerTest, AnswersWithLengthAndDate) {
  ServeEcho();
  RawClient client(server_->port());
  client.Send(Get("/api/costs?period=month"));
  EXPECT_THAT(client.ReadAnswer(),
              MatchesRegex("HTTP/1.1 200 OK\r\nDate: [A-Z][a-z][a-z], [0-3][0-9] [A-Z][a-z][a-z] [0-9]+ "
                           "[0-2][0-9]:[0-5][0-9]:[0-6][0-9] GMT\r\nContent-Length: 27\r\n\r\n"
                           "GET /api/costs\\?period=month"));
}

TEST_P(HttpServerTest, KeepsTheConnection) {
  ServeEcho();
  RawClient client(server_->port());
  for (int i = 0; i < 5; ++i) {
    client.Send(Get("/" + std::to_string(i)));
    EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /" + std::to_string(i)));
  }
}

TEST_P(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  ServeEcho();
  const std::string answers = Ask(Get("/1") + Get("/2") + Get("/3", "Connection: close\r\n"));
  EXPECT_LT(answers.find("GET /1"), answers.find("GET /2"));
  EXPECT_LT(answers.find("GET /2"), answers.find("GET /3"));
  EXPECT_THAT(answers, EndsWith("GET /3"));
}

TEST_P(HttpServerTest, AnswersPipelinedRequestsOfASuspendingHandlerInOrder) {
  Serve(EchoAfterSuspending);
  std::string requests;
  for (int i = 0; i < 300; ++i) requests += Get("/" + std::to_string(i));
  RawClient client(server_->port());
  client.Send(requests);
  for (int i = 0; i < 300; ++i) ASSERT_THAT(client.ReadAnswer(), EndsWith("GET /" + std::to_string(i)));
}

TEST_P(HttpServerTest, ReadsARequestThatArrivesByteByByte) {
  ServeEcho();
  RawClient client(server_->port());
  for (const char c : Get("/slow", "X: y\r\n")) client.Send(std::string(1, c));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /slow"));
}

TEST_P(HttpServerTest, SkipsEmptyLinesBeforeARequest) {
  ServeEcho();
  RawClient client(server_->port());
  client.Send("\r\n\r\n" + Get("/a") + "\r\n" + Get("/b"));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /a"));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /b"));
}

TEST_P(HttpServerTest, LeavesTheBodyOutForHead) {
  ServeEcho();
  RawClient client(server_->port());
  client.Send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n" + Get("/b"));
  EXPECT_THAT(client.ReadAnswer(false), HasSubstr("Content-Length: 7\r\n"));
  EXPECT_THAT(client.ReadAnswer(), AllOf(StartsWith("HTTP/1.1 200"), EndsWith("GET /b")));
}

TEST_P(HttpServerTest, WritesNoBodyWhereThereMayBeNone) {
  server_.emplace([](const ServerRequest&) { return TextResponse(304, "not to be sent", {{"ETag", "\"1\""}}); },
                  HttpServerOptions{}, GetParam());
  const std::string answer = Ask(Get("/", "Connection: close\r\n"));
  EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 304"), HasSubstr("ETag: \"1\""), EndsWith("\r\n\r\n"),
                            Not(HasSubstr("Content-Length"))));
}

TEST_P(HttpServerTest, KeepsHttp10OnlyWhenAsked) {
  ServeEcho();
  EXPECT_THAT(Ask("GET /a HTTP/1.0\r\n\r\n"), AllOf(HasSubstr("Connection: close"), EndsWith("GET /a")));
  RawClient client(server_->port());
  client.Send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(client.ReadAnswer(), HasSubstr("Connection: keep-alive"));
  client.Send("GET /b HTTP/1.0\r\n\r\n");
  EXPECT_THAT(client.ReadToEnd(), EndsWith("GET /b"));
}

TEST_P(HttpServerTest, DropsBodiesWithinTheLimit) {
  ServeEcho();
  RawClient client(server_->port());
  client.Send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789" + Get("/b"));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("POST /a"));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /b"));
  client.Send(
      "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n3;x=y\r\nabc\r\n0\r\n\r\n" +
      Get("/d"));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("POST /c"));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /d"));
}

TEST_P(HttpServerTest, RefusesBodiesBeyondTheLimit) {
  ServeEcho();
  EXPECT_THAT(Ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n" + std::string(65537, 'a')),
              AllOf(StartsWith("HTTP/1.1 413"), HasSubstr("Connection: close"), EndsWith("body is too large")));
  EXPECT_THAT(Ask("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n"),
              StartsWith("HTTP/1.1 413"));
}

TEST_P(HttpServerTest, SendsContinueToAClientThatWaitsForIt) {
  ServeEcho();
  RawClient client(server_->port());
  client.Send("POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.Send("abc");
  EXPECT_THAT(client.ReadAnswer(), EndsWith("POST /a"));
  EXPECT_THAT(Ask("GET / HTTP/1.1\r\nHost: x\r\nExpect: a miracle\r\n\r\n"), StartsWith("HTTP/1.1 417"));
}

TEST_P(HttpServerTest, RefusesTooLargeHeads) {
  ServeEcho();
  EXPECT_THAT(Ask(Get("/", "X: " + std::string(20'000, 'a') + "\r\n")), StartsWith("HTTP/1.1 431"));
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "X: y\r\n";
  EXPECT_THAT(Ask(Get("/", many)), StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(Ask(Get("/" + std::string(20'000, 'a'))), StartsWith("HTTP/1.1 414"));
  EXPECT_THAT(Ask(Get("/" + std::string(8'000, 'a'), "Connection: close\r\n")), StartsWith("HTTP/1.1 200"));
}

TEST_P(HttpServerTest, RefusesWhatIsNotHttp) {
  ServeEcho();
  for (const std::string& bytes :
       {std::string("hello\r\n\r\n"), std::string("GET\r\n\r\n"), std::string("GET /\r\n\r\n"),
        std::string("GET / HTTX/1.1\r\nHost: x\r\n\r\n"), std::string("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), std::string("GET / HTTP/1.1\nHost: x\n\n"),
        std::string("GET / HTTP/1.1\r\nHost : x\r\n\r\n"), std::string("GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n", 34),
        std::string("GET / HTTP/1.1\r\nHost: x\r\nA: b\rC: d\r\n\r\n"), std::string("GET / HTTP/1.1\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")}) {
    EXPECT_THAT(Ask(bytes), AllOf(StartsWith("HTTP/1.1 400 Bad Request"), HasSubstr("\r\n\r\nfault: "))) << bytes;
  }
  EXPECT_THAT(Ask("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), StartsWith("HTTP/1.1 505"));
}

TEST_P(HttpServerTest, RefusesToGuessWhereARequestEnds) {
  ServeEcho();
  const std::string start = "POST / HTTP/1.1\r\nHost: x\r\n";
  const std::string hidden = "0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  for (const char* headers :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5, 5\r\n", "Content-Length: +5\r\n", "Content-Length: -5\r\n", "Content-Length: 0x5\r\n",
        "Content-Length: \r\n", "Content-Length: 99999999999999999999999\r\n", "Content-Length : 5\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "Transfer-Encoding : chunked\r\n"}) {
    const std::string answer = Ask(start + headers + "\r\n" + hidden);
    EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 400"), Not(HasSubstr("/hidden")))) << headers;
  }
  for (const char* value :
       {"identity", "chunked, identity", "gzip, chunked", "xchunked", "\"chunked\"", "chunked;q=1"}) {
    const std::string answer = Ask(start + "Transfer-Encoding: " + value + "\r\n\r\n" + hidden);
    EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 501"), Not(HasSubstr("/hidden")))) << value;
  }
  EXPECT_THAT(Ask("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + hidden), StartsWith("HTTP/1.1 400"));
  for (const char* chunk :
       {"5;\r\nabc", "g\r\n", "-1\r\n", "5\nabcde\r\n", "ffffffffffffffffff\r\n", "3\r\nabcX\r\n"}) {
    const std::string answer = Ask(start + "Transfer-Encoding: chunked\r\n\r\n" + chunk + hidden);
    EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 4"), Not(HasSubstr("/hidden")))) << chunk;
  }
}

TEST_P(HttpServerTest, TurnsAHandlersExceptionInto500WithoutItsText) {
  Serve([](const ServerRequest&) -> asio::awaitable<ServerResponse> {
    throw std::runtime_error("secret");
    co_return ServerResponse{};
  });
  RawClient client(server_->port());
  for (int i = 0; i < 2; ++i) {
    client.Send(Get("/"));
    EXPECT_THAT(client.ReadAnswer(), AllOf(StartsWith("HTTP/1.1 500"), HasSubstr("fault: "), Not(HasSubstr("secret"))));
  }
}

TEST_P(HttpServerTest, LeavesOutHeadersThatWouldBreakTheAnswer) {
  server_.emplace(
      [](const ServerRequest&) {
        return TextResponse(200, "x", {{"A", "1\r\nInjected: 2"}, {"content-length", "9"}, {"B", "3"}});
      },
      HttpServerOptions{}, GetParam());
  const std::string answer = Ask(Get("/", "Connection: close\r\n"));
  EXPECT_THAT(answer, AllOf(Not(HasSubstr("Injected")), Not(HasSubstr("content-length")), HasSubstr("B: 3\r\n")));
}

TEST_P(HttpServerTest, SendsLargeBodiesToASlowReader) {
  const std::string large(8U << 20U, 'x');
  server_.emplace([&large](const ServerRequest&) { return TextResponse(200, large); }, HttpServerOptions{}, GetParam());
  RawClient client(server_->port());
  client.Send(Get("/1") + Get("/2"));
  EXPECT_THAT(client.ReadAnswer().size(), testing::Gt(large.size()));
  EXPECT_THAT(client.ReadAnswer(), StartsWith("HTTP/1.1 200"));
}

TEST_P(HttpServerTest, CutsOff) {
  server_.emplace(
      [](const ServerRequest&) {
        ServerResponse response = TextResponse(200, "0123456789");
        response.delivery = ServerResponse::Delivery::kCutOff;
        return response;
      },
      HttpServerOptions{}, GetParam());
  RawClient client(server_->port());
  client.Send(Get("/"));
  EXPECT_THAT(client.ReadToEnd(), AllOf(HasSubstr("Content-Length: 10\r\n"), EndsWith("\r\n\r\n01234")));
  EXPECT_FALSE(client.was_reset());
}

TEST_P(HttpServerTest, Resets) {
  server_.emplace(
      [](const ServerRequest&) {
        ServerResponse response;
        response.delivery = ServerResponse::Delivery::kReset;
        return response;
      },
      HttpServerOptions{}, GetParam());
  RawClient client(server_->port());
  client.Send(Get("/"));
  EXPECT_EQ(client.ReadToEnd(), "");
  EXPECT_TRUE(client.was_reset());
}

TEST_P(HttpServerTest, CancelsTheHandlerWhenTheClientLeaves) {
  ServeWaiting();
  RawClient client(server_->port());
  client.Send(Get("/wait"));
  waiting_.WaitForStart();
  client.Close();
  EXPECT_EQ(waiting_.End(), "cancelled");
}

TEST_P(HttpServerTest, CancelsTheHandlerWhenAPipeliningClientLeaves) {
  ServeWaiting();
  RawClient client(server_->port());
  client.Send(Get("/a") + Get("/wait") + Get("/b"));
  waiting_.WaitForStart();
  client.Send(Get("/c"));
  client.Close();
  EXPECT_EQ(waiting_.End(), "cancelled");
}

TEST_P(HttpServerTest, TakesAPipelinedRequestForNoHangUp) {
  ServeWaiting();
  RawClient client(server_->port());
  client.Send(Get("/wait"));
  waiting_.WaitForStart();
  client.Send(Get("/next"));
  client.Send("GET /la");
  waiting_.GoOn();
  EXPECT_EQ(waiting_.End(), "went on");
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /wait"));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /next"));
  client.Send("ter HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /later"));
}

TEST_P(HttpServerTest, AnswersAClientThatHasEndedItsSending) {
  ServeWaiting();
  RawClient client(server_->port());
  client.Send(Get("/wait"));
  client.EndSending();
  waiting_.WaitForStart();
  EXPECT_EQ(client.ReadAnswer(), "HTTP/1.1 102 Processing\r\n\r\n");
  waiting_.GoOn();
  EXPECT_EQ(waiting_.End(), "went on");
  EXPECT_THAT(client.ReadToEnd(), AllOf(StartsWith("HTTP/1.1 200"), EndsWith("GET /wait")));
}

TEST_P(HttpServerTest, AnswersAnHttp10ClientThatHasEndedItsSending) {
  ServeWaiting();
  RawClient client(server_->port());
  client.Send("GET /wait HTTP/1.0\r\n\r\n");
  client.EndSending();
  waiting_.WaitForStart();
  waiting_.GoOn();
  EXPECT_THAT(client.ReadToEnd(), AllOf(StartsWith("HTTP/1.1 200"), EndsWith("GET /wait")));
}

TEST_P(HttpServerTest, AnswersAllPipelinedRequestsOfAClientThatHasEndedItsSending) {
  Serve(EchoAfterSuspending);
  RawClient client(server_->port());
  client.Send(Get("/1") + Get("/2") + Get("/3"));
  client.EndSending();
  const std::string answers = client.ReadToEnd();
  for (const char* body : {"GET /1", "GET /2", "GET /3"}) EXPECT_THAT(answers, HasSubstr(body));
}

TEST_P(HttpServerTest, Answers408WhenARequestTakesTooLong) {
  HttpServerOptions options;
  options.request_timeout = std::chrono::milliseconds(50);
  ServeEcho(options);
  EXPECT_THAT(Ask("GET / HTTP/1.1\r\nHost"), AllOf(StartsWith("HTTP/1.1 408"), HasSubstr("Connection: close")));
  EXPECT_THAT(Ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"), StartsWith("HTTP/1.1 408"));
}

TEST_P(HttpServerTest, ClosesIdleConnectionsWithoutAWord) {
  HttpServerOptions options;
  options.idle_timeout = std::chrono::milliseconds(50);
  ServeEcho(options);
  EXPECT_EQ(Ask(""), "");
  EXPECT_THAT(Ask(Get("/")), EndsWith("GET /"));
}

TEST_P(HttpServerTest, LetsAHandlerTakeItsTime) {
  HttpServerOptions options;
  options.idle_timeout = options.request_timeout = std::chrono::milliseconds(20);
  Serve(
      [](const ServerRequest& request) -> asio::awaitable<ServerResponse> {
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(100));
        co_await timer.async_wait(asio::use_awaitable);
        co_return Echo(request);
      },
      options);
  EXPECT_THAT(Ask(Get("/")), EndsWith("GET /"));
}

TEST_P(HttpServerTest, MakesRoomByClosingTheLongestIdle) {
  HttpServerOptions options;
  options.max_connections = 2;
  ServeEcho(options);
  RawClient first(server_->port());
  first.Send(Get("/1"));
  EXPECT_THAT(first.ReadAnswer(), EndsWith("GET /1"));
  RawClient second(server_->port());
  second.Send(Get("/2"));
  EXPECT_THAT(second.ReadAnswer(), EndsWith("GET /2"));
  RawClient third(server_->port());
  third.Send(Get("/3"));
  EXPECT_THAT(third.ReadAnswer(), EndsWith("GET /3"));
  EXPECT_EQ(first.ReadToEnd(), "");
  second.Send(Get("/2"));
  EXPECT_THAT(second.ReadAnswer(), EndsWith("GET /2"));
}

TEST_P(HttpServerTest, StopLetsRequestsInProgressEndAndClosesTheIdle) {
  ServeWaiting();
  RawClient idle(server_->port());
  idle.Send(Get("/a"));
  EXPECT_THAT(idle.ReadAnswer(), EndsWith("GET /a"));
  RawClient busy(server_->port());
  busy.Send(Get("/wait"));
  waiting_.WaitForStart();
  auto stopped = std::async(std::launch::async, [this] { server_->Stop(std::chrono::seconds(60)); });
  EXPECT_EQ(idle.ReadToEnd(), "");
  EXPECT_THROW(RawClient(server_->port()), std::runtime_error);
  waiting_.GoOn();
  EXPECT_THAT(busy.ReadToEnd(), AllOf(StartsWith("HTTP/1.1 200"), EndsWith("GET /wait")));
  EXPECT_EQ(stopped.wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST_P(HttpServerTest, StopCancelsWhatOutlastsTheGrace) {
  ServeWaiting();
  RawClient busy(server_->port());
  busy.Send(Get("/wait"));
  waiting_.WaitForStart();
  server_->Stop(std::chrono::milliseconds(20));
  EXPECT_EQ(waiting_.End(), "cancelled");
  EXPECT_EQ(busy.ReadToEnd(), "");
}

TEST_P(HttpServerTest, ServesManyConnectionsAtOnce) {
  Serve(EchoAfterSuspending);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 50; ++i) clients.push_back(std::make_unique<RawClient>(server_->port()));
  for (int round = 0; round < 10; ++round) {
    for (const auto& client : clients) client->Send(Get("/x"));
    for (const auto& client : clients) ASSERT_THAT(client->ReadAnswer(), EndsWith("GET /x"));
  }
}

class NoHandler final : public RequestHandler {
  asio::awaitable<ServerResponse> Respond(const ServerRequest&) override { co_return ServerResponse{}; }
  ServerResponse RespondToError(int, std::string_view) override { return {}; }
};

Result<std::unique_ptr<HttpServer>> OpenOn(asio::io_context& context, std::string host, std::uint16_t port) {
  static NoHandler handler;
  HttpServerOptions options;
  options.host = std::move(host);
  options.port = port;
  return HttpServer::Open(context.get_executor(), options, handler);
}

TEST(HttpServerOpenTest, SaysThatThePortIsInUse) {
  asio::io_context context;
  const auto first = OpenOn(context, "127.0.0.1", 0);
  ASSERT_TRUE(first);
  const auto second = OpenOn(context, "127.0.0.1", (*first)->port());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(second.error().message,
            "cannot listen on 127.0.0.1:" + std::to_string((*first)->port()) + ": the port is in use");
  EXPECT_THAT(second.error().hint, HasSubstr("choose another port"));
  EXPECT_EQ(second.error().setting, "PORT");
}

TEST(HttpServerOpenTest, RefusesWhatIsNoAddressOfThisMachine) {
  asio::io_context context;
  EXPECT_EQ(OpenOn(context, "localhost", 0).error().message, "\"localhost\" is not an IP address");
  EXPECT_EQ(OpenOn(context, "192.0.2.1", 0).error().message,
            "cannot listen on 192.0.2.1:0: this machine does not have the address");
}

TEST(HttpServerOpenTest, ListensOnIpv6) {
  asio::io_context context;
  const auto plain = OpenOn(context, "::1", 0);
  if (!plain) GTEST_SKIP() << "no IPv6 here: " << plain.error().message;
  EXPECT_GT((*plain)->port(), 0);
  EXPECT_TRUE(OpenOn(context, "[::1]", 0));
}

TEST(ServerRequestTest, SplitsItsTarget) {
  ServerRequest request;
  request.target = "/a%20b?c=d?e";
  EXPECT_EQ(request.Path(), "/a%20b");
  EXPECT_EQ(request.Query(), "c=d?e");
  request.target = "http://host:80/a?b";
  EXPECT_EQ(request.Path(), "/a");
  EXPECT_EQ(request.Query(), "b");
  request.target = "http://host";
  EXPECT_EQ(request.Path(), "/");
  request.target = "*";
  EXPECT_EQ(request.Path(), "*");
  EXPECT_EQ(request.Query(), "");
}

}  // namespace
}  // namespace llmcost
