// SPDX-License-Identifier: MIT
#include "ledger/ledger_merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include "ledger/day_hash.h"

namespace llmcost {
namespace {

// What is saved in one transaction: enough that the transactions cost little, and not so much that memory matters.
constexpr std::size_t kRowsPerSave = 50'000;
constexpr std::size_t kDaysPerSave = 366;

Failure Refuse(std::string message, std::string hint) {
  return Failure(Error{.kind = ErrorKind::kInvalidArgument, .message = std::move(message), .hint = std::move(hint)});
}

// What becomes of each record of one ledger in another.
class MergePlan {
 public:
  MergePlan(const LedgerOutline& from, const LedgerOutline& to) : from_(from), to_(to) {}

  bool Takes(const Source& source, Date date, const LedgerOutline::Day& day) const {
    if (to_.seals.contains({source, date.MonthStart()})) return false;
    const LedgerOutline::Day* kept = to_.FindDay(source, date);
    return kept == nullptr || (kept->read_at <= day.read_at && *kept != day);
  }

  bool TakesProjects(const ProjectsRecord& projects) const {
    const auto kept = to_.projects.find(projects.source);
    return kept == to_.projects.end() || kept->second.read_at < projects.read_at;
  }

  // The notices are those of the ledger that has read the source last. Nothing: those of `to` stay.
  std::optional<std::vector<DatedNotice>> Notices(const Source& source) const {
    if (from_.NewestReading(source) < to_.NewestReading(source)) return std::nullopt;
    const auto notices_of = [&](const LedgerOutline& ledger) {
      const auto found = ledger.notices.find(source);
      return found == ledger.notices.end() ? std::vector<DatedNotice>() : found->second.notices;
    };
    std::vector<DatedNotice> notices = notices_of(from_);
    if (notices == notices_of(to_)) return std::nullopt;
    return notices;
  }

  std::vector<Restatement> NewRestatements() const {
    std::vector<Restatement> added;
    std::ranges::set_difference(from_.restatements, to_.restatements, std::back_inserter(added), IsBefore);
    return added;
  }

  std::vector<Seal> NewSeals() const {
    std::vector<Seal> added;
    for (const auto& [month, seal] : from_.seals) {
      if (!to_.seals.contains(month)) added.push_back(seal);
    }
    return added;
  }

  // Whether every sealed month would be what its seals say.
  Result<void> CheckSeals() const {
    for (const auto& [month, seal] : from_.seals) {
      const std::string name = NameOfMonth(seal.source, seal.month);
      if (const auto kept = to_.seals.find(month); kept != to_.seals.end()) {
        if (kept->second.hash == seal.hash && kept->second.rows == seal.rows) continue;
        return Refuse(name + " is sealed in both ledgers, with other figures",
                      "Two sealed months that differ cannot be merged: use an empty ledger.");
      }
      if (const auto [days, rows] = MergedMonth(seal); IsSealOf(seal, days) && rows == seal.rows) continue;
      return Refuse(name + " is sealed, and would not be what the seal says",
                    "A later reading of a sealed month is in the other ledger: use an empty one.");
    }
    return {};
  }

  // Whether `to`, read again after all was saved, has it.
  Result<void> CheckDone(const LedgerOutline& now) const {
    for (const auto& [source, days] : from_.days) {
      for (const auto& [date, day] : days) {
        const LedgerOutline::Day* kept = now.FindDay(source, date);
        if (!Takes(source, date, day) || (kept != nullptr && (*kept == day || kept->read_at > day.read_at))) continue;
        return Fail(ErrorKind::kInternal, NameOf(source, date) + ": what was saved is not what is there");
      }
    }
    for (const Seal& seal : NewSeals()) {
      const auto kept = now.seals.find({seal.source, seal.month});
      if (kept != now.seals.end() && kept->second.hash == seal.hash) continue;
      return Fail(ErrorKind::kInternal, NameOfMonth(seal.source, seal.month) + ": its seal was not saved");
    }
    return {};
  }

 private:
  // Its days, without rows, and the number of rows.
  std::pair<std::vector<StoredDay>, std::int64_t> MergedMonth(const Seal& seal) const {
    std::map<Date, const LedgerOutline::Day*> month;
    const auto add = [&](const LedgerOutline& ledger, const auto& wanted) {
      const auto its_days = ledger.days.find(seal.source);
      if (its_days == ledger.days.end()) return;
      for (const auto& [date, day] : its_days->second) {
        if (date.MonthStart() == seal.month && wanted(date, day)) month.insert_or_assign(date, &day);
      }
    };
    add(to_, [](Date, const auto&) { return true; });
    add(from_, [&](Date date, const auto& day) { return Takes(seal.source, date, day); });
    std::vector<StoredDay> days;
    std::int64_t rows = 0;
    for (const auto& [date, day] : month) {
      days.push_back({.date = date, .read_at = {}, .hash = day->hash});
      rows += day->rows;
    }
    return {std::move(days), rows};
  }

  const LedgerOutline& from_;
  const LedgerOutline& to_;
};

// Saves days of one source after the other, many at once.
class DaySaver {
 public:
  DaySaver(LedgerStore& store, MergeReport& report) : store_(store), report_(report) {}

