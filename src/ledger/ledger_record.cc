// SPDX-License-Identifier: MIT
#include "ledger/ledger_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "ledger/day_hash.h"

namespace llmcost {
namespace {

// The day's own series, sorted, and its rows in an order that only they decide.
DayRecord MakeDayRecord(const Source& source, StoredDay day,
                        const std::unordered_map<std::uint32_t, CostSeries>& series) {
  DayRecord record{.source = source, .day = std::move(day), .series = {}};
  std::vector<std::uint32_t> numbers;
  numbers.reserve(record.day.rows.size());
  for (const StoredRow& row : record.day.rows) numbers.push_back(row.series);
  std::ranges::sort(numbers);
  numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
  std::ranges::sort(numbers, {}, [&](std::uint32_t number) -> const CostSeries& { return series.at(number); });
  std::unordered_map<std::uint32_t, std::uint32_t> places;
  for (const std::uint32_t number : numbers) {
    places.emplace(number, static_cast<std::uint32_t>(record.series.size()));
    record.series.push_back(series.at(number));
  }
  for (StoredRow& row : record.day.rows) row.series = places.at(row.series);
  std::ranges::sort(record.day.rows, {}, [](const StoredRow& row) {
    return std::tuple(row.series, row.cost, row.requests, row.input_tokens, row.output_tokens);
  });
  return record;
}

Error Changed(std::string what) {
  return {.kind = ErrorKind::kInternal,
          .message = std::move(what),
          .hint = "`llm-cost-tracker verify` lists all that was changed."};
}

// Hands on days as they come, and all others once each is there.
class RecordMaker final : public LedgerSink {
 public:
  explicit RecordMaker(const TakeRecord& take) : take_(take) {}

  void Begin() override {
    if (anything_taken_) done_ = Fail(ErrorKind::kUnavailable, "the ledger went away while it was read");
    series_.clear();
    projects_.clear();
    notices_.clear();
    seals_.clear();
  }
  void AddSeries(std::uint32_t number, CostSeries series) override {
    series_.insert_or_assign(number, std::move(series));
  }
  void AddDay(const Source& source, StoredDay day) override {
    if (!done_) return;
    DayRecord record = MakeDayRecord(source, std::move(day), series_);
    done_ = CheckHash(record);
    Take(std::move(record));
  }
  void SetProjects(const Source& source, std::vector<Project> projects, TimePoint read_at) override {
    projects_.insert_or_assign(source, ProjectsRecord{source, std::move(projects), read_at});
  }
  void SetNotices(const Source& source, std::vector<DatedNotice> notices) override {
    notices_.insert_or_assign(source, NoticesRecord{source, std::move(notices)});
  }
  void AddSeal(Seal seal) override { seals_.insert_or_assign(std::pair(seal.source, seal.month), seal); }
  // They are among the restatements.
  void AddCorrection(Restatement) override {}
  void AddDamage(std::string what) override {
    if (done_) done_ = Failure(Changed(what));
  }

  Result<void> Finish(std::vector<Restatement> restatements) {
    for (auto& [source, projects] : projects_) Take(std::move(projects));
    for (auto& [source, notices] : notices_) {
      // None is as good as never having had any.
      if (!notices.notices.empty()) Take(std::move(notices));
    }
    for (auto& [month, seal] : seals_) Take(std::move(seal));
    std::ranges::sort(restatements, IsBefore);
    for (Restatement& restatement : restatements) Take(std::move(restatement));
    return done_;
  }

 private:
  void Take(LedgerRecord record) {
    if (!done_) return;
    anything_taken_ = true;
    done_ = take_(std::move(record));
  }

