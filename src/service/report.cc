// SPDX-License-Identifier: MIT
#include "service/report.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <ranges>
#include <set>
#include <unordered_map>
#include <utility>

#include "service/coverage.h"
#include "service/row_sum.h"

namespace llmcost {
namespace {

// Largest first, what is not known last; equal ones in the order of `name`, so that an answer is the same each time.
template <typename T, typename Name>
void SortByCost(std::vector<T>& parts, Name name) {
  std::ranges::sort(parts, [&](const T& a, const T& b) {
    if (a.cost_usd != b.cost_usd) return a.cost_usd > b.cost_usd;
    return std::invoke(name, a) < std::invoke(name, b);
  });
}

// What is known of one source within the range.
struct DaysKnown {
  std::vector<CoverageRun> runs;
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
        coverage_(sources.size()),
        excluded_(sources.size()),
        part_places_(sources.size()) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      for (const std::string& project : sources[i].excluded_projects) {
        const auto text = project == kNoProject ? std::optional(0U) : ledger.texts().Find(project);
        if (text) excluded_[i].insert(*text);
      }
    }
    if (question.project_id) {
      project_ = *question.project_id == kNoProject ? 0 : ledger.texts().Find(*question.project_id);
    }
    if (question.model) model_ = ledger.texts().Find(*question.model);
  }

  MadeReport Make() {
    made_.report.range = question_.range;
    made_.report.daily_by = question_.daily_by;
    made_.valid_until = today_.End();
    for (Date date = question_.range.start; date <= question_.range.end; ++date) AddDay(date);
    AddSources();
    FinishCoverage();
    return std::move(made_);
  }

 private:
  void AddDay(Date date) {
    DailyCost daily{.date = date};
    if (!made_.report.daily.empty()) daily.shares.reserve(made_.report.daily.back().shares.size());
    for (std::size_t i = 0; i < sources_.size() && date <= today_; ++i) {
      const LedgerDay* day = ledger_.FindDay(sources_[i].source, date);
      Cover(i, date, day);
      if (day != nullptr) {
        part_is_provisional_ = part_is_provisional_ || !day->settled;
        AddRows(i, *day);
      }
      if (IsLastOfPart(i)) AddDaySums(i, daily);
    }
    // As SortByCost.
    std::ranges::sort(daily.shares, [this](const DailyShare& a, const DailyShare& b) {
      if (a.known_in_usd != b.known_in_usd) return a.known_in_usd;
      if (a.cost_usd != b.cost_usd) return a.cost_usd > b.cost_usd;
      return NamesOf(a) < NamesOf(b);
    });
    made_.report.total_cost_usd += daily.cost_usd;
    made_.report.daily.push_back(std::move(daily));
  }

  bool IsByProject() const { return question_.daily_by == DailyBy::kProject; }
  // Whether a day is split by what is within a source, or by the sources themselves.
  bool IsWithinSource() const { return question_.daily_by == DailyBy::kModel || IsByProject(); }
  bool IsByWorkspace() const { return IsByProject() || question_.daily_by == DailyBy::kWorkspace; }

  // Equal costs stand in this order.
  std::array<std::string_view, 4> NamesOf(const DailyShare& share) const {
    const DailyPart& part = made_.report.daily_parts[share.part];
    const std::string_view project = part.project_id ? std::string_view(*part.project_id) : std::string_view();
    return {part.model, project, part.workspace, part.provider};
  }

  // The place of a part in daily_parts. `text` is what of the source: a model or a project; 0 = all of it.
  std::uint32_t PartOf(std::size_t source, std::uint32_t text) {
    std::vector<std::uint32_t>& places = part_places_[source];
    if (text >= places.size()) places.resize(text + std::size_t{64});
    if (places[text] == 0) {
      made_.report.daily_parts.push_back(MakePart(source, text));
      places[text] = static_cast<std::uint32_t>(made_.report.daily_parts.size());
    }
    return places[text] - 1;
  }

  DailyPart MakePart(std::size_t i, std::uint32_t text) const {
    const Source& source = sources_[i].source;
    DailyPart part{.provider = source.provider};
    if (IsByWorkspace()) part.workspace = source.workspace;
    if (question_.daily_by == DailyBy::kModel) part.model = std::string(ledger_.texts().Text(text));
    if (IsByProject()) part.project_id = ledger_.texts().OptionalText(text);
    return part;
  }

