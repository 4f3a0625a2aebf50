// SPDX-License-Identifier: MIT
#include "http/http_connection.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <optional>

#include "core/log.h"
#include "http/response_head.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kFirstBufferBytes = 4096;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view kProcessing = "HTTP/1.1 102 Processing\r\n\r\n";
// How long a client may take to close after our last answer.
constexpr std::chrono::milliseconds kLingerTime{1000};

asio::const_buffer Bytes(std::string_view text) { return {text.data(), text.size()}; }

bool HasBody(int status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

// A completion that resumes the connection's coroutine and afterwards, when the coroutine has been left again, looks
// whether that was in the middle of a handler. So a handler that answers without suspending is never watched.
template <typename Handler>
struct HttpConnection::Resume {
  HttpConnection* connection;
  Handler handler;

  void operator()(ErrorCode error, std::size_t bytes = 0) {
    const std::shared_ptr<HttpConnection> alive = connection->shared_from_this();
    std::move(handler)(Transfer{error, bytes});
    alive->OnResumed();
  }
};

void HttpConnection::Start(std::shared_ptr<HttpConnections> connections, asio::ip::tcp::socket socket) {
  auto executor = socket.get_executor();
  auto connection = std::make_shared<HttpConnection>(std::move(connections), std::move(socket));
  asio::co_spawn(
      executor, [connection]() { return connection->Run(); },
      asio::bind_cancellation_slot(connection->cancel_.slot(), [connection](const std::exception_ptr& error) {
        if (error && !connection->gone_) spdlog::error("http server: a connection ended because of a fault");
      }));
}

HttpConnection::HttpConnection(std::shared_ptr<HttpConnections> connections, asio::ip::tcp::socket socket)
    : connections_(std::move(connections)),
      socket_(std::move(socket)),
      parser_(connections_->options().max_header_bytes, connections_->options().max_body_bytes),
      buffer_(kFirstBufferBytes) {
  SetTimeLimit(connections_->options().idle_timeout);
  connections_->Add(this);
}

HttpConnection::~HttpConnection() { connections_->Remove(this); }

void HttpConnection::CloseIfIdle() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    if (!self->idle_) return;
    self->GiveUpHandler();  // of a stream
    self->Close(false);
  });
}

void HttpConnection::Abort() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    if (self->handling_ && !self->streaming_ && !self->gone_) self->SayStopping();
    self->GiveUpHandler();
    self->Close(false);
  });
}

// What the socket takes at once: nobody waits for a client any more.
void HttpConnection::SayStopping() {
  ServerResponse response = MakeFault(503, "the program is being stopped; ask again when it runs");
  const bool has_body = response.body && parser_.request().method != "HEAD";
  FormatResponseHead(response.status, response.headers, connections_->common_headers(),
                     response.body ? response.body->size() : 0, Persistence::kClose, head_);
  ErrorCode ignored;
  socket_.write_some(std::array{Bytes(head_), has_body ? Bytes(*response.body) : asio::const_buffer()}, ignored);
}

void HttpConnection::CloseIfLate() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    if (Clock::now() < self->deadline()) return;
    self->SetNoTimeLimit();
    self->late_ = true;
    ErrorCode ignored;
    self->socket_.cancel(ignored);
  });
}

asio::awaitable<void> HttpConnection::Run() {
  ErrorCode ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  for (;;) {
    const bool read = co_await ReadRequest();
    if (!read) break;
    const bool more = co_await Answer();
    if (!more) break;
  }
  Close(false);
}

