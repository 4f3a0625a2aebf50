// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/cost.h"

// What we already know: every day read from every source, in memory, with the moment it was read.
namespace llmcost {

// Whose days: a provider and one of its workspaces.
struct Source {
  std::string provider;
  std::string workspace;

  friend auto operator<=>(const Source&, const Source&) = default;
};

// Numbers for texts that repeat in a hundred thousand rows. 0 stands for "none".
class TextTable {
 public:
  std::uint32_t Intern(const std::optional<std::string>& text);
  // The number of a text, or nothing when no row ever had it.
  std::optional<std::uint32_t> Find(std::string_view text) const;
  // REQUIRES: an id that Intern gave, not 0. The view lives as long as the table.
  std::string_view Text(std::uint32_t id) const { return *texts_[id - 1]; }
  std::size_t size() const { return texts_.size(); }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> ids_;
  std::vector<const std::string*> texts_;  // into ids_, whose nodes stay where they are
};

// A CostBucket without its date, its texts as numbers of the ledger's TextTable. A count of -1 is unknown.
struct LedgerRow {
  Money cost_usd;
  Money cost;
  std::int64_t requests;
  std::int64_t input_tokens;
  std::int64_t output_tokens;
  std::uint32_t project;  // 0 = the organization itself
  std::uint32_t model;
  std::uint32_t line_item;  // 0 = none
  std::uint32_t currency;
  Provenance provenance;
};

struct LedgerDay {
  TimePoint read_at;     // when the provider gave these figures
  bool complete = true;  // false: something beside the costs (request counts) could not be read
  std::vector<LedgerRow> rows;
};

// Not thread-safe: its owner (the service) uses it from one strand.
class Ledger {
 public:
  // Replaces every day of `range` whole by what was read: a day without a bucket becomes a day known to be empty.
  // Buckets outside of the range are an error of the caller's. REQUIRES: cost_usd is set in each bucket.
  void ReplaceDays(const Source& source, const DateRange& range, std::span<const CostBucket> buckets, TimePoint read_at,
                   bool complete);

  // Null when that day was never read. Valid until the next ReplaceDays.
  const LedgerDay* FindDay(const Source& source, Date date) const;

  // Goes up with every change.
  std::uint64_t version() const { return version_; }
  const TextTable& texts() const { return texts_; }

 private:
  std::map<Source, std::map<Date, LedgerDay>> days_;
  TextTable texts_;
  std::uint64_t version_ = 0;
};

}  // namespace llmcost
