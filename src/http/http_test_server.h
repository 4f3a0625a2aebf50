// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "http/http_client.h"
#include "http/http_server.h"

// For tests only: an HttpServer on threads of its own, a caller of clients, and a client that speaks bytes.
namespace llmcost {

// An answer with a body of plain text.
ServerResponse TextResponse(int status, std::string body, std::vector<HttpHeader> headers = {});

// The bytes of a request. `more_headers` are whole lines.
std::string FormatGet(std::string_view target, std::string_view more_headers = "");

// Answers with what was asked: "GET /a?b".
ServerResponse Echo(const ServerRequest& request);
boost::asio::awaitable<ServerResponse> EchoAfterSuspending(const ServerRequest& request);

class HttpTestServer final : private RequestHandler {
 public:
  using Answer = std::function<boost::asio::awaitable<ServerResponse>(const ServerRequest&)>;
  using AnswerAtOnce = std::function<ServerResponse(const ServerRequest&)>;

  // One thread means a server without strands.
  explicit HttpTestServer(Answer answer, HttpServerOptions options = {}, int threads = 1);
  explicit HttpTestServer(AnswerAtOnce answer, HttpServerOptions options = {}, int threads = 1);
  ~HttpTestServer() override;
  HttpTestServer(const HttpTestServer&) = delete;
  HttpTestServer& operator=(const HttpTestServer&) = delete;

  std::uint16_t port() const { return server_->port(); }
  std::string Url(std::string_view target) const;
  boost::asio::any_io_executor executor() { return context_.get_executor(); }
  // Blocks until the server has stopped.
  void Stop(std::chrono::milliseconds grace);

 private:
  boost::asio::awaitable<ServerResponse> Respond(const ServerRequest& request) override;
  ServerResponse RespondToError(int status, std::string_view detail) override;

  Answer answer_;
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
  std::unique_ptr<HttpServer> server_;
  std::vector<std::thread> threads_;
};

HttpRequest RequestOf(std::string url, std::vector<HttpHeader> headers = {});

// A context on a thread of its own, where the coroutines of a test run.
class HttpTestCaller {
 public:
  HttpTestCaller() : thread_([this] { context_.run(); }) {}
  ~HttpTestCaller();
  HttpTestCaller(const HttpTestCaller&) = delete;
  HttpTestCaller& operator=(const HttpTestCaller&) = delete;

  boost::asio::io_context& context() { return context_; }

  // `client` must outlive the call.
  std::future<Result<HttpResponse>> Start(HttpClient& client, HttpRequest request);
  Result<HttpResponse> Get(HttpClient& client, HttpRequest request) { return Start(client, std::move(request)).get(); }

 private:
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
  std::thread thread_;
};

// One connection to 127.0.0.1. A read that waits for longer than ten seconds gives up and says so in what it
// returns.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // The whole conversation of a connection that the server ends.
  static std::string Ask(std::uint16_t port, std::string_view bytes);

  void Send(std::string_view bytes);
  // One answer: its head and as many bytes as its Content-Length says; none after an answer to HEAD.
  std::string ReadAnswer(bool with_body = true);
  // Everything up to the end of the connection.
  std::string ReadToEnd();
  // Whether the connection ended by a reset. Call after ReadToEnd.
  bool was_reset() const { return was_reset_; }
  void EndSending();
  void Close();

 private:
  bool ReadMore();

  int socket_;
  std::string pending_;
  bool was_reset_ = false;
};

}  // namespace llmcost
