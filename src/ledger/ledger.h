// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ledger/ledger_day.h"
#include "ledger/ledger_store.h"
#include "ledger/stored.h"
#include "ledger/text_table.h"

// What we already know: every day read from every source, in memory, with the moment it was read.
namespace llmcost {

// How a figure of a sealed day is read now; reports keep the sealed one.
struct Correction {
  std::optional<std::string> project_id;
  std::string model;
  std::string currency;
  Money cost_sealed;
  Money cost_now;
  TimePoint read_now;
};

// Not thread-safe: its owner (the service) uses it from one strand.
class Ledger {
 public:
  // Replaces every day of `range` whole by what was read: a day without a bucket becomes a day known to be empty. Days
  // before `provisional_from` are settled. Amounts in USD count as converted, others wait for Convert. Gives the
  // figures of days that were over when they were read before, and are others now. Of a sealed day only read_at
  // changes; how it differs is kept as corrections. REQUIRES: every bucket lies in the range.
  std::vector<Restatement> ReplaceDays(const Source& source, const DateRange& range,
                                       std::span<const CostBucket> buckets, TimePoint read_at, Date provisional_from);

  // Converts the rows of that day that are in the rate's currency and wait for it, and keeps the rate with the day.
  // Where a better rate may still be published the day is not settled. REQUIRES: the day was read.
  void Convert(const Source& source, Date date, const ExchangeRate& rate, bool may_change);

  // The currencies that rows of that day wait for; none when it was not read.
  std::vector<std::string> WaitingCurrencies(const Source& source, Date date) const;

  // Null when that day was never read. Valid until the day is replaced.
  const LedgerDay* FindDay(const Source& source, Date date) const;
  // All days of a source, in order.
  const std::map<Date, LedgerDay>& Days(const Source& source) const;
  std::vector<Source> Sources() const;

  // The days of the range that were read, in the form in which they are saved.
  StoredReading Stored(const Source& source, const DateRange& range) const;

  // What a store kept. `stored` has the numbers that InternSeries gave.
  std::uint32_t InternSeries(const CostSeries& series);
  void RestoreDay(const Source& source, const StoredDay& stored);
  void AddSeal(const Seal& seal);
  void AddCorrection(const Restatement& restatement);

  const std::vector<Seal>& seals() const { return seals_; }
  bool IsSealed(const Source& source, Date date) const;
  // Of the sealed days of the range, by date.
  std::vector<std::pair<Date, Correction>> Corrections(const Source& source, const DateRange& range) const;

  // Goes up with every change.
  std::uint64_t version() const { return version_; }
  const TextTable& texts() const { return texts_; }
  const LedgerSeries& series(std::uint32_t number) const { return series_[number]; }

 private:
  struct SeriesHash {
    std::size_t operator()(const LedgerSeries& series) const;
  };
  // (project, model, currency) -> cost
  using Figures = std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, Money>;

  std::uint32_t Number(const LedgerSeries& series);
  LedgerRow MakeRow(const StoredRow& row, LedgerDay& day) const;
  void AddUp(LedgerDay& day);
  Figures FiguresOf(std::span<const LedgerRow> rows) const;
  // How `now` differs from what was read of that day before. Of a sealed day the corrections follow.
  void Compare(const Source& source, Date date, const LedgerDay& before, const LedgerDay& now,
               std::vector<Restatement>& restatements);
  // What a figure of a sealed day was sealed with.
  Money SealedCost(const Restatement& restatement) const;
  LedgerDay* FindDayToChange(const Source& source, Date date);

  std::map<Source, std::map<Date, LedgerDay>> days_;
  std::map<Source, std::map<Date, std::vector<Correction>>> corrections_;
  std::vector<Seal> seals_;
  TextTable texts_;
  std::vector<LedgerSeries> series_;
  std::unordered_map<LedgerSeries, std::uint32_t, SeriesHash> series_numbers_;
  std::uint64_t version_ = 0;
  Tally models_;    // used by AddUp
  Tally projects_;  // used by AddUp
};

}  // namespace llmcost
