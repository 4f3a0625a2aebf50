// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "core/cost.h"

namespace llmcost {

// Answers given before, by question, for as long as the ledger has not changed and nothing in them is due. The least
// recently used one makes room. Thread-safe.
class ReportCache {
 public:
  static constexpr std::size_t kCapacity = 256;

  // Null when there is none that is still good at `now`.
  std::shared_ptr<const CostReport> Get(const std::string& question, TimePoint now) {
    const std::lock_guard lock(mutex_);
    const auto found = by_question_.find(question);
    if (found == by_question_.end()) return nullptr;
    const Entry& entry = *found->second;
    if (entry.version != version_ || now >= entry.valid_until) {
      entries_.erase(found->second);
      by_question_.erase(found);
      return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, found->second);
    return entry.report;
  }

  // Counts the changes of what answers are made of.
  std::uint64_t version() const {
    const std::lock_guard lock(mutex_);
    return version_;
  }

  // `version` is the one of before the answer was made: what changed meanwhile makes it no good.
  void Put(const std::string& question, std::shared_ptr<const CostReport> report, TimePoint valid_until,
           std::uint64_t version) {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_question_.find(question); found != by_question_.end()) {
      entries_.erase(found->second);
      by_question_.erase(found);
    }
    entries_.push_front({question, std::move(report), valid_until, version});
    by_question_[question] = entries_.begin();
    if (entries_.size() > kCapacity) {
      by_question_.erase(entries_.back().question);
      entries_.pop_back();
    }
  }

  // What the answers were made of has changed: none of them is good any more.
  void Expire() {
    const std::lock_guard lock(mutex_);
    ++version_;
  }

 private:
  struct Entry {
    std::string question;
    std::shared_ptr<const CostReport> report;
    TimePoint valid_until;
    std::uint64_t version;
  };

  mutable std::mutex mutex_;  // guards all below
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_question_;
  std::uint64_t version_ = 0;
};

}  // namespace llmcost
