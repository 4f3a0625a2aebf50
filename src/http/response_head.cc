// SPDX-License-Identifier: MIT
#include "http/response_head.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <ctime>
#include <utility>

#include "core/log.h"

namespace llmcost {
namespace {

void AppendNumber(std::size_t number, std::string& to) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  to.append(digits.data(), end);
}

// The Date header's value (RFC 9110, 5.6.7), made once a second on each thread.
std::string_view DateNow() {
  struct Cache {
    std::time_t second = -1;
    std::array<char, 40> text{};
    std::size_t size = 0;
  };
  thread_local Cache cache;
  const std::time_t now = std::time(nullptr);
  if (now != cache.second) {
    static constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    gmtime_r(&now, &utc);
    // Not by strftime's %a and %b, which follow the locale.
    const auto written = fmt::format_to_n(
        cache.text.data(), cache.text.size(), "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday, kMonths[static_cast<std::size_t>(utc.tm_mon)],
        utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
    cache.size = written.size;
    cache.second = now;
  }
  return {cache.text.data(), cache.size};
}

bool IsServersOwn(std::string_view name) {
  using boost::beast::iequals;
  switch (name.size()) {
    case 4:
      return iequals(name, "Date");
    case 10:
      return iequals(name, "Connection");
    case 14:
      return iequals(name, "Content-Length");
    case 17:
      return iequals(name, "Transfer-Encoding");
    default:
      return false;
  }
}

bool HasLineBreak(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void AppendHeader(const HttpHeader& header, std::string& head) {
  const auto& [name, value] = header;
  if (IsServersOwn(name)) return;
  if (name.empty() || HasLineBreak(name) || HasLineBreak(value)) {
    spdlog::error("http server: header {} left out: it holds a line break", Printable(name));
    return;
  }
  head += "\r\n";
  head += name;
  head += ": ";
  head += value;
}

std::string FormatHeaders(const std::vector<HttpHeader>& headers) {
  std::string lines;
  for (const HttpHeader& header : headers) AppendHeader(header, lines);
  return lines;
}

bool HasName(const std::vector<HttpHeader>& headers, std::string_view name) {
  return std::ranges::any_of(headers, [&](const HttpHeader& one) { return boost::beast::iequals(one.name, name); });
}

}  // namespace

CommonHeaders::CommonHeaders(std::vector<HttpHeader> headers)
    : headers_(std::move(headers)), lines_(FormatHeaders(headers_)) {}

void CommonHeaders::AppendTo(std::string& head, const std::vector<HttpHeader>& own) const {
  const bool all = std::ranges::none_of(headers_, [&](const HttpHeader& one) { return HasName(own, one.name); });
  if (all) {
    head += lines_;
    return;
  }
  for (const HttpHeader& header : headers_) {
    if (!HasName(own, header.name)) AppendHeader(header, head);
  }
}

void FormatResponseHead(int status, const std::vector<HttpHeader>& headers, const CommonHeaders& common,
                        std::optional<std::size_t> content_length, Persistence persistence, std::string& head) {
  head.assign("HTTP/1.1 ");
  AppendNumber(static_cast<std::size_t>(status), head);
  head += ' ';
  const auto known = boost::beast::http::int_to_status(static_cast<unsigned>(status));
  if (known != boost::beast::http::status::unknown) {
    const auto reason = boost::beast::http::obsolete_reason(known);
    head.append(reason.data(), reason.size());
  }
  head += "\r\nDate: ";
  head += DateNow();
  if (content_length) {
    head += "\r\nContent-Length: ";
    AppendNumber(*content_length, head);
  }
  if (persistence == Persistence::kClose) head += "\r\nConnection: close";
  if (persistence == Persistence::kKeepAlive) head += "\r\nConnection: keep-alive";
  for (const HttpHeader& header : headers) AppendHeader(header, head);
  common.AppendTo(head, headers);
  head += "\r\n\r\n";
}

}  // namespace llmcost
