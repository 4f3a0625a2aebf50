// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "ledger/day_hash.h"
#include "ledger/postgres_testing.h"
#include "ledger/verify.h"

// What a server that all replicas share asks of the store; ledger_store_contract_test.cc has what every store does.
namespace llmcost {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class PostgresStoreTest : public PostgresTest {};

TEST_F(PostgresStoreTest, ProgramsThatStartTogetherMigrateOnce) {
  std::vector<std::thread> programs;
  std::vector<Result<std::unique_ptr<LedgerStore>>> stores(4);
  for (auto& store : stores) programs.emplace_back([&] { store = place_.Open(); });
  for (std::thread& program : programs) program.join();
  for (const auto& store : stores) EXPECT_TRUE(store.has_value()) << store.error().message;
  EXPECT_EQ(Ask("SELECT version FROM llm_cost.ledger_version"), "1");
  EXPECT_EQ(Ask("SELECT count(*) FROM llm_cost.ledger"), "1");
}

TEST_F(PostgresStoreTest, RefusesTheLedgerOfANewerProgram) {
  Open();
  Ask("UPDATE llm_cost.ledger_version SET version = 99");
  const auto store = place_.Open();
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_THAT(store.error().message, HasSubstr("newer version"));
  EXPECT_THAT(store.error().hint, Not(IsEmpty()));
}

TEST_F(PostgresStoreTest, RefusesADatabaseThatIsNotUtf8) {
  server_.Ask("postgres", "CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0");
  const auto store = OpenLedgerStore(server_.Url("ascii"));
  server_.DropDatabase("ascii");
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_THAT(store.error().hint, HasSubstr("ENCODING 'UTF8'"));
}

TEST_F(PostgresStoreTest, NeedsNoRightsBeyondItsSchema) {
  Ask("CREATE ROLE ada LOGIN");
  Ask("CREATE SCHEMA llm_cost AUTHORIZATION ada");
  {
    auto store = OpenLedgerStore(place_.url() + "&user=ada");
    ASSERT_TRUE(store.has_value()) << store.error().message;
    EXPECT_TRUE((*store)->Save(MakeReading("1")).has_value());
  }
  Ask("DROP OWNED BY ada; DROP ROLE ada");
}

TEST_F(PostgresStoreTest, SaysWhatToDoWithoutTheRightToMakeTheSchema) {
  Ask("CREATE ROLE bob LOGIN");
  const auto store = OpenLedgerStore(place_.url() + "&user=bob");
  Ask("DROP ROLE bob");
  ASSERT_FALSE(store.has_value());
  EXPECT_THAT(store.error().hint, HasSubstr("CREATE SCHEMA llm_cost"));
}

TEST_F(PostgresStoreTest, StoresThatSaveTheSameDaysTakeTurns) {
  Open();
  constexpr int kStores = 4;
  constexpr int kSaves = 10;
  std::vector<std::vector<std::int64_t>> numbers(kStores);
  std::vector<std::thread> programs;
  for (int i = 0; i < kStores; ++i) {
    programs.emplace_back([this, i, &mine = numbers[static_cast<std::size_t>(i)]] {
      const auto store = Open();
      for (int save = 0; save < kSaves; ++save) {
        const int cost = 100 * i + save;
        mine.push_back(store->Save(MakeReading(std::to_string(cost), 3, 20)).value_or(-1));
      }
    });
  }
  for (std::thread& program : programs) program.join();
  std::set<std::int64_t> all;
  for (const auto& mine : numbers) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), kStores * kSaves);
  EXPECT_EQ(*all.begin(), 1);
  EXPECT_EQ(*all.rbegin(), kStores * kSaves);
  const RecordingSink sink = LoadAnew();
  EXPECT_EQ(sink.days.size(), 3U);
  for (const auto& [key, day] : sink.days) {
    ASSERT_EQ(day.rows.size(), 20U);
    for (const auto& row : day.rows) EXPECT_EQ(row.second.cost, day.rows[0].second.cost) << "a day of two readings";
  }
  EXPECT_THAT(Open()->Check().value(), IsEmpty());
}

