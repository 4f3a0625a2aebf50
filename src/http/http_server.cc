// SPDX-License-Identifier: MIT
#include "http/http_server.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "core/log.h"
#include "http/http_connection.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

// How long accepting rests when the system has no more file descriptors or memory.
constexpr std::chrono::milliseconds kRestAfterFault{100};
constexpr std::chrono::seconds kBetweenLogLines{10};

asio::any_io_executor Serial(const asio::any_io_executor& executor, const HttpServerOptions& options) {
  if (options.single_threaded) return executor;
  return asio::make_strand(executor);
}

// Accepts connections and looks after their time limits. Kept alive by its coroutines; everything but Open and the
// constructor runs on `executor_`.
class Listener final : public std::enable_shared_from_this<Listener> {
 public:
  Listener(const asio::any_io_executor& executor, const HttpServerOptions& options, RequestHandler& handler)
      : connections_executor_(executor),
        executor_(Serial(executor, options)),
        connections_(std::make_shared<HttpConnections>(options, handler)),
        acceptor_(executor_),
        changed_(executor_, Clock::time_point::max()),
        tick_(executor_),
        rest_(executor_) {}

  error_code Open(const tcp::endpoint& endpoint) {
    error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    return error;
  }

  std::uint16_t port() const {
    error_code error;
    return acceptor_.local_endpoint(error).port();
  }

  void Start() {
    connections_->OnLeave([weak = weak_from_this(), executor = executor_] {
      asio::post(executor, [weak] {
        if (const auto self = weak.lock()) self->changed_.cancel();
      });
    });
    asio::co_spawn(executor_, [self = shared_from_this()] { return self->Accept(); }, asio::detached);
    asio::co_spawn(executor_, [self = shared_from_this()] { return self->WatchTimes(); }, asio::detached);
  }

  const asio::any_io_executor& executor() const { return executor_; }

  void Close() {
    connections_->BeginStop();
    error_code ignored;
    acceptor_.close(ignored);
    rest_.cancel();
    changed_.cancel();
  }

  void Abort() {
    Close();
    tick_.cancel();
    for (const auto& connection : connections_->All()) connection->Abort();
  }

  asio::awaitable<void> Stop(std::chrono::milliseconds grace) {
    Close();
    for (const auto& connection : connections_->All()) connection->CloseIfIdle();
    asio::steady_timer patience(executor_, grace);
    patience.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->Abort();
    });
    connections_->Notify(true);
    while (connections_->size() > 0) co_await Changed();
    tick_.cancel();
  }

 private:
  // Returns when a connection has left or the server is being closed.
  asio::awaitable<void> Changed() {
    error_code ignored;
    co_await changed_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }

  asio::awaitable<void> Accept() {
    while (acceptor_.is_open()) {
      co_await MakeRoom();
      if (!acceptor_.is_open()) break;
      error_code error;
      tcp::socket socket = co_await acceptor_.async_accept(Serial(connections_executor_, connections_->options()),
                                                           asio::redirect_error(asio::use_awaitable, error));
      if (!acceptor_.is_open()) break;
      if (!error) {
        HttpConnection::Start(connections_, std::move(socket));
      } else if (error != asio::error::connection_aborted) {
        co_await Rest(error);
      }
    }
  }

  bool full() const { return connections_->size() >= connections_->options().max_connections; }

  // Does nothing until somebody wants to come in.
  asio::awaitable<void> MakeRoom() {
    if (!full()) co_return;
    error_code ignored;
    co_await acceptor_.async_wait(tcp::acceptor::wait_read, asio::redirect_error(asio::use_awaitable, ignored));
    connections_->Notify(true);
    while (acceptor_.is_open() && full()) {
      if (const auto idle = connections_->LongestIdle()) idle->CloseIfIdle();
      co_await Changed();
    }
    if (!connections_->stopping()) connections_->Notify(false);
  }

  // The connection that could not be taken is still there, so trying again at once would only burn time.
  asio::awaitable<void> Rest(error_code error) {
    if (Clock::now() >= next_log_line_) {
      next_log_line_ = Clock::now() + kBetweenLogLines;
      spdlog::warn("http server: cannot take a connection: {}", error.message());
    }
    if (const auto idle = connections_->LongestIdle()) idle->CloseIfIdle();
    error_code ignored;
    rest_.expires_after(kRestAfterFault);
    co_await rest_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }

  // One timer for all connections: nothing has to be armed for each request.
  asio::awaitable<void> WatchTimes() {
    const auto& options = connections_->options();
    const auto interval = std::clamp(std::min(options.idle_timeout, options.request_timeout) / 8,
                                     std::chrono::milliseconds(5), std::chrono::milliseconds(1000));
    while (acceptor_.is_open() || connections_->size() > 0) {
      tick_.expires_after(interval);
      error_code ignored;
      co_await tick_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      for (const auto& connection : connections_->Late(Clock::now())) connection->CloseIfLate();
      changed_.cancel();  // whoever waits for room may find a connection that has become idle
    }
  }

  const asio::any_io_executor connections_executor_;
  const asio::any_io_executor executor_;
  const std::shared_ptr<HttpConnections> connections_;
  tcp::acceptor acceptor_;
  asio::steady_timer changed_;  // never expires; cancelled to wake those who wait
  asio::steady_timer tick_;
  asio::steady_timer rest_;
  Clock::time_point next_log_line_;
};

