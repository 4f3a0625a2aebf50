// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "core/date.h"
#include "core/money.h"
#include "core/result.h"

namespace llmcost {

struct ReferenceRate {
  Date date;
  std::string currency;
  Money per_euro;
};

class ExchangeRates {
 public:
  virtual ~ExchangeRates() = default;
  virtual boost::asio::awaitable<Result<std::vector<ReferenceRate>>> Fetch(DateRange range) = 0;
};

}  // namespace llmcost
