// SPDX-License-Identifier: MIT
#include "simulator/openai_data.h"

#include <fmt/format.h>

#include "simulator/hash.h"

namespace llmcost {
namespace {

// Costs come later than usage, both later than the calls themselves; the last 3 percent of a day after its end.
constexpr Delay kCostDelay{std::chrono::minutes(240), 30'000};
constexpr Delay kUsageDelay{std::chrono::minutes(60), 30'000};

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
  Volume volume{.base = plan.requests, .weekend = plan.weekend, .from = plan.from, .to = plan.to, .even = dense_};
  if (plan.role >= 0) volume.launch = template_.launch;
  counters[kRequests] = CountOfDay(volume, day, hash);
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
  const Visibility visibility = VisibilityOf(day, now, kCostDelay);
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
      row.quantity_milli = PartOfDay(counters[charge.counter], kMinutesOfDay, visibility);
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
  const Visibility visibility = VisibilityOf(day, now, kUsageDelay);
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
        row.counters[i] = PartOfDay(counters[i], from_minute, to_minute, visibility);
      }
    }
    if (row.counters != Counters{}) rows.push_back(row);
  }
  return rows;
}

}  // namespace llmcost
