// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <pqxx/pqxx>
#include <thread>
#include <vector>

#include "ledger/postgres_testing.h"

// What a server, a connection or another program does at the worst moment.
namespace llmcost {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class PostgresFaultTest : public PostgresTest {
 protected:
  void TerminateAll() {
    Ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  }
};

TEST_F(PostgresFaultTest, AnEndedConnectionIsMadeAnew) {
  const auto store = Open();
  ASSERT_TRUE(store->TryLock("work").value());
  TerminateAll();
  EXPECT_EQ(store->Save(MakeReading("1")).value_or(-1), 1);
  TerminateAll();
  RecordingSink sink;
  EXPECT_EQ(store->Load(0, sink).value_or(-1), 1);
  EXPECT_EQ(sink.days.size(), 1U);
  EXPECT_TRUE(Open()->TryLock("work").value()) << "with its connection the lock is gone";
  store->Unlock("work");
}

TEST_F(PostgresFaultTest, AServerThatRestartsIsAskedAgain) {
  const auto store = Open();
  EXPECT_EQ(store->Save(MakeReading("1")).value_or(-1), 1);
  Restart();
  EXPECT_EQ(store->Save(MakeReading("2")).value_or(-1), 2);
  server_.Kill();
  const auto away = store->Save(MakeReading("3"));
  server_.Start();
  ASSERT_FALSE(away.has_value());
  EXPECT_EQ(away.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(away.error().hint, Not(IsEmpty()));
  EXPECT_EQ(store->Save(MakeReading("4")).value_or(-1), 3);
}

TEST_F(PostgresFaultTest, ARestartInMidWriteLeavesEachDayWhole) {
  const auto store = Open();
  std::atomic<bool> over = false;
  std::int64_t saved = 0;
  std::vector<Error> errors;
  std::thread writer([&] {
    for (int cost = 1; !over; ++cost) {
      const auto number = store->Save(MakeReading(std::to_string(cost), 4, 500));
      if (number) {
        EXPECT_GT(*number, saved);
        saved = *number;
      } else {
        errors.push_back(number.error());
      }
    }
  });
  for (int i = 0; i < 4; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(150 + 37 * i));
    Restart();
  }
  over = true;
  writer.join();
  for (const Error& error : errors) EXPECT_EQ(error.kind, ErrorKind::kUnavailable) << error.message;
  EXPECT_GT(saved, 0);
  EXPECT_THAT(store->Check().value(), IsEmpty());
  RecordingSink sink;
  EXPECT_GE(store->Load(0, sink).value_or(-1), saved);
  ASSERT_EQ(sink.days.size(), 4U);
  const Money cost = sink.days.begin()->second.rows[0].second.cost;
  for (const auto& [key, day] : sink.days) {
    ASSERT_EQ(day.rows.size(), 500U);
    for (const auto& row : day.rows) EXPECT_EQ(row.second.cost, cost) << "days of two readings";
  }
}

// Calls once when the first day comes.
class InterruptedSink final : public LedgerSink {
 public:
  explicit InterruptedSink(std::function<void()> interrupt) : interrupt_(std::move(interrupt)) {}
  void Begin() override {
    rows.clear();
    seals = 0;
  }
  void AddSeries(std::uint32_t, CostSeries) override {}
  void AddDay(const Source&, StoredDay day) override {
    if (interrupt_) std::exchange(interrupt_, nullptr)();
    rows[day.date] = day.rows.size();
  }
  void SetProjects(const Source&, std::vector<Project>, TimePoint) override {}
  void SetNotices(const Source&, std::vector<DatedNotice>) override {}
  void AddSeal(Seal) override { ++seals; }
  void AddCorrection(Restatement) override {}
  void AddDamage(std::string) override {}

  std::map<Date, std::size_t> rows;
  int seals = 0;