asio::awaitable<bool> HttpConnection::ReadRequest() {
  parser_.Reset();
  bool started = false;
  bool continued = false;
  for (;;) {
    if (begin_ < end_) {
      if (!started) {
        SetIdle(false);
        late_ = false;
      }
      begin_ += parser_.Put({buffer_.data() + begin_, end_ - begin_});
      if (parser_.failed()) {
        co_await RespondToFault(parser_.failure_status(), parser_.failure());
        co_return false;
      }
      if (parser_.done()) co_return true;
      if (!started) SetTimeLimit(connections_->options().request_timeout);
      started = true;
    } else if (!started) {
      if (connections_->stopping()) co_return false;
      SetIdle(true);
      SetTimeLimit(connections_->options().idle_timeout);
    }
    if (parser_.expects_continue() && !continued) {
      continued = true;
      const bool written = co_await WriteAll(Bytes(kContinue), {});
      if (!written) co_return false;
    }
    const Transfer transfer = co_await Read();
    if (late_ && started) {
      late_ = false;
      co_await RespondToFault(408, "the request took too long to arrive");
      co_return false;
    }
    if (transfer.error) {
      if (transfer.error == asio::error::no_buffer_space) {
        co_await RespondToFault(400, "the request is not well-formed HTTP");
      }
      co_return false;
    }
  }
}

asio::awaitable<bool> HttpConnection::Answer() {
  const bool keep_alive = parser_.keep_alive();
  std::optional<ServerResponse> response;
  SetNoTimeLimit();
  watched_ = false;
  handling_ = true;
  try {
    response = co_await connections_->handler().Respond(parser_.request());
  } catch (const std::exception& e) {
    if (!gone_) {
      spdlog::error("http server: {} {}: handler failed: {}", Printable(parser_.request().method, 20),
                    Printable(parser_.request().Path()), Printable(e.what(), 200));
    }
  } catch (...) {
    if (!gone_) spdlog::error("http server: {}: handler failed", Printable(parser_.request().Path()));
  }
  handling_ = false;
  // A cancelled coroutine may not wait for anything any more.
  if (gone_) co_return false;
  if (watched_) co_await EndWatch();
  if (!response) response = MakeFault(500, "the request could not be answered because of a fault in the program");
  const bool sent = co_await Send(*std::move(response), keep_alive);
  co_return sent;
}

asio::awaitable<bool> HttpConnection::RespondToFault(int status, std::string_view detail) {
  spdlog::debug("http server: request refused with {}: {}", status, detail);
  const bool sent = co_await Send(MakeFault(status, detail), false);
  co_return sent;
}

ServerResponse HttpConnection::MakeFault(int status, std::string_view detail) {
  try {
    return connections_->handler().RespondToError(status, detail);
  } catch (const std::exception& e) {
    spdlog::error("http server: no answer for status {}: {}", status, Printable(e.what(), 200));
    ServerResponse bare;
    bare.status = status;
    return bare;
  }
}

// True when the connection can take another request.
asio::awaitable<bool> HttpConnection::Send(ServerResponse response, bool keep_alive) {
  if (response.delivery == ServerResponse::Delivery::kReset) {
    Close(true);
    co_return false;
  }
  if (response.stream) {
    co_await Stream(std::move(response));
    co_return false;
  }
  const bool cut_off = response.delivery == ServerResponse::Delivery::kCutOff;
  keep_alive = keep_alive && !cut_off && !connections_->stopping();
  Persistence persistence = Persistence::kClose;
  if (keep_alive) persistence = parser_.is_http11() ? Persistence::kDefault : Persistence::kKeepAlive;

  const std::size_t size = response.body ? response.body->size() : 0;
  const bool has_body = HasBody(response.status);
  FormatResponseHead(response.status, response.headers, connections_->common_headers(),
                     has_body ? std::optional(size) : std::nullopt, persistence, head_);
  asio::const_buffer body;
  if (has_body && size > 0 && parser_.request().method != "HEAD") {
    body = asio::const_buffer(response.body->data(), cut_off ? size / 2 : size);
  }
  asio::const_buffer head(head_.data(), head_.size());
  if (response.pages && response.pages->size() == body.size()) SendPages(*response.pages, head, body);
  if (head.size() + body.size() > 0) {
    const bool written = co_await WriteAll(head, body);
    if (!written) co_return false;
  }
  if (!keep_alive) co_await Linger();
  co_return keep_alive;
}

