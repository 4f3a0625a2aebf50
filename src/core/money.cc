// SPDX-License-Identifier: MIT
#include "core/money.h"

#include <algorithm>
#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <limits>
#include <numeric>
#include <ostream>

namespace llmcost {
namespace {

__extension__ using UInt128 = unsigned __int128;

constexpr Int128 kMaxInt128 = static_cast<Int128>(~UInt128{0} >> 1);

constexpr std::array<Int128, 34> kPowersOfTen = [] {
  std::array<Int128, 34> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

constexpr Int128 PowerOfTen(int exponent) { return kPowersOfTen[static_cast<std::size_t>(exponent)]; }

// The largest amount that Parse takes: 10^15 units.
constexpr Int128 kMaxParsed = PowerOfTen(15 + Money::kDecimals);

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A decimal number taken apart: digits[0..] with the point after `point` of them, exponent applied.
struct Decimal {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  long exponent = 0;
};

bool ParseExponent(std::string_view text, long& exponent) {
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || !std::ranges::all_of(text, IsDigit)) return false;
  // An exponent past a million says the same as a million: zero, or out of range.
  long magnitude = 0;
  for (char c : text) magnitude = std::min(magnitude * 10 + (c - '0'), 1'000'000L);
  exponent = negative ? -magnitude : magnitude;
  return true;
}

bool TakeApart(std::string_view text, Decimal& decimal) {
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    decimal.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const auto e = text.find_first_of("eE");
  if (e != std::string_view::npos) {
    if (!ParseExponent(text.substr(e + 1), decimal.exponent)) return false;
    text = text.substr(0, e);
  }
  const auto point = text.find('.');
  decimal.whole = text.substr(0, point);
  if (point != std::string_view::npos) decimal.fraction = text.substr(point + 1);
  return (!decimal.whole.empty() || !decimal.fraction.empty()) && std::ranges::all_of(decimal.whole, IsDigit) &&
         std::ranges::all_of(decimal.fraction, IsDigit);
}

// The atto of what nearly all amounts look like: at most 18 digits, no exponent. None for anything else.
std::optional<Int128> ParsePlain(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.size() > std::size_t{Money::kDecimals}) return std::nullopt;
  std::uint64_t value = 0;
  std::size_t point = text.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (IsDigit(text[i])) {
      value = value * 10 + static_cast<std::uint64_t>(text[i] - '0');
    } else if (text[i] == '.' && point == text.size()) {
      point = i;
    } else {
      return std::nullopt;
    }
  }
  const bool has_point = point < text.size();
  if (text.size() == (has_point ? 1U : 0U)) return std::nullopt;
  const int decimals = has_point ? static_cast<int>(text.size() - point) - 1 : 0;
  const Int128 atto = Int128{value} * PowerOfTen(Money::kDecimals - decimals);
  if (atto > kMaxParsed) return std::nullopt;
  return negative ? -atto : atto;
}

// `value` / `divisor`, half to even.
Int128 DivideHalfEven(Int128 value, Int128 divisor) {
  Int128 quotient = value / divisor;
  const Int128 remainder = value % divisor;
  const Int128 magnitude = remainder < 0 ? -remainder : remainder;
  const Int128 rest = divisor - magnitude;
  if (magnitude > rest || (magnitude == rest && quotient % 2 != 0)) {
    quotient += value < 0 ? -1 : 1;
  }
  return quotient;
}

// The digits of `value` (not negative), at least `width` of them.
std::string Digits(Int128 value, int width) {
  std::string digits;
  while (value > 0) {
    digits.push_back(static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  }
  while (static_cast<int>(digits.size()) < width) digits.push_back('0');
  std::ranges::reverse(digits);
  return digits;
}

}  // namespace