TEST_F(PostgresStoreTest, AClockThatIsAheadDoesNotKeepOthersOut) {
  const auto store = Open();
  const TimePoint now = SystemClock().Now();
  ASSERT_TRUE(store->Save(MakeReading("1", 1, 1, now + std::chrono::hours(5))).has_value());
  const TimePoint later = SystemClock().Now() + std::chrono::milliseconds(1);
  ASSERT_TRUE(Eventually([&] { return SystemClock().Now() > later; }));
  ASSERT_TRUE(store->Save(MakeReading("2", 1, 1, later)).has_value());
  const RecordingSink sink = LoadAnew();
  EXPECT_EQ(sink.days.begin()->second.rows[0].second.cost, Money::FromUnits(2));
}

TEST_F(PostgresStoreTest, ATextThatTheServerCannotKeepLosesNoFigure) {
  StoredReading reading = MakeReading("5");
  reading.series[0].model = std::string("a\0b", 3) + "\xFF\xC0\x80\xED\xA0\x80 é 🙂";
  reading.notices = {{{{kPostgresDay, kPostgresDay}, {notice::kUnpriced, std::string("x\0", 2), ""}}}};
  const auto store = Open();
  const auto saved = store->Save(reading);
  ASSERT_TRUE(saved.has_value()) << saved.error().message;
  ASSERT_TRUE(store->SaveProjects(kPostgresSource, {{"p", std::string("n\0", 2), false}}, kPostgresReadAt).has_value());
  const RecordingSink sink = LoadAnew();
  const RecordedDay& day = sink.days.begin()->second;
  EXPECT_EQ(day.rows[0].first.model, "a�b������ é 🙂");
  StoredDay read = day.day;
  read.rows = {day.rows[0].second};
  EXPECT_EQ(day.day.hash, DayHash(read, [&](std::uint32_t) -> const CostSeries& { return day.rows[0].first; }));
  EXPECT_EQ(sink.projects.begin()->second.first[0].name, "n�");
}

TEST_F(PostgresStoreTest, AnAmountThatCouldNotBeReadAgainIsRefused) {
  StoredReading reading = MakeReading("1");
  reading.days[0].rows[0].cost = Money::FromUnits(2'000'000'000'000'000);
  const auto store = Open();
  const auto saved = store->Save(reading);
  ASSERT_FALSE(saved.has_value());
  EXPECT_EQ(saved.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(store->Save(MakeReading("1")).value_or(-1), 1);
}

TEST_F(PostgresStoreTest, CheckFindsRowsThatAreGone) {
  const auto store = Open();
  ASSERT_TRUE(store->Save(MakeReading("1", 2, 3)).has_value());
  Ask("DELETE FROM llm_cost.cost WHERE day = 2 AND place = 1");
  const auto found = store->Check().value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], "2024-11-19 of openai edugami has 2 rows and was saved with 3");
  RecordingSink sink;
  ASSERT_TRUE(store->Load(0, sink).has_value());
  EXPECT_EQ(sink.days.size(), 1U);
  EXPECT_EQ(sink.damage, std::vector<std::string>{"openai/edugami 2024-11-19: a day that lacks rows"});
}

TEST_F(PostgresStoreTest, WhatWasChangedInTheTablesIsMendedWhenItIsReadAgain) {
  const auto store = Open();
  ASSERT_TRUE(store->Save(MakeReading("1", 3, 3)).has_value());
  Ask("DELETE FROM llm_cost.cost WHERE day = 2 AND place = 1");
  Ask("UPDATE llm_cost.cost SET cost = 777 WHERE day = 3 AND place = 1");
  EXPECT_FALSE(Verify(*store).value().problems.empty());
  ASSERT_TRUE(store->Save(MakeReading("1", 3, 3)).has_value());
  EXPECT_EQ(Verify(*store).value().problems, std::vector<std::string>());
}

}  // namespace
}  // namespace llmcost
