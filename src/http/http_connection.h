// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "http/http_server.h"
#include "http/request_parser.h"
#include "http/response_head.h"

// One connection of the HTTP server. Only for the server's own files.
namespace llmcost {

class HttpConnection;

// What the connections of one server share. Thread-safe.
class HttpConnections {
 public:
  HttpConnections(HttpServerOptions options, RequestHandler& handler)
      : options_(std::move(options)), common_headers_(options_.headers), handler_(handler) {}

  const HttpServerOptions& options() const { return options_; }
  const CommonHeaders& common_headers() const { return common_headers_; }
  RequestHandler& handler() const { return handler_; }

  // From now on every answer is a connection's last.
  void BeginStop() { stopping_ = true; }
  bool stopping() const { return stopping_.load(std::memory_order_relaxed); }

  // Called whenever a connection is gone, on any thread, as long as somebody asked for it by `notify`.
  void OnLeave(std::function<void()> callback);
  void Notify(bool notify);

  void Add(HttpConnection* connection);
  void Remove(HttpConnection* connection);
  std::size_t size() const;
  std::vector<std::shared_ptr<HttpConnection>> All() const;
  // The one whose time limit is the nearest among those waiting for a request; null when all are busy.
  std::shared_ptr<HttpConnection> LongestIdle() const;
  // Those whose time limit has passed.
  std::vector<std::shared_ptr<HttpConnection>> Late(std::chrono::steady_clock::time_point now) const;

 private:
  const HttpServerOptions options_;
  const CommonHeaders common_headers_;
  RequestHandler& handler_;
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::unordered_set<HttpConnection*> connections_;  // guarded by mutex_
  std::function<void()> on_leave_;                   // guarded by mutex_
  bool notify_ = false;                              // guarded by mutex_
};

// Reads requests, has them answered, writes the answers, one after the other. Lives as long as its coroutine.
// Everything private runs on the socket's executor, which must not run two things at a time (a strand or a single
// thread).
class HttpConnection final : public std::enable_shared_from_this<HttpConnection> {
 public:
  static void Start(std::shared_ptr<HttpConnections> connections, boost::asio::ip::tcp::socket socket);
  HttpConnection(std::shared_ptr<HttpConnections> connections, boost::asio::ip::tcp::socket socket);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  // These three return at once and may be called on any thread.
  void CloseIfIdle();
  void Abort();  // answers with 503 where an answer is owed, cancels the handler and closes the connection
  void CloseIfLate();

  bool idle() const { return idle_.load(std::memory_order_relaxed); }
  std::chrono::steady_clock::time_point deadline() const { return deadline_.load(std::memory_order_relaxed); }

 private:
  using ErrorCode = boost::system::error_code;
  using Clock = std::chrono::steady_clock;
  struct Transfer {
    ErrorCode error;
    std::size_t bytes = 0;
  };
  template <typename Handler>
  struct Resume;

  boost::asio::awaitable<void> Run();
  // False when the connection is to be closed.
  boost::asio::awaitable<bool> ReadRequest();
  boost::asio::awaitable<bool> Answer();
  boost::asio::awaitable<void> Stream(ServerResponse response);
  boost::asio::awaitable<bool> RespondToFault(int status, std::string_view detail);
  boost::asio::awaitable<bool> Send(ServerResponse response, bool keep_alive);
  void SendPages(const BodyPages& pages, boost::asio::const_buffer& head, boost::asio::const_buffer& body);
  boost::asio::awaitable<bool> WriteAll(boost::asio::const_buffer head, boost::asio::const_buffer body);
  boost::asio::awaitable<void> Linger();
  ServerResponse MakeFault(int status, std::string_view detail);
  void Close(bool reset);

  boost::asio::awaitable<Transfer> Read();
  boost::asio::awaitable<Transfer> WriteSome(std::array<boost::asio::const_buffer, 2> buffers);
  boost::asio::mutable_buffer FreeSpace(std::size_t limit);

  void OnResumed();
  void Watch();
  void OnWatched(ErrorCode error, std::size_t bytes);
  void WatchForReset();
  boost::asio::awaitable<void> EndWatch();
  void GiveUpHandler();
  void SayStopping();

  // Other threads read these two as hints only, and look again on the socket's executor.
  void SetDeadline(Clock::time_point deadline) { deadline_.store(deadline, std::memory_order_relaxed); }
  void SetIdle(bool idle) { idle_.store(idle, std::memory_order_relaxed); }
  void SetTimeLimit(std::chrono::milliseconds from_now) { SetDeadline(Clock::now() + from_now); }
  void SetNoTimeLimit() { SetDeadline(Clock::time_point::max()); }

  const std::shared_ptr<HttpConnections> connections_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::cancellation_signal cancel_;
  RequestParser parser_;
  std::vector<char> buffer_;  // bytes [begin_, end_) are read and not yet understood
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string head_;                                        // of the answer being written
  std::unique_ptr<boost::asio::steady_timer> watch_ended_;  // made when first needed
  bool handling_ = false;                                   // the handler has been asked and has not answered
  bool watched_ = false;      // it has suspended, so the socket is watched for the client's leaving
  bool watching_ = false;     // a wait on the socket is pending on behalf of the watch
  bool half_closed_ = false;  // the client has said that it will send no more
  bool streaming_ = false;    // what answers is a stream
  bool gone_ = false;         // the client is not there any more, or the server wants to end
  bool late_ = false;         // a time limit has passed
  std::atomic<bool> idle_ = true;
  std::atomic<Clock::time_point> deadline_ = Clock::time_point::max();
};

}  // namespace llmcost
