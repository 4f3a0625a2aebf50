// SPDX-License-Identifier: MIT
#include "simulator/volume.h"

#include <algorithm>
#include <array>

#include "core/money.h"
#include "simulator/hash.h"

namespace llmcost {
namespace {

constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kLateHours = 66;

// How a day's work is spread over its hours (UTC), in thousandths.
constexpr std::array<std::int64_t, 24> kHourWeights = {8,  5,  4,  4,  6,  14, 34, 66, 82, 84, 80, 66,
                                                       68, 80, 84, 78, 66, 50, 36, 28, 22, 16, 11, 8};
constexpr std::int64_t kDayWeight = std::int64_t{1000} * 60;

// The weight of a day's first `minute` minutes.
constexpr std::int64_t WeightUntil(int minute) {
  std::int64_t weight = 0;
  for (int hour = 0; hour < minute / 60; ++hour) weight += kHourWeights[static_cast<std::size_t>(hour)] * 60;
  if (minute < kMinutesOfDay) weight += kHourWeights[static_cast<std::size_t>(minute / 60)] * (minute % 60);
  return weight;
}
static_assert(WeightUntil(kMinutesOfDay) == kDayWeight);

// Holidays are quiet: August and the end of the year.
std::int64_t Season(Date day) {
  const std::chrono::year_month_day ymd(day.days());
  const auto month = static_cast<unsigned>(ymd.month());
  const auto day_of_month = static_cast<unsigned>(ymd.day());
  if (month == 8) return 650;
  if ((month == 12 && day_of_month >= 23) || (month == 1 && day_of_month <= 2)) return 350;
  return 1000;
}

bool IsWeekend(Date day) {
  const std::chrono::weekday weekday(day.days());
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

std::int64_t Launch(Date day, Date launch) {
  const int since = day - launch;
  return since < 0 || since >= 21 ? 1000 : 1000 + 1600 * (21 - since) / 21;
}

// Models come within three weeks and go within four.
std::int64_t Ramp(Date day, Date from, Date to) {
  const std::int64_t up = std::min<std::int64_t>(1000, 150 + 850 * std::int64_t{day - from} / 21);
  const std::int64_t down = std::min<std::int64_t>(1000, 60 + 940 * std::int64_t{to - day} / 28);
  return std::min(up, down);
}

}  // namespace

std::int64_t Trend(Date day) {
  struct Point {
    Date date;
    std::int64_t size;
  };
  static constexpr std::array<Point, 7> kPoints = {{{{2024, 10, 1}, 240},
                                                    {{2025, 4, 1}, 400},
                                                    {{2025, 10, 1}, 600},
                                                    {{2026, 4, 1}, 800},
                                                    {{2026, 11, 1}, 1000},
                                                    {{2027, 11, 1}, 1250},
                                                    {{2028, 11, 1}, 1400}}};
  if (day <= kPoints.front().date) return kPoints.front().size;
  for (std::size_t i = 1; i < kPoints.size(); ++i) {
    const auto& [begin, from] = kPoints[i - 1];
    const auto& [end, to] = kPoints[i];
    if (day < end) return from + (to - from) * (day - begin) / (end - begin);
  }
  return kPoints.back().size;
}

std::int64_t Noise(std::uint64_t hash, std::int64_t spread) {
  return 1000 - spread + static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(2 * spread + 1));
}

std::int64_t CountOfDay(const Volume& volume, Date day, std::uint64_t hash) {
  if (day < volume.from || volume.to < day) return 0;
  Int128 count = Int128{volume.base} * Noise(hash, 150);
  Int128 divisor = 1000;
  const auto scale_by = [&](std::int64_t thousandths) {
    count *= thousandths;
    divisor *= 1000;
  };
  if (!volume.even) {
    scale_by(Trend(day));
    scale_by(Season(day));
    scale_by(Ramp(day, volume.from, volume.to));
    if (volume.launch) scale_by(Launch(day, *volume.launch));
    if (IsWeekend(day)) scale_by(volume.weekend);
    if (hash % 101 == 7) scale_by(1800);
  }
  // What is left of a request is rounded by chance, so that small workloads have a few now and then.
  const Int128 chance = static_cast<Int128>(Mix(hash, 99) % 1000) * (divisor / 1000);
  return static_cast<std::int64_t>((count + chance) / divisor);
}

bool Visibility::Whole() const { return minutes == kMinutesOfDay && arrived == kMillion; }

Visibility VisibilityOf(Date day, TimePoint now, const Delay& delay) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(now - delay.lag - day.Start()).count();
  const auto hours = std::chrono::floor<std::chrono::hours>(now - day.End()).count();
  Visibility visibility;
  visibility.minutes = static_cast<int>(std::clamp<std::int64_t>(minutes, 0, kMinutesOfDay));
  visibility.arrived = kMillion - delay.late_millionths +
                       delay.late_millionths * std::clamp<std::int64_t>(hours, 0, kLateHours) / kLateHours;
  return visibility;
}

std::int64_t PartOfDay(std::int64_t total, int minute, const Visibility& visibility) {
  if (minute >= kMinutesOfDay && visibility.Whole()) return total;
  const Int128 weighted = Int128{total} * WeightUntil(std::min(minute, visibility.minutes)) * visibility.arrived;
  return static_cast<std::int64_t>(weighted / (Int128{kDayWeight} * kMillion));
}

std::int64_t PartOfDay(std::int64_t total, int from_minute, int to_minute, const Visibility& visibility) {
  return PartOfDay(total, to_minute, visibility) - (from_minute == 0 ? 0 : PartOfDay(total, from_minute, visibility));
}

}  // namespace llmcost
