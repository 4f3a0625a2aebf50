// SPDX-License-Identifier: MIT
#include "service/source_reader.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>

#include "core/log.h"
#include "http/await_on.h"
#include "service/missing_counts.h"
#include "service/run_all.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;

// A first year leaves tens of megabytes of read answers behind. The C library would keep them for later; there is no
// later for a program that asks for a few days an hour. Other threads may have to wait for it.
constexpr int kDaysThatLeaveMuchBehind = 92;

void GiveBackFreeMemory() {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

// There was nothing to pay for before.
constexpr Date kFirstDayReadBack{2020, 1, 1};
constexpr int kDaysReadBackAtATime = 365;

constexpr std::size_t kRestatementsInMemory = 1000;

// How often is looked whether another program has done the work that it was doing.
constexpr std::chrono::milliseconds kLockPoll{200};

bool Overlaps(const std::vector<DateRange>& a, const std::vector<DateRange>& b) {
  return std::ranges::any_of(a, [&](const DateRange& x) {
    return std::ranges::any_of(b, [&](const DateRange& y) { return x.start <= y.end && y.start <= x.end; });
  });
}

// The days of the range that the provider gives; none when its end is before its start.
DateRange OfferedOf(const Provider& provider, const DateRange& range, TimePoint now) {
  const DateRange offered = provider.OfferedDays(Date::Of(now));
  return {std::max(range.start, offered.start), std::min(range.end, offered.end)};
}

// The first day of the range that the provider may still change when it is read at that moment.
Date ProvisionalFrom(const Provider& provider, const DateRange& range, TimePoint read_at) {
  Date date = range.start;
  while (date <= range.end && provider.SettlesAt(date) <= read_at) ++date;
  return date;
}

// The name of the piece of work that reading them is.
std::string CostsOf(const Source& source) { return "costs " + source.provider + " " + source.workspace; }

}  // namespace

SourceReader::SourceReader(asio::any_io_executor pool, asio::any_io_executor strand, Ledger& ledger,
                           LedgerArchive& archive, const Clock& clock, ReportCache& cache, News& news,
                           FreshnessRules rules, CurrencyOptions currency)
    : pool_(std::move(pool)),
      strand_(std::move(strand)),
      ledger_(ledger),
      archive_(archive),
      clock_(clock),
      cache_(cache),
      news_(news),
      rules_(rules),
      converter_(pool_, strand_, clock, std::move(currency)),
      restorer_(ledger, projects_, notices_, clock),
      cost_flights_(strand_),
      project_flights_(strand_) {}

Result<void> SourceReader::Load(std::span<const std::unique_ptr<Provider>> providers) {
  if (auto loaded = archive_.LoadAll(restorer_); !loaded) return loaded;
  for (const auto& provider : providers) {
    for (const Workspace& workspace : provider->workspaces()) {
      WatchUnits(*provider, {std::string(provider->id()), workspace.id}, std::nullopt);
    }
  }
  return {};
}

std::vector<std::string> SourceReader::LedgerWarnings() const {
  std::vector<std::string> warnings = archive_.Warnings();
  for (const std::string& what : restorer_.damage()) {
    warnings.push_back(
        fmt::format("The ledger {} is damaged at {}. A day of it is read again from the provider when it is asked for.",
                    archive_.Describe(), what));
  }
  return warnings;
}

asio::awaitable<void> SourceReader::LearnChanges() {
  auto loading = archive_.LoadChanges();
  const std::unique_ptr<LedgerBatch> changes = co_await std::move(loading);
  if (changes->empty()) co_return;
  changes->HandOn(restorer_);
  cache_.Expire();
  news_.Tell();
}

asio::awaitable<std::shared_ptr<LedgerArchive::Lock>> SourceReader::LockWork(std::string work,
                                                                             std::function<bool()> is_wanted) {
  asio::steady_timer timer(strand_);
  for (;;) {
    auto locking = archive_.TryLock(work);
    std::shared_ptr<LedgerArchive::Lock> lock = co_await std::move(locking);
    // Whoever had the lock before us may have done the work.
    auto learning = LearnChanges();
    co_await std::move(learning);
    if (!is_wanted()) co_return nullptr;
    if (lock) co_return lock;
    timer.expires_after(kLockPoll);
    co_await timer.async_wait(asio::use_awaitable);
  }
}

