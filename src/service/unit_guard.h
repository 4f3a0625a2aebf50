// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "core/cost.h"
#include "ledger/ledger.h"
#include "providers/provider.h"

// Notices when a source's amounts are about 100 times off: cents read as dollars, a price per thousand read as one per
// million. Only ever a notice; no figure is changed, so that being wrong hurts nobody.
namespace llmcost {

using PriceLookup = std::function<std::optional<TokenPrice>(std::string_view model)>;

// Compares the newest settled days (at most seven, up to `today`) with what their tokens come to at published prices.
// Only models whose price and tokens are known count. Nothing to notice, or too little to tell: none.
std::optional<Notice> CheckPublishedPrices(const Ledger& ledger, const Source& source, Date today,
                                           const PriceLookup& price_of);

// Compares what the same settled days came to in two readings, in the currency they were charged in.
std::optional<Notice> CheckJump(const Source& source, const DateRange& days, Money before, Money now);

// What is priced of the settled days of the range, in the currencies charged.
Money SettledTotal(const Ledger& ledger, const Source& source, const DateRange& range);

}  // namespace llmcost
