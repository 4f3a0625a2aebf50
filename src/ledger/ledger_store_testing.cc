// SPDX-License-Identifier: MIT
#include "ledger/ledger_store_testing.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <ostream>
#include <stdexcept>

#include "ledger/day_hash.h"
#include "ledger/postgres_server_testing.h"

namespace llmcost {
namespace {

class SqlitePlace final : public StorePlace {
 public:
  Result<std::unique_ptr<LedgerStore>> Open() override {
    return OpenLedgerStore("sqlite:" + folder_.Path("ledger.db"));
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const TestedStore& store) { return out << store.name; }

TemporaryFolder::TemporaryFolder() {
  // In memory where that is possible: stores wait for the disk at each save, and a busy disk takes its time.
  const std::filesystem::path memory = "/dev/shm";
  const bool in_memory = access(memory.c_str(), W_OK) == 0;
  path_ = ((in_memory ? memory : std::filesystem::temp_directory_path()) / "llmcost-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

std::string TemporaryFolder::Path(std::string_view name) const { return path_ + "/" + std::string(name); }

std::vector<TestedStore> TestedStores() {
  return {
      {"Sqlite", [] { return std::make_unique<SqlitePlace>(); }},
      {"Postgres", [] { return std::make_unique<PostgresPlace>(); }},
  };
}

RecordedDay Recorded(const StoredReading& reading, const StoredDay& day) {
  RecordedDay recorded{.day = day};
  if (day.hash.empty()) {
    recorded.day.hash = DayHash(day, [&](std::uint32_t number) -> const CostSeries& { return reading.series[number]; });
  }
  recorded.day.rows.clear();
  for (StoredRow row : day.rows) {
    const CostSeries& series = reading.series[row.series];
    row.series = 0;
    recorded.rows.emplace_back(series, row);
  }
  return recorded;
}

void RecordingSink::Begin() { *this = {}; }

void RecordingSink::AddSeries(std::uint32_t number, CostSeries series) {
  series_.insert_or_assign(number, std::move(series));
}

void RecordingSink::AddDay(const Source& source, StoredDay day) {
  RecordedDay recorded;
  for (StoredRow row : day.rows) {
    const auto series = series_.find(row.series);
    ASSERT_NE(series, series_.end()) << "a row of a series that was not added before";
    row.series = 0;
    recorded.rows.emplace_back(series->second, row);
  }
  day.rows.clear();
  recorded.day = std::move(day);
  order.emplace_back(source, recorded.day.date);
  days.insert_or_assign({source, recorded.day.date}, std::move(recorded));
}

void RecordingSink::SetProjects(const Source& source, std::vector<Project> its, TimePoint read_at) {
  projects.insert_or_assign(source, std::pair(std::move(its), read_at));
}

void RecordingSink::SetNotices(const Source& source, std::vector<DatedNotice> its) {
  notices.insert_or_assign(source, std::move(its));
}

void RecordingSink::AddSeal(Seal seal) { seals.push_back(std::move(seal)); }

void RecordingSink::AddCorrection(Restatement restatement) {
  ASSERT_TRUE(restatement.sealed) << "a correction is of a sealed day";
  corrections.push_back(std::move(restatement));
}

LedgerStoreTest::LedgerStoreTest() : place_(GetParam().make_place()), store_(Open()) {}

void LedgerStoreTest::SetUp() { ASSERT_NE(store_, nullptr); }

std::unique_ptr<LedgerStore> LedgerStoreTest::Open() const {
  auto opened = place_->Open();
  if (!opened) ADD_FAILURE() << opened.error().message;
  return opened ? std::move(*opened) : nullptr;
}

void LedgerStoreTest::OpenAgain() {
  store_.reset();
  store_ = Open();
  ASSERT_NE(store_, nullptr);
}

std::int64_t LedgerStoreTest::Number(const Result<std::int64_t>& change) {
  if (!change) ADD_FAILURE() << change.error().message;
  return change.value_or(-1);
}

std::int64_t LedgerStoreTest::Save(const StoredReading& reading) { return Number(store_->Save(reading)); }

RecordingSink LedgerStoreTest::LoadAnew() const {
  RecordingSink sink;
  const auto store = Open();
  if (store != nullptr) Number(store->Load(0, sink));
  return sink;
}

}  // namespace llmcost
