// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "ledger/ledger_store_testing.h"

// What every LedgerStore keeps to when several programs share a ledger.
namespace llmcost {
namespace {

const Source kEdugami{"openai", "edugami"};
const TimePoint kReadAt = Date(2026, 11, 22).Start();

class LedgerStoreSharingTest : public LedgerStoreTest {};

INSTANTIATE_TEST_SUITE_P(Every, LedgerStoreSharingTest, testing::ValuesIn(TestedStores()),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(LedgerStoreSharingTest, OneHoldsWorkAtATime) {
  const std::string work = "costs openai edugami";
  const auto other = Open();
  EXPECT_TRUE(store_->TryLock(work).value());
  EXPECT_FALSE(other->TryLock(work).value());
  EXPECT_TRUE(other->TryLock("costs openai other").value());
  store_->Unlock(work);
  EXPECT_TRUE(other->TryLock(work).value());
  EXPECT_FALSE(store_->TryLock(work).value());
}

TEST_P(LedgerStoreSharingTest, WorkIsLetGoWhenItsHolderIsGone) {
  const auto other = Open();
  EXPECT_TRUE(store_->TryLock("work").value());
  store_.reset();
  EXPECT_TRUE(other->TryLock("work").value());
}

TEST_P(LedgerStoreSharingTest, WatchTellsOfWhatAnotherSaves) {
  Calls calls;
  const auto other = Open();
  other->Watch(calls.Counter());
  Save({.source = kEdugami, .series = {}, .days = {}});
  EXPECT_TRUE(calls.Wait(1));
  const int before = calls.count();
  Number(store_->SaveProjects(kEdugami, {}, kReadAt));
  EXPECT_TRUE(calls.Wait(before + 1));
}

TEST_P(LedgerStoreSharingTest, WatchTellsOfWorkThatIsLetGo) {
  const auto other = Open();
  EXPECT_TRUE(store_->TryLock("work").value());
  EXPECT_FALSE(other->TryLock("work").value());
  Calls calls;
  other->Watch(calls.Counter());
  store_->Unlock("work");
  EXPECT_TRUE(calls.Wait(1));
}

TEST_P(LedgerStoreSharingTest, WatchTellsOfAHolderThatIsGone) {
  const auto other = Open();
  EXPECT_TRUE(store_->TryLock("work").value());
  Calls calls;
  other->Watch(calls.Counter());
  EXPECT_FALSE(other->TryLock("work").value());
  store_.reset();
  EXPECT_TRUE(calls.Wait(1));
}

}  // namespace
}  // namespace llmcost
