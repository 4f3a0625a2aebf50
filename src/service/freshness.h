// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <vector>

#include "ledger/ledger.h"

// When a day is asked again: pure functions of what the ledger knows and of the time.
namespace llmcost {

struct FreshnessRules {
  std::chrono::seconds cache_ttl{300};    // how long an unsettled day is good
  int sweep_days = 35;                    // settled days of the last so many days are read again…
  std::chrono::hours sweep_interval{24};  // …this often
};

// When the day is to be asked again; TimePoint::max() = never. `today` decides whether it is still swept.
TimePoint DueAt(const LedgerDay& day, Date date, Date today, const FreshnessRules& rules);

// The days of `range`, up to today, that are to be asked of `source` at `now` for a question of the time `asked_at`, as
// runs in order. What was read since then is never due, however short the cache time is; a day whose stamp is yet to
// come always is. With `read_since` every day read before that moment is due (a refresh).
std::vector<DateRange> DueRanges(const Ledger& ledger, const Source& source, const DateRange& range, TimePoint asked_at,
                                 TimePoint now, std::optional<TimePoint> read_since, const FreshnessRules& rules);

// By its stamp this day was read after a question of the time `asked_at` came, though it is known when the question
// comes: a clock differs a little. A refresh asks for it all the same.
using StampedAhead = std::map<Date, TimePoint>;
StampedAhead FindStampedAhead(const Ledger& ledger, const Source& source, const DateRange& range, TimePoint asked_at);
// Adds those to the runs whose stamp is still the same.
void AddStampedAhead(const Ledger& ledger, const Source& source, const StampedAhead& days,
                     std::vector<DateRange>& runs);

}  // namespace llmcost