// A connection with a stream counts as idle: it may be closed at any time, and the client will come again.
asio::awaitable<void> HttpConnection::Stream(ServerResponse response) {
  FormatResponseHead(response.status, response.headers, connections_->common_headers(), std::nullopt,
                     Persistence::kClose, head_);
  bool written = co_await WriteAll(Bytes(head_), {});
  const bool has_body = parser_.request().method != "HEAD";
  streaming_ = true;
  while (written && has_body) {
    SetNoTimeLimit();
    watched_ = false;
    handling_ = true;
    SetIdle(true);
    std::optional<std::string> part;
    // Between the look at stopping() and the stream's first wait nothing else runs here.
    if (!connections_->stopping()) {
      try {
        auto next = response.stream->Next();
        part = co_await std::move(next);
      } catch (const std::exception& e) {
        if (!gone_) spdlog::error("http server: a stream ended because of a fault: {}", Printable(e.what(), 200));
      }
    }
    handling_ = false;
    if (gone_) co_return;
    if (watched_) co_await EndWatch();
    if (!part) break;
    written = co_await WriteAll(Bytes(*part), {});
  }
  if (written) co_await Linger();
}

// Sends what the socket takes at once, and leaves the rest in `head` and `body`.
void HttpConnection::SendPages(const BodyPages& pages, asio::const_buffer& head, asio::const_buffer& body) {
  const std::size_t sent = pages.SendTo(socket_.native_handle(), head_);
  const std::size_t of_head = std::min(sent, head.size());
  head += of_head;
  body += sent - of_head;
}

asio::awaitable<bool> HttpConnection::WriteAll(asio::const_buffer head, asio::const_buffer body) {
  std::array<asio::const_buffer, 2> rest = {head, body};
  while (rest[0].size() + rest[1].size() > 0) {
    Transfer transfer;
    // Most answers fit into the socket's buffer, and then there is nothing to wait for.
    transfer.bytes = socket_.write_some(rest, transfer.error);
    if (transfer.error == asio::error::would_block) {
      SetTimeLimit(connections_->options().idle_timeout);
      transfer = co_await WriteSome(rest);
    }
    if (transfer.error) co_return false;
    const std::size_t of_head = std::min(transfer.bytes, rest[0].size());
    rest[0] += of_head;
    rest[1] += transfer.bytes - of_head;
  }
  co_return true;
}

// Closing while bytes of the client are unread would reset the connection and could take the answer with it, so the
// client is given a moment to read it and to close first (RFC 9112, 9.6).
asio::awaitable<void> HttpConnection::Linger() {
  ErrorCode error;
  socket_.shutdown(asio::socket_base::shutdown_send, error);
  if (error || half_closed_) co_return;
  SetIdle(true);
  if (connections_->stopping()) co_return;
  SetTimeLimit(kLingerTime);
  while (!error && !late_) {
    begin_ = end_ = 0;
    const Transfer transfer = co_await Read();
    error = transfer.error;
  }
}

void HttpConnection::Close(bool reset) {
  ErrorCode ignored;
  if (reset) socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

// Room at the end of the buffer, of which at most `limit` bytes may be in use; nothing when there is none.
asio::mutable_buffer HttpConnection::FreeSpace(std::size_t limit) {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size() && end_ < limit) buffer_.resize(std::min(limit, buffer_.size() * 2));
  return {buffer_.data() + end_, buffer_.size() - end_};
}

asio::awaitable<HttpConnection::Transfer> HttpConnection::Read() {
  const std::size_t limit = std::max(kFirstBufferBytes, connections_->options().max_header_bytes + 2);
  const asio::mutable_buffer space = FreeSpace(limit);
  Transfer transfer;
  if (space.size() == 0) {
    transfer.error = asio::error::no_buffer_space;
    co_return transfer;
  }
  auto start = [this, space]<typename Handler>(Handler&& handler) {
    socket_.async_read_some(space, Resume<std::decay_t<Handler>>{this, std::forward<Handler>(handler)});
  };
  transfer = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Transfer)>(start, asio::use_awaitable);
  end_ += transfer.bytes;
  co_return transfer;
}

