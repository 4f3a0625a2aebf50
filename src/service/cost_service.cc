// SPDX-License-Identifier: MIT
#include "service/cost_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>

#include "core/log.h"
#include "http/await_on.h"
#include "service/ledger_history.h"
#include "service/problems.h"
#include "service/report.h"
#include "service/report_cache.h"
#include "service/run_all.h"
#include "service/seal.h"
#include "service/source_reader.h"
#include "service/source_selection.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;

SourceFilter FilterOf(const CostQuery& query) { return {query.provider, query.workspace, query.project_id}; }

// One text for one question, whatever its figures.
std::string QuestionKey(const CostQuery& query) {
  constexpr char kSeparator = '\n';  // stands in none of the first parts: ids are checked against the sources first
  std::string key;
  key.reserve(64);
  for (const std::optional<std::string>* part : {&query.provider, &query.workspace, &query.project_id}) {
    key += part->has_value() ? '=' : '-';
    if (part->has_value()) key += **part;
    key += kSeparator;
  }
  key += static_cast<char>('0' + static_cast<int>(query.daily_by));
  for (const Date date : {query.range.start, query.range.end}) {
    const fmt::format_int seconds(date.UnixSeconds());
    key.append(seconds.data(), seconds.size());
    key += kSeparator;
  }
  // Last: it is checked against nothing.
  if (query.model) key += *query.model;
  return key;
}

}  // namespace

class CostService::State {
 public:
  State(asio::any_io_executor executor, std::vector<std::unique_ptr<Provider>> providers, const Clock& clock,
        CostServiceOptions options)
      : strand_(asio::make_strand(executor)),
        sources_(std::move(providers), std::move(options.excluded)),
        clock_(clock),
        options_(std::move(options)),
        news_(strand_),
        archive_(options_.store, [this] { cache_.Expire(); }),
        reader_(options_.reading_executor ? options_.reading_executor : std::move(executor), strand_, ledger_, archive_,
                clock, cache_, news_, options_.freshness, options_.currency),
        history_(ledger_, archive_, reader_, clock) {}

  Result<void> Load(const std::shared_ptr<State>& self) {
    if (auto loaded = reader_.Load(sources_.providers()); !loaded) return loaded;
    archive_.Watch([this, weak = std::weak_ptr(self)] {
      // The work keeps the state, so that it may end on its own.
      const std::shared_ptr<State> state = weak.lock();
      if (!state) return;
      asio::co_spawn(strand_, reader_.LearnChanges(), [state](const std::exception_ptr&) {});
    });
    return {};
  }

  LedgerArchive& archive() { return archive_; }
  const SourceSelection& sources() const { return sources_; }
  const News& news() const { return news_; }
  std::uint64_t version() const { return cache_.version(); }

  const asio::any_io_executor& strand() const { return strand_; }
  const SourceReader& reader() const { return reader_; }

  std::shared_ptr<const CostReport> CachedCosts(const CostQuery& query) {
    if (query.refresh) return nullptr;
    return cache_.Get(QuestionKey(query), clock_.Now());
  }

  asio::awaitable<Answer<std::shared_ptr<const CostReport>>> Costs(CostQuery query) {
    auto asked = sources_.Find(FilterOf(query));
    if (!asked) co_return tl::unexpected(std::move(asked).error());
    if (auto cached = CachedCosts(query)) co_return cached;

    std::vector<ReadOutcome> outcomes(asked->size());
    if (!query.offline) {
      auto reading = Read(query, *asked);
      outcomes = co_await std::move(reading);
    }
    co_return MakeAnswer(query, *asked, ProblemsOf(reader_, *asked, query.range, std::move(outcomes)));
  }

