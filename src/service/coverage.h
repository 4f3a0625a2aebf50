// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/cost.h"
#include "ledger/ledger.h"

// What is known of each day, and how well.
namespace llmcost {

std::string_view DayStateName(DayState state);  // "not_retained"

// Days that stand next to each other in the same state.
struct CoverageRun {
  DateRange range;
  DayState state;

  friend bool operator==(const CoverageRun&, const CoverageRun&) = default;
};

// Whether something is known of the day.
bool IsKnown(DayState state);
// Whether the day is missing: nothing is known of it, though its provider should have given it by now.
bool IsGap(DayState state);

// `day` is null when it was never read. `offered` are the days that its provider gives now; `failing`: the source could
// not be read when it was tried last.
DayState StateOf(const LedgerDay* day, Date date, const DateRange& offered, bool failing);

// Adds the day after those in `runs`.
void AppendDay(std::vector<CoverageRun>& runs, Date date, DayState state);

// Why a source could not be read when it was tried last, and since when that is so.
struct SourceFailure {
  Error error;
  TimePoint since;
  std::vector<DateRange> ranges = {};  // the days of that try
};

struct SourceCoverage {
  Source source;
  std::string provider_name;
  std::string workspace_name;
  std::vector<CoverageRun> runs = {};                 // every day of the report's range, in order
  std::optional<TimePoint> last_read = std::nullopt;  // of the day read last; none = none was read
  std::optional<SourceFailure> failure = std::nullopt;
};

struct CoverageReport {
  std::optional<DateRange> range;  // without days to come; none = all of them are to come
  // Every day that the providers give by now is known of every source, some day is, and no source is failing.
  bool complete = false;
  std::optional<Date> through;               // the last day before which nothing is missing that can be had
  std::vector<SourceCoverage> sources = {};  // in the order of the providers
};

// The runs of one source. `offered` are the days that its provider gives now.
std::vector<CoverageRun> CoverageOf(const Ledger& ledger, const Source& source, const DateRange& range,
                                    const DateRange& offered, bool failing);

// Those of the runs of which nothing is known.
std::vector<UnreadDays> UnreadOf(const Source& source, const std::vector<CoverageRun>& runs);

// Fills `complete` and `through` from the sources.
void FinishCoverage(CoverageReport& report);

}  // namespace llmcost
