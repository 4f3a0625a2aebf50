// SPDX-License-Identifier: MIT
#include "ledger/ledger.h"

#include <cassert>

namespace llmcost {

std::uint32_t TextTable::Intern(const std::optional<std::string>& text) {
  if (!text) return 0;
  const auto [entry, added] = ids_.try_emplace(*text, static_cast<std::uint32_t>(texts_.size() + 1));
  if (added) texts_.push_back(&entry->first);
  return entry->second;
}

std::optional<std::uint32_t> TextTable::Find(std::string_view text) const {
  const auto entry = ids_.find(text);
  if (entry == ids_.end()) return std::nullopt;
  return entry->second;
}

void Ledger::ReplaceDays(const Source& source, const DateRange& range, std::span<const CostBucket> buckets,
                         TimePoint read_at, bool complete) {
  std::map<Date, LedgerDay>& days = days_[source];
  for (Date date = range.start; date <= range.end; ++date) {
    days.insert_or_assign(date, LedgerDay{read_at, complete, {}});
  }
  for (const CostBucket& bucket : buckets) {
    assert(bucket.cost_usd);
    days.at(bucket.date)
        .rows.push_back({.cost_usd = bucket.cost_usd.value(),
                         .cost = bucket.cost,
                         .requests = bucket.requests.value_or(-1),
                         .input_tokens = bucket.input_tokens.value_or(-1),
                         .output_tokens = bucket.output_tokens.value_or(-1),
                         .project = texts_.Intern(bucket.project_id),
                         .model = texts_.Intern(bucket.model),
                         .line_item = texts_.Intern(bucket.line_item),
                         .currency = texts_.Intern(bucket.currency),
                         .provenance = bucket.provenance});
  }
  for (auto day = days.lower_bound(range.start); day != days.end() && day->first <= range.end; ++day) {
    day->second.rows.shrink_to_fit();
  }
  ++version_;
}

const LedgerDay* Ledger::FindDay(const Source& source, Date date) const {
  const auto days = days_.find(source);
  if (days == days_.end()) return nullptr;
  const auto day = days->second.find(date);
  return day == days->second.end() ? nullptr : &day->second;
}

}  // namespace llmcost
