// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/ledger_store.h"
#include "ledger/stored.h"

// A ledger piece by piece, in a form of its own that no store dictates: what files hold (ledger_file.h) and what is
// copied from one store to another (ledger_merge.h).
namespace llmcost {

// A day with its own series: a row's `series` is a place in `series`, which has no two alike.
struct DayRecord {
  Source source;
  StoredDay day;
  std::vector<CostSeries> series = {};

  friend bool operator==(const DayRecord&, const DayRecord&) = default;
};

struct ProjectsRecord {
  Source source;
  std::vector<Project> projects = {};
  TimePoint read_at;

  friend bool operator==(const ProjectsRecord&, const ProjectsRecord&) = default;
};

struct NoticesRecord {
  Source source;
  std::vector<DatedNotice> notices = {};

  friend bool operator==(const NoticesRecord&, const NoticesRecord&) = default;
};

using LedgerRecord = std::variant<DayRecord, ProjectsRecord, NoticesRecord, Seal, Restatement>;
// The first failure ends the reading.
using TakeRecord = std::function<Result<void>(LedgerRecord)>;

// "openai/edugami 2026-11-01", for messages.
std::string NameOf(const Source& source, Date date);
// "openai/edugami 2026-11"
std::string NameOfMonth(const Source& source, Date month);

// Error: kInternal, the figures are not those that `day.hash` is of.
Result<void> CheckHash(const DayRecord& record);

// All that is kept, the same from any store: the days by source and date, their rows sorted, then the projects, the
// notices, the seals and the restatements. Errors: those of the store and of CheckHash; what `take` gives.
Result<void> ReadRecords(LedgerStore& store, const TakeRecord& take);

// What is to be known of a ledger without its rows.
struct LedgerOutline {
  struct Day {
    TimePoint read_at;
    bool settled = false;
    std::string hash = {};
    std::int64_t rows = 0;

    friend bool operator==(const Day&, const Day&) = default;
  };

  std::map<Source, std::map<Date, Day>> days;
  std::map<Source, ProjectsRecord> projects;
  std::map<Source, NoticesRecord> notices;
  std::map<std::pair<Source, Date>, Seal> seals;  // by month
  std::vector<Restatement> restatements;          // in the order of ReadRecords

  // Error: kInvalidArgument, it is there already.
  Result<void> Add(LedgerRecord record);
  // Null: it is not there.
  const Day* FindDay(const Source& source, Date date) const;
  // When the newest of the source's days was read.
  TimePoint NewestReading(const Source& source) const;
  bool empty() const;

  // Reads all of the store and holds each day against its hash.
  static Result<LedgerOutline> Of(LedgerStore& store);
};

// Oldest first; two that differ never tie.
bool IsBefore(const Restatement& a, const Restatement& b);

}  // namespace llmcost
