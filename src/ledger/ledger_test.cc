// SPDX-License-Identifier: MIT
#include "ledger/ledger.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <tuple>

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
  EXPECT_EQ(ledger.texts().Text(ledger.series(day->rows[0].series).model), "gpt-5.5");
  EXPECT_EQ(day->CostUsd(day->rows[0]), Money::FromUnits(5));
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
  EXPECT_TRUE(ledger.FindDay(kEdugami, date)->rows[0].converted());
  EXPECT_FALSE(ledger.FindDay(kEdugami, date)->rows[1].converted());
  const std::uint64_t version = ledger.version();

  ledger.Convert(kEdugami, date, EuroRate(date, "1.1042"), false);
  const LedgerDay* day = ledger.FindDay(kEdugami, date);
  EXPECT_TRUE(ledger.WaitingCurrencies(kEdugami, date).empty());
  EXPECT_EQ(day->CostUsd(day->rows[1]).ToString(), "0.5521");
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
  EXPECT_EQ(ledger.FindDay(kEdugami, date)->CostUsd(ledger.FindDay(kEdugami, date)->rows[0]).ToString(), "0.5521");
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
  EXPECT_FALSE(ledger.FindDay(kEdugami, date)->rows[0].converted());
}

TEST(LedgerRestatementTest, TellsWhatADayThatWasOverCameToBefore) {
  Ledger ledger;
  const Date date(2026, 11, 19);
  const TimePoint before = Date(2026, 11, 20).Start();
  const std::vector first = {Bucket(date, "gpt-4o", 41), Bucket(date, "o4-mini", 4)};
  EXPECT_TRUE(ledger.ReplaceDays(kEdugami, {date, date}, first, before, kProvisional).empty());
  const std::vector second = {Bucket(date, "gpt-4o", 43), Bucket(date, "o4-mini", 4), Bucket(date, "gpt-5.5", 1)};
  const std::vector restatements = ledger.ReplaceDays(kEdugami, {date, date}, second, kReadAt, kSettled);
  ASSERT_EQ(restatements.size(), 2U);
  EXPECT_EQ(restatements[0], (Restatement{.source = kEdugami,
                                          .date = date,
                                          .project_id = "proj_1",
                                          .model = "gpt-4o",
                                          .currency = "USD",
                                          .cost_before = Money::FromUnits(41),
                                          .cost_now = Money::FromUnits(43),
                                          .read_before = before,
                                          .read_now = kReadAt}));
  EXPECT_EQ(restatements[1].model, "gpt-5.5");
  EXPECT_EQ(restatements[1].cost_before, Money());
}

TEST(LedgerRestatementTest, ADayThatGrowsWhileItRunsIsNotRestated) {
  Ledger ledger;
  const Date date(2026, 11, 19);
  const std::vector first = {Bucket(date, "gpt-4o", 41)};
  ledger.ReplaceDays(kEdugami, {date, date}, first, date.End() - std::chrono::milliseconds(1), kProvisional);
  const std::vector second = {Bucket(date, "gpt-4o", 43)};
  EXPECT_TRUE(ledger.ReplaceDays(kEdugami, {date, date}, second, kReadAt, kSettled).empty());
}

TEST(LedgerRestatementTest, OtherRowsOfTheSameSumAreNone) {
  Ledger ledger;
  const Date date(2026, 11, 19);
  const std::vector first = {Bucket(date, "gpt-4o", 41), Bucket(date, "gpt-4o", 2)};
  ledger.ReplaceDays(kEdugami, {date, date}, first, date.End(), kProvisional);
  const std::vector second = {Bucket(date, "gpt-4o", 43)};
  EXPECT_TRUE(ledger.ReplaceDays(kEdugami, {date, date}, second, kReadAt, kSettled).empty());
}

