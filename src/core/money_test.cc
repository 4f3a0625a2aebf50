// SPDX-License-Identifier: MIT
#include "core/money.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <numeric>
#include <string>

namespace llmcost {
namespace {

Money Parsed(std::string_view text) { return Money::Parse(text).value(); }

// Runs a RapidCheck property as the body of a test.
template <typename Property>
void Check(Property&& property) {
  EXPECT_TRUE(rc::check(std::forward<Property>(property)));
}

// Any amount up to ±9.2 * 10^14 units with all 18 decimals in play, small ones as likely as large.
rc::Gen<Money> AnyMoney() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::arbitrary<std::int64_t>(), rc::gen::inRange<std::int64_t>(1, 100'000'000'000'000)),
      [](const auto& pair) { return Money::FromAtto(Int128{std::get<0>(pair)} * std::get<1>(pair)); });
}

TEST(MoneyTest, ReadsEverySpellingOfProviders) {
  EXPECT_EQ(Parsed("0.0412500000000000000000000000000000").ToString(), "0.04125");
  EXPECT_EQ(Parsed("0E-6176"), Money());
  EXPECT_EQ(Parsed("0E+6111"), Money());
  EXPECT_EQ(Parsed("128e-15").ToString(), "0.000000000000128");
  EXPECT_EQ(Parsed("1.5E+3").ToString(), "1500");
  EXPECT_EQ(Parsed("-12.50").ToString(), "-12.5");
  EXPECT_EQ(Parsed("1951.470688220078929").ToString(), "1951.470688220078929");
  EXPECT_EQ(Parsed("-0").ToString(), "0");
}

TEST(MoneyTest, RefusesWhatIsNoNumber) {
  for (const char* text : {"",   " ",   "NaN", "Infinity", "-Infinity", "inf", "1,5",   "1 ",    " 1", "0x10",
                           "1e", "1e+", "--1", ".",        "-",         "e5",  "1.2.3", "1e5.5", "$1", "1_000"}) {
    const auto money = Money::Parse(text);
    ASSERT_FALSE(money) << text;
    EXPECT_EQ(money.error().kind, ErrorKind::kBadUpstream);
  }
}

TEST(MoneyTest, RefusesAmountsBeyondItsRange) {
  EXPECT_TRUE(Money::Parse("1000000000000000"));
  EXPECT_FALSE(Money::Parse("1000000000000000.000000000000000001"));
  EXPECT_FALSE(Money::Parse("1e16"));
  EXPECT_FALSE(Money::Parse("-1e6000"));
  EXPECT_FALSE(Money::Parse(std::string(400, '9')));
  EXPECT_EQ(Parsed("1e-99999999999999999999"), Money());
  EXPECT_EQ(Parsed("0." + std::string(500, '0') + "1e501"), Money::FromUnits(1));
}

TEST(MoneyTest, RoundsDigitsPastThe18thHalfToEven) {
  EXPECT_EQ(Parsed("0.0000000000000000005"), Money());
  EXPECT_EQ(Parsed("0.0000000000000000015").ToString(), "0.000000000000000002");
  EXPECT_EQ(Parsed("0.00000000000000000050000000000000000001").ToString(), "0.000000000000000001");
  EXPECT_EQ(Parsed("-0.0000000000000000025").ToString(), "-0.000000000000000002");
}

TEST(MoneyTest, ShiftsCentsExactly) {
  EXPECT_EQ(Money::Parse("123.45", -2).value().ToString(), "1.2345");
  EXPECT_EQ(Money::Parse("412.3075e-3", -2).value().ToString(), "0.004123075");
}

TEST(MoneyTest, PlainNumbersReadAsThoseWithAnExponent) {
  for (const std::string text : {"", "-", ".", "-.", "+1", "--1", "1.2.3", "1 ", "0x1", "1,5"}) {
    EXPECT_EQ(Money::Parse(text).has_value(), Money::Parse(text + "e0").has_value()) << text;
  }
  for (const std::string text : {"5.", ".5", "-.5", "+0.5", "00012", "999999999999999999", "1000000000000001",
                                 "0.0000000000000001", "0.00000000000000001", "-123456789.12345678"}) {
    EXPECT_EQ(Money::Parse(text).value_or(Money()), Money::Parse(text + "e0").value_or(Money())) << text;
    EXPECT_EQ(Money::Parse(text).has_value(), Money::Parse(text + "e0").has_value()) << text;
  }
}

TEST(MoneyTest, ParsesWhatItPrints) {
  Check([] {
    const Money money = *AnyMoney();
    RC_ASSERT(Parsed(money.ToString()) == money);
  });
}

TEST(MoneyTest, ReadsTheSameAmountFromPlainAndExponentForm) {
  Check([] {
    const Money money = *AnyMoney();
    const int zeros = *rc::gen::inRange(0, 40);
    std::string plain = money.ToFixed(Money::kDecimals);
    // All digits as a whole number with an exponent, as Decimal128 is written, and the plain form with zeros to spare.
    std::string digits = plain;
    digits.erase(digits.find('.'), 1);
    RC_ASSERT(Parsed(digits + "E-18") == money);
    RC_ASSERT(Parsed(digits + std::string(static_cast<std::size_t>(zeros), '0') + "e-" + std::to_string(18 + zeros)) ==
              money);
    RC_ASSERT(Parsed(plain + std::string(static_cast<std::size_t>(zeros), '0')) == money);
  });
}

