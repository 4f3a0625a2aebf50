// SPDX-License-Identifier: MIT
#include "simulator/ecb_rates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulator/hash.h"

namespace llmcost {
namespace {

struct Currency {
  std::string_view code;
  std::int64_t middle;  // in units of the last place
  int decimals;
  Date last = {9999, 12, 31};
};
constexpr std::array<Currency, 15> kCurrencies = {{{"USD", 11'150, 4},
                                                   {"JPY", 16'620, 2},
                                                   {"BGN", 19'558, 4, {2025, 12, 31}},  // the euro since 2026
                                                   {"CZK", 24'750, 3},
                                                   {"DKK", 74'605, 4},
                                                   {"GBP", 85'300, 5},
                                                   {"PLN", 42'700, 4},
                                                   {"SEK", 111'200, 4},
                                                   {"CHF", 9'420, 4},
                                                   {"NOK", 116'900, 4},
                                                   {"AUD", 17'300, 4},
                                                   {"BRL", 61'400, 4},
                                                   {"CAD", 15'620, 4},
                                                   {"CNY", 79'300, 4},
                                                   {"INR", 962'000, 4}}};

// Pegged within a hair.
bool IsPegged(std::string_view code) { return code == "BGN" || code == "DKK"; }

// Gauss's rule in Meeus's form.
Date EasterSunday(int year) {
  const int a = year % 19;
  const int b = year / 100;
  const int c = year % 100;
  const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int month = (h + l - 7 * m + 114) / 31;
  const int day = (h + l - 7 * m + 114) % 31 + 1;
  return {year, static_cast<unsigned>(month), static_cast<unsigned>(day)};
}

Date LastSunday(int year, unsigned month) {
  const auto last = std::chrono::year(year) / std::chrono::month(month) / std::chrono::Sunday[std::chrono::last];
  return Date(std::chrono::sys_days(last));
}

// A line through chances `period` days apart: -1000 to 1000.
std::int64_t Wave(std::uint64_t seed, int period, Date day) {
  const int number = day - EcbRates::kFirst;
  const int step = number / period;
  const auto at = [&](int i) {
    return static_cast<std::int64_t>(Mix(Mix(seed, static_cast<std::uint64_t>(period)), static_cast<std::uint64_t>(i)) %
                                     2001) -
           1000;
  };
  return at(step) + (at(step + 1) - at(step)) * (number % period) / period;
}

}  // namespace

bool EcbRates::IsWorkingDay(Date day) {
  const std::chrono::weekday weekday(day.days());
  if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) return false;
  const std::chrono::year_month_day ymd(day.days());
  const auto month = static_cast<unsigned>(ymd.month());
  const auto number = static_cast<unsigned>(ymd.day());
  if (number == 1 && (month == 1 || month == 5)) return false;
  if (month == 12 && (number == 25 || number == 26)) return false;
  const int from_easter = day - EasterSunday(static_cast<int>(ymd.year()));
  return from_easter != -2 && from_easter != 1;
}

TimePoint EcbRates::PublishedAt(Date day) {
  const int year = static_cast<int>(std::chrono::year_month_day(day.days()).year());
  const bool summer = LastSunday(year, 3) <= day && day < LastSunday(year, 10);
  return day.Start() + std::chrono::hours(summer ? 14 : 15);
}

std::optional<Date> EcbRates::LatestDay(Date day, TimePoint now) {
  day = std::min(day, Date::Of(now));
  while (kFirst <= day && (!IsWorkingDay(day) || now < PublishedAt(day))) day = day - 1;
  return kFirst <= day ? std::optional(day) : std::nullopt;
}

std::int64_t EcbRates::Wander(std::string_view currency, std::int64_t middle, Date day) const {
  const std::uint64_t seed = HashText(currency, Mix(seed_));
  const std::int64_t thousandths = Wave(seed, 173, day) * 34 + Wave(seed, 31, day) * 12 + Wave(seed, 1, day) * 4;
  return middle + middle * thousandths / 1'000'000;
}

std::int64_t EcbRates::UsdTenThousandths(Date day) const { return Wander("USD", kCurrencies[0].middle, day); }

std::vector<EcbRate> EcbRates::Of(Date day) const {
  std::vector<EcbRate> rates;
  for (const auto& currency : kCurrencies) {
    if (currency.last < day) continue;
    const std::int64_t rate = IsPegged(currency.code) ? currency.middle : Wander(currency.code, currency.middle, day);
    std::int64_t one = 1;
    for (int i = 0; i < currency.decimals; ++i) one *= 10;
    rates.push_back({currency.code, fmt::format("{}.{:0{}}", rate / one, rate % one, currency.decimals)});
  }
  return rates;
}

Money EcbRates::ToUsd(Money euros, Date day, TimePoint now) const {
  const auto latest = LatestDay(day, now);
  if (!latest) return {};
  // Prices have twelve decimals at most, so that nothing is lost here.
  return Money::FromAtto(euros.atto() * UsdTenThousandths(*latest) / 10'000);
}

}  // namespace llmcost
