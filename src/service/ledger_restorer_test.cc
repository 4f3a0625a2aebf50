// SPDX-License-Identifier: MIT
#include "service/ledger_restorer.h"

#include <gtest/gtest.h>

#include "core/clock.h"

namespace llmcost {
namespace {

using std::chrono::hours;

const Source kSource{"openai", "edugami"};
const Date kDay{2026, 11, 20};
const TimePoint kNow = Date(2026, 11, 22).Start() + hours(15);

class LedgerRestorerTest : public testing::Test {
 protected:
  // As a store gives it: one row of so many euros, with a rate or without.
  void Give(std::int64_t euros, TimePoint read_at, bool with_rate = false) {
    StoredDay day{.date = kDay, .read_at = read_at, .settled = true};
    day.rows.push_back({.series = 1, .cost = Money::FromUnits(euros)});
    if (with_rate) day.rates.push_back({"EUR", Money::FromUnits(2), Money::FromUnits(1), kDay, false});
    restorer_.AddSeries(1, {.model = "gpt-4o", .currency = "EUR"});
    restorer_.AddDay(kSource, std::move(day));
  }
  const LedgerDay& Day() const { return *ledger_.FindDay(kSource, kDay); }

  Ledger ledger_;
  std::map<Source, KnownProjects> projects_;
  NoticeBook notices_;
  FakeClock clock_{kNow};
  LedgerRestorer restorer_{ledger_, projects_, notices_, clock_};
};

TEST_F(LedgerRestorerTest, LearnsWhatOthersHaveConverted) {
  Give(4, kNow - hours(1));
  EXPECT_FALSE(Day().converted);
  Give(4, kNow - hours(1), true);
  EXPECT_TRUE(Day().converted);
}

TEST_F(LedgerRestorerTest, KeepsALaterReading) {
  Give(4, kNow - hours(1));
  Give(5, kNow - hours(2));
  EXPECT_EQ(Day().rows[0].cost, Money::FromUnits(4));
}

TEST_F(LedgerRestorerTest, AReadingThatIsYetToComeIsNotSettledAndGivesWay) {
  Give(4, kNow + hours(240));
  EXPECT_FALSE(Day().settled);
  Give(5, kNow);
  EXPECT_TRUE(Day().settled);
  EXPECT_EQ(Day().rows[0].cost, Money::FromUnits(5));
}

TEST_F(LedgerRestorerTest, ALoadThatBeginsAnewForgetsWhatTheFirstTryGave) {
  Give(4, kNow);
  restorer_.AddDamage("openai/edugami 2026-11-19: an amount that is none");
  restorer_.Begin();
  EXPECT_EQ(ledger_.FindDay(kSource, kDay), nullptr);
  EXPECT_TRUE(restorer_.damage().empty());
}

}  // namespace
}  // namespace llmcost
