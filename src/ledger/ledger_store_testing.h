// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/ledger_store.h"

// What tests of any LedgerStore share.
namespace llmcost {

// Where a ledger lasts: empty when it is made, gone with the object.
class StorePlace {
 public:
  virtual ~StorePlace() = default;
  // Another store on the same ledger, as another program would open it.
  virtual Result<std::unique_ptr<LedgerStore>> Open() = 0;
};

// One kind of store that the contract is held against.
struct TestedStore {
  std::string name;
  std::function<std::unique_ptr<StorePlace>()> make_place;
};
std::ostream& operator<<(std::ostream& out, const TestedStore& store);

// Every kind there is: a new kind of store is one row more.
std::vector<TestedStore> TestedStores();

// A folder of its own under the system's, for tests.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string Path(std::string_view name) const;

 private:
  std::string path_;
};

// A day as it was loaded, each row with its series.
struct RecordedDay {
  StoredDay day;  // without rows
  std::vector<std::pair<CostSeries, StoredRow>> rows = {};

  friend bool operator==(const RecordedDay&, const RecordedDay&) = default;
};

// The day of a reading as it is to be loaded, with its hash.
RecordedDay Recorded(const StoredReading& reading, const StoredDay& day);

// Keeps what it is given, and fails the test where a rule of LedgerSink is broken.
class RecordingSink final : public LedgerSink {
 public:
  void Begin() override;
  void AddSeries(std::uint32_t number, CostSeries series) override;
  void AddDay(const Source& source, StoredDay day) override;
  void SetProjects(const Source& source, std::vector<Project> projects, TimePoint read_at) override;
  void SetNotices(const Source& source, std::vector<DatedNotice> notices) override;
  void AddSeal(Seal seal) override;
  void AddCorrection(Restatement restatement) override;
  void AddDamage(std::string what) override { damage.push_back(std::move(what)); }

  // In the order of arrival.
  std::vector<std::pair<Source, Date>> order;
  std::map<std::pair<Source, Date>, RecordedDay> days;
  std::map<Source, std::pair<std::vector<Project>, TimePoint>> projects;
  std::map<Source, std::vector<DatedNotice>> notices;
  std::vector<Seal> seals;
  std::vector<Restatement> corrections;
  std::vector<std::string> damage;

  bool empty() const {
    return days.empty() && projects.empty() && notices.empty() && seals.empty() && corrections.empty() &&
           damage.empty();
  }

 private:
  std::map<std::uint32_t, CostSeries> series_;
};

// Counts calls, and waits for one.
class Calls {
 public:
  std::function<void()> Counter() {
    return [this] {
      const std::lock_guard lock(mutex_);
      ++count_;
      called_.notify_all();
    };
  }
  // Waits until there were no fewer than this.
  bool Wait(int count) {
    std::unique_lock lock(mutex_);
    return called_.wait_for(lock, std::chrono::seconds(20), [&] { return count_ >= count; });
  }
  int count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable called_;
  int count_ = 0;
};

// A store of each kind on an empty ledger.
class LedgerStoreTest : public testing::TestWithParam<TestedStore> {
 protected:
  LedgerStoreTest();
  void SetUp() override;

  // Another one on the same ledger; null, and the test fails, when it cannot be opened.
  std::unique_ptr<LedgerStore> Open() const;
  void OpenAgain();
  // The number of a change that must have succeeded.
  static std::int64_t Number(const Result<std::int64_t>& change);
  std::int64_t Save(const StoredReading& reading);
  // What another program finds.
  RecordingSink LoadAnew() const;

  std::unique_ptr<StorePlace> place_;
  std::unique_ptr<LedgerStore> store_;
};

}  // namespace llmcost
