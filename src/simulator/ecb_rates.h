// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.h"
#include "core/money.h"

// Euro reference rates that might be: a dollar between 1.05 and 1.18 for a euro, from a seed and the day. Published as
// the European Central Bank does: about 16:00 Central European Time on working days.
// Source: https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates.
namespace llmcost {

struct EcbRate {
  std::string_view currency;
  std::string rate;  // units of the currency for one euro: "1.1042"
};

class EcbRates {
 public:
  static constexpr Date kFirst{1999, 1, 4};

  explicit EcbRates(unsigned seed) : seed_(seed) {}

  // Not at weekends, nor on 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December (TARGET closing days).
  static bool IsWorkingDay(Date day);
  static TimePoint PublishedAt(Date day);
  // The latest day not after `day` whose rates are out at `now`; none before the euro.
  static std::optional<Date> LatestDay(Date day, TimePoint now);

  // In the bank's order, the dollar first. REQUIRES: a working day.
  std::vector<EcbRate> Of(Date day) const;
  // Ten-thousandths of a dollar for a euro.
  std::int64_t UsdTenThousandths(Date day) const;
  // What so many euros of a day are in USD: by its rate, or the latest earlier one.
  Money ToUsd(Money euros, Date day, TimePoint now) const;

 private:
  // Wanders around `middle` by at most 5 percent, so many units in the last place.
  std::int64_t Wander(std::string_view currency, std::int64_t middle, Date day) const;

  unsigned seed_;
};

}  // namespace llmcost
