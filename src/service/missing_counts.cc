// SPDX-License-Identifier: MIT
#include "service/missing_counts.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <tuple>

namespace llmcost {
namespace {

bool IsCounted(std::int64_t count) { return count >= 0; }

// Rows of counts charge nothing: see CostBucket.
bool IsOfCounts(const LedgerRow& row, const LedgerSeries& series) {
  if (series.line_item != 0 || !row.cost.IsZero()) return false;
  return IsCounted(row.requests) || IsCounted(row.input_tokens) || IsCounted(row.output_tokens);
}

bool IsOfCounts(const CostBucket& bucket) {
  if (bucket.line_item || !bucket.cost.IsZero()) return false;
  return bucket.requests || bucket.input_tokens || bucket.output_tokens;
}

// Counts do not go down: the smaller one is of a part only.
void TakeLarger(std::optional<std::int64_t>& count, std::int64_t kept) {
  if (IsCounted(kept)) count = std::max(count.value_or(kept), kept);
}

bool IsIn(const std::vector<DateRange>& ranges, Date date) {
  return std::ranges::any_of(ranges, [&](const DateRange& range) { return range.Contains(date); });
}

// In order, without overlaps.
std::vector<DateRange> Merge(std::vector<DateRange> ranges) {
  std::ranges::sort(ranges, {}, &DateRange::start);
  std::vector<DateRange> merged;
  for (const DateRange& range : ranges) {
    if (!merged.empty() && range.start <= merged.back().end + 1) {
      merged.back().end = std::max(merged.back().end, range.end);
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

}  // namespace

Notice MissingCountsNotice(const Error& error) { return {ErrorKindName(error.kind), error.message, error.hint}; }

bool IsOfMissingCounts(const Notice& notice) { return ParseErrorKind(notice.kind).has_value(); }

std::vector<Error> WhyCountsAreMissing(const NoticeBook& notices, const Source& source, const DateRange& range) {
  std::vector<Error> errors;
  for (Notice& notice : notices.Find(source, range)) {
    const auto kind = ParseErrorKind(notice.kind);
    if (!kind) continue;
    errors.push_back({.kind = *kind, .message = std::move(notice.message), .hint = std::move(notice.hint)});
  }
  return errors;
}

std::vector<DateRange> DaysWithoutCounts(const NoticeBook& notices, const Source& source, const DateRange& range) {
  std::vector<DateRange> days;
  for (const DatedNotice& entry : notices.All(source)) {
    const DateRange inside{std::max(entry.range.start, range.start), std::min(entry.range.end, range.end)};
    if (inside.start <= inside.end && IsOfMissingCounts(entry.notice)) days.push_back(inside);
  }
  return days;
}

std::vector<DateRange> DaysLeftWithoutCounts(const Ledger& ledger, const Source& source, const DateRange& range,
                                             const std::vector<DateRange>& before) {
  std::vector<DateRange> days;
  for (Date date = range.start; date <= range.end; ++date) {
    const LedgerDay* day = ledger.FindDay(source, date);
    if (day != nullptr && day->settled && !IsIn(before, date)) continue;
    if (!days.empty() && days.back().end + 1 == date) {
      days.back().end = date;
    } else {
      days.push_back({date, date});
    }
  }
  return days;
}

std::optional<Date> FirstDayNotIn(const std::vector<DateRange>& others, const std::vector<DateRange>& days) {
  std::optional<Date> first;
  for (const DateRange& range : days) {
    Date date = range.start;
    while (date <= range.end && IsIn(others, date)) ++date;
    if (date <= range.end) first = std::min(first.value_or(date), date);
  }
  return first;
}

void KeepCounts(const Ledger& ledger, const Source& source, const DateRange& range, std::vector<CostBucket>& buckets) {
  std::map<std::tuple<Date, std::optional<std::string>, std::string>, std::size_t> read;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    const CostBucket& bucket = buckets[i];
    if (IsOfCounts(bucket)) read.insert({{bucket.date, bucket.project_id, bucket.model}, i});
  }
  const std::map<Date, LedgerDay>& days = ledger.Days(source);
  for (auto day = days.lower_bound(range.start); day != days.end() && day->first <= range.end; ++day) {
    for (const LedgerRow& row : day->second.rows) {
      const LedgerSeries& series = ledger.series(row.series);
      if (!IsOfCounts(row, series)) continue;
      CostBucket kept{.date = day->first,
                      .project_id = ledger.texts().OptionalText(series.project),
                      .model = std::string(ledger.texts().Text(series.model)),
                      .currency = std::string(ledger.texts().Text(series.currency)),
                      .provenance = series.provenance};
      const auto [entry, added] = read.insert({{kept.date, kept.project_id, kept.model}, buckets.size()});
      if (added) buckets.push_back(std::move(kept));
      CostBucket& bucket = buckets[entry->second];
      TakeLarger(bucket.requests, row.requests);
      TakeLarger(bucket.input_tokens, row.input_tokens);
      TakeLarger(bucket.output_tokens, row.output_tokens);
    }
  }
}

std::vector<DateRange> DueWithCounts(const Ledger& ledger, const NoticeBook& notices, const Source& source,
                                     const DateRange& range, TimePoint asked_at, TimePoint now,
                                     std::optional<TimePoint> read_since, const FreshnessRules& rules) {
  std::vector<DateRange> due = DueRanges(ledger, source, range, asked_at, now, read_since, rules);
  FreshnessRules always_swept = rules;
  always_swept.sweep_days = std::numeric_limits<int>::max();
  for (const DateRange& lacking : DaysWithoutCounts(notices, source, range)) {
    const std::vector<DateRange> swept = DueRanges(ledger, source, lacking, asked_at, now, read_since, always_swept);
    due.insert(due.end(), swept.begin(), swept.end());
  }
  return Merge(std::move(due));
}

}  // namespace llmcost
