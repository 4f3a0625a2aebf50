// SPDX-License-Identifier: MIT
#include "simulator/api_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulator/api_parts.h"

namespace llmcost {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Two digits up to `max`; nothing for any other text.
std::optional<int> TwoDigits(std::string_view text, int max) {
  if (text.size() != 2 || !IsDigit(text[0]) || !IsDigit(text[1])) return std::nullopt;
  const int value = (text[0] - '0') * 10 + (text[1] - '0');
  return value <= max ? std::optional(value) : std::nullopt;
}

// "15:04:05" or, without seconds, "15:04".
std::optional<std::chrono::seconds> ParseClock(std::string_view text, bool with_seconds) {
  if (text.size() != (with_seconds ? 8 : 5) || text[2] != ':' || (with_seconds && text[5] != ':')) return std::nullopt;
  const auto hour = TwoDigits(text.substr(0, 2), 23);
  const auto minute = TwoDigits(text.substr(3, 2), 59);
  const auto second = with_seconds ? TwoDigits(text.substr(6, 2), 60) : 0;
  if (!hour || !minute || !second) return std::nullopt;
  return std::chrono::seconds(*hour * 3600 + *minute * 60 + *second);
}

}  // namespace

std::optional<TimePoint> ParseRfc3339(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't')) return std::nullopt;
  const auto date = Date::Parse(text.substr(0, 10));
  const auto clock = ParseClock(text.substr(11, 8), true);
  if (!date || !clock) return std::nullopt;
  std::string_view zone = text.substr(19);
  if (zone.starts_with('.')) {
    const auto end = std::find_if_not(zone.begin() + 1, zone.end(), IsDigit);
    if (end == zone.begin() + 1) return std::nullopt;
    zone.remove_prefix(static_cast<std::size_t>(end - zone.begin()));
  }
  std::chrono::seconds offset{0};
  if (zone != "Z" && zone != "z") {
    if (zone.empty() || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
    const auto parsed = ParseClock(zone.substr(1), false);
    if (!parsed) return std::nullopt;
    offset = zone[0] == '+' ? *parsed : -*parsed;
  }
  return date->Start() + *clock - offset;
}

std::string FormatHttpDate(TimePoint time) {
  const Date date = Date::Of(time);
  const std::chrono::year_month_day ymd(date.days());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time - date.Start()).count();
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kWeekdays[std::chrono::weekday(date.days()).c_encoding()], static_cast<unsigned>(ymd.day()),
                     kMonths[static_cast<unsigned>(ymd.month()) - 1], static_cast<int>(ymd.year()), seconds / 3600,
                     seconds / 60 % 60, seconds % 60);
}

std::optional<TimePoint> ParseHttpDate(std::string_view text) {
  if (text.size() != 29) return std::nullopt;
  const auto day = TwoDigits(text.substr(5, 2), 31);
  const auto* const month = std::ranges::find(kMonths, text.substr(8, 3));
  const auto year = ParseInteger(text.substr(12, 4));
  const auto clock = ParseClock(text.substr(17, 8), true);
  if (!day || month == kMonths.end() || !year || !clock) return std::nullopt;
  const std::chrono::year_month_day ymd(std::chrono::year(static_cast<int>(*year)),
                                        std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
                                        std::chrono::day(static_cast<unsigned>(*day)));
  if (!ymd.ok()) return std::nullopt;
  const TimePoint time = Date(std::chrono::sys_days(ymd)).Start() + *clock;
  return FormatHttpDate(time) == text ? std::optional(time) : std::nullopt;
}

}  // namespace llmcost