 private:
  std::function<void()> interrupt_;
};

TEST_F(PostgresFaultTest, ARestartInMidLoadIsNotNoticed) {
  const auto store = Open();
  ASSERT_TRUE(store->Save(MakeReading("1", 3, 30'000)).has_value());
  ASSERT_TRUE(store
                  ->SaveSeal({.source = kPostgresSource,
                              .month = Date(2024, 10, 1),
                              .sealed_at = kPostgresReadAt,
                              .rows = 1,
                              .hash = std::string(64, 'a')})
                  .has_value());
  InterruptedSink sink([this] { Restart(); });
  EXPECT_EQ(store->Load(0, sink).value_or(-1), 2);
  EXPECT_THAT(sink.rows,
              testing::ElementsAre(testing::Pair(kPostgresDay, 30'000U), testing::Pair(kPostgresDay + 1, 30'000U),
                                   testing::Pair(kPostgresDay + 2, 30'000U)));
  EXPECT_EQ(sink.seals, 1);
}

TEST_F(PostgresFaultTest, ALoadIsOfOneMoment) {
  const auto store = Open();
  ASSERT_TRUE(store->Save(MakeReading("1", 3, 30'000)).has_value());
  const auto other = Open();
  InterruptedSink sink([&] { EXPECT_TRUE(other->Save(MakeReading("2", 3, 1)).has_value()); });
  EXPECT_EQ(store->Load(0, sink).value_or(-1), 1);
  EXPECT_EQ(sink.rows.at(kPostgresDay + 2), 30'000U);
  RecordingSink news;
  EXPECT_EQ(store->Load(1, news).value_or(-1), 2);
  EXPECT_EQ(news.days.size(), 3U);
}

// The server commits, and is made to say so only after a standby that does not exist.
TEST_F(PostgresFaultTest, ACommitThatNobodyHeardOfIsNotDoneTwice) {
  const auto store = Open();
  ASSERT_EQ(store->Save(MakeReading("1")).value_or(-1), 1);
  Ask("ALTER SYSTEM SET synchronous_standby_names = '*'");
  Ask("SELECT pg_reload_conf()");
  StoredReading reading = MakeReading("2");
  reading.restatements = {{.source = kPostgresSource,
                           .date = kPostgresDay,
                           .model = "gpt-4o",
                           .currency = "USD",
                           .cost_before = Money::FromUnits(1),
                           .cost_now = Money::FromUnits(2),
                           .read_before = kPostgresReadAt,
                           .read_now = kPostgresReadAt}};
  Result<std::int64_t> saved = -1;
  std::thread saving([&] { saved = store->Save(reading); });
  const bool cut = Eventually([this] {
    return Ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") == "1";
  });
  Ask("ALTER SYSTEM RESET synchronous_standby_names");
  Ask("SELECT pg_reload_conf()");
  saving.join();
  EXPECT_TRUE(cut);
  EXPECT_EQ(saved.value_or(-1), 2);
  EXPECT_EQ(store->LoadRestatements({}).value().size(), 1U);
}

// The server ends the session while it commits, the first time.
TEST_F(PostgresFaultTest, ACommitThatFailedIsDoneAgain) {
  const auto store = Open();
  Ask("CREATE SEQUENCE commits; GRANT ALL ON SEQUENCE commits TO PUBLIC;"
      "CREATE FUNCTION public.end_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "IF nextval('public.commits') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(30); "
      "END IF; RETURN NULL; END $$;"
      "CREATE CONSTRAINT TRIGGER end_once AFTER UPDATE ON llm_cost.ledger DEFERRABLE INITIALLY DEFERRED "
      "FOR EACH ROW EXECUTE FUNCTION public.end_once()");
  EXPECT_EQ(store->Save(MakeReading("1")).value_or(-1), 1);
  EXPECT_EQ(Ask("SELECT last_value FROM commits"), "2");
  EXPECT_EQ(LoadAnew().days.size(), 1U);
}

TEST_F(PostgresFaultTest, AStatementThatTakesTooLongIsGivenUp) {
  Open();
  Ask("ALTER DATABASE " + place_.database() + " SET statement_timeout = '300ms'");
  const auto store = Open();
  pqxx::connection holder(place_.url());
  auto held = std::make_unique<pqxx::work>(holder);
  held->exec("UPDATE llm_cost.ledger SET change = change");
  const auto saved = store->Save(MakeReading("1"));
  ASSERT_FALSE(saved.has_value());
  EXPECT_EQ(saved.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(saved.error().message, HasSubstr("took too long"));
  held.reset();
  EXPECT_EQ(store->Save(MakeReading("1")).value_or(-1), 1);
}

TEST_F(PostgresFaultTest, AServerWithoutConnectionsIsSaidToBeSo) {
  Open();
  Ask("CREATE ROLE crowd LOGIN");
  Ask("ALTER ROLE crowd CONNECTION LIMIT 1");
  {
    pqxx::connection one(place_.url() + "&user=crowd");
    const auto store = OpenLedgerStore(place_.url() + "&user=crowd");
    ASSERT_FALSE(store.has_value());
    EXPECT_EQ(store.error().kind, ErrorKind::kUnavailable);
    EXPECT_THAT(store.error().message, HasSubstr("out of connections"));
    EXPECT_THAT(store.error().hint, HasSubstr("max_connections"));
  }
  Ask("DROP ROLE crowd");
}

TEST_F(PostgresFaultTest, AServerThatIsNotThereIsSaidToBeSoWithoutThePassword) {
  const auto store = OpenLedgerStore("postgres://ada:s3cret@localhost:1/costs");
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(store.error().message, HasSubstr("postgres://ada@localhost:1/costs"));
  EXPECT_THAT(store.error().message + store.error().hint, Not(HasSubstr("s3cret")));
}

TEST_F(PostgresFaultTest, AProgramThatIsKilledLetsItsWorkGo) {
  const auto store = Open();
  std::array<int, 2> held{};
  ASSERT_EQ(pipe(held.data()), 0);
  const pid_t program = fork();
  if (program == 0) {
    // Nothing of the parent's connections may be used or closed here.
    auto its = place_.Open();
    const bool locked = its && (*its)->TryLock("work").value_or(false);
    [[maybe_unused]] const auto written = write(held[1], locked ? "y" : "n", 1);
    for (;;) pause();
  }
  char answer = 'n';
  ASSERT_EQ(read(held[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  EXPECT_FALSE(store->TryLock("work").value());
  Calls calls;
  store->Watch(calls.Counter());
  EXPECT_TRUE(calls.Wait(1)) << "it begins to listen";
  kill(program, SIGKILL);
  waitpid(program, nullptr, 0);
  EXPECT_TRUE(calls.Wait(2)) << "nobody told that the work is free";
  EXPECT_TRUE(store->TryLock("work").value());
  close(held[0]);
  close(held[1]);
}

TEST_F(PostgresFaultTest, NewsIsHeardAgainAfterARestart) {
  const auto listener = Open();
  const auto teller = Open();
  Calls calls;
  listener->Watch(calls.Counter());
  ASSERT_TRUE(calls.Wait(1));
  Restart();
  ASSERT_TRUE(calls.Wait(2)) << "something may have been told while it could not listen";
  const int before = calls.count();
  EXPECT_TRUE(teller->Save(MakeReading("1")).has_value());
  EXPECT_TRUE(calls.Wait(before + 1));
}

TEST_F(PostgresFaultTest, ItsOwnSavesAreNoNews) {
  const auto store = Open();
  const auto other = Open();
  Calls calls;
  store->Watch(calls.Counter());
  ASSERT_TRUE(calls.Wait(1));
  EXPECT_TRUE(store->Save(MakeReading("1")).has_value());
  EXPECT_TRUE(other->Save(MakeReading("2")).has_value());
  ASSERT_TRUE(calls.Wait(2));
  EXPECT_EQ(calls.count(), 2) << "notices come in the order of the commits";
}

}  // namespace
}  // namespace llmcost