asio::awaitable<std::optional<Error>> SourceReader::ReadCosts(Provider& provider, std::string workspace,
                                                              DateRange range, std::optional<TimePoint> read_since) {
  const Source source{std::string(provider.id()), std::move(workspace)};
  // What was read after the question came is good for it, even when the reading took longer than the cache time.
  const TimePoint asked_at = clock_.Now();
  range = OfferedOf(provider, range, asked_at);
  const StampedAhead ahead = read_since ? FindStampedAhead(ledger_, source, range, asked_at) : StampedAhead();
  for (;;) {
    const DueDays find_due = [this, source, range, asked_at, read_since, ahead] {
      std::vector<DateRange> due = Due(source, range, asked_at, read_since);
      AddStampedAhead(ledger_, source, ahead, due);
      return due;
    };
    const std::vector<DateRange> due = find_due();
    if (due.empty()) co_return std::nullopt;
    // Someone else's reading may be of other days: then it is waited for, and what is still due is asked after it.
    SingleFlight<Source, FetchOutcome>::Work work = [this, &provider, source, find_due] {
      return FetchCosts(provider, source, find_due);
    };
    const FetchOutcome outcome = co_await cost_flights_.Run(source, std::move(work));
    if (outcome.error && Overlaps(outcome.ranges, due)) co_return outcome.error;
  }
}

asio::awaitable<std::optional<Error>> SourceReader::ReadBack(Provider& provider, std::string workspace) {
  const Source source{std::string(provider.id()), workspace};
  const Date today = clock_.Today();
  const Date first = std::max(provider.OfferedDays(today).start, kFirstDayReadBack);
  for (Date end = today; end >= first; end = end - kDaysReadBackAtATime) {
    const DateRange range{std::max(end - kDaysReadBackAtATime + 1, first), end};
    auto reading = ReadCosts(provider, workspace, range, std::nullopt);
    std::optional<Error> error = co_await std::move(reading);
    if (error) co_return error;
    const std::map<Date, LedgerDay>& days = ledger_.Days(source);
    const bool any_row = std::any_of(days.lower_bound(range.start), days.upper_bound(range.end),
                                     [](const auto& day) { return !day.second.rows.empty(); });
    if (!any_row) break;
  }
  co_return std::nullopt;
}

asio::awaitable<std::shared_ptr<LedgerArchive::Lock>> SourceReader::LockCosts(Source source) {
  std::function<bool()> is_wanted = [] { return true; };
  auto locking = LockWork(CostsOf(source), std::move(is_wanted));
  co_return co_await std::move(locking);
}

asio::awaitable<SourceReader::FetchOutcome> SourceReader::FetchCosts(Provider& provider, Source source, DueDays due) {
  std::function<bool()> is_wanted = [&due] { return !due().empty(); };
  auto locking = LockWork(CostsOf(source), std::move(is_wanted));
  const std::shared_ptr<LedgerArchive::Lock> lock = co_await std::move(locking);
  if (!lock) co_return FetchOutcome{};
  auto fetching = FetchRanges(provider, source, due());
  co_return co_await std::move(fetching);
}

