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

enum class DayState {
  kSettled,      // not expected to change any more
  kProvisional,  // read, and the provider may still change it
  kFailed,       // never read: the last try failed
  kMissing,      // never asked for
  kNotRetained,  // never read, and the provider does not give it any more
  kNotYet,       // the provider does not give it yet
};
std::string_view DayStateName(DayState state);  // "not_retained"

// Days that stand next to each other in the same state.
struct CoverageRun {
  DateRange range;
  DayState state;

  friend bool operator==(const CoverageRun&, const CoverageRun&) = default;
};

// Why a source could not be read when it was tried last, and since when that is so.
struct SourceFailure {
  Error error;
  TimePoint since;
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
  std::optional<DateRange> range;            // without days to come; none = all of them are to come
  bool complete = false;                     // every day is known of every source, and none is failing
  std::optional<Date> through;               // the last day before which nothing is missing that can be had
  std::vector<SourceCoverage> sources = {};  // in the order of the providers
};

// The runs of one source. `offered` are the days that its provider gives now.
std::vector<CoverageRun> CoverageOf(const Ledger& ledger, const Source& source, const DateRange& range,
                                    const DateRange& offered, bool failing);

// Fills `complete` and `through` from the sources.
void FinishCoverage(CoverageReport& report);

}  // namespace llmcost
