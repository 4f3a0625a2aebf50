// SPDX-License-Identifier: MIT
#include "service/currency.h"

#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "core/log.h"
#include "http/await_on.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;

constexpr std::string_view kEuro = "EUR";
constexpr int kDaysBack = 7;  // over which an earlier rate is good
constexpr std::chrono::minutes kLateRateInterval{10};
constexpr std::chrono::minutes kFailureInterval{1};

}  // namespace

CurrencyConverter::CurrencyConverter(asio::any_io_executor pool, asio::any_io_executor strand, const Clock& clock,
                                     CurrencyOptions options)
    : pool_(std::move(pool)),
      clock_(clock),
      options_(std::move(options)),
      wanted_{std::string(kUsd)},
      flights_(std::move(strand)) {}

asio::awaitable<void> CurrencyConverter::Prepare(std::set<std::string> currencies, DateRange range) {
  std::erase_if(currencies, [&](const std::string& currency) { return options_.fixed.contains(currency); });
  if (currencies.empty() || options_.published == nullptr) co_return;
  const TimePoint now = clock_.Now();
  range = {range.start - kDaysBack, std::min(range.end, Date::Of(now))};
  // A fetch under way may be of other days: then what is still missing is asked after it.
  while (Lacks(currencies, range)) {
    const bool joined = flights_.Has({});
    if (!joined) {
      wanted_.insert(currencies.begin(), currencies.end());
      if (known_from_) range.start = std::min(range.start, *known_from_);
    }
    SingleFlight<std::string, bool>::Work work = [this, range] { return Fetch(range); };
    const bool read = co_await flights_.Run({}, std::move(work));
    if (!read || !joined) co_return;
  }
}

bool CurrencyConverter::Lacks(const std::set<std::string>& currencies, const DateRange& range) const {
  const TimePoint now = clock_.Now();
  if (failed_at_ && now - *failed_at_ < kFailureInterval) return false;
  if (!read_at_ || range.start < *known_from_) return true;
  for (const std::string& currency : currencies) {
    if (currency != kEuro && !wanted_.contains(currency)) return true;
  }
  const auto dollars = per_euro_.find(std::string(kUsd));
  const bool has_last = dollars != per_euro_.end() && dollars->second.contains(range.end);
  // Once a day is over its rate is published, or it has none.
  if (has_last || *read_at_ >= range.end.End()) return false;
  return now - *read_at_ >= kLateRateInterval;
}

asio::awaitable<bool> CurrencyConverter::Fetch(DateRange range) {
  const asio::any_io_executor worker = asio::make_strand(pool_);
  auto reading = options_.published->Fetch(range);
  const Result<std::vector<ReferenceRate>> rates = co_await AwaitOn(worker, std::move(reading));
  if (!rates) {
    spdlog::warn("exchange rates: {}", rates.error().message);
    problem_ = rates.error();
    failed_at_ = clock_.Now();
    co_return false;
  }
  problem_ = std::nullopt;
  failed_at_ = std::nullopt;
  for (const ReferenceRate& rate : *rates) {
    if (rate.date >= range.start && wanted_.contains(rate.currency)) {
      per_euro_[rate.currency].insert_or_assign(rate.date, rate.per_euro);
    }
  }
  known_from_ = std::min(known_from_.value_or(range.start), range.start);
  read_at_ = clock_.Now();
  co_return true;
}

const Money* CurrencyConverter::PerEuro(const std::string& currency, Date date) const {
  static constexpr Money kOne = Money::FromUnits(1);
  if (currency == kEuro) return &kOne;
  const auto days = per_euro_.find(currency);
  if (days == per_euro_.end()) return nullptr;
  const auto day = days->second.find(date);
  return day == days->second.end() ? nullptr : &day->second;
}

std::optional<CurrencyConverter::Found> CurrencyConverter::Find(const std::string& currency, Date date) const {
  if (const auto fixed = options_.fixed.find(currency); fixed != options_.fixed.end()) {
    return Found{{currency, fixed->second, Money::FromUnits(1), date, true}, false};
  }
  for (int back = 0; back <= kDaysBack; ++back) {
    const Money* usd = PerEuro(std::string(kUsd), date - back);
    const Money* units = PerEuro(currency, date - back);
    if (usd == nullptr || units == nullptr) continue;
    const bool may_change = back > 0 && (!read_at_ || *read_at_ < date.End());
    return Found{{currency, *usd, *units, date - back, false}, may_change};
  }
  return std::nullopt;
}

Notice UnconvertedNotice(const UnconvertedCost& cost, const std::optional<Error>& problem) {
  const std::string currency = Printable(cost.amount.currency, 8);
  Notice notice{notice::kUnconverted, cost.provider + ": " + cost.amount.cost.ToString() + " " + currency +
                                          " not converted: no exchange rate"};
  if (problem) notice.message += " (" + problem->message + ")";
  notice.hint =
      "Set EXCHANGE_RATES to a rate of your own, such as EXCHANGE_RATES=" + currency + "=1.1 (US dollars for one).";
  return notice;
}

}  // namespace llmcost