  void AddRows(std::size_t i, const LedgerDay& day) {
    Tally& models = model_sums_[FirstOfProvider(i)];
    if (!question_.project_id && !question_.model && excluded_[i].empty()) {
      const SumsByText& parts = IsByProject() ? day.by_project : day.by_model;
      project_sums_[i].Add(day.by_project);
      models.Add(day.by_model);
      // Of a part that is one source's nothing is to be added up.
      if ((i == 0 || IsLastOfPart(i - 1)) && IsLastOfPart(i)) {
        only_parts_ = &parts;
      } else {
        day_sums_.Add(parts);
      }
    } else {
      for (const LedgerRow& row : day.rows) {
        const LedgerSeries& series = ledger_.series(row.series);
        if (question_.project_id && project_ != series.project) continue;
        if (question_.model && model_ != series.model) continue;
        if (excluded_[i].contains(series.project)) continue;
        const Money cost_usd = day.CostUsd(row);
        project_sums_[i].Add(series.project, row, series, cost_usd, day.counted);
        models.Add(series.model, row, series, cost_usd, day.counted);
        day_sums_.Add(IsByProject() ? series.project : series.model, row, series, cost_usd, day.counted);
      }
    }
    for (const ExchangeRate& rate : day.rates) rates_.insert_or_assign({rate.currency, rate.date}, rate);
  }

  // Models and providers are added up over all workspaces of a provider, the others are of one workspace.
  bool IsLastOfPart(std::size_t i) const {
    if (IsByWorkspace()) return true;
    return i + 1 == sources_.size() || sources_[i + 1].source.provider != sources_[i].source.provider;
  }

  // The day's sums of one provider, or of one workspace: those of its last source.
  void AddDaySums(std::size_t source, DailyCost& daily) {
    DailyShare whole{.part = 0};
    bool any = false;
    for (const auto& [text, sum] : only_parts_ != nullptr ? *only_parts_ : day_sums_.sums()) {
      const std::optional<Money> cost_usd = sum.CostUsd();
      if (cost_usd) daily.cost_usd += *cost_usd;
      if (cost_usd == Money()) continue;
      any = true;
      if (IsWithinSource()) {
        daily.shares.push_back({.part = PartOf(source, text),
                                .known_in_usd = cost_usd.has_value(),
                                .provisional = part_is_provisional_,
                                .cost_usd = cost_usd.value_or(Money())});
      } else if (cost_usd) {
        whole.cost_usd += *cost_usd;
        whole.known_in_usd = true;
      }
    }
    if (!IsWithinSource() && any && whole.CostUsd() != Money()) {
      whole.part = PartOf(source, 0);
      whole.provisional = part_is_provisional_;
      daily.shares.push_back(whole);
    }
    day_sums_.Clear();
    only_parts_ = nullptr;
    part_is_provisional_ = false;
  }

