// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "core/cost.h"
#include "ledger/ledger.h"
#include "providers/provider.h"
#include "service/notice_book.h"

// Notices when a source's amounts are about 100 times off: cents read as dollars, a price per thousand read as one per
// million. Only ever a notice; no figure is changed, so that being wrong hurts nobody.
namespace llmcost {

using PriceLookup = std::function<std::optional<TokenPrice>(std::string_view model)>;

// Compares the newest settled days (at most seven, up to `today`) with what their tokens come to at published prices.
// Only models whose price and tokens are known count. Tokens that cost nothing here prove nothing: of an estimate (a
// free quota is not charged) and of days whose notices say that something is billed elsewhere, only too high a cost is
// told. Nothing to notice, or too little to tell: none.
std::optional<Notice> CheckPublishedPrices(const Ledger& ledger, const Source& source, Date today,
                                           const PriceLookup& price_of, const NoticeBook& notices);

// Compares what the same settled days came to in two readings, in the currency they were charged in.
std::optional<Notice> CheckJump(const Source& source, const DateRange& days, Money before, Money now);

// What is priced of the settled days from the first to the last of them, in the currencies charged.
struct SettledDays {
  DateRange days;
  Money total;

  // None: no day of the range is settled.
  static std::optional<SettledDays> Of(const Ledger& ledger, const Source& source, const DateRange& range);
};

// What is suspected of each source, for as long as it holds.
class UnitGuard {
 public:
  // Days of the source were read again. `before` is what was settled of them until then. A jump is said until the same
  // days come near to what they were before it, however often they jump on.
  void AfterReading(const Ledger& ledger, const Source& source, const std::optional<SettledDays>& before, Date today,
                    const PriceLookup& price_of, const NoticeBook& notices);

  std::vector<Notice> Suspicions(const Source& source) const;

 private:
  struct Jump {
    SettledDays before;
    Notice notice;
  };

  void FollowJump(const Ledger& ledger, const Source& source, const std::optional<SettledDays>& before);

  std::map<Source, Notice> prices_;
  std::map<Source, Jump> jumps_;
};

}  // namespace llmcost
