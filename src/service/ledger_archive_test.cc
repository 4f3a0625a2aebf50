// SPDX-License-Identifier: MIT
#include "service/ledger_archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <memory>
#include <vector>

namespace llmcost {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Error kAway{.kind = ErrorKind::kUnavailable, .message = "the store is away"};

// Remembers what it was given. Used on the archive's thread only, and read after Flush().
class ScriptedStore final : public LedgerStore {
 public:
  std::string Describe() const override { return "scripted"; }
  const std::vector<std::string>& warnings() const override { return warnings_; }
  Result<std::int64_t> Load(std::int64_t after, LedgerSink&) override {
    loads.push_back(after);
    return change;
  }
  Result<std::int64_t> Save(const StoredReading& reading) override {
    if (auto failure = TakeFirst(failures)) return Failure(*std::move(failure));
    std::string text = reading.source.workspace;
    for (const StoredDay& day : reading.days) text += " " + day.date.ToString();
    saved.push_back(text);
    return ++change;
  }
  Result<std::int64_t> SaveProjects(const Source& source, const std::vector<Project>&, TimePoint) override {
    if (auto failure = TakeFirst(project_failures)) return Failure(*std::move(failure));
    saved.push_back("projects of " + source.workspace);
    return ++change;
  }
  Result<std::int64_t> SaveSeal(const Seal&) override { return ++change; }
  Result<std::vector<Restatement>> LoadRestatements(const RestatementQuery&) override {
    return std::vector<Restatement>();
  }
  Result<std::vector<std::string>> Check() override { return std::vector<std::string>(); }
  Result<bool> TryLock(const std::string& work) override {
    if (away) return Failure(kAway);
    locks.push_back("lock " + work);
    return free;
  }
  void Unlock(const std::string& work) override { locks.push_back("unlock " + work); }
  void Watch(std::function<void()>) override {}

  std::vector<Error> failures;          // of the next saves
  std::vector<Error> project_failures;  // of the next saves of projects
  bool away = false;                    // whether locks fail
  bool free = true;                     // whether nobody else has the lock
  std::int64_t change = 0;
  std::vector<std::string> saved;
  std::vector<std::string> locks;
  std::vector<std::int64_t> loads;

 private:
  static std::optional<Error> TakeFirst(std::vector<Error>& errors) {
    if (errors.empty()) return std::nullopt;
    Error first = std::move(errors.front());
    errors.erase(errors.begin());
    return first;
  }

  std::vector<std::string> warnings_;
};

StoredReading Reading(std::string workspace, std::vector<Date> dates) {
  StoredReading reading{.source = {"openai", std::move(workspace)}, .series = {}, .days = {}};
  for (const Date date : dates) reading.days.push_back({.date = date, .read_at = {}});
  return reading;
}

constexpr Date kMonday{2026, 11, 16};
constexpr Date kTuesday{2026, 11, 17};

class LedgerArchiveTest : public testing::Test {
 protected:
  template <typename T>
  T Run(boost::asio::awaitable<T> work) {
    boost::asio::io_context& context = *contexts_.emplace_back(std::make_unique<boost::asio::io_context>());
    auto result = boost::asio::co_spawn(context, std::move(work), boost::asio::use_future);
    context.run();
    return result.get();
  }

