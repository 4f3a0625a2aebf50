// SPDX-License-Identifier: MIT
#include "http/http_server.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <utility>

#include "http/http_test_server.h"

// What goes over the wire. When connections and requests end: http_server_lifetime_test.cc.
namespace llmcost {
namespace {

namespace asio = boost::asio;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

// Every test runs with one thread (no strands) and with three.
class HttpServerTest : public testing::TestWithParam<int> {
 protected:
  void Serve(HttpTestServer::Answer answer) { server_.emplace(std::move(answer), HttpServerOptions{}, GetParam()); }
  void ServeEcho() { server_.emplace(Echo, HttpServerOptions{}, GetParam()); }
  // The whole conversation of a connection that the server ends.
  std::string Ask(std::string_view bytes) { return RawClient::Ask(server_->port(), bytes); }

  std::optional<HttpTestServer> server_;
};

INSTANTIATE_TEST_SUITE_P(Threads, HttpServerTest, testing::Values(1, 3), testing::PrintToStringParamName());

TEST_P(HttpServerTest, AnswersWithLengthAndDate) {
  ServeEcho();
  RawClient client(server_->port());
  client.Send(FormatGet("/api/costs?period=month"));
  EXPECT_THAT(client.ReadAnswer(),
              MatchesRegex("HTTP/1.1 200 OK\r\nDate: [A-Z][a-z][a-z], [0-3][0-9] [A-Z][a-z][a-z] [0-9]+ "
                           "[0-2][0-9]:[0-5][0-9]:[0-6][0-9] GMT\r\nContent-Length: 27\r\n\r\n"
                           "GET /api/costs\\?period=month"));
}

TEST_P(HttpServerTest, KeepsTheConnection) {
  ServeEcho();
  RawClient client(server_->port());
  for (int i = 0; i < 5; ++i) {
    client.Send(FormatGet("/" + std::to_string(i)));
    EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /" + std::to_string(i)));
  }
}

TEST_P(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  ServeEcho();
  const std::string answers = Ask(FormatGet("/1") + FormatGet("/2") + FormatGet("/3", "Connection: close\r\n"));
  EXPECT_LT(answers.find("GET /1"), answers.find("GET /2"));
  EXPECT_LT(answers.find("GET /2"), answers.find("GET /3"));
  EXPECT_THAT(answers, EndsWith("GET /3"));
}

TEST_P(HttpServerTest, AnswersPipelinedRequestsOfASuspendingHandlerInOrder) {
  Serve(EchoAfterSuspending);
  std::string requests;
  for (int i = 0; i < 300; ++i) requests += FormatGet("/" + std::to_string(i));
  RawClient client(server_->port());
  client.Send(requests);
  for (int i = 0; i < 300; ++i) ASSERT_THAT(client.ReadAnswer(), EndsWith("GET /" + std::to_string(i)));
}

TEST_P(HttpServerTest, ReadsARequestThatArrivesByteByByte) {
  ServeEcho();
  RawClient client(server_->port());
  for (const char c : FormatGet("/slow", "X: y\r\n")) client.Send(std::string(1, c));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /slow"));
}

TEST_P(HttpServerTest, SkipsEmptyLinesBeforeARequest) {
  ServeEcho();
  RawClient client(server_->port());
  client.Send("\r\n\r\n" + FormatGet("/a") + "\r\n" + FormatGet("/b"));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /a"));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /b"));
}

TEST_P(HttpServerTest, LeavesTheBodyOutForHead) {
  ServeEcho();
  RawClient client(server_->port());
  client.Send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n" + FormatGet("/b"));
  EXPECT_THAT(client.ReadAnswer(false), HasSubstr("Content-Length: 7\r\n"));
  EXPECT_THAT(client.ReadAnswer(), AllOf(StartsWith("HTTP/1.1 200"), EndsWith("GET /b")));
}

