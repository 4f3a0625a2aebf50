// SPDX-License-Identifier: MIT
// Fills a ledger with two years of a large organisation and times how it is read from the start, and one question of
// it.
//   ledger_store_bench sqlite:<path of a file that is not there yet> [rows] [CSV file to write the same rows to]
//   ledger_store_bench sqlite:<path of a file filled before> 0
// Prints one line of JSON.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/ledger_store.h"
#include "service/ledger_restorer.h"
#include "service/report.h"

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

// Writes what a store gives as CSV: date, provider, project, model, cost, requests.
class CsvSink final : public LedgerSink {
 public:
  explicit CsvSink(const char* path) : file_(std::fopen(path, "w")) {
    if (file_ == nullptr) std::exit(1);
  }
  ~CsvSink() override { std::fclose(file_); }
  CsvSink(const CsvSink&) = delete;
  CsvSink& operator=(const CsvSink&) = delete;

  void Begin() override {}
  void AddSeries(std::uint32_t number, CostSeries series) override { series_[number] = std::move(series); }
  void AddDay(const Source& source, StoredDay day) override {
    const std::string date = day.date.ToString();
    for (const StoredRow& row : day.rows) {
      const CostSeries& series = series_[row.series];
      fmt::print(file_, "{},{},{},{},{},{}\n", date, source.provider, series.project_id.value_or(""), series.model,
                 row.cost.ToString(), row.requests);
    }
  }
  void SetProjects(const Source& /*source*/, std::vector<Project> /*projects*/, TimePoint /*read_at*/) override {}
  void SetNotices(const Source& /*source*/, std::vector<DatedNotice> /*notices*/) override {}
  void AddSeal(Seal /*seal*/) override {}
  void AddCorrection(Restatement /*restatement*/) override {}
  void AddDamage(std::string /*what*/) override {}

 private:
  std::FILE* file_;
  std::unordered_map<std::uint32_t, CostSeries> series_;
};

// Of this process, in bytes.
std::size_t ResidentBytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  std::size_t kilobytes = 0;
  while (status >> word) {
    if (word == "VmRSS:") status >> kilobytes;
  }
  return kilobytes * 1024;
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

int Run(const std::string& url, std::uint64_t rows, const char* csv) {
  std::string fill = "null";
  if (rows > 0) {
    const Timer timer;
    const auto store = Need(OpenLedgerStore(url));
    Fill(*store, rows);
    fill = timer.Stop();
  }
  const auto store = Need(OpenLedgerStore(url));
  if (csv != nullptr) {
    CsvSink sink(csv);
    Need(store->Load(0, sink));
  }
  const std::size_t memory_before = ResidentBytes();
  Ledger ledger;
  std::map<Source, KnownProjects> projects;
  NoticeBook notices;
  const Timer timer;
  LedgerRestorer restorer(ledger, projects, notices);
  Need(store->Load(0, restorer));
  const std::string load = timer.Stop();
  const std::size_t memory = ResidentBytes() - memory_before;
  std::size_t rows_kept = 0;
  std::vector<ReportSource> sources;
  for (const Source& source : ledger.Sources()) {
    for (const auto& [date, day] : ledger.Days(source)) rows_kept += day.rows.size();
    sources.push_back({source, source.provider, source.workspace});
  }
  // The last year of the two, all sources, by model, project and day.
  const Date last = kFirst + (kDays - 1);
  const ReportQuestion year{.range = {last - 364, last}, .project_id = std::nullopt, .now = last.End()};
  std::vector<double> times;
  std::string total;
  for (int i = 0; i < 7; ++i) {
    const double began = CpuSeconds();
    const MadeReport made = MakeReport(ledger, sources, year, {});
    times.push_back((CpuSeconds() - began) * 1000);
    total = made.report.total_cost_usd.ToString();
  }
  std::ranges::sort(times);
  fmt::print(
      "{{\"rows\":{},\"fill\":{},\"load\":{},\"bytes_a_row\":{:.1f},\"year_ms\":{:.2f},\"first\":\"{}\",\"last\":\"{}"
      "\","
      "\"total\":\"{}\"}}\n",
      rows_kept, fill, load, static_cast<double>(memory) / static_cast<double>(std::max<std::size_t>(rows_kept, 1)),
      times[times.size() / 2], year.range.start.ToString(), last.ToString(), total);
  return rows_kept == 0 ? 1 : 0;
}

}  // namespace
}  // namespace llmcost

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: ledger_store_bench <DATABASE_URL> [rows] [CSV file]\n");
    return 2;
  }
  return llmcost::Run(argv[1], argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 10'000'000,
                      argc > 3 ? argv[3] : nullptr);
}
