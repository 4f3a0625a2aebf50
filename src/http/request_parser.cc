// SPDX-License-Identifier: MIT
#include "http/request_parser.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

namespace llmcost {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::string_view kLastChunk = "0\r\n\r\n";
constexpr std::string_view kHeadersTooLarge = "the request's headers are too large";

bool IsDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Whether a request line is well-formed but for the version, as in "GET / HTTP/2.0".
bool NamesOtherVersion(std::string_view line) {
  const std::size_t target = line.find(' ');
  const std::size_t version = line.rfind(' ');
  if (target == version || line.find(' ', target + 1) != version) return false;
  line.remove_prefix(version + 1);
  return line.size() == 8 && line.starts_with("HTTP/") && IsDigits(line.substr(5, 1)) && line[6] == '.' &&
         IsDigits(line.substr(7));
}

}  // namespace

RequestParser::RequestParser(std::size_t max_header_bytes, std::size_t max_body_bytes)
    : max_header_bytes_(max_header_bytes), max_body_bytes_(max_body_bytes) {
  Reset();
}

void RequestParser::Reset() {
  parser_.emplace(*this);
  parser_->header_limit(static_cast<std::uint32_t>(max_header_bytes_));
  parser_->body_limit(max_body_bytes_);
  parser_->eager(true);
  for (HttpHeader& header : request_.headers) spare_.push_back(std::move(header));
  request_.headers.clear();
  request_.method.clear();
  request_.target.clear();
  header_bytes_ = 0;
  version_ = 0;
  hosts_ = 0;
  has_length_ = false;
  has_encoding_ = false;
  expects_continue_ = false;
  failure_status_ = 0;
  failure_ = {};
}

std::size_t RequestParser::Put(std::string_view bytes) {
  std::size_t taken = 0;
  if (!parser_->got_some()) {
    // Empty lines between requests are skipped (RFC 9112, 2.2).
    taken = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
    bytes.remove_prefix(taken);
    if (bytes.empty()) return taken;
  }
  ErrorCode ec;
  // The parser stops after each part it has understood, such as a chunk's size.
  while (!bytes.empty() && !parser_->is_done()) {
    // Beast asserts that a last chunk it has begun to read is at least this long, and no chunked body ends with less.
    if (has_encoding_ && parser_->is_header_done() && bytes.size() < kLastChunk.size()) break;
    const std::size_t used = parser_->put(boost::asio::buffer(bytes.data(), bytes.size()), ec);
    taken += used;
    bytes.remove_prefix(used);
    if (ec) {
      if (ec != http::error::need_more) Fail(ec, bytes);
      break;
    }
  }
  return taken;
}

void RequestParser::SetFailure(int status, std::string_view what) {
  failure_status_ = status;
  failure_ = what;
}

void RequestParser::Fail(ErrorCode ec, std::string_view bytes) {
  if (failed()) return;
  if (ec == http::error::header_limit) {
    // Bytes that come in pieces are not looked into before all headers are there.
    const bool in_first_line = version_ == 0 && bytes.substr(0, max_header_bytes_).find('\n') == std::string_view::npos;
    if (in_first_line) {
      SetFailure(414, "the request target is too long");
    } else {
      SetFailure(431, kHeadersTooLarge);
    }
  } else if (ec == http::error::body_limit) {
    SetFailure(413, "the request's body is too large");
  } else if (ec == http::error::bad_version && NamesOtherVersion(bytes.substr(0, bytes.find("\r\n")))) {
    SetFailure(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
  } else {
    SetFailure(400, "the request is not well-formed HTTP");
  }
}

void RequestParser::Refuse(int status, std::string_view what, ErrorCode& ec) {
  SetFailure(status, what);
  ec = http::error::bad_value;
}

void RequestParser::AddField(http::field field, std::string_view name, std::string_view value, ErrorCode& ec) {
  // The parser's own limit is for what has not been understood yet.
  header_bytes_ += name.size() + value.size() + 4;
  if (header_bytes_ > max_header_bytes_) return Refuse(431, kHeadersTooLarge, ec);
  switch (field) {
    case http::field::host:
      ++hosts_;
      break;
    case http::field::content_length:
      // "5, 5" and a repeated header are legal to read as one; nobody sends them in good faith.
      if (has_length_ || !IsDigits(value)) return Refuse(400, "Content-Length is not one number", ec);
      has_length_ = true;
      break;
    case http::field::transfer_encoding:
      if (has_encoding_) return Refuse(400, "Transfer-Encoding is given twice", ec);
      if (version_ != 11) return Refuse(400, "Transfer-Encoding needs HTTP/1.1", ec);
      if (!beast::iequals(value, "chunked")) return Refuse(501, "only the transfer encoding chunked is known", ec);
      has_encoding_ = true;
      break;
    case http::field::expect:
      if (!beast::iequals(value, "100-continue")) return Refuse(417, "only the expectation 100-continue is known", ec);
      expects_continue_ = version_ == 11;
      break;
    default:
      break;
  }
  HttpHeader header;
  if (!spare_.empty()) {
    header = std::move(spare_.back());
    spare_.pop_back();
  }
  header.name.assign(name);
  header.value.assign(value);
  request_.headers.push_back(std::move(header));
}

void RequestParser::CheckHeader(ErrorCode& ec) {
  if (has_length_ && has_encoding_) {
    return Refuse(400, "Content-Length and Transfer-Encoding exclude each other", ec);
  }
  if (hosts_ > 1 || (hosts_ == 0 && version_ == 11)) return Refuse(400, "exactly one Host header is needed", ec);
}

void RequestParser::Inner::on_request_impl(http::verb /*verb*/, Text method, Text target, int version,
                                           ErrorCode& /*ec*/) {
  outer_.request_.method.assign(method);
  outer_.request_.target.assign(target);
  outer_.version_ = version;
  outer_.header_bytes_ = method.size() + target.size() + 12;
}

void RequestParser::Inner::on_field_impl(http::field field, Text name, Text value, ErrorCode& ec) {
  // What comes after a chunked body is of no use to anybody here.
  if (!is_header_done()) outer_.AddField(field, {name.data(), name.size()}, {value.data(), value.size()}, ec);
}

void RequestParser::Inner::on_header_impl(ErrorCode& ec) { outer_.CheckHeader(ec); }

std::size_t RequestParser::Inner::on_body_impl(Text body, ErrorCode& /*ec*/) { return body.size(); }

std::size_t RequestParser::Inner::on_chunk_body_impl(std::uint64_t /*remain*/, Text body, ErrorCode& /*ec*/) {
  return body.size();
}

void RequestParser::Inner::on_response_impl(int /*status*/, Text /*reason*/, int /*version*/, ErrorCode& /*ec*/) {}
void RequestParser::Inner::on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/, ErrorCode& /*ec*/) {}
void RequestParser::Inner::on_chunk_header_impl(std::uint64_t /*size*/, Text /*extensions*/, ErrorCode& /*ec*/) {}
void RequestParser::Inner::on_finish_impl(ErrorCode& /*ec*/) {}

}  // namespace llmcost
