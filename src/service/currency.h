// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/clock.h"
#include "core/cost.h"
#include "providers/exchange_rates.h"
#include "service/single_flight.h"

// What an amount in another currency was worth in USD on the day it was charged.
namespace llmcost {

struct CurrencyOptions {
  // Published rates of the euro; null = none are asked for. Must outlive the service.
  ExchangeRates* published = nullptr;
  // USD for one unit of a currency; stronger than what is published.
  std::map<std::string, Money> fixed = {};
};

// Used on the strand given.
class CurrencyConverter {
 public:
  // `clock` must outlive the coroutines. `pool` runs the fetches.
  CurrencyConverter(boost::asio::any_io_executor pool, boost::asio::any_io_executor strand, const Clock& clock,
                    CurrencyOptions options);

  // Asks for the published rates of these days that are not known and may be out by now; at most one try in ten minutes
  // where they are out late, one a minute after a failure. What went wrong is problem()'s to say.
  boost::asio::awaitable<void> Prepare(std::set<std::string> currencies, DateRange range);

  struct Found {
    ExchangeRate rate;
    bool may_change = false;  // the day's own rate may still be published
  };
  // The rate of the day, or the latest one of the seven days before it (weekends and holidays have none). None: neither
  // is known.
  std::optional<Found> Find(const std::string& currency, Date date) const;

  // Whether rates that are published are asked for at all.
  bool asks_published() const { return options_.published != nullptr; }

  // Why the rates could not be read when they were asked for last.
  const std::optional<Error>& problem() const { return problem_; }

 private:
  boost::asio::awaitable<bool> Fetch(DateRange range);
  bool Lacks(const std::set<std::string>& currencies, const DateRange& range) const;
  const Money* PerEuro(const std::string& currency, Date date) const;

  boost::asio::any_io_executor pool_;
  const Clock& clock_;
  CurrencyOptions options_;
  std::map<std::string, std::map<Date, Money>> per_euro_;  // published, by currency and day
  std::set<std::string> wanted_;                           // the currencies that are kept of what is published
  std::optional<Date> known_from_;                         // rates before are not known, published or not
  std::optional<TimePoint> read_at_;                       // when the rates were read last
  std::optional<TimePoint> failed_at_;
  std::optional<Error> problem_;
  SingleFlight<std::string, bool> flights_;
};

// That an amount stands beside the total, why, and what to do. `problem` is CurrencyConverter::problem's.
Notice UnconvertedNotice(const UnconvertedCost& cost, const std::optional<Error>& problem);

}  // namespace llmcost
