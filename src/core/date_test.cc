// SPDX-License-Identifier: MIT
#include "core/date.h"

#include <gtest/gtest.h>

namespace llmcost {
namespace {

TEST(DateTest, ReadsWhatItPrints) {
  for (const char* text : {"1970-01-01", "2000-02-29", "2024-02-29", "2026-11-22", "9999-12-31"}) {
    EXPECT_EQ(Date::Parse(text).value().ToString(), text);
  }
}

TEST(DateTest, RefusesDaysThatDoNotExist) {
  for (const char* text : {"2025-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00"}) {
    EXPECT_FALSE(Date::Parse(text)) << text;
  }
}

TEST(DateTest, RefusesOtherSpellings) {
  for (const char* text : {"", "2026-1-01", "26-01-01", "2026/01/01", "2026-01-01 ", " 2026-01-01", "+026-01-01",
                           "2026-01-0a", "2026-01-01T00:00:00Z", "20260101", "-026-01-01"}) {
    const auto date = Date::Parse(text);
    ASSERT_FALSE(date) << text;
    EXPECT_EQ(date.error().kind, ErrorKind::kInvalidArgument);
  }
}

TEST(DateTest, CountsDaysOverLeapYears) {
  EXPECT_EQ(Date(2024, 3, 1) - Date(2024, 2, 28), 2);
  EXPECT_EQ(Date(2024, 12, 31) + 1, Date(2025, 1, 1));
  EXPECT_EQ((DateRange{Date(2024, 1, 1), Date(2024, 12, 31)}.Length()), 366);
  EXPECT_EQ(Date(2025, 11, 1).UnixSeconds(), 1761955200);
}

TEST(PeriodTest, WeeksBeginOnMonday) {
  EXPECT_EQ(PeriodToDate(Period::kWeek, Date(2026, 11, 22)),
            (DateRange{Date(2026, 11, 16), Date(2026, 11, 22)}));  // a Sunday
  EXPECT_EQ(PeriodToDate(Period::kWeek, Date(2026, 11, 23)),
            (DateRange{Date(2026, 11, 23), Date(2026, 11, 23)}));  // a Monday
}

TEST(PeriodTest, MonthAndYearRunToToday) {
  EXPECT_EQ(PeriodToDate(Period::kMonth, Date(2026, 11, 22)), (DateRange{Date(2026, 11, 1), Date(2026, 11, 22)}));
  EXPECT_EQ(PeriodToDate(Period::kYear, Date(2026, 1, 1)), (DateRange{Date(2026, 1, 1), Date(2026, 1, 1)}));
}

TEST(PeriodTest, ReadsItsThreeNamesOnly) {
  for (Period period : {Period::kWeek, Period::kMonth, Period::kYear})
    EXPECT_EQ(ParsePeriod(PeriodName(period)), period);
  for (const char* text : {"", "Week", "day", "months"}) EXPECT_EQ(ParsePeriod(text), std::nullopt) << text;
}

TEST(TimeTest, PrintsRfc3339InWholeSeconds) {
  EXPECT_EQ(FormatTime(Date(2026, 11, 22).Start() + std::chrono::milliseconds(68'696'999)), "2026-11-22T19:04:56Z");
}

}  // namespace
}  // namespace llmcost