class SealedLedgerTest : public testing::Test {
 protected:
  SealedLedgerTest() {
    Read(41, date_.End());
    ledger_.AddSeal({.source = kEdugami, .month = Date(2026, 10, 1), .sealed_at = kReadAt, .rows = 1, .hash = {}});
  }
  std::vector<Restatement> Read(std::int64_t dollars, TimePoint read_at) {
    return ledger_.ReplaceDays(kEdugami, {date_, date_}, std::vector{Bucket(date_, "gpt-4o", dollars)}, read_at,
                               kSettled);
  }
  std::vector<std::pair<Date, Correction>> Corrections() const {
    return ledger_.Corrections(kEdugami, {Date(2026, 1, 1), Date(2026, 12, 31)});
  }

  Ledger ledger_;
  const Date date_{2026, 10, 19};
};

TEST_F(SealedLedgerTest, KeepsTheSealedFigureAndTheCorrectionBesideIt) {
  const std::vector restatements = Read(43, kReadAt);
  ASSERT_EQ(restatements.size(), 1U);
  EXPECT_TRUE(restatements[0].sealed);
  const LedgerDay* day = ledger_.FindDay(kEdugami, date_);
  EXPECT_EQ(day->rows[0].cost, Money::FromUnits(41));
  EXPECT_EQ(day->read_at, kReadAt);
  ASSERT_EQ(Corrections().size(), 1U);
  EXPECT_EQ(Corrections()[0].second.cost_sealed, Money::FromUnits(41));
  EXPECT_EQ(Corrections()[0].second.cost_now, Money::FromUnits(43));
}

TEST_F(SealedLedgerTest, TheSameCorrectionIsToldOnce) {
  Read(43, kReadAt);
  EXPECT_TRUE(Read(43, kReadAt + std::chrono::hours(1)).empty());
  EXPECT_EQ(Read(44, kReadAt + std::chrono::hours(2))[0].cost_before, Money::FromUnits(43));
  EXPECT_EQ(Corrections().size(), 1U);
}

TEST_F(SealedLedgerTest, TheEndOfACorrectionToldAgainIsNone) {
  const auto change = Read(43, kReadAt);
  const auto back = Read(41, kReadAt + std::chrono::hours(1));
  ASSERT_EQ(change.size(), 1U);
  ASSERT_EQ(back.size(), 1U);
  ledger_.AddCorrection(back[0]);
  EXPECT_TRUE(Corrections().empty());
  // Older news, told late.
  ledger_.AddCorrection(change[0]);
  EXPECT_TRUE(Corrections().empty());
}

TEST_F(SealedLedgerTest, ACorrectionTakenBackIsNone) {
  Read(43, kReadAt);
  Read(41, kReadAt + std::chrono::hours(1));
  EXPECT_TRUE(Corrections().empty());
}

TEST_F(SealedLedgerTest, OtherMonthsAndSourcesStayOpen) {
  EXPECT_TRUE(ledger_.IsSealed(kEdugami, Date(2026, 10, 31)));
  EXPECT_FALSE(ledger_.IsSealed(kEdugami, Date(2026, 11, 1)));
  EXPECT_FALSE(ledger_.IsSealed({"openai", "other"}, Date(2026, 10, 31)));
}

