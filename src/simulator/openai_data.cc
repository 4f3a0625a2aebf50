// SPDX-License-Identifier: MIT
#include "simulator/openai_data.h"

#include <fmt/format.h>

#include <algorithm>

#include "simulator/hash.h"

namespace llmcost {
namespace {

constexpr int kMinutesOfDay = 1440;
constexpr std::int64_t kMillion = 1'000'000;

// Costs come later than usage, both later than the calls themselves.
constexpr std::chrono::minutes kCostLag{240};
constexpr std::chrono::minutes kUsageLag{60};
// The last of a day's figures arrive this long after its end, and make up 3 percent.
constexpr std::int64_t kLateHours = 66;
constexpr std::int64_t kLateMillionths = 30'000;

// How a day's work is spread over its hours (UTC), in thousandths.
constexpr std::array<std::int64_t, 24> kHourWeights = {8,  5,  4,  4,  6,  14, 34, 66, 82, 84, 80, 66,
                                                       68, 80, 84, 78, 66, 50, 36, 28, 22, 16, 11, 8};
constexpr std::int64_t kDayWeight = 1000 * 60;

// The weight of a day's first `minute` minutes.
constexpr std::int64_t WeightUntil(int minute) {
  std::int64_t weight = 0;
  for (int hour = 0; hour < minute / 60; ++hour) weight += kHourWeights[static_cast<std::size_t>(hour)] * 60;
  if (minute < kMinutesOfDay) weight += kHourWeights[static_cast<std::size_t>(minute / 60)] * (minute % 60);
  return weight;
}
static_assert(WeightUntil(kMinutesOfDay) == kDayWeight);

// Which part of a day's figures is known at a time.
struct Visibility {
  int minutes = 0;           // of the day
  std::int64_t arrived = 0;  // of what happened in them, in millionths

  bool Whole() const { return minutes == kMinutesOfDay && arrived == kMillion; }
};

Visibility VisibilityOf(Date day, TimePoint now, std::chrono::minutes lag) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(now - lag - day.Start()).count();
  const auto hours = std::chrono::floor<std::chrono::hours>(now - day.End()).count();
  Visibility visibility;
  visibility.minutes = static_cast<int>(std::clamp<std::int64_t>(minutes, 0, kMinutesOfDay));
  visibility.arrived =
      kMillion - kLateMillionths + kLateMillionths * std::clamp<std::int64_t>(hours, 0, kLateHours) / kLateHours;
  return visibility;
}

// How much of `total` shows in a day's first `minute` minutes. Rounded down, so that parts of a day add up to the day.
std::int64_t Part(std::int64_t total, int minute, const Visibility& visibility) {
  if (minute >= kMinutesOfDay && visibility.Whole()) return total;
  const Int128 weighted = Int128{total} * WeightUntil(std::min(minute, visibility.minutes)) * visibility.arrived;
  return static_cast<std::int64_t>(weighted / (Int128{kDayWeight} * kMillion));
}

// The size of the business on a day, in thousandths: it grows for four years, then stays.
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

// A launch: 2.6 times the volume, falling back within three weeks.
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

std::int64_t Noise(std::uint64_t hash, std::int64_t spread) {
  return 1000 - spread + static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(2 * spread + 1));
}

}  // namespace

TimePoint OpenAiSettled(Date day) { return day.End() + std::chrono::hours(72); }

Counters OpenAiOrganization::DayCounters(const Workload& workload, Date day) const {
  const auto& plan = workload.plan;
  const std::uint64_t hash = Mix(workload.salt, static_cast<std::uint64_t>(day.UnixSeconds()));
  Counters counters{};
  if (workload.kind == UsageKind::kVectorStores) {  // a level, here as thousandths of a GiB-hour
    counters[kUnits] = std::int64_t{plan.units} * Trend(day) / 1000 * 24;
    return counters;
  }
  Int128 requests = Int128{plan.requests} * Noise(hash, 150);
  std::int64_t divisor_digits = 1;
  const auto scale_by = [&](std::int64_t thousandths) {
    requests *= thousandths;
    ++divisor_digits;
  };
  if (!dense_) {
    scale_by(Trend(day));
    scale_by(Season(day));
    scale_by(Ramp(day, plan.from, plan.to));
    if (plan.role >= 0) scale_by(Launch(day, template_.launch));
    if (IsWeekend(day)) scale_by(plan.weekend);
    if (hash % 101 == 7) scale_by(1800);
  }
  Int128 divisor = 1;
  for (; divisor_digits > 0; --divisor_digits) divisor *= 1000;
  // What is left of a request is rounded by chance, so that small workloads have a few now and then.
  const Int128 chance = static_cast<Int128>(Mix(hash, 99) % 1000) * (divisor / 1000);
  counters[kRequests] = static_cast<std::int64_t>((requests + chance) / divisor);
  const auto of_each = [&](Counter counter, int mean) {
    counters[counter] = counters[kRequests] * mean * Noise(Mix(hash, counter), 120) / 1000;
  };
  of_each(kUncached, plan.uncached);
  of_each(kCached, plan.cached);
  of_each(kCacheWrite, plan.cache_write);
  of_each(kOutput, plan.output);
  if (plan.units < 10) {
    counters[kUnits] = counters[kRequests] * plan.units;
  } else {
    of_each(kUnits, plan.units);
  }
  return counters;
}