Result<Money> Money::Parse(std::string_view text, int decimal_shift) {
  if (decimal_shift == 0) {
    if (const auto atto = ParsePlain(text)) return Money(*atto);
  }
  Decimal decimal;
  if (!TakeApart(text, decimal)) return Fail(ErrorKind::kBadUpstream, "not a decimal number");

  // Walk over the digits, each of them worth 10^place atto. Digits below one atto decide the rounding.
  long place = static_cast<long>(decimal.whole.size()) - 1 + decimal.exponent + decimal_shift + kDecimals;
  Int128 atto = 0;
  int first_dropped = 0;      // the digit just below one atto
  bool more_dropped = false;  // whether anything but zeros follows it
  for (std::string_view part : {decimal.whole, decimal.fraction}) {
    for (char c : part) {
      const int digit = c - '0';
      if (digit != 0) {
        if (place > 15 + kDecimals) return Fail(ErrorKind::kBadUpstream, "amount out of range");
        if (place >= 0) {
          atto += digit * PowerOfTen(static_cast<int>(place));
          if (atto > kMaxParsed) return Fail(ErrorKind::kBadUpstream, "amount out of range");
        } else if (place == -1) {
          first_dropped = digit;
        } else {
          more_dropped = true;
        }
      }
      --place;
    }
  }
  if (first_dropped > 5 || (first_dropped == 5 && (more_dropped || atto % 2 != 0))) ++atto;
  return Money(decimal.negative ? -atto : atto);
}

std::string Money::ToString() const {
  std::string text = ToFixed(kDecimals);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string Money::ToFixed(int decimals) const {
  const Int128 rounded = DivideHalfEven(atto_, PowerOfTen(kDecimals - decimals));
  std::string text = Digits(rounded < 0 ? -rounded : rounded, decimals + 1);
  if (decimals > 0) text.insert(text.size() - static_cast<std::size_t>(decimals), 1, '.');
  if (rounded < 0) text.insert(0, 1, '-');
  return text;
}

Money Money::RoundTo(int decimals) const {
  const Int128 unit = PowerOfTen(kDecimals - decimals);
  return Money(DivideHalfEven(atto_, unit) * unit);
}

Money& Money::operator+=(Money other) {
  Int128 sum = 0;
  if (__builtin_add_overflow(atto_, other.atto_, &sum)) sum = other.atto_ > 0 ? kMaxInt128 : -kMaxInt128;
  atto_ = sum;
  return *this;
}

std::optional<Money> Multiply(Money a, Money b) { return MultiplyDivide(a, b, Money::FromUnits(1)); }

std::optional<Money> MultiplyDivide(Money a, Money by, Money over) {
  using Wide = boost::multiprecision::int256_t;
  if (over.IsZero()) return std::nullopt;
  const bool negative = (a.atto() < 0) != ((by.atto() < 0) != (over.atto() < 0));
  const Wide divisor = abs(Wide(over.atto()));
  const Wide product = abs(Wide(a.atto())) * abs(Wide(by.atto()));
  Wide quotient = product / divisor;
  const Wide twice_remainder = (product % divisor) * 2;
  if (twice_remainder > divisor || (twice_remainder == divisor && quotient % 2 != 0)) ++quotient;
  if (quotient > Wide(kMaxInt128)) return std::nullopt;
  const auto atto = static_cast<Int128>(quotient);
  return Money::FromAtto(negative ? -atto : atto);
}

std::ostream& operator<<(std::ostream& out, Money money) { return out << money.ToString(); }

std::vector<Money> RoundToSum(std::span<const Money> parts, int decimals) {
  const Int128 unit = PowerOfTen(Money::kDecimals - decimals);
  Money sum;
  Int128 floors = 0;
  std::vector<Int128> floor_of(parts.size());
  std::vector<Int128> remainder_of(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    sum += parts[i];
    Int128 quotient = parts[i].atto() / unit;
    Int128 remainder = parts[i].atto() % unit;
    if (remainder < 0) {
      remainder += unit;
      --quotient;
    }
    floor_of[i] = quotient;
    remainder_of[i] = remainder;
    floors += quotient;
  }
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return remainder_of[a] > remainder_of[b]; });
  // The remainders add up to less than one unit a part, so this hands out at most one unit to each.
  Int128 missing = DivideHalfEven(sum.atto(), unit) - floors;
  for (std::size_t i : order) {
    if (missing <= 0) break;
    ++floor_of[i];
    --missing;
  }
  std::vector<Money> rounded;
  rounded.reserve(parts.size());
  for (Int128 quotient : floor_of) rounded.push_back(Money::FromAtto(quotient * unit));
  return rounded;
}

}  // namespace llmcost
