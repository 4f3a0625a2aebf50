// SPDX-License-Identifier: MIT
#include "core/date.h"

#include <fmt/format.h>

#include <array>
#include <ostream>

namespace llmcost {
namespace {

constexpr std::array<std::string_view, 3> kPeriodNames = {"week", "month", "year"};

// Reads `count` digits at `at`; -1 when one is not a digit.
int ReadDigits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

Result<Date> Date::Parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return Fail(ErrorKind::kInvalidArgument, "not a date of the form YYYY-MM-DD");
  }
  const int year = ReadDigits(text, 0, 4);
  const int month = ReadDigits(text, 5, 2);
  const int day = ReadDigits(text, 8, 2);
  if (year < 0 || month < 0 || day < 0) return Fail(ErrorKind::kInvalidArgument, "not a date of the form YYYY-MM-DD");
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return Fail(ErrorKind::kInvalidArgument, "no such day in the calendar");
  return Date(std::chrono::sys_days(date));
}

std::string Date::ToString() const {
  const std::chrono::year_month_day date(days_);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::ostream& operator<<(std::ostream& out, Date date) { return out << date.ToString(); }

std::string DateRange::ToString() const { return start.ToString() + ".." + end.ToString(); }

std::ostream& operator<<(std::ostream& out, const DateRange& range) { return out << range.ToString(); }

std::optional<Period> ParsePeriod(std::string_view text) {
  for (std::size_t i = 0; i < kPeriodNames.size(); ++i) {
    if (kPeriodNames[i] == text) return static_cast<Period>(i);
  }
  return std::nullopt;
}

std::string_view PeriodName(Period period) { return kPeriodNames[static_cast<std::size_t>(period)]; }

DateRange PeriodToDate(Period period, Date today) {
  const std::chrono::year_month_day date(today.days());
  switch (period) {
    case Period::kWeek: {
      const auto since_monday = std::chrono::weekday(today.days()) - std::chrono::Monday;
      return {Date(today.days() - since_monday), today};
    }
    case Period::kMonth:
      return {today.MonthStart(), today};
    case Period::kYear:
      break;
  }
  return {Date(std::chrono::sys_days(date.year() / std::chrono::January / std::chrono::day(1))), today};
}

std::string FormatTime(TimePoint time) {
  const Date date = Date::Of(time);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - date.Start()));
  return fmt::format("{}T{:02}:{:02}:{:02}Z", date.ToString(), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

}  // namespace llmcost
