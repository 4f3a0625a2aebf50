// SPDX-License-Identifier: MIT
#include "http/response_head.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <ctime>

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

void AppendHeaders(const std::vector<HttpHeader>& headers, std::string& head) {
  for (const auto& [name, value] : headers) {
    if (IsServersOwn(name)) continue;
    if (name.empty() || HasLineBreak(name) || HasLineBreak(value)) {
      spdlog::error("http server: header {} left out: it holds a line break", Printable(name));
      continue;
    }
    head += "\r\n";
    head += name;
    head += ": ";
    head += value;
  }
}

}  // namespace

std::string FormatHeaderLines(const std::vector<HttpHeader>& headers) {
  std::string lines;
  AppendHeaders(headers, lines);
  return lines;
}

void FormatResponseHead(int status, const std::vector<HttpHeader>& headers, std::string_view constant_lines,
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
  AppendHeaders(headers, head);
  head += constant_lines;
  head += "\r\n\r\n";
}

}  // namespace llmcost
