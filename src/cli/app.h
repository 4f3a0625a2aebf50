// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/config.h"
#include "core/clock.h"
#include "http/http_client.h"
#include "http/http_server.h"
#include "http/retry.h"
#include "providers/exchange_rates.h"
#include "service/cost_service.h"
#include "simulator/simulator.h"

// The only maker of concrete things.
namespace llmcost {

// Threads that run asynchronous work, and the way for the main thread to wait for it.
class WorkerThreads {
 public:
  // Starts no thread; 0 = one for each core.
  explicit WorkerThreads(int count);
  ~WorkerThreads();
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;

  // For work whose end somebody waits for.
  boost::asio::io_context& context() { return *answering_.context; }
  // For work that may keep a thread busy for long, as what a provider has sent: it has as many threads of its own, so
  // that answers never wait for it.
  boost::asio::io_context& reading_context() { return *reading_.context; }
  void Start();
  // Waits a short while for the work to run out and joins the threads; nothing runs afterwards. Call it before what the
  // work stands on goes. Work that is left then (a call whose answer does not come) is never taken up nor taken down.
  void Finish();

  // Begins `work`; what it gives, or its exception, comes out of the future.
  template <typename T>
  std::future<T> Begin(boost::asio::awaitable<T> work) {
    Start();
    return boost::asio::co_spawn(context(), std::move(work), boost::asio::use_future);
  }

  // Waits on this thread, calling `tick` ten times a second meanwhile. Interrupted by Ctrl-C (see CatchInterrupt) the
  // process ends at once with kExitInterrupted, after `tidy_up`: nothing that is worth keeping is lost.
  template <typename T>
  static T Wait(std::future<T> result, const std::function<void()>& tick = {},
                const std::function<void()>& tidy_up = {}) {
    while (result.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready) {
      if (tick) tick();
      EndIfInterrupted(tidy_up);
    }
    return result.get();
  }

  template <typename T>
  T Run(boost::asio::awaitable<T> work) {
    return Wait(Begin(std::move(work)));
  }

 private:
  struct Pool {
    std::unique_ptr<boost::asio::io_context> context;
    std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> guard;
  };

  static void EndIfInterrupted(const std::function<void()>& tidy_up);
  static Pool MakePool(int threads);
  void StartThreads(boost::asio::io_context& context);

  const int count_;  // threads of each pool
  Pool answering_;
  Pool reading_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable thread_ended_;
  int running_ = 0;  // guarded by mutex_
  bool work_is_left_ = false;
};

// Makes Ctrl-C be noticed by WorkerThreads::Wait instead of killing the process in the midst of a line.
void CatchInterrupt();

// Returns when a signal has come and the server has stopped, for which answers under way have `grace`. At the next
// signal the process ends at once.
boost::asio::awaitable<void> RunUntilSignal(HttpServer& server, boost::asio::signal_set& signals,
                                            std::chrono::milliseconds grace);

// A simulator that listens on loopback. `clock` must outlive it.
struct RunningSimulator {
  std::unique_ptr<Simulator> simulator;
  std::unique_ptr<HttpServer> server;

  static Result<RunningSimulator> Open(boost::asio::io_context& context, const SimulatorOptions& options,
                                       std::uint16_t port, const Clock& clock);
  // "http://127.0.0.1:4001/v1"; of "ecb" too, where the exchange rates are.
  std::string BaseUrl(std::string_view provider) const;
};

// "OPENAI_BASE_URL" for "openai" and "BASE_URL".
std::string SimulatorSetting(std::string_view provider, std::string_view what);
// "OPENAI_API_KEY_EDUGAMI": how a key of the simulator is set.
std::string SimulatorKeySetting(const SimulatorKey& key);

struct AppOptions {
  bool demo = false;  // ask a simulator of its own instead of the providers, with its keys
  RetryOptions retry = {};
  bool use_ledger = true;  // false: nothing that was kept is loaded, and nothing is kept
  // Keep what upstreams answer where Config::record_dir says, if it does. Nothing that was kept is loaded then, so that
  // the recording has all that its figures come from, and nothing else is kept.
  bool record = false;
  // Figures are read again from the providers: a damaged ledger file may be kept aside for a fresh one.
  bool reads_costs = false;
};

// A service with all that is below it.
class App {
 public:
  // Error: the ledger, the simulator or the recording could not be opened.
  static Result<std::unique_ptr<App>> Make(const Config& config, const AppOptions& options);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // Ends all work; nothing runs afterwards. Whatever the work uses beside the app may go then, and not before.
  void Close();

  WorkerThreads& workers() { return workers_; }
  const Clock& clock() const { return *clock_; }
  CostService& service() { return *service_; }
  HttpClient& http() { return *upstream_; }
  // A provider beside those of the service, which asks through `client`; both must outlive it.
  std::unique_ptr<Provider> MakeProvider(const ProviderConfig& provider, HttpClient& client) const;

 private:
  explicit App(const Config& config);
  Result<void> OpenUpstream(const Config& config, const AppOptions& options);

  std::unique_ptr<Clock> clock_;
  WorkerThreads workers_;
  RunningSimulator simulator_;
  std::shared_ptr<LedgerStore> store_;  // null = nothing lasts
  std::unique_ptr<HttpClient> curl_;
  std::unique_ptr<HttpClient> pacing_;
  std::unique_ptr<HttpClient> retrying_;
  std::unique_ptr<HttpClient> recording_;          // null = nothing is recorded or replayed
  HttpClient* upstream_ = nullptr;                 // the outermost of them
  std::unique_ptr<ExchangeRates> exchange_rates_;  // null = none are asked for
  std::unique_ptr<CostService> service_;
  bool closed_ = false;
};

}  // namespace llmcost
