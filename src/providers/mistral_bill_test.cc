// SPDX-License-Identifier: MIT
#include "providers/mistral_bill.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace llmcost {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr DateRange kOctober{Date(2026, 10, 1), Date(2026, 10, 31)};
constexpr DateRange kNovember{Date(2026, 11, 1), Date(2026, 11, 30)};
constexpr Date kDay{2026, 11, 3};
constexpr Date kToday{2026, 11, 22};

Money Amount(std::string_view text) { return Money::Parse(text).value(); }

MistralItem Use(std::string metric, std::string group, std::string event = "api_tokens", std::string zone = "",
                std::string tier = "") {
  return {"completion", std::move(metric), std::move(group), std::move(event), std::move(zone), std::move(tier)};
}

MistralUsage Usage(std::vector<std::pair<MistralItem, std::string_view>> prices = {}) {
  MistralUsage usage;
  usage.currency = "EUR";
  usage.prices.emplace();
  for (auto& [use, price] : prices) usage.prices->Add({std::move(use), Amount(price)});
  return usage;
}

void AddUse(MistralUsage& usage, const MistralItem& use, std::int64_t used, std::int64_t paid, Date date = kDay) {
  usage.daily[{date, use}] += {Money::FromUnits(used), Money::FromUnits(paid)};
}

MistralMonth Month(MistralUsage organization, std::vector<MistralUsage> workspaces) {
  MistralMonth month;
  month.days = kNovember;
  month.organization = std::move(organization);
  for (MistralUsage& usage : workspaces) {
    month.workspaces.push_back({fmt::format("w{}", month.workspaces.size() + 1), std::move(usage)});
  }
  return month;
}

FetchedCosts BillOf(const MistralMonth& month, DateRange range = kNovember, Date today = kToday) {
  MistralBill bill({range.start, std::min(range.end, today)}, today);
  EXPECT_TRUE(bill.Add(month));
  return bill.Finish();
}

// "2026-11-03 w1 completion/large/input 0.5 EUR"; "-" for no project and for no cost.
std::vector<std::string> Texts(const FetchedCosts& fetched) {
  std::vector<std::string> texts;
  for (const CostBucket& bucket : fetched.buckets) {
    texts.push_back(
        fmt::format("{} {} {} {} {}", bucket.date.ToString(), bucket.project_id.value_or("-"), *bucket.line_item,
                    bucket.provenance == Provenance::kUnpriced ? "-" : bucket.cost.ToString(), bucket.currency));
  }
  return texts;
}

TEST(MistralPriceListTest, TheExactPriceIsStrongerThanAnyOther) {
  const auto prices = *Usage({{Use("m", "input", "api_tokens", "global", "standard"), "1"},
                              {Use("m", "input", "api_tokens", "global", "priority"), "2"},
                              {Use("m", "input", "api_tokens", "eu", "standard"), "3"},
                              {Use("m", "input", "vibe_tokens", "global", "standard"), "4"}})
                           .prices;
  EXPECT_EQ(prices.Find(Use("m", "input", "api_tokens", "global", "standard")), Amount("1"));
  EXPECT_EQ(prices.Find(Use("m", "input", "api_tokens", "global", "priority")), Amount("2"));
  EXPECT_EQ(prices.Find(Use("m", "input", "api_tokens", "eu", "standard")), Amount("3"));
  EXPECT_EQ(prices.Find(Use("m", "input", "vibe_tokens", "global", "standard")), Amount("4"));
  EXPECT_EQ(prices.Find(Use("m", "input")), Amount("1")) << "what is not told is global and standard";
  EXPECT_EQ(prices.Find(Use("m", "output")), std::nullopt);
  EXPECT_EQ(prices.Find(Use("n", "input")), std::nullopt);
}

TEST(MistralPriceListTest, WithoutTheExactOneTierThenZoneThenEventDoNotMatter) {
  const auto prices = *Usage({{Use("m", "input", "api_tokens", "eu", "standard"), "1"},
                              {Use("m", "input", "api_tokens", "us", "standard"), "2"},
                              {Use("m", "input", "vibe_tokens", "us", "standard"), "3"},
                              {Use("o", "pages", "api_pages", "global", "standard"), "4"}})
                           .prices;
  EXPECT_EQ(prices.Find(Use("m", "input", "api_tokens", "eu", "priority")), Amount("1"));
  EXPECT_EQ(prices.Find(Use("m", "input", "vibe_tokens", "eu", "priority")), Amount("3"));
  EXPECT_EQ(prices.Find(Use("o", "pages", "vibe_pages", "eu", "priority")), Amount("4"));
}

