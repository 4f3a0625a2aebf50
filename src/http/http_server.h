// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "http/body_pages.h"
#include "http/header.h"

// An HTTP/1.1 server for whoever answers requests: the API and the simulator. Knows nothing of either.
namespace llmcost {

// A request without body (bodies are read within the limit and dropped; the API has only GET and HEAD).
struct ServerRequest {
  std::string method;
  std::string target;  // "/api/costs?period=month", as sent
  std::vector<HttpHeader> headers;

  std::string_view Path() const;   // before '?', not decoded
  std::string_view Query() const;  // after '?', not decoded; empty when there is none
  std::string_view Header(std::string_view name) const { return FindHeader(headers, name); }
};

// An answer whose parts become known one after the other. Its end is the end of the connection.
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  // The next part; nothing is the end. Runs where the handler ran, and is cancelled when the client goes away or the
  // server stops.
  virtual boost::asio::awaitable<std::optional<std::string>> Next() = 0;
};

struct ServerResponse {
  // What is done with the answer on its way out. Everything but kWhole is a fault for tests and demonstrations.
  enum class Delivery {
    kWhole,
    kCutOff,  // Content-Length tells the whole size, half the body is sent, then the connection is closed
    kReset,   // the connection is reset without an answer
  };

  int status = 200;
  std::vector<HttpHeader> headers;          // Content-Length, Date and Connection are the server's
  std::shared_ptr<const std::string> body;  // null = empty; shared so that a cached answer is not copied
  Delivery delivery = Delivery::kWhole;
  std::shared_ptr<BodyStream> stream = nullptr;      // in place of `body`; or null
  std::shared_ptr<const BodyPages> pages = nullptr;  // the same bytes as `body`, which are then sent from here; or null
};

class RequestHandler {
 public:
  virtual ~RequestHandler() = default;
  // Called on any of the executor's threads, for many requests at a time. Cancelled when the client goes away. For HEAD
  // the handler answers as for GET; the server leaves the body out.
  virtual boost::asio::awaitable<ServerResponse> Respond(const ServerRequest& request) = 0;
  // What the server itself has to say (400, 408, 413, 414, 431, 500…) in the handler's own form.
  virtual ServerResponse RespondToError(int status, std::string_view detail) = 0;
};

struct HttpServerOptions {
  std::string host = "127.0.0.1";  // an address, not a name
  std::uint16_t port = 0;          // 0 = any free one
  std::size_t max_header_bytes = 16U << 10U;
  std::size_t max_body_bytes = 64U << 10U;
  std::chrono::milliseconds idle_timeout{60'000};     // between requests of a kept connection
  std::chrono::milliseconds request_timeout{10'000};  // from its first byte to the end of a request
  std::size_t max_connections = 4096;  // further ones wait, or take the place of the one that was idle the longest
  std::vector<HttpHeader> headers;     // that every answer carries that has none of the name itself
  // The executor never runs two things at a time, so that the connections need no strands. Asio cannot tell.
  bool single_threaded = false;
};

// Keep-alive and pipelining (answers in order), HEAD, limits answered with the status they ask for.
class HttpServer {
 public:
  // Listens at once; `handler` must outlive the server. Error kInvalidArgument: bad address, port in use, port not
  // permitted; the message says which and the hint what to do.
  static Result<std::unique_ptr<HttpServer>> Open(boost::asio::any_io_executor executor, HttpServerOptions options,
                                                  RequestHandler& handler);
  virtual ~HttpServer() = default;

  virtual std::uint16_t port() const = 0;
  // Takes no new connection, lets the requests in progress end (at most `grace`, what lasts longer is answered with
  // 503), closes idle connections at once.
  // Returns when all is closed.
  virtual boost::asio::awaitable<void> Stop(std::chrono::milliseconds grace) = 0;
};

}  // namespace llmcost
