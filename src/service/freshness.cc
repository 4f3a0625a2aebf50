// SPDX-License-Identifier: MIT
#include "service/freshness.h"

#include <algorithm>

namespace llmcost {

TimePoint DueAt(const LedgerDay& day, Date date, Date today, const FreshnessRules& rules) {
  if (!day.settled) return day.read_at + rules.cache_ttl;
  if (today - date < rules.sweep_days) return day.read_at + rules.sweep_interval;
  return TimePoint::max();
}

std::vector<DateRange> DueRanges(const Ledger& ledger, const Source& source, const DateRange& range, TimePoint now,
                                 std::optional<TimePoint> read_since, const FreshnessRules& rules) {
  const Date today = Date::Of(now);
  std::vector<DateRange> runs;
  for (Date date = range.start; date <= std::min(range.end, today); ++date) {
    const LedgerDay* day = ledger.FindDay(source, date);
    const bool due = day == nullptr || (read_since ? day->read_at < *read_since
                                                   : day->read_at < now && DueAt(*day, date, today, rules) <= now);
    if (!due) continue;
    if (!runs.empty() && runs.back().end + 1 == date) {
      runs.back().end = date;
    } else {
      runs.push_back({date, date});
    }
  }
  return runs;
}

}  // namespace llmcost
