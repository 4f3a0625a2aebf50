// SPDX-License-Identifier: MIT
#pragma once

#include "cli/commands.h"
#include "core/date.h"
#include "core/result.h"

namespace llmcost {

// The days that --period, --since with --until, or --last mean; month to date when none is given. Error
// kInvalidArgument: names the flag and what is wrong.
Result<DateRange> ParseDateFlags(const CostsFlags& flags, Date today);

}  // namespace llmcost