// A bucket made of a few small numbers, so that series repeat.
CostBucket BucketOf(const std::tuple<std::uint8_t, std::uint8_t, std::uint8_t, std::int16_t, std::int8_t>& numbers) {
  const auto& [day, project, kind, cost, requests] = numbers;
  CostBucket bucket = Bucket(Date(2026, 11, 1) + day % 3, std::string("model ") + static_cast<char>('a' + kind % 4), 0);
  bucket.project_id = project % 3 == 0 ? std::nullopt : std::optional("proj_" + std::to_string(project % 3));
  if (kind % 5 == 0) bucket.line_item = "line";
  if (kind % 7 == 0) bucket.currency = kind % 2 == 0 ? "EUR" : "CHF";
  if (kind % 11 == 0) bucket.provenance = Provenance::kUnpriced;
  if (bucket.provenance != Provenance::kUnpriced) bucket.cost = Money::FromAtto(Int128{cost} * 1'000'000'007);
  if (requests >= 0) bucket.requests = requests;
  if (requests > 50) bucket.input_tokens = 1000 * requests;
  return bucket;
}

void ExpectSame(const LedgerDay& a, const Ledger& of_a, const LedgerDay& b, const Ledger& of_b) {
  RC_ASSERT(a.read_at == b.read_at);
  RC_ASSERT(a.settled == b.settled);
  RC_ASSERT(a.converted == b.converted);
  RC_ASSERT(a.rates == b.rates);
  RC_ASSERT(a.rows.size() == b.rows.size());
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    RC_ASSERT(a.CostUsd(a.rows[i]) == b.CostUsd(b.rows[i]));
    RC_ASSERT(a.rows[i].cost == b.rows[i].cost);
    RC_ASSERT(a.rows[i].converted() == b.rows[i].converted());
    RC_ASSERT(a.rows[i].requests == b.rows[i].requests);
    RC_ASSERT(a.rows[i].input_tokens == b.rows[i].input_tokens);
    const LedgerSeries& of_row_a = of_a.series(a.rows[i].series);
    const LedgerSeries& of_row_b = of_b.series(b.rows[i].series);
    RC_ASSERT(of_a.texts().OptionalText(of_row_a.project) == of_b.texts().OptionalText(of_row_b.project));
    RC_ASSERT(of_a.texts().OptionalText(of_row_a.line_item) == of_b.texts().OptionalText(of_row_b.line_item));
    RC_ASSERT(of_a.texts().Text(of_row_a.model) == of_b.texts().Text(of_row_b.model));
    RC_ASSERT(of_row_a.provenance == of_row_b.provenance);
  }
}

using Numbers = std::vector<std::tuple<std::uint8_t, std::uint8_t, std::uint8_t, std::int16_t, std::int8_t>>;

RC_GTEST_PROP(LedgerPropertyTest, WhatIsStoredIsRestored, (Numbers numbers)) {
  const DateRange range{Date(2026, 11, 1), Date(2026, 11, 3)};
  std::vector<CostBucket> buckets;
  for (const auto& tuple : numbers) buckets.push_back(BucketOf(tuple));
  Ledger ledger;
  ledger.ReplaceDays(kEdugami, range, buckets, kReadAt, Date(2026, 11, 2));
  ledger.Convert(kEdugami, range.start, EuroRate(range.start, "1.1"), false);

  Ledger restored;
  restored.InternSeries({.model = "numbers of its own"});
  StoredReading reading = ledger.Stored(kEdugami, range);
  RC_ASSERT(reading.days.size() == 3U);
  for (StoredDay& day : reading.days) {
    for (StoredRow& row : day.rows) row.series = restored.InternSeries(reading.series[row.series]);
    restored.RestoreDay(kEdugami, day);
  }
  for (Date date = range.start; date <= range.end; ++date) {
    ExpectSame(*ledger.FindDay(kEdugami, date), ledger, *restored.FindDay(kEdugami, date), restored);
  }
}

RC_GTEST_PROP(LedgerPropertyTest, SumsOfADayAreThoseOfItsRows, (Numbers numbers)) {
  const DateRange range{Date(2026, 11, 1), Date(2026, 11, 3)};
  std::vector<CostBucket> buckets;
  for (const auto& tuple : numbers) buckets.push_back(BucketOf(tuple));
  Ledger ledger;
  ledger.ReplaceDays(kEdugami, range, buckets, kReadAt, kSettled);
  ledger.Convert(kEdugami, range.start, EuroRate(range.start, "1.1"), false);
  const LedgerDay& day = *ledger.FindDay(kEdugami, range.start);
  Money usd;
  std::int64_t requests = 0;
  for (const LedgerRow& row : day.rows) {
    usd += day.CostUsd(row);
    requests += std::max<std::int64_t>(row.requests, 0);
  }
  for (const SumsByText* sums : {&day.by_model, &day.by_project}) {
    Money total;
    std::int64_t counted = 0;
    for (const auto& [text, sum] : *sums) {
      total += sum.cost_usd;
      counted += sum.requests.value().value_or(0);
    }
    RC_ASSERT(total == usd);
    RC_ASSERT(counted == requests);
  }
}

}  // namespace
}  // namespace llmcost
