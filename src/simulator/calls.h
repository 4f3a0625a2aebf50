// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "core/date.h"

// What was asked of the simulator: how often, with which outcome, how much at a time. Thread-safe.
namespace llmcost {

class CallLog {
 public:
  // One call from its arrival to its answer; ended by the destructor also when the client goes away (status 0).
  class Call {
   public:
    Call(CallLog& log, std::string_view path);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    void set_status(int status) { status_ = status; }

   private:
    CallLog& log_;
    std::string path_;
    int status_ = 0;
  };

  // {"total","in_flight","max_in_flight","paths":[{"path","calls","statuses":{"200":n}}]}; calls in flight are counted
  // in total but not yet in paths. Status 0 = no answer.
  // With `reset` the next count begins here.
  std::string Write(bool reset);

 private:
  std::mutex mutex_;  // guards all below
  std::map<std::string, std::map<int, std::int64_t>> statuses_;
  std::int64_t total_ = 0;
  std::int64_t in_flight_ = 0;
  std::int64_t max_in_flight_ = 0;
};

// Calls of an organization in each minute of the clock.
class RateLimit {
 public:
  explicit RateLimit(int calls_per_minute) : calls_per_minute_(calls_per_minute) {}

  // 0 = go on; else the seconds until the next minute.
  int Take(std::string_view organization, TimePoint now);

 private:
  const int calls_per_minute_;
  std::mutex mutex_;                                                        // guards taken_
  std::map<std::string, std::pair<std::int64_t, int>, std::less<>> taken_;  // the minute, and the calls in it
};

}  // namespace llmcost