asio::awaitable<SourceReader::FetchOutcome> SourceReader::FetchRanges(Provider& provider, Source source,
                                                                      std::vector<DateRange> ranges) {
  auto fetch = std::make_shared<Fetch>();
  fetch->source = source;
  fetch->range = {ranges.front().start, ranges.back().end};
  fetch->started_at = clock_.Now();
  {
    const std::lock_guard lock(fetches_mutex_);
    fetches_.push_back(fetch);
  }
  news_.Tell();
  // Whatever way this coroutine ends, cancelled included.
  struct Leave {
    SourceReader& reader;
    const std::shared_ptr<Fetch>& fetch;
    ~Leave() {
      {
        const std::lock_guard lock(reader.fetches_mutex_);
        std::erase(reader.fetches_, fetch);
      }
      reader.news_.Tell();
    }
  } const leave{*this, fetch};

  std::vector<asio::awaitable<std::optional<Error>>> readings;
  for (const DateRange& range : ranges) readings.push_back(FetchRange(provider, source, range, fetch));
  const std::vector<std::optional<Error>> errors = co_await RunAll(strand_, std::move(readings));

  FetchOutcome outcome{std::move(ranges), std::nullopt};
  for (const std::optional<Error>& error : errors) {
    if (error) outcome.error = error;
  }
  // Answers tell of a failure for as long as it stands: those made before it came, changed or went are no good any
  // more.
  if (failures_.NoteCosts(source, outcome.error, outcome.ranges, clock_.Now())) cache_.Expire();
  if (fetch->range.Length() >= kDaysThatLeaveMuchBehind) archive_.Then(GiveBackFreeMemory);
  if (outcome.error) {
    spdlog::warn("{}: workspace {}: {}", source.provider, source.workspace, outcome.error->message);
  } else {
    spdlog::info("{}: workspace {}: read {} in {} calls", source.provider, source.workspace, fetch->range.ToString(),
                 fetch->progress.calls_done.load());
  }
  co_return outcome;
}

asio::awaitable<std::optional<Error>> SourceReader::FetchRange(Provider& provider, Source source, DateRange range,
                                                               std::shared_ptr<Fetch> fetch) {
  const asio::any_io_executor worker = asio::make_strand(pool_);
  auto reading = provider.Costs(source.workspace, range, fetch->progress);
  Result<FetchedCosts> fetched = co_await AwaitOn(worker, std::move(reading));
  if (!fetched) co_return std::move(fetched).error();
  auto keeping = Keep(provider, source, range, *std::move(fetched));
  co_await std::move(keeping);
  co_return std::nullopt;
}

asio::awaitable<void> SourceReader::Keep(const Provider& provider, Source source, DateRange range,
                                         FetchedCosts fetched) {
  std::erase_if(fetched.buckets, [&](const CostBucket& bucket) { return !range.Contains(bucket.date); });
  std::set<std::string> currencies;
  for (const CostBucket& bucket : fetched.buckets) {
    const bool to_convert = bucket.currency != kUsd && bucket.provenance != Provenance::kUnpriced;
    if (to_convert && !bucket.cost.IsZero()) currencies.insert(bucket.currency);
  }
  auto preparing = converter_.Prepare(std::move(currencies), range);
  co_await std::move(preparing);

  // The rates of a settled day stay what they were, so that an old report never changes. Those of other days stand in
  // where there are no newer ones.
  struct KeptRates {
    bool settled;
    std::vector<ExchangeRate> rates;
  };
  std::map<Date, KeptRates> kept_rates;
  for (Date date = range.start; date <= range.end; ++date) {
    const LedgerDay* day = ledger_.FindDay(source, date);
    if (day != nullptr && !day->rates.empty()) kept_rates[date] = {day->settled, day->rates};
  }
  const auto settled_before = SettledDays::Of(ledger_, source, range);
  const TimePoint now = clock_.Now();
  Date provisional_from = ProvisionalFrom(provider, range, now);
  std::vector<DateRange> without_counts;
  if (fetched.incomplete) {
    spdlog::warn("{}: workspace {}: {}", source.provider, source.workspace, fetched.incomplete->message);
    const std::vector<DateRange> before = DaysWithoutCounts(notices_, source, range);
    without_counts = DaysLeftWithoutCounts(ledger_, source, range, before);
    KeepCounts(ledger_, source, range, fetched.buckets);
    // What may pass is tried again after the cache time. When it has not passed by then, the days settle and are swept:
    // an endpoint that is broken for good must not have a year read again every few minutes.
    provisional_from = std::min(provisional_from, FirstDayNotIn(before, without_counts).value_or(provisional_from));
  }
  std::vector<Restatement> restatements = ledger_.ReplaceDays(source, range, fetched.buckets, now, provisional_from);
  for (const auto& [date, kept] : kept_rates) {
    if (!kept.settled) continue;
    for (const ExchangeRate& rate : kept.rates) ledger_.Convert(source, date, rate, false);
  }
  ConvertDays(source, range);
  for (const auto& [date, kept] : kept_rates) {
    for (const std::string& currency : ledger_.WaitingCurrencies(source, date)) {
      const auto rate = std::ranges::find(kept.rates, currency, &ExchangeRate::currency);
      // One that was set stands only for as long as it is set.
      if (rate != kept.rates.end() && !rate->fixed)
        ledger_.Convert(source, date, *rate, rate->date != date && converter_.asks_published());
    }
  }
  notices_.Replace(source, range, fetched.notices);
  for (const DateRange& days : without_counts) {
    notices_.Add(source, days, MissingCountsNotice(*fetched.incomplete));
  }
  WatchUnits(provider, source, settled_before);
  if (archive_.lasts()) {
    StoredReading reading = ledger_.Stored(source, range);
    reading.notices = notices_.All(source);
    reading.restatements = std::move(restatements);
    archive_.Save(std::move(reading));
  } else {
    std::ranges::move(restatements, std::back_inserter(restatements_));
    while (restatements_.size() > kRestatementsInMemory) restatements_.pop_front();
  }
  cache_.Expire();
}

