// SPDX-License-Identifier: MIT
#include "simulator/calls.h"

#include <algorithm>

#include "simulator/json_writer.h"

namespace llmcost {

CallLog::Call::Call(CallLog& log, std::string_view path) : log_(log), path_(path) {
  const std::lock_guard lock(log_.mutex_);
  ++log_.total_;
  ++log_.in_flight_;
  log_.max_in_flight_ = std::max(log_.max_in_flight_, log_.in_flight_);
}

CallLog::Call::~Call() {
  const std::lock_guard lock(log_.mutex_);
  --log_.in_flight_;
  ++log_.statuses_[path_][status_];
}

std::string CallLog::Write(bool reset) {
  const std::lock_guard lock(mutex_);
  JsonText json;
  json.BeginObject();
  json.Field("total", total_);
  json.Field("in_flight", in_flight_);
  json.Field("max_in_flight", max_in_flight_);
  json.Name("paths");
  json.BeginArray();
  for (const auto& [path, statuses] : statuses_) {
    std::int64_t calls = 0;
    for (const auto& [status, count] : statuses) calls += count;
    json.BeginObject();
    json.Field("path", path);
    json.Field("calls", calls);
    json.Name("statuses");
    json.BeginObject();
    for (const auto& [status, count] : statuses) json.Field(std::to_string(status), count);
    json.EndObject();
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  if (reset) {
    statuses_.clear();
    total_ = in_flight_;
    max_in_flight_ = in_flight_;
  }
  return json.Take();
}

int RateLimit::Take(std::string_view organization, TimePoint now) {
  if (calls_per_minute_ == 0) return 0;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const std::int64_t minute = seconds / 60;
  const std::lock_guard lock(mutex_);
  auto& [last_minute, calls] = taken_[std::string(organization)];
  if (last_minute != minute) {
    last_minute = minute;
    calls = 0;
  }
  if (calls >= calls_per_minute_) return static_cast<int>(60 - seconds % 60);
  ++calls;
  return 0;
}

}  // namespace llmcost
