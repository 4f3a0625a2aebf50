// SPDX-License-Identifier: MIT
#include "http/http_test_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace llmcost {
namespace {

boost::asio::awaitable<ServerResponse> AtOnce(ServerResponse response) { co_return response; }

}  // namespace

ServerResponse TextResponse(int status, std::string body, std::vector<HttpHeader> headers) {
  ServerResponse response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = std::make_shared<const std::string>(std::move(body));
  return response;
}

std::string FormatGet(std::string_view target, std::string_view more_headers) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: x\r\n{}\r\n", target, more_headers);
}

ServerResponse Echo(const ServerRequest& request) { return TextResponse(200, request.method + " " + request.target); }

boost::asio::awaitable<ServerResponse> EchoAfterSuspending(const ServerRequest& request) {
  co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
  co_return Echo(request);
}

HttpTestServer::HttpTestServer(Answer answer, HttpServerOptions options, int threads)
    : answer_(std::move(answer)), context_(threads) {
  options.single_threaded = threads == 1;
  auto server = HttpServer::Open(context_.get_executor(), options, *this);
  if (!server) throw std::runtime_error(server.error().message);
  server_ = *std::move(server);
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { context_.run(); });
}

HttpTestServer::HttpTestServer(AnswerAtOnce answer, HttpServerOptions options, int threads)
    : HttpTestServer([answer = std::move(answer)](const ServerRequest& request) { return AtOnce(answer(request)); },
                     options, threads) {}

HttpTestServer::~HttpTestServer() {
  Stop(std::chrono::milliseconds(0));
  work_.reset();
  for (std::thread& thread : threads_) thread.join();
}

std::string HttpTestServer::Url(std::string_view target) const {
  return fmt::format("http://127.0.0.1:{}{}", port(), target);
}

void HttpTestServer::Stop(std::chrono::milliseconds grace) {
  auto stop = [this, grace] { return server_->Stop(grace); };
  boost::asio::co_spawn(context_, std::move(stop), boost::asio::use_future).get();
}

boost::asio::awaitable<ServerResponse> HttpTestServer::Respond(const ServerRequest& request) {
  return answer_(request);
}

ServerResponse HttpTestServer::RespondToError(int status, std::string_view detail) {
  return TextResponse(status, fmt::format("fault: {}", detail));
}

HttpRequest RequestOf(std::string url, std::vector<HttpHeader> headers) {
  HttpRequest request;
  request.url = std::move(url);
  request.headers = std::move(headers);
  return request;
}

HttpTestCaller::~HttpTestCaller() {
  work_.reset();
  thread_.join();
}

std::future<Result<HttpResponse>> HttpTestCaller::Start(HttpClient& client, HttpRequest request) {
  return boost::asio::co_spawn(
      context_, [&client, request = std::move(request)] { return client.Get(request); }, boost::asio::use_future);
}

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval limit{10, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the socket API's own idiom
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect to the test server");
  }
}

RawClient::~RawClient() { Close(); }

std::string RawClient::Ask(std::uint16_t port, std::string_view bytes) {
  RawClient client(port);
  client.Send(bytes);
  return client.ReadToEnd();
}

void RawClient::Close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

void RawClient::EndSending() { ::shutdown(socket_, SHUT_WR); }

// The server may have closed already, which a test sees when it reads.
void RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool RawClient::ReadMore() {
  std::array<char, 4096> chunk{};
  const ssize_t received = ::recv(socket_, chunk.data(), chunk.size(), 0);
  if (received < 0 && errno == ECONNRESET) was_reset_ = true;
  if (received < 0 && errno == EAGAIN) pending_ += "<nothing for ten seconds>";
  if (received <= 0) return false;
  pending_.append(chunk.data(), static_cast<std::size_t>(received));
  return true;
}

std::string RawClient::ReadAnswer(bool with_body) {
  std::size_t head = std::string::npos;
  while ((head = pending_.find("\r\n\r\n")) == std::string::npos) {
    if (!ReadMore()) return std::exchange(pending_, {});
  }
  std::size_t size = head + 4;
  static constexpr std::string_view kName = "Content-Length: ";
  const std::size_t length = pending_.find(kName);
  if (with_body && length < head) {
    std::size_t body = 0;
    std::from_chars(pending_.data() + length + kName.size(), pending_.data() + head, body);
    size += body;
  }
  while (pending_.size() < size && ReadMore()) {
  }
  std::string answer = pending_.substr(0, size);
  pending_.erase(0, answer.size());
  return answer;
}

std::string RawClient::ReadToEnd() {
  while (ReadMore()) {
  }
  return std::exchange(pending_, {});
}

}  // namespace llmcost
