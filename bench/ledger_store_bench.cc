// SPDX-License-Identifier: MIT
// Fills a ledger with two years of a large organisation and times how it is read from the start.
//   ledger_store_bench sqlite:<path of a file that is not there yet> [rows]
//   ledger_store_bench sqlite:<path of a file filled before> 0
// Prints one line of JSON.
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>

#include "ledger/ledger_store.h"

namespace llmcost {
namespace {

constexpr int kDays = 730;
constexpr int kSources = 3;
constexpr std::uint64_t kProjects = 68;
constexpr std::uint64_t kModels = 200;
constexpr Date kFirst(2024, 11, 24);

// The same numbers in every run (splitmix64).
class Numbers {
 public:
  std::uint64_t Next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }

 private:
  std::uint64_t state_ = 1;
};

class Counter final : public LedgerSink {
 public:
  void AddSeries(std::uint32_t /*number*/, CostSeries /*series*/) override { ++series; }
  void AddDay(const Source& /*source*/, StoredDay day) override {
    ++days;
    rows += day.rows.size();
    for (const StoredRow& row : day.rows) cost += row.cost;
  }
  void SetProjects(const Source& /*source*/, std::vector<Project> /*projects*/, TimePoint /*read_at*/) override {}
  void SetNotices(const Source& /*source*/, std::vector<DatedNotice> /*notices*/) override {}
  void AddSeal(Seal /*seal*/) override {}
  void AddCorrection(Restatement /*restatement*/) override {}

  std::size_t series = 0;
  std::size_t days = 0;
  std::size_t rows = 0;
  Money cost;
};

double Seconds(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

// Of this process: says more than the clock on the wall where others are at work too.
double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

template <typename T>
T Need(Result<T> result) {
  if (result) return std::move(*result);
  fmt::print(stderr, "{}\n", result.error().message);
  std::exit(1);
}

StoredReading MonthOf(const Source& source, int first_day, std::uint64_t rows_a_day, Numbers& numbers) {
  StoredReading reading{.source = source, .series = {}, .days = {}};
  for (std::uint64_t i = 0; i < kProjects * kModels; ++i) {
    reading.series.push_back({.project_id = fmt::format("proj_{:024}", i / kModels),
                              .model = fmt::format("model-{}-2026-11-22", i % kModels),
                              .line_item = fmt::format("model-{}-2026-11-22, input", i % kModels)});
  }
  for (int i = first_day; i < std::min(first_day + 30, kDays); ++i) {
    StoredDay& day =
        reading.days.emplace_back(StoredDay{.date = kFirst + i, .read_at = (kFirst + i + 4).Start(), .settled = true});
    day.rows.reserve(rows_a_day);
    const std::uint64_t start = numbers.Next() % reading.series.size();
    for (std::uint64_t row = 0; row < rows_a_day; ++row) {
      const std::uint64_t number = numbers.Next();
      // Up to 100 USD; four in five with twelve decimals, as quantities times prices come.
      const std::uint64_t atto = number % 100'000'000'000'000ULL * (number % 5 == 0 ? 1'000'000 : 1);
      day.rows.push_back({.series = static_cast<std::uint32_t>((start + row) % reading.series.size()),
                          .cost = Money::FromAtto(Int128{atto} * (number % 5 == 0 ? 1 : 1'000'000)),
                          .requests = static_cast<std::int64_t>(number % 10'000),
                          .input_tokens = static_cast<std::int64_t>(number % 10'000'000),
                          .output_tokens = number % 3 == 0 ? -1 : static_cast<std::int64_t>(number % 1'000'000)});
    }
  }
  return reading;
}

void Fill(LedgerStore& store, std::uint64_t rows) {
  Numbers numbers;
  const char* const providers[kSources] = {"anthropic", "mistral", "openai"};
  for (int day = 0; day < kDays; day += 30) {
    for (const char* provider : providers) {
      Need(store.Save(MonthOf({provider, "main"}, day, rows / (std::uint64_t{kSources} * kDays), numbers)));
    }
  }
}

// What of one part of the run took how long.
class Timer {
 public:
  std::string Stop() const {
    return fmt::format("{{\"seconds\":{:.2f},\"cpu_seconds\":{:.2f}}}", Seconds(began_), CpuSeconds() - cpu_began_);
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  double cpu_began_ = CpuSeconds();
};

int Run(const std::string& url, std::uint64_t rows) {
  std::string fill = "null";
  if (rows > 0) {
    const Timer timer;
    const auto store = Need(OpenLedgerStore(url));
    Fill(*store, rows);
    fill = timer.Stop();
  }
  const Timer timer;
  const auto store = Need(OpenLedgerStore(url));
  const std::string open = timer.Stop();
  Counter counter;
  Need(store->Load(0, counter));
  const std::string load = timer.Stop();
  fmt::print("{{\"rows\":{},\"days\":{},\"series\":{},\"fill\":{},\"open\":{},\"open_and_load\":{}}}\n", counter.rows,
             counter.days, counter.series, fill, open, load);
  return counter.rows == 0 ? 1 : 0;
}

}  // namespace
}  // namespace llmcost

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: ledger_store_bench <DATABASE_URL> [rows]\n");
    return 2;
  }
  return llmcost::Run(argv[1], argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 10'000'000);
}
