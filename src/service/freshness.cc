// SPDX-License-Identifier: MIT
#include "service/freshness.h"

#include <algorithm>

namespace llmcost {

TimePoint DueAt(const LedgerDay& day, Date date, Date today, const FreshnessRules& rules) {
  if (!day.settled) return day.read_at + rules.cache_ttl;
  if (today - date < rules.sweep_days) return day.read_at + rules.sweep_interval;
  return TimePoint::max();
}

std::vector<DateRange> DueRanges(const Ledger& ledger, const Source& source, const DateRange& range, TimePoint asked_at,
                                 TimePoint now, std::optional<TimePoint> read_since, const FreshnessRules& rules) {
  const Date today = Date::Of(asked_at);
  const auto is_due = [&](Date date) {
    const LedgerDay* day = ledger.FindDay(source, date);
    if (day == nullptr || IsYetToCome(day->read_at, now)) return true;
    if (read_since) return day->read_at < *read_since;
    return day->read_at < asked_at && DueAt(*day, date, today, rules) <= asked_at;
  };
  std::vector<DateRange> runs;
  for (Date date = range.start; date <= std::min(range.end, today); ++date) {
    if (!is_due(date)) continue;
    if (!runs.empty() && runs.back().end + 1 == date) {
      runs.back().end = date;
    } else {
      runs.push_back({date, date});
    }
  }
  return runs;
}

StampedAhead FindStampedAhead(const Ledger& ledger, const Source& source, const DateRange& range, TimePoint asked_at) {
  StampedAhead days;
  for (Date date = range.start; date <= std::min(range.end, Date::Of(asked_at)); ++date) {
    const LedgerDay* day = ledger.FindDay(source, date);
    if (day != nullptr && day->read_at > asked_at) days.emplace(date, day->read_at);
  }
  return days;
}

void AddStampedAhead(const Ledger& ledger, const Source& source, const StampedAhead& days,
                     std::vector<DateRange>& runs) {
  for (const auto& [date, read_at] : days) {
    const LedgerDay* day = ledger.FindDay(source, date);
    const bool is_there = std::ranges::any_of(runs, [&](const DateRange& run) { return run.Contains(date); });
    if (day != nullptr && day->read_at == read_at && !is_there) runs.push_back({date, date});
  }
  std::ranges::sort(runs, {}, &DateRange::start);
}

}  // namespace llmcost
