// SPDX-License-Identifier: MIT
#include "cli/date_flags.h"

#include <gmock/gmock.h>

namespace llmcost {
namespace {

constexpr Date kToday(2026, 11, 22);

std::string Fault(const CostsFlags& flags) {
  const auto range = ParseDateFlags(flags, kToday);
  return range ? "no error" : range.error().message;
}

TEST(DateFlagsTest, MonthToDateUnlessToldOtherwise) {
  EXPECT_EQ(ParseDateFlags({}, kToday), (DateRange{Date(2026, 11, 1), kToday}));
}

TEST(DateFlagsTest, PeriodsRunToToday) {
  CostsFlags flags;
  flags.period = "week";
  EXPECT_EQ(ParseDateFlags(flags, kToday), (DateRange{Date(2026, 11, 16), kToday}));
  flags.period = "year";
  EXPECT_EQ(ParseDateFlags(flags, kToday), (DateRange{Date(2026, 1, 1), kToday}));
  flags.period = "day";
  EXPECT_EQ(Fault(flags), "--period must be week, month or year, not 'day'");
}

TEST(DateFlagsTest, SinceAndUntilAreBothIncluded) {
  CostsFlags flags;
  flags.since = "2026-01-31";
  EXPECT_EQ(ParseDateFlags(flags, kToday), (DateRange{Date(2026, 1, 31), kToday}));
  flags.until = "2026-01-31";
  EXPECT_EQ(ParseDateFlags(flags, kToday), (DateRange{Date(2026, 1, 31), Date(2026, 1, 31)}));
  flags.until = "2026-01-30";
  EXPECT_EQ(Fault(flags), "--until is before --since");
  flags.until = "31.1.2026";
  EXPECT_EQ(Fault(flags), "--until must be a day such as 2026-11-22, not '31.1.2026'");
  flags.since = "1999-01-01";
  EXPECT_EQ(Fault(flags), "--since must be between 2015-01-01 and 2027-11-23");
  flags.since.reset();
  EXPECT_EQ(Fault(flags), "--until needs --since");
  flags.until.reset();
  flags.since = "2026-11-23";
  EXPECT_EQ(Fault(flags), "--since is after today, 2026-11-22: give --until too");
}

TEST(DateFlagsTest, LastCountsTodayAsOne) {
  CostsFlags flags;
  flags.last = 1;
  EXPECT_EQ(ParseDateFlags(flags, kToday), (DateRange{kToday, kToday}));
  flags.last = 30;
  EXPECT_EQ(ParseDateFlags(flags, kToday), (DateRange{Date(2026, 10, 24), kToday}));
  flags.last = 0;
  EXPECT_EQ(Fault(flags), "--last must be a number of days from 1 to 3653, not 0");
}

TEST(DateFlagsTest, RefusesTwoWaysToSayIt) {
  CostsFlags flags;
  flags.last = 1;
  flags.period = "week";
  EXPECT_EQ(Fault(flags), "give one of --period, --since with --until, and --last");
}

}  // namespace
}  // namespace llmcost
