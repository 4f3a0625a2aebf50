// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <vector>

#include "core/cost.h"
#include "ledger/ledger.h"

namespace llmcost {

// What was said about the days of each source, for as long as the figures it was said of are kept.
class NoticeBook {
 public:
  // The days of `range` were read again: what was said of them before is taken back, and `notices` stand instead.
  void Replace(const Source& source, const DateRange& range, const std::vector<Notice>& notices);

  // Each notice about any day of the range once.
  std::vector<Notice> Find(const Source& source, const DateRange& range) const;

 private:
  struct Entry {
    DateRange range;
    Notice notice;
  };
  std::map<Source, std::vector<Entry>> entries_;
};

}  // namespace llmcost
