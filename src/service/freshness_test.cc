// SPDX-License-Identifier: MIT
#include "service/freshness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmcost {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

const Source kSource{"openai", "edugami"};
constexpr Date kToday{2026, 11, 22};
const TimePoint kNow = kToday.Start() + hours(15);
const FreshnessRules kRules;

class FreshnessTest : public testing::Test {
 protected:
  // As of a provider whose days are final three days after their end.
  void Read(Date start, Date end, TimePoint read_at, bool complete = true) {
    ledger_.ReplaceDays(kSource, {start, end}, {}, read_at, complete ? Date::Of(read_at) - 3 : start);
  }
  std::vector<DateRange> Due(Date start, Date end, TimePoint now, std::optional<TimePoint> since = std::nullopt) {
    return DueRanges(ledger_, kSource, {start, end}, now, now, since, kRules);
  }

  Ledger ledger_;
};

TEST_F(FreshnessTest, AsksForEveryDayThatWasNeverRead) {
  EXPECT_THAT(Due(kToday - 3, kToday, kNow), ElementsAre(DateRange{kToday - 3, kToday}));
}

TEST_F(FreshnessTest, NeverAsksForDaysThatHaveNotBegun) {
  EXPECT_THAT(Due(kToday - 1, kToday + 10, kNow), ElementsAre(DateRange{kToday - 1, kToday}));
  EXPECT_THAT(Due(kToday + 1, kToday + 10, kNow), IsEmpty());
}

TEST_F(FreshnessTest, AsksForUnsettledDaysOnceTheCacheTimeIsOver) {
  Read(kToday - 10, kToday, kNow);
  EXPECT_THAT(Due(kToday - 10, kToday, kNow + minutes(4)), IsEmpty());
  // 19 Nov ended 63 hours before it was read, 18 Nov 87 hours.
  EXPECT_THAT(Due(kToday - 10, kToday, kNow + minutes(5)), ElementsAre(DateRange{kToday - 3, kToday}));
}

TEST_F(FreshnessTest, NeverAsksForWhatWasReadSinceTheQuestion) {
  Read(kToday - 1, kToday, kNow);
  FreshnessRules no_cache;
  no_cache.cache_ttl = std::chrono::seconds(0);
  EXPECT_THAT(DueRanges(ledger_, kSource, {kToday - 1, kToday}, kNow, kNow, std::nullopt, no_cache), IsEmpty());
  const TimePoint later = kNow + std::chrono::milliseconds(1);
  EXPECT_THAT(DueRanges(ledger_, kSource, {kToday - 1, kToday}, later, later, std::nullopt, no_cache),
              ElementsAre(DateRange{kToday - 1, kToday}));
}

TEST_F(FreshnessTest, AsksForWhatAClockThatWasAheadHasStamped) {
  Read(kToday - 100, kToday, kNow + hours(240));
  EXPECT_THAT(Due(kToday - 100, kToday, kNow), ElementsAre(DateRange{kToday - 100, kToday}));
  EXPECT_THAT(Due(kToday - 100, kToday, kNow, kNow), ElementsAre(DateRange{kToday - 100, kToday}));
  // A reading that takes minutes is stamped after the question came, and not ahead of the clock.
  EXPECT_THAT(DueRanges(ledger_, kSource, {kToday - 100, kToday}, kNow, kNow + hours(240), std::nullopt, kRules),
              IsEmpty());
}

TEST_F(FreshnessTest, ARefreshAsksForWhatAnotherClockSaysWasReadJustNow) {
  Read(kToday - 1, kToday, kNow + std::chrono::seconds(2));
  const StampedAhead ahead = FindStampedAhead(ledger_, kSource, {kToday - 1, kToday}, kNow);
  std::vector<DateRange> due = Due(kToday - 1, kToday, kNow, kNow);
  EXPECT_THAT(due, IsEmpty());
  Read(kToday, kToday, kNow + std::chrono::seconds(3));
  AddStampedAhead(ledger_, kSource, ahead, due);
  EXPECT_THAT(due, ElementsAre(DateRange{kToday - 1, kToday - 1}));
}

TEST_F(FreshnessTest, ReadsTheLast35DaysAgainOnceADay) {
  Read(kToday - 60, kToday, kNow);
  const TimePoint tomorrow = kNow + hours(24);
  EXPECT_THAT(Due(kToday - 60, kToday, tomorrow), ElementsAre(DateRange{kToday + 1 - 34, kToday}));
  EXPECT_THAT(Due(kToday - 60, kToday - 10, tomorrow - minutes(1)), IsEmpty());
}

TEST_F(FreshnessTest, NeverAsksAgainForOldSettledDays) {
  Read(kToday - 400, kToday - 36, kNow);
  EXPECT_THAT(Due(kToday - 400, kToday - 36, kNow + hours(24 * 300)), IsEmpty());
}

TEST_F(FreshnessTest, TreatsAnIncompleteDayAsUnsettled) {
  Read(kToday - 100, kToday - 100, kNow, false);
  EXPECT_THAT(Due(kToday - 100, kToday - 100, kNow + minutes(6)), ElementsAre(DateRange{kToday - 100, kToday - 100}));
}

TEST_F(FreshnessTest, AsksOnlyForTheGaps) {
  Read(kToday - 90, kToday - 80, kNow);
  Read(kToday - 70, kToday - 60, kNow);
  EXPECT_THAT(Due(kToday - 95, kToday - 65, kNow),
              ElementsAre(DateRange{kToday - 95, kToday - 91}, DateRange{kToday - 79, kToday - 71}));
}

TEST_F(FreshnessTest, RefreshAsksForWhatWasReadBeforeIt) {
  Read(kToday - 90, kToday, kNow);
  EXPECT_THAT(Due(kToday - 90, kToday, kNow + minutes(1), kNow + minutes(1)),
              ElementsAre(DateRange{kToday - 90, kToday}));
  EXPECT_THAT(Due(kToday - 90, kToday, kNow + minutes(1), kNow), IsEmpty());
}

}  // namespace
}  // namespace llmcost