std::vector<OpenAiRow> OpenAiOrganization::Costs(Date day, TimePoint now) const {
  const Visibility visibility = VisibilityOf(day, now, kCostLag);
  std::vector<OpenAiRow> rows;
  if (visibility.minutes == 0) return rows;
  for (const auto& workload : workloads_) {
    if (day < workload.plan.from || workload.plan.to < day || workload.charges.empty()) continue;
    const Counters counters = DayCounters(workload, day);
    if (counters == Counters{}) continue;
    for (const auto& charge : workload.charges) {
      OpenAiRow row;
      for (const auto dimension : {kProjectId, kApiKeyId}) {
        row.dimensions[dimension] = workload.dimensions[dimension];
      }
      row.dimensions[kLineItem] = charge.line_item;
      row.quantity_milli = Part(counters[charge.counter], kMinutesOfDay, visibility);
      if (workload.kind != UsageKind::kVectorStores) row.quantity_milli *= 1000;
      Int128 atto = Int128{row.quantity_milli} * charge.atto_per_milli;
      // Live amounts have digits far behind the point that no price explains.
      const std::uint64_t hash = Mix(workload.salt ^ static_cast<std::uint64_t>(charge.line_item),
                                     static_cast<std::uint64_t>(day.UnixSeconds()));
      if (atto > 0 && hash % 3 == 0) atto += static_cast<Int128>(hash % 1000);
      row.cost = Money::FromAtto(atto);
      rows.push_back(row);
    }
  }
  AddAdjustments(day, now, rows);
  return rows;
}

// What is charged beside the models: a flat fee of one organization, and now and then something given back.
void OpenAiOrganization::AddAdjustments(Date day, TimePoint now, std::vector<OpenAiRow>& rows) const {
  static constexpr Date kScaleTierSince{2026, 2, 2};
  if (dense_ || day < kFirstDay) return;
  if (index_ == 1 && day >= kScaleTierSince) {
    OpenAiRow row;
    row.cost = Money::FromUnits(2);
    rows.push_back(row);
  }
  const std::uint64_t hash = Mix(seed_ ^ 0xC3ED17, static_cast<std::uint64_t>(day.UnixSeconds()));
  if (hash % 43 == 5 && now >= day.End() + std::chrono::hours(24)) {
    OpenAiRow row;
    const std::size_t project = projects_.size() > 1 ? 1 : 0;
    if (hash % 2 == 0) row.dimensions[kProjectId] = FindName(projects_[project].id);
    const Int128 micro = 100'000 + static_cast<Int128>((hash >> 8U) % 1'500'000);
    row.cost = Money::FromAtto(-micro * 1'000'000'000'000);
    rows.push_back(row);
  }
}

std::vector<OpenAiRow> OpenAiOrganization::Usage(UsageKind kind, Date day, int from_minute, int to_minute,
                                                 TimePoint now) const {
  const Visibility visibility = VisibilityOf(day, now, kUsageLag);
  std::vector<OpenAiRow> rows;
  if (visibility.minutes <= from_minute) return rows;
  for (const auto& workload : workloads_) {
    if (workload.kind != kind || day < workload.plan.from || workload.plan.to < day) continue;
    const Counters counters = DayCounters(workload, day);
    OpenAiRow row;
    row.dimensions = workload.dimensions;
    if (kind == UsageKind::kVectorStores) {  // bytes kept, the same at every moment of the day
      row.counters[kUnits] = counters[kUnits] / 24 * (std::int64_t{1} << 30U) / 1000;
    } else {
      for (std::size_t i = 0; i < kCounterCount; ++i) {
        row.counters[i] = Part(counters[i], to_minute, visibility) -
                          (from_minute == 0 ? 0 : Part(counters[i], from_minute, visibility));
      }
    }
    if (row.counters != Counters{}) rows.push_back(row);
  }
  return rows;
}

}  // namespace llmcost
