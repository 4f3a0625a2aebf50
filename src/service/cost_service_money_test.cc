// SPDX-License-Identifier: MIT
//
// What the service does with other currencies, with spend to leave out, and with providers that give only some days.
#include "service/service_fixture.h"

namespace llmcost {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Bank final : public ExchangeRates {
 public:
  asio::awaitable<Result<std::vector<ReferenceRate>>> Fetch(DateRange range) override {
    ++calls;
    if (down) co_return Fail(ErrorKind::kUnavailable, "ecb: status 503");
    std::vector<ReferenceRate> rates;
    for (Date date = range.start; date <= std::min(range.end, last_published); ++date) {
      rates.push_back({date, "USD", dollars});
    }
    co_return rates;
  }

  Money dollars = Money::Parse("1.5").value();
  Date last_published = kToday;
  bool down = false;
  int calls = 0;
};

class CostServiceMoneyTest : public CostServiceTest {
 protected:
  void StartWithEuros() {
    options_.currency.published = &bank_;
    Start({{"edugami", "Edugami"}});
    provider_->currency = "EUR";
  }

  Bank bank_;
};

TEST_F(CostServiceMoneyTest, ConvertsByTheRateOfEachDay) {
  StartWithEuros();
  const auto report = Ask(kWeek).value();
  EXPECT_EQ(report->total_cost_usd.ToString(), "10.5");
  EXPECT_THAT(report->breakdown[0].charged.costs, ElementsAre(CurrencyAmount{"EUR", Money::FromUnits(7)}));
  EXPECT_EQ(report->exchange_rates.size(), 7U);
  EXPECT_TRUE(report->coverage.complete);
  EXPECT_EQ(bank_.calls, 1);
}

TEST_F(CostServiceMoneyTest, ARateOfASettledDayNeverChanges) {
  StartWithEuros();
  const DateRange old{kToday - 30, kToday - 29};
  EXPECT_EQ(Ask(old).value()->total_cost_usd.ToString(), "3");
  bank_.dollars = Money::FromUnits(9);
  provider_->dollars = 2;
  clock_.Advance(hours(1));
  const auto again = Ask(old, [](CostQuery& query) { query.refresh = true; }).value();
  EXPECT_EQ(again->total_cost_usd.ToString(), "6");
}

TEST_F(CostServiceMoneyTest, TodayIsConvertedAnewOnceItsRateIsOut) {
  StartWithEuros();
  bank_.last_published = kToday - 1;
  EXPECT_EQ(Ask({kToday, kToday}).value()->total_cost_usd.ToString(), "1.5");
  bank_.last_published = kToday;
  bank_.dollars = Money::FromUnits(2);
  clock_.Advance(minutes(11));
  EXPECT_EQ(Ask({kToday, kToday}).value()->total_cost_usd.ToString(), "2");
}

TEST_F(CostServiceMoneyTest, WithoutARateTheAmountStandsBesideTheTotal) {
  StartWithEuros();
  bank_.down = true;
  const auto report = Ask(kWeek).value();
  EXPECT_EQ(report->total_cost_usd, Money());
  ASSERT_EQ(report->unconverted.size(), 1U);
  EXPECT_EQ(report->unconverted[0].amount, (CurrencyAmount{"EUR", Money::FromUnits(7)}));
  EXPECT_FALSE(report->coverage.complete);
  ASSERT_EQ(report->notices.size(), 1U);
  EXPECT_EQ(report->notices[0].notice.kind, notice::kUnconverted);
  EXPECT_THAT(report->notices[0].notice.message, HasSubstr("ecb: status 503"));
  EXPECT_THAT(report->errors, IsEmpty());

  // The rate comes later, and the provider is not asked for that.
  bank_.down = false;
  const std::size_t asked = provider_->asked.size();
  clock_.Advance(minutes(2));
  EXPECT_EQ(Ask(kWeek).value()->total_cost_usd.ToString(), "10.5");
  EXPECT_EQ(provider_->asked.size(), asked);
}

TEST_F(CostServiceMoneyTest, FixedRatesNeedNoBank) {
  options_.currency.fixed = {{"EUR", Money::Parse("1.1").value()}};
  StartWithEuros();
  const auto report = Ask(kWeek).value();
  EXPECT_EQ(report->total_cost_usd.ToString(), "7.7");
  EXPECT_TRUE(report->exchange_rates.front().fixed);
  EXPECT_EQ(bank_.calls, 0);
}

TEST_F(CostServiceMoneyTest, LeavesOutAWorkspaceUnlessItIsNamed) {
  options_.excluded = {{"openai", "b"}};
  Start({{"a", "A"}, {"b", "B"}});
  const auto report = Ask(kWeek).value();
  EXPECT_EQ(report->total_cost_usd, Money::FromUnits(7));
  EXPECT_THAT(report->excluded, ElementsAre("openai/b"));
  const auto named = Ask(kWeek, [](CostQuery& query) { query.workspace = "b"; }).value();
  EXPECT_EQ(named->total_cost_usd, Money::FromUnits(7));
  EXPECT_THAT(named->excluded, IsEmpty());
}

TEST_F(CostServiceMoneyTest, LeavesOutAProjectUnlessItIsNamed) {
  options_.excluded = {{"openai", "a", "proj_a"}};
  Start({{"a", "A"}, {"b", "B"}});
  EXPECT_EQ(Ask(kWeek).value()->total_cost_usd, Money::FromUnits(7));
  const auto named = Ask(kWeek, [](CostQuery& query) { query.project_id = "proj_a"; }).value();
  EXPECT_EQ(named->total_cost_usd, Money::FromUnits(7));
}

TEST_F(CostServiceMoneyTest, SaysSoWhenEverythingIsLeftOut) {
  options_.excluded = {{"openai"}};
  Start({{"a", "A"}});
  const auto answer = Ask(kWeek);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().error.kind, ErrorKind::kNotFound);
  EXPECT_EQ(answer.error().error.setting, "EXCLUDE");
  EXPECT_TRUE(Ask(kWeek, [](CostQuery& query) { query.provider = "openai"; }));
}

