// SPDX-License-Identifier: MIT
#include "ledger/ledger.h"

#include <gtest/gtest.h>

namespace llmcost {
namespace {

const Source kEdugami{"openai", "edugami"};
constexpr Date kSettled{2030, 1, 1};      // provisional from then on: all of it is settled
constexpr Date kProvisional{2020, 1, 1};  // none is
const TimePoint kReadAt = Date(2026, 11, 22).Start();

CostBucket Bucket(Date date, std::string model, std::int64_t dollars) {
  return {.date = date,
          .project_id = "proj_1",
          .model = std::move(model),
          .line_item = std::nullopt,
          .cost = Money::FromUnits(dollars),
          .currency = "USD"};
}

TEST(LedgerTest, KnowsNothingOfADayNeverRead) {
  Ledger ledger;
  EXPECT_EQ(ledger.FindDay(kEdugami, Date(2026, 11, 1)), nullptr);
  ledger.ReplaceDays(kEdugami, {Date(2026, 11, 2), Date(2026, 11, 3)}, {}, kReadAt, kSettled);
  EXPECT_EQ(ledger.FindDay(kEdugami, Date(2026, 11, 1)), nullptr);
  EXPECT_EQ(ledger.FindDay({"openai", "other"}, Date(2026, 11, 2)), nullptr);
}

TEST(LedgerTest, TellsAnEmptyDayFromAnUnknownOne) {
  Ledger ledger;
  ledger.ReplaceDays(kEdugami, {Date(2026, 11, 2), Date(2026, 11, 3)}, {}, kReadAt, kSettled);
  ASSERT_NE(ledger.FindDay(kEdugami, Date(2026, 11, 3)), nullptr);
  EXPECT_TRUE(ledger.FindDay(kEdugami, Date(2026, 11, 3))->rows.empty());
  EXPECT_EQ(ledger.FindDay(kEdugami, Date(2026, 11, 3))->read_at, kReadAt);
}

TEST(LedgerTest, ReplacesADayWhole) {
  Ledger ledger;
  const Date date(2026, 11, 2);
  const std::vector first = {Bucket(date, "gpt-4o", 3), Bucket(date, "o4-mini", 4)};
  ledger.ReplaceDays(kEdugami, {date, date}, first, kReadAt, kSettled);
  const std::uint64_t version = ledger.version();
  const std::vector second = {Bucket(date, "gpt-5.5", 5)};
  ledger.ReplaceDays(kEdugami, {date, date}, second, kReadAt + std::chrono::hours(1), kProvisional);
  const LedgerDay* day = ledger.FindDay(kEdugami, date);
  ASSERT_EQ(day->rows.size(), 1U);
  EXPECT_EQ(ledger.texts().Text(day->rows[0].model), "gpt-5.5");
  EXPECT_EQ(day->rows[0].cost_usd, Money::FromUnits(5));
  EXPECT_FALSE(day->settled);
  EXPECT_GT(ledger.version(), version);
}

TEST(LedgerTest, KeepsUnknownCountsApartFromZero) {
  Ledger ledger;
  const Date date(2026, 11, 2);
  std::vector buckets = {Bucket(date, "a", 1), Bucket(date, "b", 1)};
  buckets[1].requests = 0;
  ledger.ReplaceDays(kEdugami, {date, date}, buckets, kReadAt, kSettled);
  const LedgerDay* day = ledger.FindDay(kEdugami, date);
  EXPECT_EQ(day->rows[0].requests, -1);
  EXPECT_EQ(day->rows[1].requests, 0);
}

TEST(TextTableTest, GivesOneNumberToOneText) {
  TextTable texts;
  EXPECT_EQ(texts.Intern(std::nullopt), 0U);
  const std::uint32_t empty = texts.Intern("");
  EXPECT_NE(empty, 0U);
  for (int i = 0; i < 1000; ++i) texts.Intern("text " + std::to_string(i));
  EXPECT_EQ(texts.Intern(""), empty);
  EXPECT_EQ(texts.Text(texts.Intern("text 7")), "text 7");
  EXPECT_EQ(texts.Find("text 7"), texts.Intern("text 7"));
  EXPECT_EQ(texts.Find("never seen"), std::nullopt);
}

CostBucket Euros(Date date, std::string model, std::string_view cost) {
  CostBucket bucket = Bucket(date, std::move(model), 0);
  bucket.cost = Money::Parse(cost).value();
  bucket.currency = "EUR";
  return bucket;
}

ExchangeRate EuroRate(Date date, std::string_view usd) {
  return {"EUR", Money::Parse(usd).value(), Money::FromUnits(1), date, false};
}

TEST(LedgerTest, AmountsInOtherCurrenciesWaitForARate) {
  Ledger ledger;
  const Date date(2026, 11, 2);
  const std::vector buckets = {Bucket(date, "gpt-4o", 3), Euros(date, "mistral-large-2411", "0.5")};
  ledger.ReplaceDays(kEdugami, {date, date}, buckets, kReadAt, kSettled);
  EXPECT_EQ(ledger.WaitingCurrencies(kEdugami, date), std::vector<std::string>{"EUR"});
  EXPECT_TRUE(ledger.FindDay(kEdugami, date)->rows[0].converted);
  EXPECT_FALSE(ledger.FindDay(kEdugami, date)->rows[1].converted);
  const std::uint64_t version = ledger.version();

  ledger.Convert(kEdugami, date, EuroRate(date, "1.1042"), false);
  const LedgerDay* day = ledger.FindDay(kEdugami, date);
  EXPECT_TRUE(ledger.WaitingCurrencies(kEdugami, date).empty());
  EXPECT_EQ(day->rows[1].cost_usd.ToString(), "0.5521");
  EXPECT_EQ(day->rows[1].cost.ToString(), "0.5");
  EXPECT_EQ(day->rates, std::vector{EuroRate(date, "1.1042")});
  EXPECT_TRUE(day->settled);
  EXPECT_GT(ledger.version(), version);
}

TEST(LedgerTest, WhatIsConvertedKeepsItsRate) {
  Ledger ledger;
  const Date date(2026, 11, 2);
  const std::vector buckets = {Euros(date, "mistral-large-2411", "0.5")};
  ledger.ReplaceDays(kEdugami, {date, date}, buckets, kReadAt, kSettled);
  ledger.Convert(kEdugami, date, EuroRate(date, "1.1042"), false);
  ledger.Convert(kEdugami, date, EuroRate(date, "2"), false);
  EXPECT_EQ(ledger.FindDay(kEdugami, date)->rows[0].cost_usd.ToString(), "0.5521");
  EXPECT_EQ(ledger.FindDay(kEdugami, date)->rates.size(), 1U);
}

TEST(LedgerTest, ADayConvertedByARateThatMayChangeIsNotSettled) {
  Ledger ledger;
  const Date date(2026, 11, 2);
  const std::vector buckets = {Euros(date, "mistral-large-2411", "0.5")};
  ledger.ReplaceDays(kEdugami, {date, date}, buckets, kReadAt, kSettled);
  ledger.Convert(kEdugami, date, EuroRate(date - 3, "1.1042"), true);
  EXPECT_FALSE(ledger.FindDay(kEdugami, date)->settled);
}

TEST(LedgerTest, WhatHasNoPriceWaitsForNothing) {
  Ledger ledger;
  const Date date(2026, 11, 2);
  CostBucket bucket = Euros(date, "codestral", "0");
  bucket.provenance = Provenance::kUnpriced;
  ledger.ReplaceDays(kEdugami, {date, date}, std::vector{bucket}, kReadAt, kSettled);
  EXPECT_TRUE(ledger.WaitingCurrencies(kEdugami, date).empty());
  EXPECT_FALSE(ledger.FindDay(kEdugami, date)->rows[0].converted);
}

}  // namespace
}  // namespace llmcost