  asio::awaitable<std::vector<ProviderStatus>> Providers() {
    co_await CheckKeys();
    std::vector<ProviderStatus> statuses;
    for (const auto& provider : sources_.providers()) {
      ProviderStatus status{.id = std::string(provider->id()),
                            .name = std::string(provider->name()),
                            .supports_workspaces = provider->supports_workspaces(),
                            .available = false,
                            .configured = !provider->workspaces().empty(),
                            .key = provider->key_to_make(),
                            .error = std::nullopt};
      if (!status.configured) {
        status.error = NotConfigured(*provider);
      } else {
        // One refused key of several is the workspace's problem and shown with its figures.
        std::string refused;
        for (const Workspace& workspace : provider->workspaces()) {
          auto refusal = reader_.failures().Refusal({status.id, workspace.id});
          if (!refusal) status.available = true;
          if (!refusal) continue;
          if (!status.error) status.error = std::move(refusal);
          refused += (refused.empty() ? "" : ", ") + workspace.name + " (" + provider->KeySetting(workspace.id) + ")";
        }
        if (status.available) {
          status.error = std::nullopt;
        } else if (provider->workspaces().size() > 1) {
          std::string& hint = status.error->hint;
          hint += (hint.empty() ? "" : " ") + ("None of these keys is accepted: " + refused + ".");
        }
      }
      statuses.push_back(std::move(status));
    }
    co_return statuses;
  }

  asio::awaitable<Answer<ProjectsReport>> Projects(std::optional<std::string> provider,
                                                   std::optional<std::string> workspace, bool refresh) {
    auto asked = sources_.Find({.provider = provider, .workspace = workspace});
    if (!asked) co_return tl::unexpected(std::move(asked).error());
    const std::optional<TimePoint> read_since = refresh ? std::optional(clock_.Now()) : std::nullopt;
    std::vector<asio::awaitable<std::optional<Error>>> readings;
    for (const AskedSource& source : *asked) {
      readings.push_back(reader_.ReadProjects(*source.provider, source.workspace.id, read_since));
    }
    const std::vector<std::optional<Error>> errors = co_await RunAll(strand_, std::move(readings));

    ProjectsReport report;
    std::optional<SourceError> problem;
    for (std::size_t i = 0; i < asked->size(); ++i) {
      const Source source = (*asked)[i].source();
      if (errors[i] && !problem) problem = SourceError{source.provider, source.workspace, *errors[i]};
      const KnownProjects* known = reader_.FindProjects(source);
      if (known == nullptr) continue;
      report.projects.insert(report.projects.end(), known->projects.begin(), known->projects.end());
      report.last_updated = std::min(report.last_updated.value_or(known->read_at), known->read_at);
    }
    // Nothing known of any source: the problem is the answer.
    if (problem && !report.last_updated) co_return tl::unexpected(*std::move(problem));
    std::ranges::sort(report.projects, {},
                      [](const Project& project) { return std::pair(project.name.value_or(project.id), project.id); });
    co_return report;
  }

  asio::awaitable<Answer<CoverageReport>> Coverage(SourceFilter filter, DateRange range) {
    auto asked = sources_.Find(filter);
    if (!asked) co_return tl::unexpected(std::move(asked).error());
    co_return history_.Coverage(*asked, range);
  }

  asio::awaitable<Answer<std::vector<Restatement>>> Restatements(RestatementQuery query) {
    auto asked = sources_.Find({.provider = query.provider, .workspace = query.workspace});
    if (!asked) co_return tl::unexpected(std::move(asked).error());
    auto finding = history_.Restatements(std::move(query));
    co_return co_await std::move(finding);
  }

  asio::awaitable<Answer<std::vector<SealOutcome>>> SealMonth(Date month, SourceFilter filter) {
    auto asked = sources_.Find(filter);
    if (!asked) co_return tl::unexpected(std::move(asked).error());
    auto sealing = history_.SealMonth(month, *std::move(asked));
    co_return co_await std::move(sealing);
  }

  asio::awaitable<bool> WaitForNews(std::uint64_t seen, std::chrono::milliseconds limit) {
    auto waiting = news_.Wait(seen, limit);
    co_await std::move(waiting);
    co_return true;
  }

