// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <span>
#include <string>

#include "ledger/stored.h"

namespace llmcost {

// SHA-256 over a day's rows and rates, as 64 hexadecimal digits. Says nothing of when it was read. The same for the
// same figures in any order, from any store. `series` gives what a row's number stands for.
std::string DayHash(const StoredDay& day, const std::function<const CostSeries&(std::uint32_t)>& series);

// Over the days of a month: their dates and hashes. REQUIRES: in order of date.
std::string MonthHash(std::span<const StoredDay> days);

}  // namespace llmcost
