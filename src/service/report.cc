// SPDX-License-Identifier: MIT
#include "service/report.h"

#include <algorithm>
#include <ranges>
#include <unordered_map>

namespace llmcost {
namespace {

struct Sum {
  Money cost_usd;
  std::optional<std::int64_t> requests;

  void Add(Money cost, std::int64_t more_requests) {
    cost_usd += cost;
    if (more_requests >= 0) requests = requests.value_or(0) + more_requests;
  }
};

// Sums by text number, in the order in which the texts were first met.
class Tally {
 public:
  void Add(std::uint32_t text, const LedgerRow& row) {
    if (text >= place_.size()) place_.resize(text + std::size_t{64});
    std::uint32_t& place = place_[text];
    if (place == 0) {
      sums_.emplace_back(text, Sum());
      place = static_cast<std::uint32_t>(sums_.size());
    }
    sums_[place - 1].second.Add(row.cost_usd, row.requests);
  }

  const std::vector<std::pair<std::uint32_t, Sum>>& sums() const { return sums_; }

  void Clear() {
    for (const auto& [text, sum] : sums_) place_[text] = 0;
    sums_.clear();
  }

 private:
  std::vector<std::uint32_t> place_;  // text -> place in sums_ + 1; 0 = not met
  std::vector<std::pair<std::uint32_t, Sum>> sums_;
};

// Largest first; equal ones in the order of `name`, so that an answer is the same each time.
template <typename T, typename Name>
void SortByCost(std::vector<T>& parts, Name name) {
  std::ranges::sort(parts, [&](const T& a, const T& b) {
    if (a.cost_usd != b.cost_usd) return a.cost_usd > b.cost_usd;
    return std::invoke(name, a) < std::invoke(name, b);
  });
}

// What is known of one source within the range.
struct SourceCoverage {
  std::optional<Date> through;
  bool complete = true;
  std::optional<TimePoint> last_read;
};

class ReportMaker {
 public:
  ReportMaker(const Ledger& ledger, std::span<const ReportSource> sources, const ReportQuestion& question,
              const FreshnessRules& rules)
      : ledger_(ledger),
        sources_(sources),
        question_(question),
        rules_(rules),
        today_(Date::Of(question.now)),
        project_sums_(sources.size()),
        model_sums_(sources.size()),
        coverage_(sources.size()) {
    if (question.project_id) {
      project_ = *question.project_id == kNoProject ? 0 : ledger.texts().Find(*question.project_id);
    }
  }

  MadeReport Make() {
    made_.report.range = question_.range;
    made_.valid_until = today_.End();
    for (Date date = question_.range.start; date <= question_.range.end; ++date) AddDay(date);
    AddSources();
    FinishCoverage();
    return std::move(made_);
  }

 private:
  void AddDay(Date date) {
    DailyCost daily{.date = date, .cost_usd = {}, .breakdown = {}};
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (date > today_) continue;
      const LedgerDay* day = ledger_.FindDay(sources_[i].source, date);
      Cover(i, date, day);
      if (day == nullptr) continue;
      for (const LedgerRow& row : day->rows) {
        if (question_.project_id && project_ != row.project) continue;
        project_sums_[i].Add(row.project, row);
        model_sums_[FirstOfProvider(i)].Add(row.model, row);
        day_sums_.Add(row.model, row);
      }
    }
    for (const auto& [model, sum] : day_sums_.sums()) {
      daily.cost_usd += sum.cost_usd;
      if (sum.cost_usd.IsZero()) continue;
      daily.breakdown.push_back({std::string(ledger_.texts().Text(model)), sum.cost_usd});
    }
    day_sums_.Clear();
    SortByCost(daily.breakdown, &DailyModelCost::model);
    made_.report.total_cost_usd += daily.cost_usd;
    made_.report.daily.push_back(std::move(daily));
  }

  void Cover(std::size_t i, Date date, const LedgerDay* day) {
    SourceCoverage& coverage = coverage_[i];
    if (day == nullptr) {
      coverage.complete = false;
      return;
    }
    if (coverage.complete) coverage.through = date;
    coverage.last_read = std::max(coverage.last_read.value_or(day->read_at), day->read_at);
    made_.valid_until = std::min(made_.valid_until, DueAt(*day, date, today_, rules_));
    std::optional<Date>& provisional_from = made_.report.coverage.provisional_from;
    if (!IsSettled(*day, date, rules_)) provisional_from = std::min(provisional_from.value_or(date), date);
  }