  const TakeRecord& take_;
  bool anything_taken_ = false;
  std::unordered_map<std::uint32_t, CostSeries> series_;
  std::map<Source, ProjectsRecord> projects_;
  std::map<Source, NoticesRecord> notices_;
  std::map<std::pair<Source, Date>, Seal> seals_;
  Result<void> done_;
};

Failure Twice(const std::string& what) { return Fail(ErrorKind::kInvalidArgument, what + " is there twice"); }

}  // namespace

std::string NameOf(const Source& source, Date date) {
  return fmt::format("{}/{} {}", source.provider, source.workspace, date.ToString());
}

std::string NameOfMonth(const Source& source, Date month) {
  return fmt::format("{}/{} {}", source.provider, source.workspace, month.ToString().substr(0, 7));
}

Result<void> CheckHash(const DayRecord& record) {
  const std::string hash =
      DayHash(record.day, [&](std::uint32_t place) -> const CostSeries& { return record.series[place]; });
  if (hash == record.day.hash) return {};
  return Failure(Changed(NameOf(record.source, record.day.date) + ": its figures are not those that were saved"));
}

Result<void> ReadRecords(LedgerStore& store, const TakeRecord& take) {
  RecordMaker maker(take);
  if (const auto loaded = store.Load(0, maker); !loaded) return Failure(loaded.error());
  auto restatements = store.LoadRestatements({.limit = std::numeric_limits<int>::max()});
  if (!restatements) return Failure(restatements.error());
  return maker.Finish(*std::move(restatements));
}

Result<void> LedgerOutline::Add(LedgerRecord record) {
  if (const auto* day = std::get_if<DayRecord>(&record)) {
    const auto& [date, read_at, settled, rows, rates, hash] = day->day;
    const Day kept{read_at, settled, hash, static_cast<std::int64_t>(rows.size())};
    if (!days[day->source].emplace(date, kept).second) return Twice(NameOf(day->source, date));
  } else if (auto* its_projects = std::get_if<ProjectsRecord>(&record)) {
    const Source source = its_projects->source;
    if (!projects.emplace(source, std::move(*its_projects)).second) {
      return Twice(fmt::format("the projects of {}/{}", source.provider, source.workspace));
    }
  } else if (auto* its_notices = std::get_if<NoticesRecord>(&record)) {
    const Source source = its_notices->source;
    if (!notices.emplace(source, std::move(*its_notices)).second) {
      return Twice(fmt::format("the notices of {}/{}", source.provider, source.workspace));
    }
  } else if (const auto* seal = std::get_if<Seal>(&record)) {
    if (!seals.emplace(std::pair(seal->source, seal->month), *seal).second) {
      return Twice("the seal of " + NameOfMonth(seal->source, seal->month));
    }
  } else {
    restatements.push_back(std::get<Restatement>(std::move(record)));
  }
  return {};
}

const LedgerOutline::Day* LedgerOutline::FindDay(const Source& source, Date date) const {
  const auto its_days = days.find(source);
  if (its_days == days.end()) return nullptr;
  const auto day = its_days->second.find(date);
  return day == its_days->second.end() ? nullptr : &day->second;
}

TimePoint LedgerOutline::NewestReading(const Source& source) const {
  TimePoint newest = TimePoint::min();
  const auto its_days = days.find(source);
  if (its_days == days.end()) return newest;
  for (const auto& [date, day] : its_days->second) newest = std::max(newest, day.read_at);
  return newest;
}

bool LedgerOutline::empty() const {
  return days.empty() && projects.empty() && notices.empty() && seals.empty() && restatements.empty();
}

Result<LedgerOutline> LedgerOutline::Of(LedgerStore& store) {
  LedgerOutline outline;
  auto read = ReadRecords(store, [&](LedgerRecord record) { return outline.Add(std::move(record)); });
  if (!read) return Failure(std::move(read.error()));
  return outline;
}

bool IsBefore(const Restatement& a, const Restatement& b) {
  const auto key = [](const Restatement& one) {
    return std::tie(one.read_now, one.source, one.date, one.project_id, one.model, one.currency, one.cost_before,
                    one.cost_now, one.read_before, one.sealed);
  };
  return key(a) < key(b);
}

}  // namespace llmcost