TEST(MistralPriceListTest, PricesThatDifferAreNoPrice) {
  const auto prices = *Usage({{Use("m", "input", "api_tokens", "eu", "standard"), "1"},
                              {Use("m", "input", "api_tokens", "us", "standard"), "2"},
                              {Use("n", "input", "api_tokens", "global", "standard"), "1"},
                              {Use("n", "input", "api_tokens", "global", "standard"), "2"},
                              {Use("o", "input", "api_tokens", "eu", "standard"), "3"},
                              {Use("o", "input", "api_tokens", "us", "standard"), "3.0"}})
                           .prices;
  EXPECT_EQ(prices.Find(Use("m", "input")), std::nullopt) << "of which zone?";
  EXPECT_EQ(prices.Find(Use("n", "input")), std::nullopt) << "before or after it changed?";
  EXPECT_EQ(prices.Find(Use("o", "input")), Amount("3"));
}

TEST(MistralBillTest, ACostIsThePaidQuantityTimesThePrice) {
  MistralUsage usage = Usage({{Use("large", "input"), "8.50E-8"}});
  AddUse(usage, Use("large", "input"), 1500, 1001);
  const auto fetched = BillOf(Month(usage, {usage}));
  EXPECT_THAT(Texts(fetched), ElementsAre("2026-11-03 w1 completion/large/input 0.000085085 EUR"));
  const CostBucket& bucket = fetched.buckets[0];
  EXPECT_EQ(bucket.provenance, Provenance::kEstimated);
  EXPECT_EQ(bucket.model, "large");
  EXPECT_EQ(bucket.input_tokens, 1500);
  EXPECT_EQ(bucket.output_tokens, std::nullopt);
  EXPECT_EQ(bucket.requests, std::nullopt);
  EXPECT_THAT(fetched.notices, IsEmpty());
}

TEST(MistralBillTest, OnlyTokensAreCountedAsTokens) {
  MistralUsage usage = Usage({{Use("m", "input"), "1"}});
  AddUse(usage, Use("m", "input", ""), 1, 1);
  AddUse(usage, Use("m", "cached"), 2, 2);
  AddUse(usage, Use("m", "output"), 3, 3);
  AddUse(usage, Use("m", "reasoning"), 4, 4);
  AddUse(usage, Use("m", "input", "api_pages"), 5, 5);
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> counts;
  for (const CostBucket& bucket : BillOf(Month(usage, {usage})).buckets) {
    auto& [input, output] = counts[*bucket.line_item];
    input += bucket.input_tokens.value_or(0);
    output += bucket.output_tokens.value_or(0);
  }
  using Pair = std::pair<std::int64_t, std::int64_t>;
  EXPECT_EQ(counts["completion/m/input"], Pair(1, 0));
  EXPECT_EQ(counts["completion/m/cached"], Pair(2, 0));
  EXPECT_EQ(counts["completion/m/output"], Pair(0, 3));
  EXPECT_EQ(counts["completion/m/reasoning"], Pair(0, 0));
}

TEST(MistralBillTest, WhatTheWorkspacesDoNotHaveIsWithoutProject) {
  MistralUsage one = Usage({{Use("m", "input"), "0.1"}});
  MistralUsage two = one;
  MistralUsage whole = one;
  AddUse(one, Use("m", "input"), 10, 10);
  AddUse(two, Use("m", "input"), 20, 15);
  AddUse(whole, Use("m", "input"), 37, 30);
  AddUse(whole, Use("m", "input"), 7, 7, kDay + 1);
  const auto fetched = BillOf(Month(whole, {one, two}));
  EXPECT_THAT(Texts(fetched),
              ElementsAre("2026-11-03 - completion/m/input 0.5 EUR", "2026-11-03 w1 completion/m/input 1 EUR",
                          "2026-11-03 w2 completion/m/input 1.5 EUR", "2026-11-04 - completion/m/input 0.7 EUR"));
  EXPECT_EQ(fetched.buckets[0].input_tokens, 7);
}

