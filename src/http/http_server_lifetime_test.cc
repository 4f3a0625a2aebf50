// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <optional>
#include <stdexcept>
#include <utility>

#include "http/http_server.h"
#include "http/http_test_server.h"

// When the server, its connections and its requests begin and end. What goes over the wire: http_server_test.cc.
namespace llmcost {
namespace {

namespace asio = boost::asio;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

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
    const auto state = co_await asio::this_coro::cancellation_state;
    const bool cancelled = state.cancelled() != asio::cancellation_type::none;
    if (cancelled) go_on_ = nullptr;  // it would outlive the server
    ended_.set_value(cancelled ? "cancelled" : "went on");
    co_return Echo(request);
  }

  void WaitForStart() {
    ASSERT_EQ(started_.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  }
  void GoOn() { std::exchange(go_on_, nullptr)(); }
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
class HttpServerLifetimeTest : public testing::TestWithParam<int> {
 protected:
  void Serve(HttpTestServer::Answer answer, HttpServerOptions options = {}) {
    server_.emplace(std::move(answer), options, GetParam());
  }
  void ServeEcho(HttpServerOptions options = {}) { server_.emplace(Echo, options, GetParam()); }
  void ServeWaiting(HttpServerOptions options = {}) {
    Serve([this](const ServerRequest& request) { return waiting_.Respond(request); }, options);
  }
  std::string Ask(std::string_view bytes) { return RawClient::Ask(server_->port(), bytes); }

  Waiting waiting_;  // outlives the server
  std::optional<HttpTestServer> server_;
};

INSTANTIATE_TEST_SUITE_P(Threads, HttpServerLifetimeTest, testing::Values(1, 3), testing::PrintToStringParamName());

TEST_P(HttpServerLifetimeTest, CancelsTheHandlerWhenTheClientLeaves) {
  ServeWaiting();
  RawClient client(server_->port());
  client.Send(FormatGet("/wait"));
  waiting_.WaitForStart();
  client.Close();
  EXPECT_EQ(waiting_.End(), "cancelled");
}

TEST_P(HttpServerLifetimeTest, CancelsTheHandlerWhenAPipeliningClientLeaves) {
  ServeWaiting();
  RawClient client(server_->port());
  client.Send(FormatGet("/a") + FormatGet("/wait") + FormatGet("/b"));
  waiting_.WaitForStart();
  client.Send(FormatGet("/c"));
  client.Close();
  EXPECT_EQ(waiting_.End(), "cancelled");
}

TEST_P(HttpServerLifetimeTest, TakesAPipelinedRequestForNoHangUp) {
  ServeWaiting();
  RawClient client(server_->port());
  client.Send(FormatGet("/wait"));
  waiting_.WaitForStart();
  client.Send(FormatGet("/next"));
  client.Send("GET /la");
  waiting_.GoOn();
  EXPECT_EQ(waiting_.End(), "went on");
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /wait"));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /next"));
  client.Send("ter HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /later"));
}

TEST_P(HttpServerLifetimeTest, AnswersAClientThatHasEndedItsSending) {
  ServeWaiting();
  RawClient client(server_->port());
  client.Send(FormatGet("/wait"));
  client.EndSending();
  waiting_.WaitForStart();
  EXPECT_EQ(client.ReadAnswer(), "HTTP/1.1 102 Processing\r\n\r\n");
  waiting_.GoOn();
  EXPECT_EQ(waiting_.End(), "went on");
  EXPECT_THAT(client.ReadToEnd(), AllOf(StartsWith("HTTP/1.1 200"), EndsWith("GET /wait")));
}

TEST_P(HttpServerLifetimeTest, AnswersAnHttp10ClientThatHasEndedItsSending) {
  ServeWaiting();
  RawClient client(server_->port());
  client.Send("GET /wait HTTP/1.0\r\n\r\n");
  client.EndSending();
  waiting_.WaitForStart();
  waiting_.GoOn();
  EXPECT_THAT(client.ReadToEnd(), AllOf(StartsWith("HTTP/1.1 200"), EndsWith("GET /wait")));
}

TEST_P(HttpServerLifetimeTest, AnswersAllPipelinedRequestsOfAClientThatHasEndedItsSending) {
  Serve(EchoAfterSuspending);
  RawClient client(server_->port());
  client.Send(FormatGet("/1") + FormatGet("/2") + FormatGet("/3"));
  client.EndSending();
  const std::string answers = client.ReadToEnd();
  for (const char* body : {"GET /1", "GET /2", "GET /3"}) EXPECT_THAT(answers, HasSubstr(body));
}

