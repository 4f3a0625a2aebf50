// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "core/cost.h"
#include "ledger/ledger.h"
#include "service/freshness.h"
#include "service/notice_book.h"

// Days whose costs were read and whose request counts were not. Why stands in the book of notices, so that it lasts for
// as long as those days lack them: under the name of the error's kind, which no other notice has.
namespace llmcost {

Notice MissingCountsNotice(const Error& error);
bool IsOfMissingCounts(const Notice& notice);

// Why days of the range lack their counts; each reason once.
std::vector<Error> WhyCountsAreMissing(const NoticeBook& notices, const Source& source, const DateRange& range);

// The days of the range that lack their counts, in no order.
std::vector<DateRange> DaysWithoutCounts(const NoticeBook& notices, const Source& source, const DateRange& range);

// The days of the range that lack their counts once it was read without them: all but those of which the ledger has
// what is final. `before` lacked them until then.
std::vector<DateRange> DaysLeftWithoutCounts(const Ledger& ledger, const Source& source, const DateRange& range,
                                             const std::vector<DateRange>& before);

// The first day of `days` that is in none of `others`. Both in any order.
std::optional<Date> FirstDayNotIn(const std::vector<DateRange>& others, const std::vector<DateRange>& days);

// Adds to what was read without all of its counts those that the ledger has of the same days.
void KeepCounts(const Ledger& ledger, const Source& source, const DateRange& range, std::vector<CostBucket>& buckets);

// As DueRanges; the days that lack their counts are due once every sweep interval too, however old they are.
std::vector<DateRange> DueWithCounts(const Ledger& ledger, const NoticeBook& notices, const Source& source,
                                     const DateRange& range, TimePoint asked_at, TimePoint now,
                                     std::optional<TimePoint> read_since, const FreshnessRules& rules);

}  // namespace llmcost