asio::awaitable<HttpConnection::Transfer> HttpConnection::WriteSome(std::array<asio::const_buffer, 2> buffers) {
  auto start = [this, buffers]<typename Handler>(Handler&& handler) {
    socket_.async_write_some(buffers, Resume<std::decay_t<Handler>>{this, std::forward<Handler>(handler)});
  };
  const Transfer transfer =
      co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Transfer)>(start, asio::use_awaitable);
  co_return transfer;
}

void HttpConnection::OnResumed() {
  if (!handling_ || watched_) return;
  watched_ = true;
  Watch();
}

// Reads ahead while the handler works: bytes are a pipelined request and wait in the buffer, an error means that the
// client is gone.
void HttpConnection::Watch() {
  if (half_closed_ && streaming_) {
    asio::post(socket_.get_executor(), [self = shared_from_this()] { self->GiveUpHandler(); });
    return;
  }
  if (half_closed_) return WatchForReset();
  const asio::mutable_buffer space = FreeSpace(buffer_.size());
  if (space.size() == 0) return;  // it has sent more than it may before it has its answer: it is there
  watching_ = true;
  socket_.async_read_some(
      space, [self = shared_from_this()](ErrorCode error, std::size_t bytes) { self->OnWatched(error, bytes); });
}

void HttpConnection::OnWatched(ErrorCode error, std::size_t bytes) {
  watching_ = false;
  end_ += bytes;
  if (error == asio::error::eof) half_closed_ = true;
  if (!handling_) {
    if (watch_ended_) watch_ended_->cancel();
    return;
  }
  if (!error || half_closed_) return Watch();
  if (error != asio::error::operation_aborted) GiveUpHandler();
}

// The end of the client's sending may mean that it has left or only that it has nothing more to say (`nc -N`). Whoever
// has left answers an interim response with a reset; the others skip it (RFC 9110, 15.2). HTTP/1.0 knows no interim
// responses, so there the handler goes on.
void HttpConnection::WatchForReset() {
  ErrorCode error;
  if (parser_.is_http11()) socket_.write_some(std::array{Bytes(kProcessing)}, error);
  if (error && error != asio::error::would_block) {
    asio::post(socket_.get_executor(), [self = shared_from_this()] { self->GiveUpHandler(); });
    return;
  }
  watching_ = true;
  socket_.async_wait(asio::ip::tcp::socket::wait_error, [self = shared_from_this()](ErrorCode aborted) {
    self->watching_ = false;
    if (!self->handling_) {
      if (self->watch_ended_) self->watch_ended_->cancel();
    } else if (!aborted) {
      self->GiveUpHandler();
    }
  });
}

// Ends the pending wait, and lets the coroutine go on from a completion that looks after it (Resume).
asio::awaitable<void> HttpConnection::EndWatch() {
  watched_ = false;
  if (!watch_ended_) watch_ended_ = std::make_unique<asio::steady_timer>(socket_.get_executor());
  watch_ended_->expires_at(watching_ ? Clock::time_point::max() : Clock::time_point::min());
  if (watching_) {
    ErrorCode ignored;
    socket_.cancel(ignored);
  }
  auto start = [this]<typename Handler>(Handler&& handler) {
    watch_ended_->async_wait(Resume<std::decay_t<Handler>>{this, std::forward<Handler>(handler)});
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Transfer)>(start, asio::use_awaitable);
}

void HttpConnection::GiveUpHandler() {
  gone_ = true;
  if (handling_) cancel_.emit(asio::cancellation_type::terminal);
}

}  // namespace llmcost