TEST(MistralBillTest, WhereTheWorkspacesComeToMoreNothingIsTakenAway) {
  MistralUsage one = Usage({{Use("m", "input"), "0.1"}});
  MistralUsage whole = one;
  AddUse(one, Use("m", "input"), 10, 10);
  AddUse(whole, Use("m", "input"), 4, 4);
  AddUse(whole, Use("m", "output"), 4, 4);
  MistralBill bill(kNovember, kToday);
  const auto fits = bill.Add(Month(whole, {one}));
  ASSERT_TRUE(fits);
  EXPECT_FALSE(*fits);
  EXPECT_THAT(Texts(bill.Finish()),
              ElementsAre("2026-11-03 - completion/m/output - EUR", "2026-11-03 w1 completion/m/input 1 EUR"));
}

TEST(MistralBillTest, AZoneToldInOneAnswerOnlyMakesNothingCountTwice) {
  MistralUsage one = Usage({{Use("m", "input"), "0.1"}});
  MistralUsage whole = one;
  AddUse(one, Use("m", "input", "api_tokens", "eu"), 10, 10);
  AddUse(one, Use("m", "input", "api_tokens", "us"), 5, 5);
  AddUse(whole, Use("m", "input"), 18, 17);
  EXPECT_THAT(Texts(BillOf(Month(whole, {one}))),
              ElementsAre("2026-11-03 - completion/m/input 0.2 EUR", "2026-11-03 w1 completion/m/input 1.5 EUR"));
}

TEST(MistralBillTest, WithoutAPriceTheQuantityIsKeptAndTheModelNamed) {
  MistralUsage usage = Usage({{Use("m", "output"), "0.1"}});
  AddUse(usage, Use("m", "input"), 10, 10);
  AddUse(usage, Use("free", "input"), 10, 0);
  AddUse(usage, Use("m", "output"), 10, 10);
  const auto fetched = BillOf(Month(usage, {usage}));
  EXPECT_THAT(Texts(fetched),
              ElementsAre("2026-11-03 w1 completion/free/input 0 EUR", "2026-11-03 w1 completion/m/input - EUR",
                          "2026-11-03 w1 completion/m/output 1 EUR"));
  EXPECT_EQ(fetched.buckets[1].input_tokens, 10);
  EXPECT_TRUE(fetched.buckets[1].cost.IsZero());
  ASSERT_EQ(fetched.notices.size(), 1U);
  EXPECT_EQ(fetched.notices[0].kind, notice::kUnpriced);
  EXPECT_EQ(fetched.notices[0].message, "mistral: no price is known for m");
}

TEST(MistralBillTest, WithoutPricesOrCurrencyNothingIsPriced) {
  MistralUsage without_prices = Usage();
  without_prices.prices.reset();
  MistralUsage without_currency = Usage({{Use("m1", "input"), "0.1"}});
  without_currency.currency.clear();
  for (MistralUsage usage : {without_prices, without_currency}) {
    for (int i = 1; i <= 7; ++i) AddUse(usage, Use(fmt::format("m{}", i), "input"), 10, i == 1 ? 0 : 10);
    const auto fetched = BillOf(Month(usage, {usage}));
    EXPECT_EQ(fetched.buckets.size(), 7U);
    for (const CostBucket& bucket : fetched.buckets) EXPECT_EQ(bucket.provenance, Provenance::kUnpriced);
    ASSERT_EQ(fetched.notices.size(), 1U);
    EXPECT_EQ(fetched.notices[0].message, "mistral: no price is known for m1, m2, m3, m4, m5 and 2 more");
  }
}

TEST(MistralBillTest, TheStorageOfAMonthStandsOnItsLastDayOnceItIsOver) {
  MistralItem storage = Use("tuned", "storage", "");
  storage.category = "fine_tuning/storage";
  MistralUsage usage = Usage({{Use("tuned", "storage", "api_storage"), "2"}});
  usage.monthly[storage] = {Amount("3"), Amount("3")};
  MistralMonth october = Month(usage, {usage});
  october.days = kOctober;

  const auto over = BillOf(october, {kOctober.start, kToday});
  EXPECT_THAT(Texts(over), ElementsAre("2026-10-31 w1 fine_tuning/storage/tuned/storage 6 EUR"));
  ASSERT_EQ(over.notices.size(), 1U);
  EXPECT_EQ(over.notices[0].kind, notice::kBookedTogether);
  EXPECT_THAT(over.notices[0].message, HasSubstr("2026-10 stands on the month's last day"));

  const auto other_days = BillOf(october, {kOctober.start, kOctober.end - 1});
  EXPECT_THAT(Texts(other_days), IsEmpty());
  EXPECT_THAT(other_days.notices, IsEmpty());

  const auto running = BillOf(Month(usage, {usage}), kNovember, kNovember.end);
  EXPECT_THAT(Texts(running), IsEmpty());
  ASSERT_EQ(running.notices.size(), 1U);
  EXPECT_THAT(running.notices[0].message, HasSubstr("2026-11 is added on its last day"));

  usage.prices.emplace();
  october.workspaces[0].usage = usage;
  EXPECT_THAT(Texts(BillOf(october, kOctober)), ElementsAre("2026-10-31 w1 fine_tuning/storage/tuned/storage - EUR"));
}

