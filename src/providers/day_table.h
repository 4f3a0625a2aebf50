// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/date.h"

// What one fetch has read so far, by day, small enough to sort and add up quickly. Not thread-safe: a fetch runs on one
// strand. Included by providers' .cc files only.
namespace llmcost {

// Gives each distinct name a small number. Number 0 is "none".
class NameTable {
 public:
  NameTable() { names_.emplace_back(); }

  std::uint32_t NumberOf(std::optional<std::string_view> name) {
    if (!name) return 0;
    if (const auto found = numbers_.find(*name); found != numbers_.end()) return found->second;
    const auto number = static_cast<std::uint32_t>(names_.size());
    const std::string& kept = names_.emplace_back(*name);
    numbers_.emplace(kept, number);
    return number;
  }

  // The number of a name that is already there, else nothing.
  std::optional<std::uint32_t> Find(std::string_view name) const {
    const auto found = numbers_.find(name);
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
  }

  // REQUIRES: number != 0. The reference lives as long as the table.
  const std::string& Name(std::uint32_t number) const { return names_[number]; }
  std::optional<std::string> OptionalName(std::uint32_t number) const {
    return number == 0 ? std::nullopt : std::optional(names_[number]);
  }
  std::size_t size() const { return names_.size(); }

 private:
  std::deque<std::string> names_;  // a deque does not move them
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
};

// The rows of each day of a range. A Row has `std::uint64_t key() const` and `void Merge(const Row&)`.
template <typename Row>
class DayTable {
 public:
  explicit DayTable(DateRange range) : range_(range), days_(static_cast<std::size_t>(range.Length())) {}

  const DateRange& range() const { return range_; }

  // Takes what one answer says of one day of the range. Rows of the same key within it belong together and are merged.
  // When an answer has said something of the day before, pages overlap or split a day: only keys not seen yet are
  // taken, so that nothing counts twice.
  void Add(Date date, std::vector<Row> rows) {
    Day& day = days_[static_cast<std::size_t>(date - range_.start)];
    MergeEqualKeys(rows);
    if (!day.seen) {
      day.seen = true;
      day.rows = std::move(rows);
      return;
    }
    std::erase_if(rows, [&](const Row& row) { return std::ranges::binary_search(day.rows, row.key(), {}, &Row::key); });
    const auto middle = static_cast<std::ptrdiff_t>(day.rows.size());
    day.rows.insert(day.rows.end(), rows.begin(), rows.end());
    std::ranges::inplace_merge(day.rows, day.rows.begin() + middle, {}, &Row::key);
  }

  // In order of key.
  const std::vector<Row>& Rows(Date date) const { return days_[static_cast<std::size_t>(date - range_.start)].rows; }

  // From the first to the last day of `window` (within the range) that no answer has spoken of; nothing when there is
  // none.
  std::optional<DateRange> Unread(const DateRange& window) const {
    std::optional<DateRange> unread;
    for (Date date = window.start; date <= window.end; ++date) {
      if (days_[static_cast<std::size_t>(date - range_.start)].seen) continue;
      if (!unread) unread = DateRange{date, date};
      unread->end = date;
    }
    return unread;
  }

 private:
  struct Day {
    bool seen = false;
    std::vector<Row> rows;  // in order of key, each key once
  };

  static void MergeEqualKeys(std::vector<Row>& rows) {
    std::ranges::sort(rows, {}, &Row::key);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (kept > 0 && rows[kept - 1].key() == rows[i].key()) {
        rows[kept - 1].Merge(rows[i]);
      } else {
        rows[kept++] = rows[i];
      }
    }
    rows.resize(kept);
  }

  DateRange range_;
  std::vector<Day> days_;
};

// `range` in as few windows of at most `max_days` as will do, all of about the same length, in order.
inline std::vector<DateRange> SplitRange(const DateRange& range, int max_days) {
  const int count = (range.Length() + max_days - 1) / max_days;
  std::vector<DateRange> windows;
  windows.reserve(static_cast<std::size_t>(count));
  Date start = range.start;
  for (int i = 0; i < count; ++i) {
    const int left = range.end - start + 1;
    const int days = (left + (count - i) - 1) / (count - i);
    windows.push_back({start, start + (days - 1)});
    start = start + days;
  }
  return windows;
}

}  // namespace llmcost