  // The archive's thread may not be through with them when the work is done: they end after it.
  std::vector<std::unique_ptr<boost::asio::io_context>> contexts_;
  std::shared_ptr<ScriptedStore> store_ = std::make_shared<ScriptedStore>();
  LedgerArchive archive_{store_};
};

TEST_F(LedgerArchiveTest, SavesInTheOrderOfTheCalls) {
  archive_.Save(Reading("a", {kMonday}));
  archive_.SaveProjects({"openai", "a"}, {}, {});
  archive_.Save(Reading("b", {kTuesday}));
  archive_.Flush();
  EXPECT_THAT(store_->saved, ElementsAre("a 2026-11-16", "projects of a", "b 2026-11-17"));
  EXPECT_FALSE(archive_.problem());
}

TEST_F(LedgerArchiveTest, WhatCouldNotBeSavedIsToldAndSavedLater) {
  store_->failures = {kAway, kAway};
  archive_.Save(Reading("a", {kMonday}));
  // What is asked on the store's thread comes after, and tries again.
  std::function<int(LedgerStore&)> nothing = [](LedgerStore&) { return 0; };
  Run(archive_.Ask(nothing));
  EXPECT_THAT(store_->saved, IsEmpty());
  EXPECT_EQ(archive_.problem()->message, kAway.message);
  archive_.Save(Reading("b", {kTuesday}));
  archive_.Flush();
  EXPECT_THAT(store_->saved, ElementsAre("a 2026-11-16", "b 2026-11-17"));
  EXPECT_FALSE(archive_.problem());
}

TEST_F(LedgerArchiveTest, WhatWasSavedLateIsLearntAgain) {
  std::atomic<int> told = 0;
  archive_.Watch([&] { ++told; });
  archive_.Save(Reading("a", {kMonday}));
  EXPECT_FALSE(archive_.Flush());
  EXPECT_EQ(told, 0);
  store_->failures = {kAway, kAway};
  archive_.Save(Reading("a", {kTuesday}));
  EXPECT_EQ(archive_.Flush()->message, kAway.message);
  EXPECT_EQ(told, 0);
  EXPECT_FALSE(archive_.Flush());
  EXPECT_EQ(told, 1);
  Run(archive_.LoadChanges());
  EXPECT_THAT(store_->loads, ElementsAre(1));
}

TEST_F(LedgerArchiveTest, OfADayReadAgainMeanwhileTheLastReadingIsEnough) {
  store_->failures = {kAway, kAway};
  archive_.Save(Reading("a", {kMonday, kTuesday}));
  archive_.Save(Reading("a", {kTuesday}));
  archive_.Flush();
  EXPECT_THAT(store_->saved, ElementsAre("a 2026-11-16", "a 2026-11-17"));
}

TEST_F(LedgerArchiveTest, WhatTheStoreCanNeverTakeDoesNotKeepTheRestWaiting) {
  store_->failures = {Error{.kind = ErrorKind::kInvalidArgument, .message = "a text that cannot be kept"}};
  archive_.Save(Reading("a", {kMonday}));
  archive_.Save(Reading("b", {kTuesday}));
  archive_.Flush();
  EXPECT_THAT(store_->saved, ElementsAre("b 2026-11-17"));
}

TEST_F(LedgerArchiveTest, WhatTheStoreCanNeverTakeIsAProblemUntilItsDaysAreReadAgainAndSaved) {
  store_->failures = {Error{.kind = ErrorKind::kInvalidArgument, .message = "a text that cannot be kept"}};
  archive_.Save(Reading("a", {kMonday, kTuesday}));
  archive_.Save(Reading("b", {kMonday, kTuesday}));
  archive_.SaveProjects({"openai", "a"}, {}, {});
  archive_.Save(Reading("a", {kTuesday}));
  archive_.Flush();
  ASSERT_TRUE(archive_.problem());
  EXPECT_EQ(archive_.problem()->message, "a text that cannot be kept");
  archive_.Save(Reading("a", {kMonday}));
  archive_.Flush();
  EXPECT_FALSE(archive_.problem());
}

TEST_F(LedgerArchiveTest, AListOfProjectsThatCannotBeKeptIsAProblemUntilOneCan) {
  store_->project_failures = {Error{.kind = ErrorKind::kInvalidArgument, .message = "a name that cannot be kept"}};
  archive_.SaveProjects({"openai", "a"}, {}, {});
  archive_.Save(Reading("a", {kMonday}));
  archive_.Flush();
  ASSERT_TRUE(archive_.problem());
  archive_.SaveProjects({"openai", "a"}, {}, {});
  archive_.Flush();
  EXPECT_FALSE(archive_.problem());
}

TEST(LedgerArchiveProblemTest, IsToldWheneverItChanges) {
  auto store = std::make_shared<ScriptedStore>();
  store->failures = {kAway, kAway};
  int changes = 0;
  LedgerArchive archive(store, [&changes] { ++changes; });
  archive.Save(Reading("a", {kMonday}));
  archive.Flush();
  EXPECT_EQ(changes, 1);
  archive.Flush();
  EXPECT_EQ(changes, 2);
}

TEST_F(LedgerArchiveTest, WhatItSavedItselfIsNotLoadedAgain) {
  archive_.Save(Reading("a", {kMonday}));
  archive_.Save(Reading("b", {kMonday}));
  Run(archive_.LoadChanges());
  EXPECT_THAT(store_->loads, ElementsAre(2));
}

TEST_F(LedgerArchiveTest, WhatOthersSavedInBetweenIsLoaded) {
  archive_.Save(Reading("a", {kMonday}));
  archive_.Flush();
  store_->change = 5;
  archive_.Save(Reading("b", {kMonday}));
  Run(archive_.LoadChanges());
  Run(archive_.LoadChanges());
  EXPECT_THAT(store_->loads, ElementsAre(1, 6));
}

TEST_F(LedgerArchiveTest, ALockIsLetGoAfterWhatWasSavedUnderIt) {
  auto lock = Run(archive_.TryLock("costs openai a"));
  ASSERT_TRUE(lock);
  archive_.Save(Reading("a", {kMonday}));
  lock.reset();
  archive_.Flush();
  EXPECT_THAT(store_->locks, ElementsAre("lock costs openai a", "unlock costs openai a"));
  EXPECT_THAT(store_->saved, ElementsAre("a 2026-11-16"));
}

TEST_F(LedgerArchiveTest, WorkThatIsOursAlreadyIsNotGivenTwice) {
  auto lock = Run(archive_.TryLock("costs openai a"));
  ASSERT_TRUE(lock);
  EXPECT_FALSE(Run(archive_.TryLock("costs openai a")));
  lock.reset();
  archive_.Flush();
  EXPECT_TRUE(Run(archive_.TryLock("costs openai a")));
}

TEST_F(LedgerArchiveTest, WorkOfAnotherProgramIsNotOurs) {
  store_->free = false;
  EXPECT_FALSE(Run(archive_.TryLock("costs openai a")));
}

TEST_F(LedgerArchiveTest, WhenTheStoreDoesNotAnswerTheWorkIsOurs) {
  store_->away = true;
  EXPECT_TRUE(Run(archive_.TryLock("costs openai a")));
  // Nothing is lost by it.
  EXPECT_FALSE(archive_.problem());
}

TEST(LedgerArchiveWithoutStoreTest, NothingLastsAndEverythingSucceeds) {
  LedgerArchive archive(nullptr);
  EXPECT_FALSE(archive.lasts());
  archive.Save(Reading("a", {kMonday}));
  archive.Flush();
  EXPECT_FALSE(archive.problem());
}

}  // namespace
}  // namespace llmcost
