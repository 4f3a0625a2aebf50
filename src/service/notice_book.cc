// SPDX-License-Identifier: MIT
#include "service/notice_book.h"

#include <algorithm>
#include <utility>

namespace llmcost {

void NoticeBook::Replace(const Source& source, const DateRange& range, const std::vector<Notice>& notices) {
  std::vector<DatedNotice> kept;
  for (DatedNotice& entry : entries_[source]) {
    const DateRange before{entry.range.start, std::min(entry.range.end, range.start - 1)};
    const DateRange after{std::max(entry.range.start, range.end + 1), entry.range.end};
    if (before.start <= before.end) kept.push_back({before, entry.notice});
    if (after.start <= after.end) kept.push_back({after, std::move(entry.notice)});
  }
  for (const Notice& notice : notices) kept.push_back({range, notice});
  entries_[source] = std::move(kept);
}

void NoticeBook::Add(const Source& source, const DateRange& range, Notice notice) {
  entries_[source].push_back({range, std::move(notice)});
}

void NoticeBook::Set(const Source& source, std::vector<DatedNotice> notices) { entries_[source] = std::move(notices); }

std::vector<DatedNotice> NoticeBook::All(const Source& source) const {
  const auto entries = entries_.find(source);
  return entries == entries_.end() ? std::vector<DatedNotice>() : entries->second;
}

std::vector<Notice> NoticeBook::Find(const Source& source, const DateRange& range) const {
  std::vector<Notice> found;
  const auto entries = entries_.find(source);
  if (entries == entries_.end()) return found;
  for (const DatedNotice& entry : entries->second) {
    if (entry.range.start > range.end || range.start > entry.range.end) continue;
    if (std::ranges::find(found, entry.notice) == found.end()) found.push_back(entry.notice);
  }
  return found;
}

}  // namespace llmcost
