// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "ledger/ledger.h"

// Closing a month.
namespace llmcost {

// The seal of a source's month as the ledger has it. Errors, kInvalidArgument: the month is not over, is sealed
// already, or has a day that was not read, is not settled, or waits for an exchange rate; the hint says what to do.
Result<Seal> MakeSeal(const Ledger& ledger, const Source& source, Date month, TimePoint now);

// How sealed days of the range are told by the provider now; nothing when as sealed.
std::optional<Notice> CorrectedNotice(const Ledger& ledger, const Source& source, const DateRange& range);

}  // namespace llmcost