  Result<void> Add(DayRecord record) {
    const bool is_full = rows_ >= kRowsPerSave || reading_.days.size() >= kDaysPerSave;
    if (is_full || reading_.source != record.source) {
      if (auto flushed = Flush(); !flushed) return flushed;
      reading_.source = record.source;
    }
    std::vector<std::uint32_t> places;
    for (CostSeries& series : record.series) {
      const auto place = static_cast<std::uint32_t>(reading_.series.size());
      const auto [known, is_new] = places_.try_emplace(std::move(series), place);
      if (is_new) reading_.series.push_back(known->first);
      places.push_back(known->second);
    }
    for (StoredRow& row : record.day.rows) row.series = places[row.series];
    rows_ += record.day.rows.size();
    reading_.days.push_back(std::move(record.day));
    return {};
  }

  Result<void> Flush() {
    if (reading_.days.empty()) return {};
    if (const auto saved = store_.Save(reading_); !saved) return Failure(saved.error());
    report_.days += static_cast<std::int64_t>(reading_.days.size());
    report_.rows += static_cast<std::int64_t>(rows_);
    reading_ = {.source = {}, .series = {}, .days = {}};
    places_.clear();
    rows_ = 0;
    return {};
  }

 private:
  LedgerStore& store_;
  MergeReport& report_;
  StoredReading reading_{.source = {}, .series = {}, .days = {}};
  std::map<CostSeries, std::uint32_t> places_;
  std::size_t rows_ = 0;
};

Result<void> SaveDays(const RecordSource& from, const LedgerOutline& outline, const MergePlan& plan, LedgerStore& to,
                      const MergeProgress& progress, MergeReport& report) {
  DaySaver saver(to, report);
  std::int64_t done = 0;
  auto read = from([&](LedgerRecord record) -> Result<void> {
    auto* day = std::get_if<DayRecord>(&record);
    if (day == nullptr) return {};
    if (progress) progress(++done);
    const LedgerOutline::Day* checked = outline.FindDay(day->source, day->day.date);
    if (checked == nullptr || checked->hash != day->day.hash) {
      return Fail(ErrorKind::kUnavailable, NameOf(day->source, day->day.date) + " changed while it was read");
    }
    if (!plan.Takes(day->source, day->day.date, *checked)) {
      ++report.days_left;
      return {};
    }
    return saver.Add(std::move(*day));
  });
  return read ? saver.Flush() : read;
}

Result<void> SaveOthers(const LedgerOutline& from, const MergePlan& plan, LedgerStore& to, MergeReport& report) {
  std::map<Source, StoredReading> readings;
  const auto reading_of = [&](const Source& source) -> StoredReading& {
    return readings.try_emplace(source, StoredReading{.source = source, .series = {}, .days = {}}).first->second;
  };
  std::set<Source> sources;
  for (const auto& [source, days] : from.days) sources.insert(source);
  for (const auto& [source, notices] : from.notices) sources.insert(source);
  for (const Source& source : sources) {
    if (auto notices = plan.Notices(source)) reading_of(source).notices = std::move(notices);
  }
  for (Restatement& restatement : plan.NewRestatements()) {
    ++report.restatements;
    reading_of(restatement.source).restatements.push_back(std::move(restatement));
  }
  for (const auto& [source, reading] : readings) {
    if (const auto saved = to.Save(reading); !saved) return Failure(saved.error());
  }
  for (const auto& [source, projects] : from.projects) {
    if (!plan.TakesProjects(projects)) continue;
    const auto saved = to.SaveProjects(source, projects.projects, projects.read_at);
    if (!saved) return Failure(saved.error());
  }
  for (const Seal& seal : plan.NewSeals()) {
    if (const auto saved = to.SaveSeal(seal); !saved) return Failure(saved.error());
    ++report.seals;
  }
  return {};
}

Result<MergeReport> Merge(const RecordSource& from, LedgerStore& to, const LedgerOutline& kept,
                          const MergeProgress& progress) {
  LedgerOutline outline;
  auto read = from([&](LedgerRecord record) { return outline.Add(std::move(record)); });
  if (!read) return Failure(std::move(read.error()));
  std::ranges::sort(outline.restatements, IsBefore);
  const MergePlan plan(outline, kept);
  if (auto sound = plan.CheckSeals(); !sound) return Failure(std::move(sound.error()));
  MergeReport report;
  auto done = SaveDays(from, outline, plan, to, progress, report);
  if (done) done = SaveOthers(outline, plan, to, report);
  if (!done) return Failure(std::move(done.error()));
  const auto now = LedgerOutline::Of(to);
  if (!now) return Failure(now.error());
  done = plan.CheckDone(*now);
  if (!done) return Failure(std::move(done.error()));
  return report;
}

}  // namespace

Result<MergeReport> MergeRecords(const RecordSource& from, LedgerStore& to, const MergeProgress& progress) {
  const auto kept = LedgerOutline::Of(to);
  if (!kept) return Failure(kept.error());
  return Merge(from, to, *kept, progress);
}

Result<MergeReport> MigrateLedger(LedgerStore& from, LedgerStore& to, const MigrateOptions& options) {
  if (from.Describe() == to.Describe()) return Refuse("both are the ledger " + to.Describe(), {});
  const auto kept = LedgerOutline::Of(to);
  if (!kept) return Failure(kept.error());
  if (!options.merge && !kept->empty()) {
    return Refuse(fmt::format("{} is not empty", to.Describe()),
                  "Give --merge to keep what is there too: of a day that both have, the later reading stays.");
  }
  bool anything = false;
  const RecordSource records = [&](const TakeRecord& take) {
    return ReadRecords(from, [&](LedgerRecord record) {
      anything = true;
      return take(std::move(record));
    });
  };
  auto report = Merge(records, to, *kept, options.progress);
  if (report && !anything) return Refuse(fmt::format("nothing is kept in {}", from.Describe()), {});
  return report;
}

}  // namespace llmcost