void SourceReader::WatchUnits(const Provider& provider, const Source& source,
                              const std::optional<SettledDays>& before) {
  const PriceLookup price_of = [&](std::string_view model) { return provider.PublishedPrice(model); };
  unit_guard_.AfterReading(ledger_, source, before, clock_.Today(), price_of, notices_);
}

bool SourceReader::CanConvert(const Source& source, const DateRange& range) const {
  for (Date date = range.start; date <= range.end; ++date) {
    if (ledger_.IsSealed(source, date)) continue;
    for (const std::string& currency : ledger_.WaitingCurrencies(source, date)) {
      if (converter_.Find(currency, date)) return true;
    }
  }
  return false;
}

void SourceReader::ConvertDays(const Source& source, const DateRange& range) {
  for (Date date = range.start; date <= range.end; ++date) {
    // What is sealed stays as it was sealed.
    if (ledger_.IsSealed(source, date)) continue;
    for (const std::string& currency : ledger_.WaitingCurrencies(source, date)) {
      if (const auto found = converter_.Find(currency, date)) {
        ledger_.Convert(source, date, found->rate, found->may_change);
      }
    }
  }
}

asio::awaitable<void> SourceReader::Convert(Source source, DateRange range) {
  std::set<std::string> currencies;
  std::optional<DateRange> days;
  for (Date date = range.start; date <= range.end; ++date) {
    for (std::string& currency : ledger_.WaitingCurrencies(source, date)) {
      currencies.insert(std::move(currency));
      days = {days ? days->start : date, date};
    }
  }
  if (!days) co_return;
  auto preparing = converter_.Prepare(std::move(currencies), *days);
  co_await std::move(preparing);
  // Others may be reading these days, or may have converted or sealed them.
  std::function<bool()> is_wanted = [this, source, range = *days] { return CanConvert(source, range); };
  if (!is_wanted()) co_return;
  auto locking = LockWork(CostsOf(source), std::move(is_wanted));
  const std::shared_ptr<LedgerArchive::Lock> lock = co_await std::move(locking);
  if (!lock) co_return;
  const std::uint64_t version = ledger_.version();
  ConvertDays(source, *days);
  if (ledger_.version() == version) co_return;
  if (archive_.lasts()) archive_.Save(ledger_.Stored(source, *days));
  cache_.Expire();
}

std::vector<Notice> SourceReader::Notices(const Source& source, const DateRange& range) const {
  std::vector<Notice> notices = notices_.Find(source, range);
  std::erase_if(notices, IsOfMissingCounts);
  return notices;
}