TEST_P(HttpServerTest, WritesNoBodyWhereThereMayBeNone) {
  server_.emplace([](const ServerRequest&) { return TextResponse(304, "not to be sent", {{"ETag", "\"1\""}}); },
                  HttpServerOptions{}, GetParam());
  const std::string answer = Ask(FormatGet("/", "Connection: close\r\n"));
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
  client.Send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789" + FormatGet("/b"));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("POST /a"));
  EXPECT_THAT(client.ReadAnswer(), EndsWith("GET /b"));
  client.Send(
      "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n3;x=y\r\nabc\r\n0\r\n\r\n" +
      FormatGet("/d"));
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
  EXPECT_THAT(Ask(FormatGet("/", "X: " + std::string(20'000, 'a') + "\r\n")), StartsWith("HTTP/1.1 431"));
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "X: y\r\n";
  EXPECT_THAT(Ask(FormatGet("/", many)), StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(Ask(FormatGet("/" + std::string(20'000, 'a'))), StartsWith("HTTP/1.1 414"));
  EXPECT_THAT(Ask(FormatGet("/" + std::string(8'000, 'a'), "Connection: close\r\n")), StartsWith("HTTP/1.1 200"));
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
    client.Send(FormatGet("/"));
    EXPECT_THAT(client.ReadAnswer(), AllOf(StartsWith("HTTP/1.1 500"), HasSubstr("fault: "), Not(HasSubstr("secret"))));
  }
}

TEST_P(HttpServerTest, LeavesOutHeadersThatWouldBreakTheAnswer) {
  server_.emplace(
      [](const ServerRequest&) {
        return TextResponse(200, "x", {{"A", "1\r\nInjected: 2"}, {"content-length", "9"}, {"B", "3"}});
      },
      HttpServerOptions{}, GetParam());
  const std::string answer = Ask(FormatGet("/", "Connection: close\r\n"));
  EXPECT_THAT(answer, AllOf(Not(HasSubstr("Injected")), Not(HasSubstr("content-length")), HasSubstr("B: 3\r\n")));
}

TEST_P(HttpServerTest, SendsLargeBodiesToASlowReader) {
  const std::string large(8U << 20U, 'x');
  server_.emplace([&large](const ServerRequest&) { return TextResponse(200, large); }, HttpServerOptions{}, GetParam());
  RawClient client(server_->port());
  client.Send(FormatGet("/1") + FormatGet("/2"));
  EXPECT_THAT(client.ReadAnswer().size(), testing::Gt(large.size()));
  EXPECT_THAT(client.ReadAnswer(), StartsWith("HTTP/1.1 200"));
}

TEST_P(HttpServerTest, AnAnswersOwnHeaderTakesThePlaceOfTheCommonOne) {
  HttpServerOptions options;
  options.headers = {{"X-Policy", "common"}, {"X-Other", "always"}};
  server_.emplace(
      [](const ServerRequest& request) {
        ServerResponse response = TextResponse(200, "");
        if (request.Path() == "/own") response.headers.push_back({"x-policy", "own"});
        return response;
      },
      options, GetParam());
  RawClient client(server_->port());
  client.Send(FormatGet("/own") + FormatGet("/common"));
  EXPECT_THAT(client.ReadAnswer(), AllOf(HasSubstr("\r\nx-policy: own\r\n"), Not(HasSubstr("X-Policy")),
                                         HasSubstr("\r\nX-Other: always\r\n")));
  EXPECT_THAT(client.ReadAnswer(), AllOf(HasSubstr("\r\nX-Policy: common\r\n"), Not(HasSubstr("x-policy")),
                                         HasSubstr("\r\nX-Other: always\r\n")));
}

TEST_P(HttpServerTest, SendsTheSameBytesFromPages) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{40'000}, std::size_t{8} << 20U}) {
    std::string body(size, 'x');
    for (std::size_t i = 0; i < size; i += 7) body[i] = static_cast<char>('a' + i % 23);
    const auto pages = std::make_shared<const BodyPages>(std::make_shared<const std::string>(body));
    server_.emplace(
        [&](const ServerRequest& request) {
          ServerResponse response = TextResponse(200, body);
          response.headers.push_back({"X-Path", std::string(request.Path())});
          response.pages = pages;
          return response;
        },
        HttpServerOptions{}, GetParam());
    RawClient client(server_->port());
    // Nothing is read before all was asked for, so that the socket is full in between.
    client.Send(FormatGet("/1") + FormatGet("/1") + "HEAD /1 HTTP/1.1\r\nHost: x\r\n\r\n" + FormatGet("/1") +
                FormatGet("/2") + FormatGet("/2") + FormatGet("/1"));
    for (const auto& [path, has_body] : std::vector<std::pair<std::string, bool>>{
             {"/1", true}, {"/1", true}, {"/1", false}, {"/1", true}, {"/2", true}, {"/2", true}, {"/1", true}}) {
      const std::string answer = client.ReadAnswer(has_body);
      ASSERT_THAT(answer, AllOf(StartsWith("HTTP/1.1 200"), HasSubstr(fmt::format("Content-Length: {}\r\n", size)),
                                HasSubstr(fmt::format("X-Path: {}\r\n", path))));
      ASSERT_TRUE(answer.ends_with("\r\n\r\n" + (has_body ? body : std::string()))) << size;
    }
  }
}

TEST_P(HttpServerTest, PagesAreNotForAnAnswerThatIsCutOff) {
  const auto pages = std::make_shared<const BodyPages>(std::make_shared<const std::string>("0123456789"));
  server_.emplace(
      [&](const ServerRequest&) {
        ServerResponse response = TextResponse(200, "0123456789");
        response.delivery = ServerResponse::Delivery::kCutOff;
        response.pages = pages;
        return response;
      },
      HttpServerOptions{}, GetParam());
  EXPECT_THAT(Ask(FormatGet("/")), EndsWith("\r\n\r\n01234"));
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
  client.Send(FormatGet("/"));
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
  client.Send(FormatGet("/"));
  EXPECT_EQ(client.ReadToEnd(), "");
  EXPECT_TRUE(client.was_reset());
}

TEST_P(HttpServerTest, ServesManyConnectionsAtOnce) {
  Serve(EchoAfterSuspending);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 50; ++i) clients.push_back(std::make_unique<RawClient>(server_->port()));
  for (int round = 0; round < 10; ++round) {
    for (const auto& client : clients) client->Send(FormatGet("/x"));
    for (const auto& client : clients) ASSERT_THAT(client->ReadAnswer(), EndsWith("GET /x"));
  }
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
