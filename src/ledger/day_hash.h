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

// Over the days of a source's month: whose they are, their dates and hashes. REQUIRES: in order of date.
std::string SealHash(const Source& source, std::span<const StoredDay> days);
// The same without whose they are, as the first seals have it.
std::string MonthHash(std::span<const StoredDay> days);
// Whether a seal is of those days of its source.
bool IsSealOf(const Seal& seal, std::span<const StoredDay> days);

}  // namespace llmcost
