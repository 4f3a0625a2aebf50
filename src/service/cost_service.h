// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/cost.h"
#include "ledger/ledger_store.h"
#include "providers/provider.h"
#include "service/answer.h"
#include "service/coverage.h"
#include "service/currency.h"
#include "service/exclusion.h"
#include "service/freshness.h"

// Answers what was paid: decides what to ask upstream and what to reuse, and adds up. The API and the command line ask
// here and nowhere else.
namespace llmcost {

// Each filter left out widens the question.
struct CostQuery {
  std::optional<std::string> provider;
  std::optional<std::string> workspace;
  std::optional<std::string> project_id;
  std::optional<std::string> model = std::nullopt;  // as the provider calls it; one that nobody used costs nothing
  DateRange range;
  DailyBy daily_by = DailyBy::kModel;
  bool refresh = false;  // ask for the whole range again
  bool offline = false;  // ask nothing, answer from what is known
};

struct ProviderStatus {
  std::string id;
  std::string name;
  bool supports_workspaces = false;
  bool available = false;
  bool configured = false;  // has a key
  KeyToMake key = {};
  std::optional<Error> error;
};

struct ProjectsReport {
  std::vector<Project> projects;  // by name
  std::optional<TimePoint> last_updated;
};

// What became of sealing one source's month.
struct SealOutcome {
  Source source;
  Result<Seal> seal;
};

// One reading in progress.
struct FetchStatus {
  std::string provider;
  std::string workspace;
  DateRange range;
  int calls_done = 0;
  int calls_total = 0;
  TimePoint started_at;
};

struct CostServiceOptions {
  FreshnessRules freshness;
  CurrencyOptions currency = {};
  std::vector<Exclusion> excluded = {};
  std::shared_ptr<LedgerStore> store = nullptr;     // where the ledger lasts; null = it ends with the service
  std::chrono::milliseconds key_check_limit{2000};  // how long Providers() waits for a first word from a provider
  // Where providers are asked and what they send is read, which may keep a thread busy; none = where all else runs.
  boost::asio::any_io_executor reading_executor = {};
};

// Thread-safe. All awaitables run on an executor of its own and answer on the caller's. Cancelling the last one that
// waits for a reading ends that reading.
class CostService {
 public:
  // `clock` must outlive the service.
  CostService(boost::asio::any_io_executor executor, std::vector<std::unique_ptr<Provider>> providers,
              const Clock& clock, CostServiceOptions options = {});
  ~CostService();
  CostService(const CostService&) = delete;
  CostService& operator=(const CostService&) = delete;

  // Takes over what the store has kept. Blocks. REQUIRES: nothing else was called before.
  Result<void> Load();
  // What Load found that a person should know: a damaged file was kept aside, say. Full sentences. Call it before any
  // question is asked.
  std::vector<std::string> LedgerWarnings() const;
  // Waits until what was read is kept, ten seconds at most. Blocks.
  std::optional<Error> Flush();

  // Errors: kNotFound (unknown provider, workspace or project), kInvalidKey (no key is set), or what a provider failed
  // with when nothing is known of any source asked for.
  boost::asio::awaitable<Answer<std::shared_ptr<const CostReport>>> Costs(CostQuery query);

  // The same answer without waiting, when it was given before and nothing in it is due to be asked again; else null.
  std::shared_ptr<const CostReport> CachedCosts(const CostQuery& query) const;

  // All known providers, those without a key too. A key is known to be refused once the provider has said so; this asks
  // (for the projects, which are kept) and waits a short while for the answer.
  boost::asio::awaitable<std::vector<ProviderStatus>> Providers();

  // Empty where the provider has no workspaces of its own.
  Answer<std::vector<Workspace>> Workspaces(const std::optional<std::string>& provider) const;

  boost::asio::awaitable<Answer<ProjectsReport>> Projects(std::optional<std::string> provider,
                                                          std::optional<std::string> workspace, bool refresh = false);

  // What is known of each day of the range; asks nobody upstream. Errors as Costs().
  boost::asio::awaitable<Answer<CoverageReport>> Coverage(std::optional<std::string> provider,
                                                          std::optional<std::string> workspace, DateRange range);

  // Figures that moved after their day was over, newest first. Without a store only those since the start. Errors: as
  // Costs(), and what the store failed with.
  boost::asio::awaitable<Answer<std::vector<Restatement>>> Restatements(RestatementQuery query);

  // Closes the month of each source asked for, so that reports keep its figures for ever. `month` is its first day. A
  // source of which a day is not settled, or not in USD, is refused in its place.
  boost::asio::awaitable<Answer<std::vector<SealOutcome>>> SealMonth(Date month, std::optional<std::string> provider,
                                                                     std::optional<std::string> workspace);

  // Reads what is due of every source, from today back until a whole year is empty or the provider has no more. Gives
  // what could not be read. Goes on where an earlier one was stopped.
  boost::asio::awaitable<std::vector<SourceError>> ReadAll();
  // ReadAll() again and again, `interval` apart, for as long as the service lives.
  boost::asio::awaitable<void> KeepReading(std::chrono::seconds interval);

  // What is being read right now.
  std::vector<FetchStatus> Fetches() const;
  // Another number whenever answers may have changed. Counts from this program's start.
  std::uint64_t Version() const;
  // How often a reading began or ended, or figures of other programs were learnt.
  std::uint64_t NewsCount() const;
  // Returns once NewsCount() is another than `seen`, or after `limit`.
  boost::asio::awaitable<void> WaitForNews(std::uint64_t seen, std::chrono::milliseconds limit);

 private:
  class State;
  std::shared_ptr<State> state_;
};

}  // namespace llmcost