TEST_F(CostServiceMoneyTest, AsksOnlyForTheDaysThatAProviderOffers) {
  Start({{"a", "A"}});
  provider_->days_offered = 3;
  const auto report = Ask(kWeek).value();
  EXPECT_THAT(provider_->asked, ElementsAre(DateRange{kToday - 3, kToday - 1}));
  EXPECT_EQ(report->total_cost_usd, Money::FromUnits(3));
  EXPECT_FALSE(report->coverage.complete);
  ASSERT_EQ(report->notices.size(), 1U);
  EXPECT_EQ(report->notices[0].notice.kind, notice::kShortHistory);
  EXPECT_THAT(report->notices[0].notice.message, HasSubstr("2026-11-19"));
  // What cannot be read is not asked for again and again.
  (void)Ask(kWeek);
  EXPECT_EQ(provider_->asked.size(), 1U);
}

TEST_F(CostServiceMoneyTest, KeepsDaysThatTheProviderNoLongerOffers) {
  Start({{"a", "A"}});
  provider_->days_offered = 3;
  (void)Ask(kWeek);
  clock_.Advance(hours(24 * 3));
  const auto report = Ask({kToday - 3, kToday - 1}).value();
  EXPECT_EQ(report->total_cost_usd, Money::FromUnits(3));
  EXPECT_THAT(report->notices, IsEmpty());
  EXPECT_TRUE(report->coverage.complete);
}

TEST_F(CostServiceMoneyTest, PassesOnWhatTheProviderSaysOfTheDays) {
  Start({{"a", "A"}});
  provider_->notices = {{notice::kNotIncluded, "openai: something is billed elsewhere"}};
  const auto report = Ask(kWeek).value();
  ASSERT_EQ(report->notices.size(), 1U);
  EXPECT_EQ(report->notices[0].provider, "openai");
  EXPECT_EQ(report->notices[0].workspace, "a");
  EXPECT_EQ(report->notices[0].notice.kind, notice::kNotIncluded);
}

}  // namespace
}  // namespace llmcost
