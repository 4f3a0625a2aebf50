// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/date.h"

// How much is used on a day, and how much of that is known at a time: the same business behind every provider. Nothing
// passes through floating point.
namespace llmcost {

inline constexpr Date kFirstDay{2024, 10, 1};  // there is nothing before
inline constexpr Date kOpenEnd{9999, 1, 1};
inline constexpr int kMinutesOfDay = 1440;

// How often something happens.
struct Volume {
  std::int64_t base = 0;     // on a weekday, at the size of November 2026
  std::int64_t weekend = 0;  // thousandths of a weekday
  Date from = kFirstDay;
  Date to = kOpenEnd;  // the last day
  std::optional<Date> launch =
      std::nullopt;   // a day of much press: 2.6 times the volume, falling back within three weeks
  bool even = false;  // the same every day but for chance; for benchmarks
};

// `hash` is the chance of this day.
std::int64_t CountOfDay(const Volume& volume, Date day, std::uint64_t hash);
// The size of the business on a day, in thousandths: it grows for four years, then stays.
std::int64_t Trend(Date day);
// 1000 - spread to 1000 + spread.
std::int64_t Noise(std::uint64_t hash, std::int64_t spread);

// When a provider's figures arrive.
struct Delay {
  std::chrono::minutes lag{0};       // from a call to its figures
  std::int64_t late_millionths = 0;  // of a day's figures, which arrive in the 66 hours after its end
};

// Which part of a day's figures is known at a time.
struct Visibility {
  int minutes = 0;           // of the day
  std::int64_t arrived = 0;  // of what happened in them, in millionths

  bool Whole() const;
  bool None() const { return minutes == 0; }
};
Visibility VisibilityOf(Date day, TimePoint now, const Delay& delay);

// How much of a day's `total` shows in its first `minute` minutes (0 to 1440). Rounded down, so that parts of a day add
// up to the day.
std::int64_t PartOfDay(std::int64_t total, int minute, const Visibility& visibility);
// Between two minutes.
std::int64_t PartOfDay(std::int64_t total, int from_minute, int to_minute, const Visibility& visibility);

}  // namespace llmcost
