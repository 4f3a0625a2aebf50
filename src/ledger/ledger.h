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

#include "ledger/stored.h"

// What we already know: every day read from every source, in memory, with the moment it was read.
namespace llmcost {

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
  Money cost_usd;  // 0 and without meaning unless `converted`
  Money cost;
  std::int64_t requests;
  std::int64_t input_tokens;
  std::int64_t output_tokens;
  std::uint32_t project;  // 0 = the organization itself
  std::uint32_t model;
  std::uint32_t line_item;  // 0 = none
  std::uint32_t currency;
  Provenance provenance;
  bool converted;
};

struct LedgerDay {
  TimePoint read_at;      // when the provider gave these figures
  bool settled = false;   // they are not expected to change any more
  bool converted = true;  // false: some of the rows wait for an exchange rate
  std::vector<LedgerRow> rows = {};
  std::vector<ExchangeRate> rates = {};  // that its rows were converted by
};

// Not thread-safe: its owner (the service) uses it from one strand.
class Ledger {
 public:
  // Replaces every day of `range` whole by what was read: a day without a bucket becomes a day known to be empty. Days
  // before `provisional_from` are settled. Amounts in USD count as converted, others wait for Convert. REQUIRES: every
  // bucket lies in the range.
  void ReplaceDays(const Source& source, const DateRange& range, std::span<const CostBucket> buckets, TimePoint read_at,
                   Date provisional_from);

  // Converts the rows of that day that are in the rate's currency and wait for it, and keeps the rate with the day.
  // Where a better rate may still be published the day is not settled. REQUIRES: the day was read.
  void Convert(const Source& source, Date date, const ExchangeRate& rate, bool may_change);

  // The currencies that rows of that day wait for; none when it was not read.
  std::vector<std::string> WaitingCurrencies(const Source& source, Date date) const;

  // Null when that day was never read. Valid until the next ReplaceDays.
  const LedgerDay* FindDay(const Source& source, Date date) const;

  // Goes up with every change.
  std::uint64_t version() const { return version_; }
  const TextTable& texts() const { return texts_; }

 private:
  LedgerDay* FindDayToChange(const Source& source, Date date);

  std::map<Source, std::map<Date, LedgerDay>> days_;
  TextTable texts_;
  std::uint64_t version_ = 0;
};

}  // namespace llmcost
