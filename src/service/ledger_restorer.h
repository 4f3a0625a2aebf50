// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "ledger/ledger.h"
#include "service/notice_book.h"

namespace llmcost {

// The list of a source's projects as it was read last.
struct KnownProjects {
  std::vector<Project> projects;
  TimePoint read_at;
};

// Puts what a store kept where the service has it. What is known here and was read later stays.
class LedgerRestorer final : public LedgerSink {
 public:
  // All must outlive it.
  LedgerRestorer(Ledger& ledger, std::map<Source, KnownProjects>& projects, NoticeBook& notices, const Clock& clock)
      : ledger_(ledger), projects_(projects), notices_(notices), clock_(clock) {}

  // REQUIRES: nothing is known yet but what an earlier try has given.
  void Begin() override {
    ledger_ = Ledger();
    projects_.clear();
    notices_ = NoticeBook();
    numbers_.clear();
    damage_.clear();
  }
  void AddSeries(std::uint32_t number, CostSeries series) override {
    if (number >= numbers_.size()) numbers_.resize(number + std::size_t{1});
    numbers_[number] = ledger_.InternSeries(series);
  }
  void AddDay(const Source& source, StoredDay day) override {
    const LedgerDay* known = ledger_.FindDay(source, day.date);
    // The same reading comes again when others have converted it, or have sealed it before it was saved.
    if (known != nullptr && IsLater(known->read_at, day.read_at)) return;
    // Read by a clock that was ahead: nobody knows when.
    if (IsYetToCome(day.read_at, clock_.Now())) day.settled = false;
    for (StoredRow& row : day.rows) row.series = numbers_.at(row.series);
    ledger_.RestoreDay(source, day);
  }
  void SetProjects(const Source& source, std::vector<Project> projects, TimePoint read_at) override {
    const auto known = projects_.find(source);
    if (known != projects_.end() && IsLater(known->second.read_at, read_at)) return;
    projects_.insert_or_assign(source, KnownProjects{std::move(projects), read_at});
  }
  void SetNotices(const Source& source, std::vector<DatedNotice> notices) override {
    notices_.Set(source, std::move(notices));
  }
  void AddSeal(Seal seal) override { ledger_.AddSeal(seal); }
  void AddCorrection(Restatement restatement) override { ledger_.AddCorrection(restatement); }
  void AddDamage(std::string what) override { damage_.push_back(std::move(what)); }

  // What of the ledger made no sense.
  const std::vector<std::string>& damage() const { return damage_; }

 private:
  bool IsLater(TimePoint known, TimePoint given) const { return known > given && !IsYetToCome(known, clock_.Now()); }

  Ledger& ledger_;
  std::map<Source, KnownProjects>& projects_;
  NoticeBook& notices_;
  const Clock& clock_;
  std::vector<std::uint32_t> numbers_;  // of the store -> of the ledger; stores count from 0 or 1
  std::vector<std::string> damage_;
};

}  // namespace llmcost
