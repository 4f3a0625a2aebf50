// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ledger/ledger_store.h"

namespace llmcost {

// Holds what a store gave until it can be handed on to another sink.
class LedgerBatch final : public LedgerSink {
 public:
  void Begin() override { *this = {}; }
  void AddSeries(std::uint32_t number, CostSeries series) override { series_.emplace_back(number, std::move(series)); }
  void AddDay(const Source& source, StoredDay day) override { days_.emplace_back(source, std::move(day)); }
  void SetProjects(const Source& source, std::vector<Project> projects, TimePoint read_at) override {
    projects_.push_back({source, std::move(projects), read_at});
  }
  void SetNotices(const Source& source, std::vector<DatedNotice> notices) override {
    notices_.emplace_back(source, std::move(notices));
  }
  void AddSeal(Seal seal) override { seals_.push_back(std::move(seal)); }
  void AddCorrection(Restatement restatement) override { corrections_.push_back(std::move(restatement)); }
  void AddDamage(std::string what) override { damage_.push_back(std::move(what)); }

  bool empty() const {
    return days_.empty() && projects_.empty() && notices_.empty() && seals_.empty() && corrections_.empty() &&
           damage_.empty();
  }

  // REQUIRES: not called before.
  void HandOn(LedgerSink& sink) {
    for (auto& [number, series] : series_) sink.AddSeries(number, std::move(series));
    for (auto& [source, day] : days_) sink.AddDay(source, std::move(day));
    for (auto& list : projects_) sink.SetProjects(list.source, std::move(list.projects), list.read_at);
    for (auto& [source, notices] : notices_) sink.SetNotices(source, std::move(notices));
    for (Seal& seal : seals_) sink.AddSeal(std::move(seal));
    for (Restatement& restatement : corrections_) sink.AddCorrection(std::move(restatement));
    for (std::string& what : damage_) sink.AddDamage(std::move(what));
  }

 private:
  struct ProjectList {
    Source source;
    std::vector<Project> projects;
    TimePoint read_at;
  };
  std::vector<std::pair<std::uint32_t, CostSeries>> series_;
  std::vector<std::pair<Source, StoredDay>> days_;
  std::vector<ProjectList> projects_;
  std::vector<std::pair<Source, std::vector<DatedNotice>>> notices_;
  std::vector<Seal> seals_;
  std::vector<Restatement> corrections_;
  std::vector<std::string> damage_;
};

}  // namespace llmcost