  // Models are added up over all workspaces of a provider: under the first of its sources.
  std::size_t FirstOfProvider(std::size_t i) const {
    while (i > 0 && sources_[i - 1].source.provider == sources_[i].source.provider) --i;
    return i;
  }

  void AddSources() {
    CostReport& report = made_.report;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const ReportSource& source = sources_[i];
      for (const auto& [model, sum] : model_sums_[i].sums()) {
        report.breakdown.push_back(
            {source.source.provider, std::string(ledger_.texts().Text(model)), sum.cost_usd, sum.requests});
      }
      const Money cost = AddProjects(i);
      if (!coverage_[i].last_read && question_.range.start <= today_) continue;
      report.workspaces.push_back({source.source.provider, source.source.workspace, source.workspace_name, cost});
      if (report.providers.empty() || report.providers.back().id != source.source.provider) {
        report.providers.push_back({source.source.provider, source.provider_name, Money()});
      }
      report.providers.back().cost_usd += cost;
    }
    SortByCost(report.breakdown, &ModelCost::model);
    SortByCost(report.projects, &ProjectCost::id);
    SortByCost(report.workspaces, &WorkspaceCost::id);
    SortByCost(report.providers, &ProviderCost::id);
  }

  // The sum of the source's projects.
  Money AddProjects(std::size_t i) {
    std::unordered_map<std::string_view, const Project*> known;
    if (sources_[i].projects != nullptr) {
      for (const Project& project : *sources_[i].projects) known.emplace(project.id, &project);
    }
    Money cost;
    for (const auto& [id, sum] : project_sums_[i].sums()) {
      cost += sum.cost_usd;
      ProjectCost& project = made_.report.projects.emplace_back(ProjectCost{.provider = sources_[i].source.provider,
                                                                            .workspace = sources_[i].source.workspace,
                                                                            .id = std::nullopt,
                                                                            .name = std::nullopt,
                                                                            .cost_usd = sum.cost_usd,
                                                                            .requests = sum.requests});
      if (id == 0) continue;
      project.id = std::string(ledger_.texts().Text(id));
      if (const auto entry = known.find(*project.id); entry != known.end()) project.name = entry->second->name;
    }
    return cost;
  }

  void FinishCoverage() {
    Coverage& coverage = made_.report.coverage;
    coverage.complete = true;
    bool through_known = !coverage_.empty();
    for (const SourceCoverage& source : coverage_) {
      coverage.complete = coverage.complete && source.complete;
      through_known = through_known && source.through.has_value();
    }
    if (through_known) {
      coverage.through = std::ranges::min(coverage_, {}, &SourceCoverage::through).through;
    }
    // The source read longest ago decides how old the whole is.
    for (const SourceCoverage& source : coverage_) {
      if (!source.last_read) continue;
      std::optional<TimePoint>& last_updated = made_.report.last_updated;
      last_updated = std::min(last_updated.value_or(*source.last_read), *source.last_read);
    }
  }

  const Ledger& ledger_;
  std::span<const ReportSource> sources_;
  const ReportQuestion& question_;
  const FreshnessRules& rules_;
  const Date today_;
  std::optional<std::uint32_t> project_;  // none = no row ever had the project asked for
  std::vector<Tally> project_sums_;       // by source
  std::vector<Tally> model_sums_;         // by the first source of each provider
  std::vector<SourceCoverage> coverage_;  // by source
  Tally day_sums_;
  MadeReport made_;
};

}  // namespace

MadeReport MakeReport(const Ledger& ledger, std::span<const ReportSource> sources, const ReportQuestion& question,
                      const FreshnessRules& rules) {
  return ReportMaker(ledger, sources, question, rules).Make();
}

bool KnowsAnyDay(const Ledger& ledger, const Source& source, const DateRange& range, Date today) {
  for (Date date = range.start; date <= std::min(range.end, today); ++date) {
    if (ledger.FindDay(source, date) != nullptr) return true;
  }
  return false;
}

}  // namespace llmcost
