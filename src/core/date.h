// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace llmcost {

// A moment, UTC, to the millisecond.
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

// One UTC day. All days of the program are UTC days, as the providers' buckets are.
class Date {
 public:
  constexpr Date() = default;
  explicit constexpr Date(std::chrono::sys_days days) : days_(days) {}
  constexpr Date(int year, unsigned month, unsigned day)
      : days_(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)) {}

  // Exactly YYYY-MM-DD, a day that exists. Error: kInvalidArgument.
  static Result<Date> Parse(std::string_view text);
  static Date Of(TimePoint time) { return Date(std::chrono::floor<std::chrono::days>(time)); }

  // "2026-11-22"
  std::string ToString() const;

  constexpr std::chrono::sys_days days() const { return days_; }
  // Midnight at the day's start, and at its end (= the next day's start).
  constexpr TimePoint Start() const { return TimePoint(days_); }
  constexpr TimePoint End() const { return TimePoint(days_ + std::chrono::days(1)); }
  // Unix seconds of the day's start, as providers want it.
  constexpr std::int64_t UnixSeconds() const {
    return std::chrono::duration_cast<std::chrono::seconds>(days_.time_since_epoch()).count();
  }

  // The first day of its month.
  constexpr Date MonthStart() const {
    const std::chrono::year_month_day day(days_);
    return Date(std::chrono::sys_days(day.year() / day.month() / 1));
  }

  constexpr Date operator+(int days) const { return Date(days_ + std::chrono::days(days)); }
  constexpr Date operator-(int days) const { return Date(days_ - std::chrono::days(days)); }
  Date& operator++() {
    days_ += std::chrono::days(1);
    return *this;
  }
  // Days from `other` to this.
  constexpr int operator-(Date other) const { return static_cast<int>((days_ - other.days_).count()); }
  friend constexpr auto operator<=>(Date, Date) = default;

 private:
  std::chrono::sys_days days_{};
};

std::ostream& operator<<(std::ostream& out, Date date);

// Days from `start` to `end`, both included. REQUIRES: start <= end.
struct DateRange {
  Date start;
  Date end;

  constexpr int Length() const { return end - start + 1; }
  constexpr bool Contains(Date date) const { return start <= date && date <= end; }
  constexpr bool Contains(const DateRange& other) const { return start <= other.start && other.end <= end; }
  friend constexpr bool operator==(const DateRange&, const DateRange&) = default;

  // "2026-10-24..2026-11-22"
  std::string ToString() const;
};

std::ostream& operator<<(std::ostream& out, const DateRange& range);

// A calendar period to date: from its first day to today. Weeks begin on Monday.
enum class Period { kWeek, kMonth, kYear };

// "week", "month", "year"; nothing for any other text.
std::optional<Period> ParsePeriod(std::string_view text);
std::string_view PeriodName(Period period);
DateRange PeriodToDate(Period period, Date today);

// RFC 3339 in whole seconds: "2026-11-22T19:04:56Z".
std::string FormatTime(TimePoint time);

}  // namespace llmcost
