// SPDX-License-Identifier: MIT
#include "service/coverage.h"

#include <algorithm>

namespace llmcost {
namespace {

bool IsKnown(DayState state) { return state == DayState::kSettled || state == DayState::kProvisional; }

}  // namespace

std::string_view DayStateName(DayState state) {
  switch (state) {
    case DayState::kSettled:
      return "settled";
    case DayState::kProvisional:
      return "provisional";
    case DayState::kFailed:
      return "failed";
    case DayState::kMissing:
      return "missing";
    case DayState::kNotRetained:
      return "not_retained";
    case DayState::kNotYet:
      return "not_yet";
  }
  return "missing";
}

std::vector<CoverageRun> CoverageOf(const Ledger& ledger, const Source& source, const DateRange& range,
                                    const DateRange& offered, bool failing) {
  std::vector<CoverageRun> runs;
  for (Date date = range.start; date <= range.end; ++date) {
    const LedgerDay* day = ledger.FindDay(source, date);
    DayState state = DayState::kMissing;
    if (day != nullptr) {
      state = day->settled ? DayState::kSettled : DayState::kProvisional;
    } else if (date < offered.start) {
      state = DayState::kNotRetained;
    } else if (date > offered.end) {
      state = DayState::kNotYet;
    } else if (failing) {
      state = DayState::kFailed;
    }
    if (!runs.empty() && runs.back().state == state) {
      runs.back().range.end = date;
    } else {
      runs.push_back({{date, date}, state});
    }
  }
  return runs;
}

void FinishCoverage(CoverageReport& report) {
  if (!report.range) return;
  report.complete = !report.sources.empty();
  std::optional<Date> first_gap;
  for (const SourceCoverage& source : report.sources) {
    if (source.failure) report.complete = false;
    for (const CoverageRun& run : source.runs) {
      if (IsKnown(run.state) || run.state == DayState::kNotYet) continue;
      report.complete = false;
      if (run.state == DayState::kNotRetained) continue;
      first_gap = std::min(first_gap.value_or(run.range.start), run.range.start);
      break;
    }
  }
  if (report.sources.empty()) return;
  if (!first_gap) {
    report.through = report.range->end;
  } else if (*first_gap > report.range->start) {
    report.through = *first_gap - 1;
  }
}

}  // namespace llmcost