TEST(MoneyTest, SumsAreIndependentOfOrder) {
  Check([] {
    auto amounts = *rc::gen::container<std::vector<Money>>(AnyMoney());
    const Money sum = std::accumulate(amounts.begin(), amounts.end(), Money());
    std::ranges::sort(amounts);
    RC_ASSERT(std::accumulate(amounts.begin(), amounts.end(), Money()) == sum);
    std::ranges::reverse(amounts);
    RC_ASSERT(std::accumulate(amounts.begin(), amounts.end(), Money()) == sum);
  });
}

TEST(MoneyTest, ClampsInsteadOfWrapping) {
  const Money huge = Money::FromAtto(static_cast<Int128>(1) << 126);
  EXPECT_GT(huge + huge + huge, huge);
  EXPECT_LT(-huge - huge - huge, -huge);
}

TEST(MoneyTest, RoundsForDisplayHalfToEven) {
  EXPECT_EQ(Parsed("1.005").ToFixed(2), "1.00");
  EXPECT_EQ(Parsed("1.015").ToFixed(2), "1.02");
  EXPECT_EQ(Parsed("-0.004").ToFixed(2), "0.00");
  EXPECT_EQ(Parsed("-1.006").ToFixed(2), "-1.01");
  EXPECT_EQ(Parsed("2.5").ToFixed(0), "2");
  EXPECT_EQ(Parsed("1305.06").ToFixed(4), "1305.0600");
}

TEST(MoneyTest, MultipliesExactly) {
  EXPECT_EQ(Multiply(Parsed("250000"), Parsed("0.0000017000"))->ToString(), "0.425");
  EXPECT_EQ(Multiply(Parsed("11121"), Parsed("8.50E-8"))->ToString(), "0.000945285");
  EXPECT_EQ(Multiply(Parsed("-0.5"), Parsed("1.1042"))->ToString(), "-0.5521");
  EXPECT_EQ(MultiplyDivide(Parsed("168.35"), Parsed("1.1042"), Parsed("168.35"))->ToString(), "1.1042");
}

TEST(MoneyTest, MultipliesWithOneRoundingHalfToEven) {
  const Money atto = Money::FromAtto(1);
  EXPECT_EQ(Multiply(atto, Parsed("0.5"))->atto(), Int128{0});
  EXPECT_EQ(Multiply(Money::FromAtto(3), Parsed("0.5"))->atto(), Int128{2});
  EXPECT_EQ(Multiply(Money::FromAtto(-3), Parsed("0.5"))->atto(), Int128{-2});
  EXPECT_EQ(MultiplyDivide(Parsed("1"), Parsed("1"), Parsed("3"))->ToString(), "0.333333333333333333");
  EXPECT_EQ(MultiplyDivide(Parsed("2"), Parsed("-1"), Parsed("3"))->ToString(), "-0.666666666666666667");
}

TEST(MoneyTest, SaysWhenAProductIsOutOfRange) {
  EXPECT_FALSE(Multiply(Parsed("1e15"), Parsed("1e15")));
  EXPECT_FALSE(MultiplyDivide(Parsed("1"), Parsed("1"), Money()));
}

TEST(MoneyTest, MultiplyingByUnitsIsAddingUp) {
  Check([] {
    const auto money = *AnyMoney();
    const auto times = *rc::gen::inRange(-50, 50);
    Money sum;
    for (int i = 0; i < std::abs(times); ++i) sum += times < 0 ? -money : money;
    RC_ASSERT(Multiply(money, Money::FromUnits(times)) == sum);
  });
}

TEST(MoneyTest, MultiplyingAndDividingByTheSameChangesNothing) {
  Check([] {
    const auto money = *AnyMoney();
    const Money rate = Money::FromAtto(Int128{*rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000'000)});
    RC_ASSERT(MultiplyDivide(money, rate, rate) == money);
  });
}

TEST(RoundToSumTest, RoundedPartsAddUpToTheRoundedSum) {
  Check([] {
    const auto parts = *rc::gen::container<std::vector<Money>>(AnyMoney());
    const int decimals = *rc::gen::inRange(0, 18);
    const auto rounded = RoundToSum(parts, decimals);
    const Money unit = Parsed("1e-" + std::to_string(decimals));
    const Money sum = std::accumulate(parts.begin(), parts.end(), Money());
    RC_ASSERT(std::accumulate(rounded.begin(), rounded.end(), Money()) == sum.RoundTo(decimals));
    for (std::size_t i = 0; i < parts.size(); ++i) {
      RC_ASSERT(rounded[i] - parts[i] <= unit);
      RC_ASSERT(parts[i] - rounded[i] <= unit);
    }
  });
}

TEST(RoundToSumTest, GivesTheLostCentToTheLargestRemainder) {
  const std::vector<Money> parts = {Parsed("0.333"), Parsed("0.333"), Parsed("0.334")};
  EXPECT_EQ(RoundToSum(parts, 2), (std::vector<Money>{Parsed("0.33"), Parsed("0.33"), Parsed("0.34")}));
}

}  // namespace
}  // namespace llmcost
