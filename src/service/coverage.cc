// SPDX-License-Identifier: MIT
#include "service/coverage.h"

#include <algorithm>

namespace llmcost {

bool IsKnown(DayState state) { return state == DayState::kSettled || state == DayState::kProvisional; }

bool IsGap(DayState state) { return !IsKnown(state) && state != DayState::kNotYet; }

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

DayState StateOf(const LedgerDay* day, Date date, const DateRange& offered, bool failing) {
  if (day != nullptr) return day->settled ? DayState::kSettled : DayState::kProvisional;
  if (date < offered.start) return DayState::kNotRetained;
  if (date > offered.end) return DayState::kNotYet;
  return failing ? DayState::kFailed : DayState::kMissing;
}

void AppendDay(std::vector<CoverageRun>& runs, Date date, DayState state) {
  if (!runs.empty() && runs.back().state == state) {
    runs.back().range.end = date;
  } else {
    runs.push_back({{date, date}, state});
  }
}

std::vector<CoverageRun> CoverageOf(const Ledger& ledger, const Source& source, const DateRange& range,
                                    const DateRange& offered, bool failing) {
  std::vector<CoverageRun> runs;
  for (Date date = range.start; date <= range.end; ++date) {
    AppendDay(runs, date, StateOf(ledger.FindDay(source, date), date, offered, failing));
  }
  return runs;
}

std::vector<UnreadDays> UnreadOf(const Source& source, const std::vector<CoverageRun>& runs) {
  std::vector<UnreadDays> unread;
  for (const CoverageRun& run : runs) {
    if (!IsKnown(run.state)) unread.push_back({source.provider, source.workspace, run.range, run.state});
  }
  return unread;
}

void FinishCoverage(CoverageReport& report) {
  if (!report.range) return;
  const bool any_known = std::ranges::any_of(report.sources, [](const SourceCoverage& source) {
    return std::ranges::any_of(source.runs, IsKnown, &CoverageRun::state);
  });
  report.complete = any_known;
  std::optional<Date> first_gap;
  for (const SourceCoverage& source : report.sources) {
    if (source.failure) report.complete = false;
    for (const CoverageRun& run : source.runs) {
      if (!IsGap(run.state)) continue;
      report.complete = false;
      if (run.state == DayState::kNotRetained) continue;
      first_gap = std::min(first_gap.value_or(run.range.start), run.range.start);
      break;
    }
  }
  if (!first_gap) {
    if (any_known) report.through = report.range->end;
  } else if (*first_gap > report.range->start) {
    report.through = *first_gap - 1;
  }
}

}  // namespace llmcost
