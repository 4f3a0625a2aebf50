// SPDX-License-Identifier: MIT
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/http_server.h"

namespace llmcost {

// Turns bytes into a ServerRequest, one request after another; their strings are reused. Stricter than HTTP allows
// where leniency lets two programs on the way disagree about where a request ends (RFC 9112, 11.2). Only for the
// server's own files; not thread-safe.
class RequestParser {
 public:
  RequestParser(std::size_t max_header_bytes, std::size_t max_body_bytes);

  // Forgets the last request.
  void Reset();
  // Reads what it can and tells how many bytes it took. Not to be called once done() or failed().
  std::size_t Put(std::string_view bytes);

  bool done() const { return parser_->is_done(); }
  bool failed() const { return failure_status_ != 0; }
  // The status that the fault calls for, and what was wrong in words that are safe to send back.
  int failure_status() const { return failure_status_; }
  std::string_view failure() const { return failure_; }

  // Whether the client waits for "100 Continue" before it sends the body.
  bool expects_continue() const { return expects_continue_ && parser_->is_header_done() && !parser_->is_done(); }
  // Of a request that is done.
  bool keep_alive() const { return parser_->keep_alive(); }
  bool is_http11() const { return version_ == 11; }
  const ServerRequest& request() const { return request_; }

 private:
  using ErrorCode = boost::beast::error_code;

  class Inner final : public boost::beast::http::basic_parser<true> {
   public:
    explicit Inner(RequestParser& outer) : outer_(outer) {}

   private:
    using Text = boost::beast::string_view;
    void on_request_impl(boost::beast::http::verb verb, Text method, Text target, int version, ErrorCode& ec) override;
    void on_response_impl(int status, Text reason, int version, ErrorCode& ec) override;
    void on_field_impl(boost::beast::http::field field, Text name, Text value, ErrorCode& ec) override;
    void on_header_impl(ErrorCode& ec) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode& ec) override;
    std::size_t on_body_impl(Text body, ErrorCode& ec) override;
    void on_chunk_header_impl(std::uint64_t size, Text extensions, ErrorCode& ec) override;
    std::size_t on_chunk_body_impl(std::uint64_t remain, Text body, ErrorCode& ec) override;
    void on_finish_impl(ErrorCode& ec) override;

    RequestParser& outer_;
  };

  void SetFailure(int status, std::string_view what);
  void Refuse(int status, std::string_view what, ErrorCode& ec);
  void AddField(boost::beast::http::field field, std::string_view name, std::string_view value, ErrorCode& ec);
  void CheckHeader(ErrorCode& ec);
  void Fail(ErrorCode ec, std::string_view bytes);

  std::size_t max_header_bytes_;
  std::size_t max_body_bytes_;
  std::optional<Inner> parser_;
  ServerRequest request_;
  std::vector<HttpHeader> spare_;  // headers of earlier requests, kept for their memory
  std::size_t header_bytes_ = 0;
  int version_ = 0;  // 10 or 11; 0 until the first line is read
  int hosts_ = 0;
  bool has_length_ = false;
  bool has_encoding_ = false;
  bool expects_continue_ = false;
  int failure_status_ = 0;
  std::string_view failure_;  // always a literal
};

}  // namespace llmcost
