// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "api/content_encoding.h"
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
    bool is_gzip = false;
  };

  // In gzip's form if `gzip` and if that is worth it.
  Body Get(const std::shared_ptr<const CostReport>& report, bool gzip) {
    std::shared_ptr<const std::string> text;
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = bodies_.find(report.get()); found != bodies_.end()) {
        Form& form = found->second.forms.at(gzip ? 1 : 0);
        if (form.body.text) {
          if (!form.was_asked_again) form.body.pages = MakePages(form.body.text);
          form.was_asked_again = true;
          return form.body;
        }
        text = found->second.text;
      }
    }
    if (!text) text = std::make_shared<const std::string>(CostReportJson(*report));
    Body body{text, nullptr};
    if (auto packed = gzip ? Gzip(*text) : nullptr) body = {std::move(packed), nullptr, true};
    const std::lock_guard lock(mutex_);
    // The reports are held too: an address is not used again while its entry stands.
    if (bodies_.size() >= kCapacity && !bodies_.contains(report.get())) bodies_.clear();
    Entry& entry = bodies_[report.get()];
    entry.report = report;
    entry.text = std::move(text);
    entry.forms.at(gzip ? 1 : 0).body = body;
    return body;
  }

 private:
  static constexpr std::size_t kCapacity = 64;
  // Copying less costs less than another call of the system; more would lie in memory twice.
  static constexpr std::size_t kLeastPageBytes = std::size_t{8} << 10U;
  static constexpr std::size_t kMostPageBytes = std::size_t{1} << 20U;

  struct Form {
    Body body;
    bool was_asked_again = false;
  };
  struct Entry {
    std::shared_ptr<const CostReport> report;
    std::shared_ptr<const std::string> text;
    std::array<Form, 2> forms;  // as it is, and in gzip's form
  };

  static std::shared_ptr<const BodyPages> MakePages(const std::shared_ptr<const std::string>& text) {
    if (text->size() < kLeastPageBytes || text->size() > kMostPageBytes) return nullptr;
    return std::make_shared<const BodyPages>(text);
  }

  std::mutex mutex_;
  std::unordered_map<const CostReport*, Entry> bodies_;  // guarded by mutex_
};

}  // namespace llmcost
