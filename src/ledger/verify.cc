// SPDX-License-Identifier: MIT
#include "ledger/verify.h"

#include <fmt/format.h>

#include <iterator>
#include <map>
#include <unordered_map>

#include "ledger/day_hash.h"

namespace llmcost {
namespace {

Date NextMonth(Date month) {
  const std::chrono::year_month_day first(month.days());
  return Date(std::chrono::sys_days((first.year() / first.month() + std::chrono::months(1)) / 1));
}

class Verifier final : public LedgerSink {
 public:
  explicit Verifier(VerifyReport& report) : report_(report) {}

  void Begin() override {
    report_ = {};
    series_.clear();
    days_.clear();
    seals_.clear();
  }
  void AddSeries(std::uint32_t number, CostSeries series) override { series_[number] = std::move(series); }
  void AddDay(const Source& source, StoredDay day) override {
    ++report_.days;
    report_.rows += static_cast<std::int64_t>(day.rows.size());
    const std::string hash =
        DayHash(day, [this](std::uint32_t number) -> const CostSeries& { return series_.at(number); });
    if (hash != day.hash) {
      Problem(source, day.date.ToString() + ": its figures are not those that were saved");
    }
    Kept& kept = days_[source][day.date];
    kept.hash = hash;
    kept.rows = static_cast<std::int64_t>(day.rows.size());
  }
  void SetProjects(const Source&, std::vector<Project>, TimePoint) override {}
  void SetNotices(const Source&, std::vector<DatedNotice>) override {}
  void AddSeal(Seal seal) override {
    ++report_.seals;
    seals_.push_back(std::move(seal));
  }
  void AddCorrection(Restatement) override {}
  void AddDamage(std::string what) override { report_.problems.push_back(std::move(what)); }

  void CheckSeals() {
    for (const Seal& seal : seals_) {
      std::vector<StoredDay> month;
      const Date next = NextMonth(seal.month);
      std::int64_t rows = 0;
      for (const auto& [date, kept] : days_[seal.source]) {
        if (date < seal.month || date >= next) continue;
        month.push_back({.date = date, .read_at = {}, .hash = kept.hash});
        rows += kept.rows;
      }
      if (IsSealOf(seal, month) && rows == seal.rows) continue;
      Problem(seal.source, fmt::format("{}: the sealed month was changed; {} rows were sealed and {} are there",
                                       seal.month.ToString().substr(0, 7), seal.rows, rows));
    }
  }

 private:
  struct Kept {
    std::string hash;
    std::int64_t rows = 0;
  };

  void Problem(const Source& source, const std::string& what) {
    report_.problems.push_back(fmt::format("{}/{}: {}", source.provider, source.workspace, what));
  }

  VerifyReport& report_;
  std::unordered_map<std::uint32_t, CostSeries> series_;
  std::map<Source, std::map<Date, Kept>> days_;
  std::vector<Seal> seals_;
};

}  // namespace

Result<VerifyReport> Verify(LedgerStore& store) {
  VerifyReport report;
  auto found = store.Check();
  if (!found) return Failure(found.error());
  Verifier verifier(report);
  const auto loaded = store.Load(0, verifier);
  verifier.CheckSeals();
  report.problems.insert(report.problems.begin(), found->begin(), found->end());
  if (!loaded) {
    // A server that went away says nothing about the data.
    if (loaded.error().kind == ErrorKind::kUnavailable) return Failure(loaded.error());
    report.problems.push_back(loaded.error().message);
  }
  return report;
}

}  // namespace llmcost
