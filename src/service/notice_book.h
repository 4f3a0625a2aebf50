// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <vector>

#include "core/cost.h"
#include "ledger/stored.h"

namespace llmcost {

// What was said about the days of each source, for as long as the figures it was said of are kept.
class NoticeBook {
 public:
  // The days of `range` were read again: what was said of them before is taken back, and `notices` stand instead.
  void Replace(const Source& source, const DateRange& range, const std::vector<Notice>& notices);

  // Says one thing more of the days.
  void Add(const Source& source, const DateRange& range, Notice notice);

  // All of a source at once, as a store kept them.
  void Set(const Source& source, std::vector<DatedNotice> notices);
  std::vector<DatedNotice> All(const Source& source) const;

  // Each notice about any day of the range once.
  std::vector<Notice> Find(const Source& source, const DateRange& range) const;

 private:
  std::map<Source, std::vector<DatedNotice>> entries_;
};

}  // namespace llmcost
