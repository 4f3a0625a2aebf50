// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace llmcost {

__extension__ using Int128 = __int128;

// An exact amount of money, signed fixed point: a count of 10^-18 of a currency unit in 128 bits. The currency is the
// business of whoever holds the amount. Never passes through a floating-point number. A value type; thread-safe as int
// is.
class Money {
 public:
  static constexpr int kDecimals = 18;

  constexpr Money() = default;
  static constexpr Money FromAtto(Int128 atto) { return Money(atto); }
  static constexpr Money FromUnits(std::int64_t units) { return Money(Int128{units} * kOne); }

  // Reads the digits as providers write them: "12", "-0.5", "128e-15", "0E-6176". Digits past the 18th decimal are
  // rounded half to even. `decimal_shift` moves the point right first: Parse("123.45", -2) reads cents as 1.2345.
  // Errors (kBadUpstream): not a decimal number (so NaN, Infinity, blanks, an empty text), or beyond ±10^15 units. That
  // bound lets 100,000 of the largest amounts be added before 128 bits could overflow; no bill comes near it.
  static Result<Money> Parse(std::string_view text, int decimal_shift = 0);

  // Every digit it has, without trailing zeros: "1951.470688220078929", "-0.5", "0".
  std::string ToString() const;
  // Exactly `decimals` (0 to 18) digits after the point, rounded half to even: "1951.47".
  std::string ToFixed(int decimals) const;

  // Half to even at `decimals` (0 to 18) digits after the point.
  Money RoundTo(int decimals) const;

  constexpr Int128 atto() const { return atto_; }
  constexpr bool IsZero() const { return atto_ == 0; }

  // Clamps at the ends of 128 bits instead of wrapping; see Parse for why that is never reached.
  Money& operator+=(Money other);
  Money operator-() const { return Money(-atto_); }
  friend Money operator+(Money a, Money b) { return a += b; }
  friend Money operator-(Money a, Money b) { return a += -b; }
  friend constexpr bool operator==(Money, Money) = default;
  friend constexpr std::strong_ordering operator<=>(Money a, Money b) {
    return a.atto_ < b.atto_   ? std::strong_ordering::less
           : a.atto_ > b.atto_ ? std::strong_ordering::greater
                               : std::strong_ordering::equal;
  }

 private:
  static constexpr Int128 kOne = 1'000'000'000'000'000'000;
  explicit constexpr Money(Int128 atto) : atto_(atto) {}

  Int128 atto_ = 0;
};

// a × b, such as an amount and a rate or a price, rounded half to even once. None: beyond 128 bits.
std::optional<Money> Multiply(Money a, Money b);
// a × by ÷ over, rounded half to even once. None: `over` is 0, or beyond 128 bits.
std::optional<Money> MultiplyDivide(Money a, Money by, Money over);

// For test failures and logs.
std::ostream& operator<<(std::ostream& out, Money money);

// Rounds `parts` to `decimals` so that the rounded parts add up to the rounded sum of the parts (largest remainder).
// Each part moves by less than one unit of the last digit. Ties go to the earlier part.
std::vector<Money> RoundToSum(std::span<const Money> parts, int decimals);

}  // namespace llmcost