  asio::awaitable<std::vector<SourceError>> ReadAll() {
    std::vector<AskedSource> sources;
    std::vector<asio::awaitable<std::optional<Error>>> readings;
    for (const auto& provider : sources_.providers()) {
      for (const Workspace& workspace : provider->workspaces()) {
        sources.push_back({provider.get(), workspace});
        readings.push_back(reader_.ReadBack(*provider, workspace.id));
        readings.push_back(reader_.ReadProjects(*provider, workspace.id, std::nullopt));
      }
    }
    const std::vector<std::optional<Error>> outcomes = co_await RunAll(strand_, std::move(readings));
    std::vector<SourceError> errors;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const Source source = sources[i / 2].source();
      if (outcomes[i]) errors.push_back({source.provider, source.workspace, *outcomes[i]});
    }
    co_return errors;
  }

  // Never gives its value.
  asio::awaitable<bool> KeepReading(std::chrono::seconds interval) {
    asio::steady_timer timer(strand_);
    for (;;) {
      auto reading = ReadAll();
      co_await std::move(reading);
      timer.expires_after(interval);
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

 private:
  // Brings the sources up to date.
  asio::awaitable<std::vector<ReadOutcome>> Read(const CostQuery& query, const std::vector<AskedSource>& asked) {
    const std::optional<TimePoint> read_since = query.refresh ? std::optional(clock_.Now()) : std::nullopt;
    std::vector<asio::awaitable<std::optional<Error>>> readings;
    for (const AskedSource& source : asked) {
      readings.push_back(reader_.ReadCosts(*source.provider, source.workspace.id, query.range, read_since));
      readings.push_back(reader_.ReadProjects(*source.provider, source.workspace.id, read_since));
    }
    const std::vector<std::optional<Error>> errors = co_await RunAll(strand_, std::move(readings));
    std::vector<ReadOutcome> outcomes;
    for (std::size_t i = 0; i < asked.size(); ++i) outcomes.push_back({errors[2 * i], errors[2 * i + 1]});
    // What could not be converted when it was read.
    for (const AskedSource& source : asked) {
      auto converting = reader_.Convert(source.source(), query.range);
      co_await std::move(converting);
    }
    co_return outcomes;
  }

  std::vector<SourceNotice> NoticesOf(const CostReport& report, const std::vector<AskedSource>& asked) const {
    std::vector<SourceNotice> notices;
    const Date today = Date::Of(clock_.Now());
    for (const AskedSource& asked_source : asked) {
      const Source source = asked_source.source();
      const auto add = [&](Notice notice) {
        notices.push_back({source.provider, source.workspace, std::move(notice)});
      };
      for (Notice& notice : reader_.UnitSuspicions(source)) add(std::move(notice));
      for (Notice& notice : reader_.Notices(source, report.range)) add(std::move(notice));
      if (auto corrected = CorrectedNotice(ledger_, source, report.range)) add(*std::move(corrected));
      const Date offered_from = asked_source.provider->OfferedDays(today).start;
      if (report.range.start < offered_from && !KnowsDay(source, report.range.start)) {
        add({notice::kShortHistory, source.provider + ": gives no days before " + offered_from.ToString() + " any more",
             "What is read from now on is kept for as long as this program keeps its figures."});
      }
    }
    for (const std::string& warning : reader_.LedgerWarnings())
      notices.push_back({{}, {}, {notice::kLedgerDamaged, warning}});
    if (const auto problem = archive_.problem()) {
      notices.push_back({{}, {}, {notice::kNotKept, "what was read is not kept: " + problem->message, problem->hint}});
    }
    for (const UnconvertedCost& cost : report.unconverted) {
      notices.push_back({cost.provider, cost.workspace, UnconvertedNotice(cost, reader_.RatesProblem())});
    }
    return notices;
  }

  bool KnowsDay(const Source& source, Date date) const { return ledger_.FindDay(source, date) != nullptr; }

  // Whether it names a project that its workspace is known not to have.
  bool IsNowhere(const Exclusion& exclusion) const {
    if (!exclusion.project_id || *exclusion.project_id == kNoProject || !exclusion.workspace) return false;
    const Source source{exclusion.provider, *exclusion.workspace};
    return reader_.FindProjects(source) != nullptr && !reader_.KnowsProject(source, *exclusion.project_id);
  }

  Answer<std::shared_ptr<const CostReport>> MakeAnswer(const CostQuery& query, const std::vector<AskedSource>& asked,
                                                       Problems problems) {
    std::vector<SourceError>& errors = problems.errors;
    const TimePoint now = clock_.Now();
    const std::uint64_t version = cache_.version();
    std::vector<ReportSource> sources;
    bool anything_known = false;
    bool project_known = !query.project_id || *query.project_id == kNoProject;
    for (const AskedSource& source : asked) {
      const KnownProjects* known = reader_.FindProjects(source.source());
      sources.push_back({.source = source.source(),
                         .provider_name = std::string(source.provider->name()),
                         .workspace_name = source.workspace.name,
                         .projects = known == nullptr ? nullptr : &known->projects,
                         .excluded_projects = source.excluded_projects,
                         .offered = source.provider->OfferedDays(Date::Of(now)),
                         .failing = reader_.failures().FindCosts(source.source()) != nullptr});
      project_known = project_known || reader_.KnowsProject(source.source(), *query.project_id);
      anything_known = anything_known || KnowsAnyDay(ledger_, source.source(), query.range, Date::Of(now));
    }
    if (!errors.empty() && !anything_known && !query.offline) return tl::unexpected(std::move(errors.front()));
    if (!project_known) {
      // It may stand in a list that could not be read: that is no 0, nor is it known not to be there.
      if (problems.of_projects) return tl::unexpected(*std::move(problems.of_projects));
      return Refuse(NoSuch("project", *query.project_id, "GET /api/projects lists them."), query.provider.value_or(""),
                    query.workspace.value_or(""));
    }

    const ReportQuestion question{query.range, query.project_id, now, query.daily_by, query.model};
    MadeReport made = MakeReport(ledger_, sources, question, options_.freshness);
    made.report.stale = !errors.empty();
    made.report.errors = std::move(errors);
    std::ranges::move(problems.notes, std::back_inserter(made.report.errors));
    made.report.notices = NoticesOf(made.report, asked);
    for (const Exclusion& exclusion : sources_.LeftOut(FilterOf(query))) {
      if (IsNowhere(exclusion)) {
        made.report.notices.push_back(
            {exclusion.provider,
             exclusion.workspace.value_or(""),
             {notice::kNotExcluded, "EXCLUDE names '" + Printable(exclusion.ToString(), 80) + "', which is no project",
              "Nothing is left out by it. The list of projects has their ids."}});
      } else {
        made.report.excluded.push_back(exclusion.ToString());
      }
    }
    // What a reading may mend is not kept: days that were not read though they can be, amounts without a rate.
    const bool all_read = made.report.errors.empty() && (!query.offline || made.report.coverage.complete);
    const bool keep = all_read && made.report.unconverted.empty();
    auto report = std::make_shared<const CostReport>(std::move(made.report));
    if (keep) cache_.Put(QuestionKey(query), report, made.valid_until, version);
    return report;
  }

  // Asks each configured provider for its projects, and waits for the answers for as long as the options allow; later
  // ones are noted when they come.
  asio::awaitable<void> CheckKeys() {
    auto done = std::make_shared<asio::steady_timer>(strand_, options_.key_check_limit);
    auto running = std::make_shared<int>(0);
    for (const auto& provider : sources_.providers()) {
      for (const Workspace& workspace : provider->workspaces()) {
        ++*running;
        asio::co_spawn(strand_, reader_.ReadProjects(*provider, workspace.id, std::nullopt),
                       [done, running](const std::exception_ptr&, const std::optional<Error>&) {
                         if (--*running == 0) done->cancel();
                       });
      }
    }
    if (*running > 0) co_await done->async_wait(asio::as_tuple(asio::use_awaitable));
  }

  asio::any_io_executor strand_;  // guards all that follows
  SourceSelection sources_;
  const Clock& clock_;
  CostServiceOptions options_;
  Ledger ledger_;
  ReportCache cache_;  // has a lock of its own
  News news_;
  LedgerArchive archive_;  // has a lock of its own
  SourceReader reader_;
  LedgerHistory history_;
};

CostService::CostService(asio::any_io_executor executor, std::vector<std::unique_ptr<Provider>> providers,
                         const Clock& clock, CostServiceOptions options)
    : state_(std::make_shared<State>(std::move(executor), std::move(providers), clock, std::move(options))) {}

CostService::~CostService() = default;

Result<void> CostService::Load() { return state_->Load(state_); }

std::vector<std::string> CostService::LedgerWarnings() const { return state_->reader().LedgerWarnings(); }

std::optional<Error> CostService::Flush() { return state_->archive().Flush(); }

asio::awaitable<Answer<std::shared_ptr<const CostReport>>> CostService::Costs(CostQuery query) {
  auto answer = state_->Costs(std::move(query));
  co_return co_await AwaitOn(state_->strand(), std::move(answer));
}

std::shared_ptr<const CostReport> CostService::CachedCosts(const CostQuery& query) const {
  return state_->CachedCosts(query);
}

asio::awaitable<std::vector<ProviderStatus>> CostService::Providers() {
  auto statuses = state_->Providers();
  co_return co_await AwaitOn(state_->strand(), std::move(statuses));
}

Answer<std::vector<Workspace>> CostService::Workspaces(const std::optional<std::string>& provider) const {
  return state_->sources().Workspaces(provider);
}

asio::awaitable<Answer<ProjectsReport>> CostService::Projects(std::optional<std::string> provider,
                                                              std::optional<std::string> workspace, bool refresh) {
  auto answer = state_->Projects(std::move(provider), std::move(workspace), refresh);
  co_return co_await AwaitOn(state_->strand(), std::move(answer));
}

asio::awaitable<Answer<CoverageReport>> CostService::Coverage(std::optional<std::string> provider,
                                                              std::optional<std::string> workspace, DateRange range) {
  auto answer = state_->Coverage({std::move(provider), std::move(workspace)}, range);
  co_return co_await AwaitOn(state_->strand(), std::move(answer));
}

asio::awaitable<Answer<std::vector<Restatement>>> CostService::Restatements(RestatementQuery query) {
  auto answer = state_->Restatements(std::move(query));
  co_return co_await AwaitOn(state_->strand(), std::move(answer));
}

asio::awaitable<Answer<std::vector<SealOutcome>>> CostService::SealMonth(Date month,
                                                                         std::optional<std::string> provider,
                                                                         std::optional<std::string> workspace) {
  auto answer = state_->SealMonth(month, {std::move(provider), std::move(workspace)});
  co_return co_await AwaitOn(state_->strand(), std::move(answer));
}

asio::awaitable<std::vector<SourceError>> CostService::ReadAll() {
  auto reading = state_->ReadAll();
  co_return co_await AwaitOn(state_->strand(), std::move(reading));
}

asio::awaitable<void> CostService::KeepReading(std::chrono::seconds interval) {
  auto reading = state_->KeepReading(interval);
  co_await AwaitOn(state_->strand(), std::move(reading));
}

std::vector<FetchStatus> CostService::Fetches() const { return state_->reader().Fetches(); }

std::uint64_t CostService::Version() const { return state_->version(); }

std::uint64_t CostService::NewsCount() const { return state_->news().count(); }

asio::awaitable<void> CostService::WaitForNews(std::uint64_t seen, std::chrono::milliseconds limit) {
  auto waiting = state_->WaitForNews(seen, limit);
  co_await AwaitOn(state_->strand(), std::move(waiting));
}

}  // namespace llmcost