  void Cover(std::size_t i, Date date, const LedgerDay* day) {
    DaysKnown& coverage = coverage_[i];
    const DayState state = StateOf(day, date, sources_[i].offered, sources_[i].failing);
    AppendDay(coverage.runs, date, state);
    if (IsGap(state)) coverage.complete = false;
    if (coverage.complete) coverage.through = date;
    if (day == nullptr) return;
    coverage.last_read = std::max(coverage.last_read.value_or(day->read_at), day->read_at);
    const TimePoint due_at =
        IsYetToCome(day->read_at, question_.now) ? question_.now : DueAt(*day, date, today_, rules_);
    made_.valid_until = std::min(made_.valid_until, due_at);
    std::optional<Date>& provisional_from = made_.report.coverage.provisional_from;
    if (!day->settled) provisional_from = std::min(provisional_from.value_or(date), date);
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
        report.breakdown.push_back({source.source.provider, std::string(ledger_.texts().Text(model)), sum.CostUsd(),
                                    UsageOf(sum), ChargedOf(sum, ledger_.texts())});
      }
      const RowSum cost = AddProjects(i);
      if (!coverage_[i].last_read && question_.range.start <= today_) continue;
      report.workspaces.push_back(
          {source.source.provider, source.source.workspace, source.workspace_name, cost.CostUsd(), cost.charged});
      for (const CurrencyAmount& amount : cost.charged.unconverted) {
        report.unconverted.push_back({source.source.provider, source.source.workspace, amount});
      }
      if (provider_sums_.empty() || report.providers.back().id != source.source.provider) {
        report.providers.push_back({source.source.provider, source.provider_name});
        provider_sums_.emplace_back();
      }
      provider_sums_.back().Add(cost.cost_usd, cost.charged);
      report.providers.back().cost_usd = provider_sums_.back().CostUsd();
      report.providers.back().charged = provider_sums_.back().charged;
    }
    for (auto& [key, rate] : rates_) report.exchange_rates.push_back(std::move(rate));
    SortByCost(report.breakdown, &ModelCost::model);
    SortByCost(report.projects, &ProjectCost::id);
    SortByCost(report.workspaces, &WorkspaceCost::id);
    SortByCost(report.providers, &ProviderCost::id);
  }

  // The sum of the source's projects.
  RowSum AddProjects(std::size_t i) {
    std::unordered_map<std::string_view, const Project*> known;
    if (sources_[i].projects != nullptr) {
      for (const Project& project : *sources_[i].projects) known.emplace(project.id, &project);
    }
    RowSum cost;
    for (const auto& [id, sum] : project_sums_[i].sums()) {
      Charged charged = ChargedOf(sum, ledger_.texts());
      cost.Add(sum.CostUsd(), charged);
      ProjectCost& project = made_.report.projects.emplace_back(ProjectCost{.provider = sources_[i].source.provider,
                                                                            .workspace = sources_[i].source.workspace,
                                                                            .id = std::nullopt,
                                                                            .name = std::nullopt,
                                                                            .cost_usd = sum.CostUsd(),
                                                                            .usage = UsageOf(sum),
                                                                            .charged = std::move(charged)});
      if (id == 0) continue;
      project.id = std::string(ledger_.texts().Text(id));
      if (const auto entry = known.find(*project.id); entry != known.end()) project.name = entry->second->name;
    }
    return cost;
  }

  void FinishCoverage() {
    Coverage& coverage = made_.report.coverage;
    coverage.complete = made_.report.unconverted.empty();
    for (const ProviderCost& provider : made_.report.providers) {
      coverage.complete = coverage.complete && !provider.charged.unpriced;
    }
    // What lies ahead has no day that could be known.
    const bool any_known =
        std::ranges::any_of(coverage_, [](const DaysKnown& source) { return source.last_read.has_value(); });
    if (question_.range.start <= today_) coverage.complete = coverage.complete && any_known;
    bool through_known = any_known;
    for (std::size_t i = 0; i < coverage_.size(); ++i) {
      coverage.complete = coverage.complete && coverage_[i].complete;
      through_known = through_known && coverage_[i].through.has_value();
      std::ranges::move(UnreadOf(sources_[i].source, coverage_[i].runs), std::back_inserter(coverage.unread));
    }
    if (through_known) {
      coverage.through = std::ranges::min(coverage_, {}, &DaysKnown::through).through;
    }
    // The source read longest ago decides how old the whole is.
    for (const DaysKnown& source : coverage_) {
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
  std::optional<std::uint32_t> project_;           // none = no row ever had the project asked for
  std::optional<std::uint32_t> model_;             // likewise
  std::vector<Tally> project_sums_;                // by source
  std::vector<Tally> model_sums_;                  // by the first source of each provider
  std::vector<DaysKnown> coverage_;                // by source
  std::vector<std::set<std::uint32_t>> excluded_;  // by source: projects that are left out
  std::vector<RowSum> provider_sums_;              // of report.providers before they are sorted
  std::map<std::pair<std::string, Date>, ExchangeRate> rates_;
  Tally day_sums_;                                       // of one day and provider, or workspace
  const SumsByText* only_parts_ = nullptr;               // the same, where one source says it
  bool part_is_provisional_ = false;                     // of the same
  std::vector<std::vector<std::uint32_t>> part_places_;  // by source and text: place in daily_parts + 1; 0 = none yet
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
