// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/parameters.h"

namespace llmcost {

// Query strings of /api/costs that were understood before, so that a question asked again and again is not taken apart
// each time. Only of one day: `period=month` is another question tomorrow. Thread-safe.
class KnownQuestions {
 public:
  Parsed<std::shared_ptr<const CostQuery>> Get(std::string_view text, Date today) {
    {
      const std::lock_guard lock(mutex_);
      if (today == today_) {
        if (const auto found = questions_.find(text); found != questions_.end()) return found->second;
      }
    }
    auto parsed = ParseCostsQuery(text, today);
    if (!parsed) return tl::unexpected(std::move(parsed).error());
    auto question = std::make_shared<const CostQuery>(*std::move(parsed));
    const std::lock_guard lock(mutex_);
    if (today != today_ || questions_.size() >= kCapacity) questions_.clear();
    today_ = today;
    questions_.insert_or_assign(std::string(text), question);
    return question;
  }

 private:
  static constexpr std::size_t kCapacity = 64;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  std::mutex mutex_;  // guards all below
  Date today_;
  std::unordered_map<std::string, std::shared_ptr<const CostQuery>, Hash, std::equal_to<>> questions_;
};

}  // namespace llmcost
