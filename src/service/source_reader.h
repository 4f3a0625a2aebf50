// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "ledger/ledger.h"
#include "providers/provider.h"
#include "service/cost_service.h"
#include "service/coverage.h"
#include "service/currency.h"
#include "service/failure_book.h"
#include "service/freshness.h"
#include "service/ledger_archive.h"
#include "service/ledger_restorer.h"
#include "service/news.h"
#include "service/notice_book.h"
#include "service/report_cache.h"
#include "service/single_flight.h"
#include "service/unit_guard.h"

namespace llmcost {

// Brings the ledger and the project lists up to date, one reading at a time for each source. Everything but Fetches()
// is used on the strand given.
class SourceReader {
 public:
  // `pool` runs the providers, `strand` everything else. `ledger`, `archive`, `clock`, `cache` and `news` must outlive
  // the coroutines.
  SourceReader(boost::asio::any_io_executor pool, boost::asio::any_io_executor strand, Ledger& ledger,
               LedgerArchive& archive, const Clock& clock, ReportCache& cache, News& news, FreshnessRules rules,
               CurrencyOptions currency);

  // Takes over all that is kept; `providers` say what to think of it. Blocks. REQUIRES: nothing else was called before.
  Result<void> Load(std::span<const std::unique_ptr<Provider>> providers);
  // What happened when it was taken over that a person should know. Full sentences.
  std::vector<std::string> LedgerWarnings() const;
  // Takes over what other programs on the same store have saved since.
  boost::asio::awaitable<void> LearnChanges();

  // Reads what is due of the range; with `read_since`, every day read before that. The error of the reading, if it
  // failed.
  boost::asio::awaitable<std::optional<Error>> ReadCosts(Provider& provider, std::string workspace, DateRange range,
                                                         std::optional<TimePoint> read_since);

  // Reads what is due from today back, a year at a time, until a whole year has no row or the provider gives no more.
  boost::asio::awaitable<std::optional<Error>> ReadBack(Provider& provider, std::string workspace);

  // Reads the projects when they are older than the cache time, or read before `read_since`.
  boost::asio::awaitable<std::optional<Error>> ReadProjects(Provider& provider, std::string workspace,
                                                            std::optional<TimePoint> read_since);

  // Converts what of the range still waits for an exchange rate, as far as rates can be had.
  boost::asio::awaitable<void> Convert(Source source, DateRange range);
  // Why exchange rates could not be read when they were asked for last.
  const std::optional<Error>& RatesProblem() const { return converter_.problem(); }

  // Waits until nobody reads the source's costs, be it here or in another program, and learns what came of it; nobody
  // begins to until the lock is gone.
  boost::asio::awaitable<std::shared_ptr<LedgerArchive::Lock>> LockCosts(Source source);

  // What the source's provider had to say about days of the range.
  std::vector<Notice> Notices(const Source& source, const DateRange& range) const;

  // What the source's amounts being far off what they should be looks like; empty when they do not.
  std::vector<Notice> UnitSuspicions(const Source& source) const { return unit_guard_.Suspicions(source); }

  // Null when never read. Valid until the next reading ends.
  const KnownProjects* FindProjects(const Source& source) const;

  // Whether the source has such a project, by its list or by what was paid for it.
  bool KnowsProject(const Source& source, std::string_view id) const;

  // What could not be read beside the costs of days of the range.
  std::vector<Error> Incomplete(const Source& source, const DateRange& range) const;

  // How the last readings went.
  const FailureBook& failures() const { return failures_; }
  // Why the costs could not be read when they were tried last, where it matters for these days: they were among those
  // tried, or are to be asked again by now.
  std::optional<Error> FailureOf(const Provider& provider, const Source& source, const DateRange& range) const;

  // What moved since this program began, oldest first, a thousand at most; for want of a store.
  const std::deque<Restatement>& restatements() const { return restatements_; }

  // What is being read right now. Thread-safe.
  std::vector<FetchStatus> Fetches() const;

 private:
  struct Fetch {
    Source source;
    DateRange range;
    TimePoint started_at;
    FetchProgress progress;
  };
  // The days to ask for, as far as is known when it is called.
  using DueDays = std::function<std::vector<DateRange>()>;
  struct FetchOutcome {
    std::vector<DateRange> ranges;
    std::optional<Error> error;
  };

  boost::asio::awaitable<FetchOutcome> FetchCosts(Provider& provider, Source source, DueDays due);
  boost::asio::awaitable<FetchOutcome> FetchRanges(Provider& provider, Source source, std::vector<DateRange> ranges);
  // The lock of a piece of work, once no other program does it any more; null when it is not wanted any more, because
  // another program has done it.
  boost::asio::awaitable<std::shared_ptr<LedgerArchive::Lock>> LockWork(std::string work,
                                                                        std::function<bool()> is_wanted);
  boost::asio::awaitable<std::optional<Error>> FetchRange(Provider& provider, Source source, DateRange range,
                                                          std::shared_ptr<Fetch> fetch);
  boost::asio::awaitable<std::optional<Error>> FetchProjects(Provider& provider, Source source,
                                                             std::optional<TimePoint> read_since);
  bool ProjectsAreDue(const Source& source, std::optional<TimePoint> read_since) const;
  boost::asio::awaitable<void> Keep(const Provider& provider, Source source, DateRange range, FetchedCosts fetched);
  void WatchUnits(const Provider& provider, const Source& source, const std::optional<SettledDays>& before);
  // Whether ConvertDays would do anything.
  bool CanConvert(const Source& source, const DateRange& range) const;
  void ConvertDays(const Source& source, const DateRange& range);
  // The days to ask for, for a question of the time `asked_at`.
  std::vector<DateRange> Due(const Source& source, const DateRange& range, TimePoint asked_at,
                             std::optional<TimePoint> read_since) const;

  boost::asio::any_io_executor pool_;
  boost::asio::any_io_executor strand_;
  Ledger& ledger_;
  LedgerArchive& archive_;
  const Clock& clock_;
  ReportCache& cache_;
  News& news_;
  FreshnessRules rules_;
  CurrencyConverter converter_;
  NoticeBook notices_;
  std::map<Source, KnownProjects> projects_;
  LedgerRestorer restorer_;
  UnitGuard unit_guard_;
  SingleFlight<Source, FetchOutcome> cost_flights_;
  SingleFlight<Source, std::optional<Error>> project_flights_;
  FailureBook failures_;
  std::deque<Restatement> restatements_;
  mutable std::mutex fetches_mutex_;
  std::vector<std::shared_ptr<Fetch>> fetches_;  // guarded by fetches_mutex_
};

}  // namespace llmcost
