// SPDX-License-Identifier: MIT
#include "ledger/day_hash.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

namespace llmcost {
namespace {

const std::vector<CostSeries> kSeries = {
    {.project_id = "proj_1", .model = "gpt-4o", .line_item = "gpt-4o, input"},
    {.project_id = std::nullopt, .model = "gpt-4o", .line_item = "gpt-4o, input"},
    {.project_id = "", .model = "gpt-4o", .line_item = std::nullopt},
    {.project_id = "proj_1", .model = "gpt-4o", .line_item = "gpt-4o, input", .currency = "EUR"},
};

std::string HashOf(const StoredDay& day) {
  return DayHash(day, [](std::uint32_t series) -> const CostSeries& { return kSeries.at(series); });
}

StoredRow Row(std::uint32_t series, std::int64_t cost) {
  StoredRow row;
  row.series = series;
  row.cost = Money::FromUnits(cost);
  return row;
}

StoredDay DayOf(std::vector<StoredRow> rows) { return {.date = Date(2026, 11, 2), .read_at = {}, .rows = rows}; }

RC_GTEST_PROP(DayHashTest, DoesNotDependOnTheOrderOfRows, (std::vector<std::uint8_t> costs, std::uint32_t seed)) {
  std::vector<StoredRow> rows;
  for (const std::uint8_t cost : costs) rows.push_back(Row(cost % 4U, cost));
  const std::string hash = HashOf(DayOf(rows));
  std::ranges::shuffle(rows, std::mt19937(seed));
  RC_ASSERT(HashOf(DayOf(rows)) == hash);
  RC_ASSERT(hash.size() == 64U);
}

TEST(DayHashTest, TellsEveryDifferenceOfAFigure) {
  std::vector<std::string> hashes = {HashOf(DayOf({}))};
  for (std::uint32_t series = 0; series < kSeries.size(); ++series) hashes.push_back(HashOf(DayOf({Row(series, 1)})));
  hashes.push_back(HashOf(DayOf({Row(0, 2)})));
  hashes.push_back(HashOf(DayOf({Row(0, 1), Row(0, 1)})));
  StoredRow counted = Row(0, 1);
  for (std::int64_t StoredRow::* count : {&StoredRow::requests, &StoredRow::input_tokens, &StoredRow::output_tokens}) {
    counted.*count = 0;
    hashes.push_back(HashOf(DayOf({counted})));
  }
  StoredDay converted = DayOf({Row(3, 1)});
  converted.rates.push_back({"EUR", Money::FromUnits(2), Money::FromUnits(1), Date(2026, 11, 2), false});
  hashes.push_back(HashOf(converted));
  std::ranges::sort(hashes);
  EXPECT_EQ(std::ranges::adjacent_find(hashes), hashes.end());
}

TEST(DayHashTest, SaysNothingOfTheReading) {
  StoredDay day = DayOf({Row(0, 1)});
  const std::string hash = HashOf(day);
  day.read_at = Date(2026, 11, 20).Start();
  day.settled = true;
  EXPECT_EQ(HashOf(day), hash);
}

TEST(MonthHashTest, TellsDaysApart) {
  StoredDay first = DayOf({Row(0, 1)});
  first.hash = HashOf(first);
  StoredDay second = first;
  second.date = first.date + 1;
  EXPECT_NE(MonthHash(std::vector{first}), MonthHash(std::vector{second}));
  EXPECT_NE(MonthHash(std::vector{first}), MonthHash(std::vector{first, second}));
  EXPECT_EQ(MonthHash(std::vector{first, second}), MonthHash(std::vector{first, second}));
}

TEST(DayHashTest, ASealIsOfItsSourceAlone) {
  const std::vector<StoredDay> days = {{.date = Date(2026, 10, 1), .read_at = {}, .hash = std::string(64, 'a')}};
  Seal seal{.source = {"openai", "acme"}, .month = Date(2026, 10, 1), .sealed_at = {}, .rows = 1, .hash = {}};
  seal.hash = SealHash(seal.source, days);
  EXPECT_TRUE(IsSealOf(seal, days));
  seal.source.workspace = "other";
  EXPECT_FALSE(IsSealOf(seal, days));
  // As the first seals were made.
  seal.hash = MonthHash(days);
  EXPECT_TRUE(IsSealOf(seal, days));
}

}  // namespace
}  // namespace llmcost
