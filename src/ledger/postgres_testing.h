// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string_view>
#include <thread>

#include "ledger/postgres_server_testing.h"

// What the tests of the PostgreSQL store share.
namespace llmcost {

inline const Source kPostgresSource{"openai", "edugami"};
inline const Date kPostgresDay(2024, 11, 18);
inline const TimePoint kPostgresReadAt = Date(2024, 11, 24).Start();

// `days` days of `rows` rows, each row of `cost`.
inline StoredReading MakeReading(std::string_view cost, int days = 1, std::size_t rows = 1,
                                 TimePoint read_at = kPostgresReadAt) {
  StoredReading reading{.source = kPostgresSource, .series = {{.model = "gpt-4o"}}, .days = {}};
  for (int i = 0; i < days; ++i) {
    reading.days.push_back({.date = kPostgresDay + i, .read_at = read_at});
    reading.days.back().rows.assign(rows, {.series = 0, .cost = Money::Parse(cost).value()});
  }
  return reading;
}

// Waits until `holds` gives true; fails the test after a minute.
template <typename Condition>
bool Eventually(const Condition& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (std::chrono::steady_clock::now() < end) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

// A ledger on the shared server.
class PostgresTest : public testing::Test {
 protected:
  std::unique_ptr<LedgerStore> Open() {
    auto opened = place_.Open();
    if (!opened) throw std::runtime_error(opened.error().message);
    return *std::move(opened);
  }
  std::string Ask(const std::string& sql) { return server_.Ask(place_.database(), sql); }
  void Restart() {
    server_.Kill();
    server_.Start();
  }
  RecordingSink LoadAnew() {
    RecordingSink sink;
    const auto loaded = Open()->Load(0, sink);
    EXPECT_TRUE(loaded.has_value());
    return sink;
  }

  PostgresServer& server_ = PostgresServer::Shared();
  PostgresPlace place_;
};

}  // namespace llmcost