TEST(MistralBillTest, DaysThatWereNotAskedForAreLeftOut) {
  MistralUsage usage = Usage({{Use("m", "input"), "1"}});
  for (int day = 0; day < 20; ++day) AddUse(usage, Use("m", "input"), 1, 1, kNovember.start + day);
  EXPECT_THAT(Texts(BillOf(Month(usage, {}), {kDay, kDay})), ElementsAre("2026-11-03 - completion/m/input 1 EUR"));
}

TEST(MistralBillTest, AnAmountThatCannotBeIsAnError) {
  MistralUsage usage = Usage({{Use("m", "input"), "1e12"}});
  AddUse(usage, Use("m", "input"), 1'000'000, 1'000'000);
  MistralBill bill(kNovember, kToday);
  const auto added = bill.Add(Month(usage, {}));
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().kind, ErrorKind::kBadUpstream);
}

TEST(MistralBillTest, EveryUnitUsedIsChargedOnceWhateverWorkspaceUsedIt) {
  EXPECT_TRUE(rc::check([] {
    const auto price = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);  // of 10^-12
    MistralUsage empty = Usage({{Use("m", "input"), fmt::format("{}e-12", price)}});
    const auto workspace_count = *rc::gen::inRange<std::size_t>(0, 4);
    std::vector<MistralUsage> workspaces(workspace_count, empty);
    MistralUsage whole = empty;
    const auto entries = *rc::gen::inRange(0, 30);
    std::int64_t paid_units = 0;
    std::int64_t used_units = 0;
    for (int i = 0; i < entries; ++i) {
      const Date date = kNovember.start + *rc::gen::inRange(0, 20);
      const auto used = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
      const auto paid = *rc::gen::inRange<std::int64_t>(0, used + 1);
      const std::string zone = *rc::gen::element<std::string>("", "eu", "us");
      const MistralItem use = Use("m", "input", "api_tokens", zone);
      AddUse(whole, *rc::gen::arbitrary<bool>() ? use : Use("m", "input"), used, paid, date);
      const auto workspace = *rc::gen::inRange<std::size_t>(0, workspace_count + 1);
      if (workspace < workspace_count) AddUse(workspaces[workspace], use, used, paid, date);
      paid_units += paid;
      used_units += used;
    }
    MistralBill bill(kNovember, kNovember.end);
    RC_ASSERT(bill.Add(Month(whole, workspaces)).value());
    const FetchedCosts fetched = bill.Finish();
    Money total;
    std::int64_t tokens = 0;
    for (const CostBucket& bucket : fetched.buckets) {
      total += bucket.cost;
      tokens += bucket.input_tokens.value_or(0);
    }
    RC_ASSERT(total == Money::FromAtto(Int128{paid_units} * price * 1'000'000));
    RC_ASSERT(tokens == used_units);
  }));
}

TEST(MistralMonthsTest, AreTheOnesWithADayOfTheRange) {
  EXPECT_THAT(MonthsOf({Date(2026, 11, 30), Date(2026, 11, 30)}), ElementsAre(kNovember));
  EXPECT_THAT(MonthsOf({Date(2026, 10, 31), Date(2026, 11, 1)}), ElementsAre(kOctober, kNovember));
  const auto months = MonthsOf({Date(2023, 12, 31), Date(2024, 3, 1)});
  ASSERT_EQ(months.size(), 4U);
  EXPECT_EQ(months[2], (DateRange{Date(2024, 2, 1), Date(2024, 2, 29)}));
  EXPECT_EQ(MonthName(months[3]), "2024-03");
}

}  // namespace
}  // namespace llmcost
