// SPDX-License-Identifier: MIT
#include "service/currency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace llmcost {
namespace {

namespace asio = boost::asio;
using std::chrono::hours;
using std::chrono::minutes;

constexpr Date kFriday{2026, 11, 20};
const TimePoint kNow = Date(2026, 11, 23).Start() + hours(9);  // a Monday, before its rate is out

Money Rate(std::string_view digits) { return Money::Parse(digits).value(); }

// The bank: what it has published, and what it was asked for.
class FakeRates final : public ExchangeRates {
 public:
  asio::awaitable<Result<std::vector<ReferenceRate>>> Fetch(DateRange range) override {
    asked.push_back(range);
    if (down) co_return Fail(ErrorKind::kUnavailable, "ecb: status 503");
    std::vector<ReferenceRate> given;
    for (const ReferenceRate& rate : published) {
      if (range.Contains(rate.date)) given.push_back(rate);
    }
    co_return given;
  }

  std::vector<ReferenceRate> published = {{kFriday - 1, "USD", Rate("1.10")},
                                          {kFriday - 1, "GBP", Rate("0.80")},
                                          {kFriday, "USD", Rate("1.1042")},
                                          {kFriday, "GBP", Rate("0.8471")}};
  bool down = false;
  std::vector<DateRange> asked;
};

class CurrencyTest : public testing::Test {
 protected:
  CurrencyConverter Make(std::map<std::string, Money> fixed = {}, bool fetch = true) {
    return CurrencyConverter(io_.get_executor(), io_.get_executor(), clock_, {fetch ? &rates_ : nullptr, fixed});
  }
  void Prepare(CurrencyConverter& converter, const std::string& currency, DateRange range) {
    asio::co_spawn(io_, converter.Prepare({currency}, range), [](const std::exception_ptr& exception) {
      if (exception) std::rethrow_exception(exception);
    });
    io_.restart();
    io_.run();
  }
  static Money Usd(const CurrencyConverter& converter, const std::string& currency, Date date, std::string_view cost) {
    const auto found = converter.Find(currency, date);
    return found ? MultiplyDivide(Rate(cost), found->rate.usd, found->rate.units).value() : Money();
  }

  asio::io_context io_;
  FakeClock clock_{kNow};
  FakeRates rates_;
};

TEST_F(CurrencyTest, UsesTheRateOfTheDay) {
  auto converter = Make();
  Prepare(converter, "EUR", {kFriday - 1, kFriday});
  EXPECT_EQ(Usd(converter, "EUR", kFriday, "2").ToString(), "2.2084");
  EXPECT_EQ(Usd(converter, "EUR", kFriday - 1, "2").ToString(), "2.2");
  EXPECT_FALSE(converter.Find("EUR", kFriday)->may_change);
}

TEST_F(CurrencyTest, CrossesTwoRatesOfTheEuro) {
  auto converter = Make();
  Prepare(converter, "GBP", {kFriday, kFriday});
  EXPECT_EQ(Usd(converter, "GBP", kFriday, "0.8471").ToString(), "1.1042");
}

TEST_F(CurrencyTest, AWeekendUsesFridaysRateForGood) {
  auto converter = Make();
  Prepare(converter, "EUR", {kFriday + 1, kFriday + 2});
  const auto sunday = converter.Find("EUR", kFriday + 2);
  ASSERT_TRUE(sunday);
  EXPECT_EQ(sunday->rate.date, kFriday);
  EXPECT_FALSE(sunday->may_change);
}

TEST_F(CurrencyTest, TodayUsesTheLatestRateUntilItsOwnIsOut) {
  auto converter = Make();
  const Date today = kFriday + 3;
  Prepare(converter, "EUR", {today, today});
  ASSERT_TRUE(converter.Find("EUR", today));
  EXPECT_TRUE(converter.Find("EUR", today)->may_change);

  rates_.published.push_back({today, "USD", Rate("1.2")});
  clock_.Set(kNow + minutes(9));
  Prepare(converter, "EUR", {today, today});
  EXPECT_EQ(rates_.asked.size(), 1U);
  clock_.Set(kNow + minutes(10));
  Prepare(converter, "EUR", {today, today});
  EXPECT_EQ(rates_.asked.size(), 2U);
  EXPECT_EQ(Usd(converter, "EUR", today, "1").ToString(), "1.2");
  EXPECT_FALSE(converter.Find("EUR", today)->may_change);
}

TEST_F(CurrencyTest, ARateIsGoodForSevenDays) {
  auto converter = Make();
  Prepare(converter, "EUR", {kFriday, kFriday});
  EXPECT_TRUE(converter.Find("EUR", kFriday + 7));
  EXPECT_FALSE(converter.Find("EUR", kFriday + 8));
  EXPECT_FALSE(converter.Find("EUR", kFriday - 2));
  EXPECT_FALSE(converter.Find("CNY", kFriday));
}

TEST_F(CurrencyTest, AsksAgainForEarlierDaysOnly) {
  auto converter = Make();
  Prepare(converter, "EUR", {kFriday - 1, kFriday});
  Prepare(converter, "EUR", {kFriday, kFriday});
  EXPECT_EQ(rates_.asked.size(), 1U);
  Prepare(converter, "EUR", {kFriday - 2, kFriday});
  ASSERT_EQ(rates_.asked.size(), 2U);
  EXPECT_EQ(rates_.asked[1].start, kFriday - 9);
}

TEST_F(CurrencyTest, KeepsACurrencyOnceItIsWanted) {
  auto converter = Make();
  Prepare(converter, "EUR", {kFriday - 1, kFriday});
  EXPECT_FALSE(converter.Find("GBP", kFriday));
  Prepare(converter, "GBP", {kFriday, kFriday});
  EXPECT_TRUE(converter.Find("GBP", kFriday));
  EXPECT_TRUE(converter.Find("GBP", kFriday - 1));
}

TEST_F(CurrencyTest, AFailureIsSaidAndTriedAgainAMinuteLater) {
  rates_.down = true;
  auto converter = Make();
  Prepare(converter, "EUR", {kFriday, kFriday});
  EXPECT_FALSE(converter.Find("EUR", kFriday));
  ASSERT_TRUE(converter.problem());
  Prepare(converter, "EUR", {kFriday, kFriday});
  EXPECT_EQ(rates_.asked.size(), 1U);
  rates_.down = false;
  clock_.Set(kNow + minutes(1));
  Prepare(converter, "EUR", {kFriday, kFriday});
  EXPECT_TRUE(converter.Find("EUR", kFriday));
  EXPECT_FALSE(converter.problem());
}

TEST_F(CurrencyTest, FixedRatesAreStrongerAndNeedNoBank) {
  auto converter = Make({{"EUR", Rate("1.25")}});
  Prepare(converter, "EUR", {kFriday, kFriday});
  EXPECT_TRUE(rates_.asked.empty());
  const auto found = converter.Find("EUR", kFriday);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->rate.fixed);
  EXPECT_EQ(Usd(converter, "EUR", kFriday, "2").ToString(), "2.5");
}

TEST_F(CurrencyTest, NothingIsAskedWhenSwitchedOff) {
  auto converter = Make({}, false);
  Prepare(converter, "EUR", {kFriday, kFriday});
  EXPECT_TRUE(rates_.asked.empty());
  EXPECT_FALSE(converter.Find("EUR", kFriday));
}

}  // namespace
}  // namespace llmcost
