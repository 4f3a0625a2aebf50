// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <map>
#include <random>

#include "ledger/ledger_store_testing.h"

// What is left when the program is killed at any moment.
namespace llmcost {
namespace {

const Source kEdugami{"openai", "edugami"};
const Date kFirst(2026, 1, 1);
constexpr int kDays = 6;
constexpr std::int64_t kRows = 40;

// What the one that is killed says: from now on the day is of this reading.
struct Kept {
  std::int32_t day;
  std::int64_t reading;
};

// Two days in one reading; its number is in every figure.
StoredReading Reading(std::int64_t number) {
  StoredReading reading{.source = kEdugami, .series = {}, .days = {}};
  const int first = static_cast<int>(number % (kDays / 2)) * 2;
  for (int i = first; i < first + 2; ++i) {
    StoredDay& day = reading.days.emplace_back(
        StoredDay{.date = kFirst + i, .read_at = TimePoint(std::chrono::milliseconds(number))});
    for (std::uint32_t row = 0; row < kRows; ++row) {
      if (reading.series.size() == row) reading.series.push_back({.model = "model " + std::to_string(row)});
      day.rows.push_back({.series = row, .cost = Money::FromUnits(number), .requests = number});
    }
  }
  return reading;
}

// Saves until it is killed.
[[noreturn]] void SaveForEver(StorePlace& place, std::int64_t number, int acknowledge) {
  const auto store = place.Open();
  if (!store) _exit(2);
  for (;; ++number) {
    const StoredReading reading = Reading(number);
    if (!(*store)->Save(reading)) _exit(3);
    for (const StoredDay& day : reading.days) {
      const Kept kept{.day = day.date - kFirst, .reading = number};
      if (write(acknowledge, &kept, sizeof kept) != static_cast<ssize_t>(sizeof kept)) _exit(4);
    }
  }
}

class SqliteKillTest : public testing::Test {
 protected:
  // Lets a child save, kills it `delay` after it was begun or has kept something, and reads what was promised.
  void SaveAndKill(bool once_it_keeps, std::chrono::microseconds delay) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(ends[0]);
      SaveForEver(*place_, next_, ends[1]);
    }
    close(ends[1]);
    if (once_it_keeps) Wait(ends[0], POLLIN, std::chrono::seconds(20));
    // The moment is random, not a hope that something has happened by then; a pipe that ends early ends the wait.
    Wait(ends[0], 0, delay);
    kill(child, SIGKILL);
    Kept kept{};
    while (read(ends[0], &kept, sizeof kept) == static_cast<ssize_t>(sizeof kept)) {
      kept_[kept.day] = kept.reading;
      ++promises_;
      // What it was about to save when it was killed has the next number.
      next_ = kept.reading + 2;
    }
    close(ends[0]);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself, with " << WEXITSTATUS(status);
    ++next_;
  }

  static void Wait(int pipe, short events, std::chrono::nanoseconds longest) {
    constexpr std::chrono::nanoseconds kSecond = std::chrono::seconds(1);
    const timespec time{.tv_sec = longest / kSecond, .tv_nsec = (longest % kSecond).count()};
    pollfd end{.fd = pipe, .events = events, .revents = 0};
    ppoll(&end, 1, &time, nullptr);
  }

  // Each day is one reading, whole, and not an older one than was promised.
  void CheckAll() {
    auto store = place_->Open();
    ASSERT_TRUE(store.has_value()) << store.error().message;
    EXPECT_TRUE((*store)->warnings().empty()) << (*store)->warnings().front();
    RecordingSink sink;
    ASSERT_TRUE((*store)->Load(0, sink).has_value());
    for (const auto& [day, promised] : kept_) {
      const auto found = sink.days.find({kEdugami, kFirst + day});
      ASSERT_NE(found, sink.days.end()) << "day " << day << " is lost";
      EXPECT_GE(found->second.day.read_at.time_since_epoch().count(), promised);
    }
    for (const auto& [key, recorded] : sink.days) {
      const std::int64_t number = recorded.day.read_at.time_since_epoch().count();
      const StoredReading reading = Reading(number);
      const auto day = std::ranges::find(reading.days, key.second, &StoredDay::date);
      ASSERT_NE(day, reading.days.end()) << "reading " << number << " has no " << key.second;
      EXPECT_EQ(recorded, Recorded(reading, *day));
    }
  }

  std::unique_ptr<StorePlace> place_ = TestedStores().front().make_place();
  std::map<std::int32_t, std::int64_t> kept_;
  std::int64_t next_ = 1;
  int promises_ = 0;
};

TEST_F(SqliteKillTest, WhatWasKeptIsThereWholeAfterEachKill) {
  std::mt19937 random(20261122);
  std::uniform_int_distribution<int> micros(0, 20'000);
  for (int i = 0; i < 200; ++i) {
    ASSERT_NO_FATAL_FAILURE(SaveAndKill(i % 2 == 0, std::chrono::microseconds(micros(random))));
    if (i % 20 == 19) {
      ASSERT_NO_FATAL_FAILURE(CheckAll());
    }
  }
  // It was killed while it saved, and not only before it began.
  EXPECT_GE(promises_, 100);
  EXPECT_EQ(kept_.size(), std::size_t{kDays});
  auto store = place_->Open();
  ASSERT_TRUE(store.has_value());
  EXPECT_TRUE((*store)->Check().value().empty());
}

}  // namespace
}  // namespace llmcost