class BeastHttpServer final : public HttpServer {
 public:
  explicit BeastHttpServer(std::shared_ptr<Listener> listener)
      : listener_(std::move(listener)), port_(listener_->port()) {}
  BeastHttpServer(const BeastHttpServer&) = delete;
  BeastHttpServer& operator=(const BeastHttpServer&) = delete;

  ~BeastHttpServer() override {
    if (!stopped_) asio::post(listener_->executor(), [listener = listener_] { listener->Abort(); });
  }

  std::uint16_t port() const override { return port_; }

  asio::awaitable<void> Stop(std::chrono::milliseconds grace) override {
    auto stop = [listener = listener_, grace] { return listener->Stop(grace); };
    co_await asio::co_spawn(listener_->executor(), std::move(stop), asio::use_awaitable);
    stopped_ = true;
  }

 private:
  const std::shared_ptr<Listener> listener_;
  const std::uint16_t port_;
  std::atomic<bool> stopped_ = false;
};

Error ListenError(const HttpServerOptions& options, error_code error) {
  const bool ipv6 = options.host.find(':') != std::string::npos;
  Error failure;
  failure.kind = ErrorKind::kInvalidArgument;
  failure.message = fmt::format("cannot listen on {}{}{}:{}: ", ipv6 ? "[" : "", Printable(options.host),
                                ipv6 ? "]" : "", options.port);
  failure.setting = "PORT";
  if (error == asio::error::address_in_use) {
    failure.message += "the port is in use";
    failure.hint = "Stop the program that uses it, or choose another port.";
  } else if (error == asio::error::access_denied) {
    failure.message += "the port is not permitted";
    failure.hint = "Ports below 1024 need a privilege (CAP_NET_BIND_SERVICE); choose a higher one, such as 3000.";
  } else if (error == error_code(EADDRNOTAVAIL, boost::system::system_category())) {
    failure.message += "this machine does not have the address";
    failure.hint = "Use 127.0.0.1 for this machine alone, or 0.0.0.0 for every address it has.";
    failure.setting = "HOST";
  } else {
    failure.message += error.message();
    failure.setting.clear();
  }
  return failure;
}

// The request target's part from the path on; a proxy's form "http://host/path" is legal too (RFC 9112, 3.2.2).
std::string_view FromPath(std::string_view target) {
  if (target.starts_with('/')) return target;
  const std::size_t scheme = target.find("://");
  if (scheme == std::string_view::npos) return target;
  const std::size_t path = target.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
}

}  // namespace

std::string_view ServerRequest::Path() const {
  const std::string_view rest = FromPath(target);
  return rest.substr(0, rest.find('?'));
}

std::string_view ServerRequest::Query() const {
  const std::size_t mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

Result<std::unique_ptr<HttpServer>> HttpServer::Open(asio::any_io_executor executor, HttpServerOptions options,
                                                     RequestHandler& handler) {
  error_code error;
  std::string host = options.host;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const auto address = asio::ip::make_address(host, error);
  if (error) {
    Error failure;
    failure.kind = ErrorKind::kInvalidArgument;
    failure.message = fmt::format("\"{}\" is not an IP address", Printable(options.host));
    failure.hint = "Give an address such as 127.0.0.1 or ::1, not a name.";
    failure.setting = "HOST";
    return Failure(std::move(failure));
  }
  auto listener = std::make_shared<Listener>(executor, options, handler);
  error = listener->Open(tcp::endpoint(address, options.port));
  if (error) return Failure(ListenError(options, error));
  listener->Start();
  return std::make_unique<BeastHttpServer>(std::move(listener));
}

}  // namespace llmcost