TEST_P(HttpServerLifetimeTest, Answers408WhenARequestTakesTooLong) {
  HttpServerOptions options;
  options.request_timeout = std::chrono::milliseconds(50);
  ServeEcho(options);
  EXPECT_THAT(Ask("GET / HTTP/1.1\r\nHost"), AllOf(StartsWith("HTTP/1.1 408"), HasSubstr("Connection: close")));
  EXPECT_THAT(Ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"), StartsWith("HTTP/1.1 408"));
}

TEST_P(HttpServerLifetimeTest, ClosesIdleConnectionsWithoutAWord) {
  HttpServerOptions options;
  options.idle_timeout = std::chrono::milliseconds(300);
  ServeEcho(options);
  EXPECT_EQ(Ask(""), "");
  EXPECT_THAT(Ask(FormatGet("/")), EndsWith("GET /"));
}

TEST_P(HttpServerLifetimeTest, LetsAHandlerTakeItsTime) {
  HttpServerOptions options;
  options.idle_timeout = options.request_timeout = std::chrono::milliseconds(200);
  Serve(
      [](const ServerRequest& request) -> asio::awaitable<ServerResponse> {
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(500));
        co_await timer.async_wait(asio::use_awaitable);
        co_return Echo(request);
      },
      options);
  EXPECT_THAT(Ask(FormatGet("/")), EndsWith("GET /"));
}

TEST_P(HttpServerLifetimeTest, MakesRoomByClosingAnIdleConnection) {
  HttpServerOptions options;
  options.max_connections = 2;
  ServeWaiting(options);
  RawClient idle(server_->port());
  idle.Send(FormatGet("/1"));
  EXPECT_THAT(idle.ReadAnswer(), EndsWith("GET /1"));
  RawClient busy(server_->port());
  busy.Send(FormatGet("/wait"));
  waiting_.WaitForStart();
  RawClient third(server_->port());
  third.Send(FormatGet("/3"));
  EXPECT_THAT(third.ReadAnswer(), EndsWith("GET /3"));
  EXPECT_EQ(idle.ReadToEnd(), "");
  waiting_.GoOn();
  EXPECT_THAT(busy.ReadAnswer(), EndsWith("GET /wait"));
}

TEST_P(HttpServerLifetimeTest, StopLetsRequestsInProgressEndAndClosesTheIdle) {
  ServeWaiting();
  RawClient idle(server_->port());
  idle.Send(FormatGet("/a"));
  EXPECT_THAT(idle.ReadAnswer(), EndsWith("GET /a"));
  RawClient busy(server_->port());
  busy.Send(FormatGet("/wait"));
  waiting_.WaitForStart();
  auto stopped = std::async(std::launch::async, [this] { server_->Stop(std::chrono::seconds(60)); });
  EXPECT_EQ(idle.ReadToEnd(), "");
  EXPECT_THROW(RawClient(server_->port()), std::runtime_error);
  waiting_.GoOn();
  EXPECT_THAT(busy.ReadToEnd(), AllOf(StartsWith("HTTP/1.1 200"), EndsWith("GET /wait")));
  EXPECT_EQ(stopped.wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST_P(HttpServerLifetimeTest, StopCancelsWhatOutlastsTheGrace) {
  ServeWaiting();
  RawClient busy(server_->port());
  busy.Send(FormatGet("/wait"));
  waiting_.WaitForStart();
  server_->Stop(std::chrono::milliseconds(20));
  EXPECT_EQ(waiting_.End(), "cancelled");
  EXPECT_THAT(busy.ReadToEnd(), AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("Connection: close")));
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

// Waits for ever, and says that it has begun by stopping the context.
class StoppingHandler final : public RequestHandler {
 public:
  explicit StoppingHandler(asio::io_context& context) : context_(context) {}

 private:
  asio::awaitable<ServerResponse> Respond(const ServerRequest&) override {
    asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    context_.stop();
    co_await timer.async_wait(asio::use_awaitable);
    co_return ServerResponse{};
  }
  ServerResponse RespondToError(int, std::string_view) override { return {}; }

  asio::io_context& context_;
};

TEST_P(HttpServerLifetimeTest, MayEndInTheMiddleOfARequestWithoutAStop) {
  asio::io_context context(GetParam());
  StoppingHandler handler(context);
  HttpServerOptions options;
  options.single_threaded = GetParam() == 1;
  auto server = HttpServer::Open(context.get_executor(), options, handler);
  ASSERT_TRUE(server);
  RawClient client((*server)->port());
  client.Send(FormatGet("/") + FormatGet("/next"));
  context.run();
  EXPECT_TRUE(context.stopped());
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
  const auto bracketed = OpenOn(context, "[::1]", 0);
  if (plain) {
    EXPECT_GT((*plain)->port(), 0);
    EXPECT_TRUE(bracketed);
  } else {
    // A machine without IPv6 is told so.
    EXPECT_TRUE(plain.error().message.starts_with("cannot listen on [::1]:0: ")) << plain.error().message;
    EXPECT_FALSE(bracketed);
  }
}

}  // namespace
}  // namespace llmcost
