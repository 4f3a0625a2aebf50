// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "api/report_json.h"
#include "core/cost.h"
#include "http/body_pages.h"

namespace llmcost {

// The JSON of reports that the service still gives out, so that a kept answer is not written again. Thread-safe.
class BodyCache {
 public:
  struct Body {
    std::shared_ptr<const std::string> text;
    std::shared_ptr<const BodyPages> pages;  // once it was asked for again, if it is worth it
  };

  Body Get(const std::shared_ptr<const CostReport>& report) {
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = bodies_.find(report.get()); found != bodies_.end()) {
        Entry& entry = found->second;
        if (!entry.was_asked_again) entry.body.pages = MakePages(entry.body.text);
        entry.was_asked_again = true;
        return entry.body;
      }
    }
    const Body body{std::make_shared<const std::string>(CostReportJson(*report)), nullptr};
    const std::lock_guard lock(mutex_);
    // The reports are held too: an address is not used again while its entry stands.
    if (bodies_.size() >= kCapacity) bodies_.clear();
    bodies_.insert_or_assign(report.get(), Entry{report, body});
    return body;
  }

 private:
  static constexpr std::size_t kCapacity = 64;
  // Copying less costs less than another call of the system; more would lie in memory twice.
  static constexpr std::size_t kLeastPageBytes = std::size_t{8} << 10U;
  static constexpr std::size_t kMostPageBytes = std::size_t{1} << 20U;

  struct Entry {
    std::shared_ptr<const CostReport> report;
    Body body;
    bool was_asked_again = false;
  };

  static std::shared_ptr<const BodyPages> MakePages(const std::shared_ptr<const std::string>& text) {
    if (text->size() < kLeastPageBytes || text->size() > kMostPageBytes) return nullptr;
    return std::make_shared<const BodyPages>(text);
  }

  std::mutex mutex_;
  std::unordered_map<const CostReport*, Entry> bodies_;  // guarded by mutex_
};

}  // namespace llmcost
