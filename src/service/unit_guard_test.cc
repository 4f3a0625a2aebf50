// SPDX-License-Identifier: MIT
#include "service/unit_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/service_fixture.h"

namespace llmcost {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const Source kSource{"openai", "a"};

// Ten dollars for a million tokens, in and out.
std::optional<TokenPrice> TenDollars(std::string_view model) {
  if (model == "secret") return std::nullopt;
  return TokenPrice{Money::Parse("10", -6).value(), Money::Parse("10", -6).value()};
}

class UnitGuardTest : public testing::Test {
 protected:
  // A million tokens a day of one model, for `cost`.
  void Keep(Date date, std::string_view cost, const std::string& model = "gpt-4o", bool settled = true,
            Provenance provenance = Provenance::kBilled) {
    const std::vector<CostBucket> buckets = {
        {.date = date, .model = model, .cost = Money::Parse(cost).value(), .provenance = provenance},
        {.date = date, .model = model, .requests = 5, .input_tokens = 900'000, .output_tokens = 100'000}};
    ledger_.ReplaceDays(kSource, {date, date}, buckets, TimePoint(), settled ? date + 1 : date);
  }
  std::optional<Notice> Check() { return CheckPublishedPrices(ledger_, kSource, kToday, TenDollars, notices_); }

  Ledger ledger_;
  NoticeBook notices_;
};

TEST_F(UnitGuardTest, SaysNothingOfAPlausibleBill) {
  for (const char* cost : {"10", "1", "200"}) {
    Keep(kToday - 5, cost);
    EXPECT_FALSE(Check()) << cost;
  }
}

TEST_F(UnitGuardTest, NoticesCentsReadAsDollars) {
  Keep(kToday - 5, "1000");
  const auto notice = Check();
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->kind, notice::kUnitSuspect);
  EXPECT_THAT(notice->message, HasSubstr("1000.00 USD were billed"));
  EXPECT_THAT(notice->message, HasSubstr("10.00 USD"));
}

TEST_F(UnitGuardTest, NoticesDollarsReadAsCents) {
  Keep(kToday - 5, "0.1");
  EXPECT_TRUE(Check());
}

TEST_F(UnitGuardTest, TokensThatAreBilledElsewhereAreNoReason) {
  Keep(kToday - 5, "0.1");
  notices_.Replace(kSource, {kToday - 5, kToday - 5}, {{notice::kNotIncluded, "billed by contract"}});
  EXPECT_FALSE(Check());
  Keep(kToday - 5, "1000");
  EXPECT_TRUE(Check()) << "too much is too much all the same";
}

TEST_F(UnitGuardTest, AFreeQuotaOfAnEstimateIsNoReason) {
  Keep(kToday - 5, "0.1", "mistral-large", true, Provenance::kEstimated);
  EXPECT_FALSE(Check());
  Keep(kToday - 5, "1000", "mistral-large", true, Provenance::kEstimated);
  EXPECT_TRUE(Check());
}

TEST_F(UnitGuardTest, LooksAtSettledDaysAndListedModelsOnly) {
  Keep(kToday, "1000", "gpt-4o", false);
  Keep(kToday - 5, "1000", "secret");
  EXPECT_FALSE(Check());
}

TEST_F(UnitGuardTest, LooksAtTheNewestDaysOnly) {
  for (int back = 4; back < 11; ++back) Keep(kToday - back, "10");
  Keep(kToday - 20, "100000");
  EXPECT_FALSE(Check());
}

TEST_F(UnitGuardTest, SmallAmountsProveNothing) {
  EXPECT_FALSE(CheckJump(kSource, kWeek, Money::Parse("0.001").value(), Money::Parse("0.9").value()));
  EXPECT_FALSE(CheckJump(kSource, kWeek, Money(), Money::FromUnits(1000)));
  EXPECT_FALSE(CheckJump(kSource, kWeek, Money::FromUnits(1000), Money::FromUnits(1100)));
}

TEST_F(UnitGuardTest, NoticesAJumpEitherWay) {
  EXPECT_TRUE(CheckJump(kSource, kWeek, Money::FromUnits(10), Money::FromUnits(1000)));
  EXPECT_TRUE(CheckJump(kSource, kWeek, Money::FromUnits(1000), Money::FromUnits(10)));
}

class UnitGuardServiceTest : public CostServiceTest {};

TEST_F(UnitGuardServiceTest, AJumpBetweenTwoReadingsIsSaidUntilItJumpsBack) {
  Start({{"a", "A"}});
  const DateRange old{kToday - 30, kToday - 20};
  const auto refresh = [](CostQuery& query) { query.refresh = true; };
  EXPECT_THAT(Ask(old).value()->notices, IsEmpty());
  provider_->dollars = 100;
  clock_.Advance(hours(1));
  const auto jumped = Ask(old, refresh).value();
  ASSERT_EQ(jumped->notices.size(), 1U);
  EXPECT_EQ(jumped->notices[0].notice.kind, notice::kUnitSuspect);
  EXPECT_EQ(jumped->total_cost_usd, Money::FromUnits(1100));
  clock_.Advance(hours(1));
  EXPECT_EQ(Ask(old, refresh).value()->notices.size(), 1U);
  provider_->dollars = 10'000;
  clock_.Advance(hours(1));
  EXPECT_EQ(Ask(old, refresh).value()->notices.size(), 1U) << "another jump is not the way back";
  provider_->dollars = 1;
  clock_.Advance(hours(1));
  EXPECT_THAT(Ask(old, refresh).value()->notices, IsEmpty());
}

}  // namespace
}  // namespace llmcost
