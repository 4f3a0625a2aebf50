// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "providers/exchange_rates.h"

namespace llmcost {

// Reads one of the European Central Bank's files of euro reference rates: by day, then currency. `body` is read in
// place and left in pieces. Whatever an attribute's quotes are, it is strict about the rest, since a rate misread is
// worse than none: not XML, a document type, no day, a day without a date or given twice, a day without rates, a
// currency that is no code or given twice on a day, a rate that is no number above 0 are kBadUpstream. The message
// repeats nothing of the file.
Result<std::vector<ReferenceRate>> ParseEcbRates(std::string& body);

}  // namespace llmcost