asio::awaitable<std::optional<Error>> SourceReader::ReadProjects(Provider& provider, std::string workspace,
                                                                 std::optional<TimePoint> read_since) {
  const Source source{std::string(provider.id()), std::move(workspace)};
  if (!ProjectsAreDue(source, read_since)) co_return std::nullopt;
  SingleFlight<Source, std::optional<Error>>::Work work = [this, &provider, source, read_since] {
    return FetchProjects(provider, source, read_since);
  };
  co_return co_await project_flights_.Run(source, std::move(work));
}

bool SourceReader::ProjectsAreDue(const Source& source, std::optional<TimePoint> read_since) const {
  const KnownProjects* known = FindProjects(source);
  if (known == nullptr || IsYetToCome(known->read_at, clock_.Now())) return true;
  return read_since ? known->read_at < *read_since : clock_.Now() - known->read_at >= rules_.cache_ttl;
}

asio::awaitable<std::optional<Error>> SourceReader::FetchProjects(Provider& provider, Source source,
                                                                  std::optional<TimePoint> read_since) {
  std::string work = "projects " + source.provider + " " + source.workspace;
  std::function<bool()> is_wanted = [this, source, read_since] { return ProjectsAreDue(source, read_since); };
  auto locking = LockWork(std::move(work), std::move(is_wanted));
  const std::shared_ptr<LedgerArchive::Lock> lock = co_await std::move(locking);
  if (!lock) co_return std::nullopt;
  const asio::any_io_executor worker = asio::make_strand(pool_);
  auto reading = provider.Projects(source.workspace);
  Result<std::vector<Project>> projects = co_await AwaitOn(worker, std::move(reading));
  if (!projects) {
    if (failures_.NoteProjects(source, projects.error())) cache_.Expire();
    spdlog::warn("{}: workspace {}: {}", source.provider, source.workspace, projects.error().message);
    co_return std::move(projects).error();
  }
  if (failures_.NoteProjects(source, std::nullopt)) cache_.Expire();
  KnownProjects& known = projects_[source];
  if (known.projects != *projects) cache_.Expire();
  known = {*std::move(projects), clock_.Now()};
  archive_.SaveProjects(source, known.projects, known.read_at);
  co_return std::nullopt;
}

std::vector<DateRange> SourceReader::Due(const Source& source, const DateRange& range, TimePoint asked_at,
                                         std::optional<TimePoint> read_since) const {
  return DueWithCounts(ledger_, notices_, source, range, asked_at, clock_.Now(), read_since, rules_);
}

const KnownProjects* SourceReader::FindProjects(const Source& source) const {
  const auto known = projects_.find(source);
  return known == projects_.end() ? nullptr : &known->second;
}

bool SourceReader::KnowsProject(const Source& source, std::string_view id) const {
  const KnownProjects* known = FindProjects(source);
  if (known != nullptr && std::ranges::find(known->projects, id, &Project::id) != known->projects.end()) return true;
  const auto text = ledger_.texts().Find(id);
  if (!text) return false;
  return std::ranges::any_of(ledger_.Days(source), [&](const auto& day) {
    return std::ranges::any_of(day.second.by_project, [&](const auto& sum) { return sum.first == *text; });
  });
}

std::optional<Error> SourceReader::FailureOf(const Provider& provider, const Source& source,
                                             const DateRange& range) const {
  const SourceFailure* failure = failures_.FindCosts(source);
  if (failure == nullptr) return std::nullopt;
  const TimePoint now = clock_.Now();
  const bool matters =
      Overlaps(failure->ranges, {range}) || !Due(source, OfferedOf(provider, range, now), now, std::nullopt).empty();
  return matters ? std::optional(failure->error) : std::nullopt;
}

std::vector<Error> SourceReader::Incomplete(const Source& source, const DateRange& range) const {
  return WhyCountsAreMissing(notices_, source, range);
}

std::vector<FetchStatus> SourceReader::Fetches() const {
  const std::lock_guard lock(fetches_mutex_);
  std::vector<FetchStatus> statuses;
  for (const std::shared_ptr<Fetch>& fetch : fetches_) {
    statuses.push_back({fetch->source.provider, fetch->source.workspace, fetch->range, fetch->progress.calls_done,
                        fetch->progress.calls_total, fetch->started_at});
  }
  return statuses;
}

}  // namespace llmcost
