// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "core/date.h"
#include "core/money.h"
#include "core/result.h"

// What the program asks of whoever publishes exchange rates.
namespace llmcost {

// What one euro was worth on a day. The euro itself is never listed.
struct ReferenceRate {
  Date date;
  std::string currency;  // ISO 4217, upper case
  Money per_euro;        // units of `currency` for one euro, more than 0; Money as the exact decimal number it is

  friend bool operator==(const ReferenceRate&, const ReferenceRate&) = default;
};

// Thread-safe; must outlive the coroutines it hands out.
class ExchangeRates {
 public:
  virtual ~ExchangeRates() = default;

  // Every rate published for the days of the range, by day, then currency. Days without any (weekends, holidays, today
  // before it is out, days to come) have none; that is no error. Errors as Error::kind says, the message begins with
  // who publishes them.
  virtual boost::asio::awaitable<Result<std::vector<ReferenceRate>>> Fetch(DateRange range) = 0;
};

}  // namespace llmcost
