// SPDX-License-Identifier: MIT
#include "cli/app.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

#include "cli/provider_keys.h"
#include "cli/setting_values.h"
#include "cli/terminal.h"
#include "core/log.h"
#include "http/curl_http_client.h"
#include "http/recording_http_client.h"
#include "http/replaying_http_client.h"
#include "providers/ecb_rates.h"
#include "providers/pacing.h"
#include "providers/registry.h"

namespace llmcost {
namespace {

constexpr const char* kLoopback = "127.0.0.1";
constexpr std::chrono::milliseconds kRunOutLimit{250};

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);  // it is set in a signal handler

// The organization's name in capitals, as it stands at the end of a setting: "MY_TEAM".
std::string SettingSuffix(std::string_view organization) {
  std::string suffix(organization);
  for (char& c : suffix) {
    if (c >= 'a' && c <= 'z') {
      c = static_cast<char>(c - 32);
    } else if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) {
      c = '_';
    }
  }
  return suffix;
}

// The settings of a provider that the simulator plays: its address and keys, as if the person had set them.
ProviderSettings SimulatedSettings(const RunningSimulator& running, const ProviderEntry& entry,
                                   ProviderSettings settings) {
  settings.keys.clear();
  settings.base_url = running.BaseUrl(entry.id);
  settings.call_interval = std::chrono::seconds(0);  // it has no limit that would need a pace
  for (const SimulatorKey& key : running.simulator->keys()) {
    if (key.provider != entry.id) continue;
    std::string id = SettingSuffix(key.organization);
    std::ranges::transform(id, id.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    settings.keys.push_back({.workspace_id = std::move(id),
                             .workspace_name = key.organization,
                             .value = key.key,
                             .setting = SimulatorKeySetting(key),
                             .named = true});
  }
  std::ranges::sort(settings.keys, {}, &ProviderKey::workspace_id);
  return settings;
}

bool Records(const Config& config, const AppOptions& options) { return options.record && !config.record_dir.empty(); }

std::vector<NamedSecret> SecretsOf(const Config& config) {
  std::vector<NamedSecret> secrets;
  for (const ProviderConfig& provider : config.providers) {
    for (const ProviderKey& key : provider.settings.keys) secrets.push_back({key.setting, key.value});
  }
  return secrets;
}

RecordingHead HeadOf(const Config& config, TimePoint began) {
  RecordingHead head{.began = began, .settings = config.shaping, .keys = {}};
  for (const ProviderConfig& provider : config.providers) {
    for (const ProviderKey& key : provider.settings.keys) {
      head.keys.push_back({.setting = key.setting,
                           .provider = std::string(provider.entry->id),
                           .workspace_id = key.workspace_id,
                           .workspace_name = key.workspace_name,
                           .kind = KeyBeginning(key.value, *provider.entry),
                           .named = key.named});
    }
  }
  return head;
}

// To destroy a context runs the destructors of the work left in it, which stands on things that are gone by then.
void KeepForever(std::unique_ptr<boost::asio::io_context> context) {
  static auto* const kKept = new std::vector<std::unique_ptr<boost::asio::io_context>>;
  kKept->push_back(std::move(context));
}

boost::asio::awaitable<void> EndAtNextSignal(boost::asio::signal_set& signals) {
  const auto [error, number] = co_await signals.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  if (!error) _exit(128 + number);
}

}  // namespace

boost::asio::awaitable<void> RunUntilSignal(HttpServer& server, boost::asio::signal_set& signals,
                                            std::chrono::milliseconds grace) {
  co_await signals.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  boost::asio::co_spawn(co_await boost::asio::this_coro::executor, EndAtNextSignal(signals), boost::asio::detached);
  co_await server.Stop(grace);
  signals.cancel();
}

void CatchInterrupt() {
  std::signal(SIGINT, [](int) {
    // The second one does not wait for the main thread to look.
    if (interrupted.exchange(true)) _exit(kExitInterrupted);
  });
}

WorkerThreads::Pool WorkerThreads::MakePool(int threads) {
  auto context = std::make_unique<boost::asio::io_context>(threads);
  auto guard = boost::asio::make_work_guard(*context);
  return {std::move(context), std::move(guard)};
}

WorkerThreads::WorkerThreads(int count)
    : count_(count > 0 ? count : std::max(1, static_cast<int>(std::thread::hardware_concurrency()))),
      answering_(MakePool(count_)),
      reading_(MakePool(count_)) {}

WorkerThreads::~WorkerThreads() {
  Finish();
  if (!work_is_left_) return;
  KeepForever(std::move(answering_.context));
  KeepForever(std::move(reading_.context));
}

void WorkerThreads::Start() {
  if (!threads_.empty()) return;
  running_ = 2 * count_;
  StartThreads(*answering_.context);
  StartThreads(*reading_.context);
}

void WorkerThreads::StartThreads(boost::asio::io_context& context) {
  for (int i = 0; i < count_; ++i) {
    threads_.emplace_back([this, &context] {
      context.run();
      const std::lock_guard lock(mutex_);
      --running_;
      thread_ended_.notify_one();
    });
  }
}

void WorkerThreads::Finish() {
  if (!answering_.guard) return;
  Start();  // what was begun before any thread ran has to run out too
  answering_.guard.reset();
  reading_.guard.reset();
  {
    std::unique_lock lock(mutex_);
    work_is_left_ = !thread_ended_.wait_for(lock, kRunOutLimit, [&] { return running_ == 0; });
  }
  answering_.context->stop();
  reading_.context->stop();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerThreads::EndIfInterrupted(const std::function<void()>& tidy_up) {
  if (!interrupted) return;
  if (tidy_up) tidy_up();
  _exit(kExitInterrupted);
}

Result<RunningSimulator> RunningSimulator::Open(boost::asio::io_context& context, const SimulatorOptions& options,
                                                std::uint16_t port, const Clock& clock) {
  auto simulator = Simulator::Make(options, clock);
  if (!simulator) return Failure(simulator.error());
  HttpServerOptions server_options;
  server_options.host = kLoopback;
  server_options.port = port;
  auto server = HttpServer::Open(context.get_executor(), server_options, **simulator);
  if (!server) return Failure(server.error());
  return RunningSimulator{std::move(*simulator), std::move(*server)};
}

std::string RunningSimulator::BaseUrl(std::string_view provider) const {
  // As the providers' own addresses: OpenAI's ends with its version.
  std::string path;
  for (const SimulatedProvider& simulated : simulator->providers()) {
    if (simulated.id == provider) path = simulated.base_path;
  }
  return fmt::format("http://{}:{}{}", kLoopback, server->port(), path);
}

std::string SimulatorSetting(std::string_view provider, std::string_view what) {
  return fmt::format("{}_{}", SettingSuffix(provider), what);
}

std::string SimulatorKeySetting(const SimulatorKey& key) {
  return SimulatorSetting(key.provider, "API_KEY_" + SettingSuffix(key.organization));
}

App::App(const Config& config) : workers_(config.threads) {
  if (config.replayed) {
    clock_ = std::make_unique<ShiftedClock>(config.replayed->head.began);
  } else {
    clock_ = std::make_unique<SystemClock>();
  }
}

App::~App() { Close(); }

void App::Close() {
  if (closed_) return;
  closed_ = true;
  if (simulator_.server) workers_.Begin(simulator_.server->Stop(std::chrono::milliseconds(0))).get();
  workers_.Finish();
  if (service_) service_->Flush();
}

std::unique_ptr<Provider> App::MakeProvider(const ProviderConfig& provider, HttpClient& client) const {
  return provider.entry->make(provider.settings, client, *clock_);
}

Result<void> App::OpenUpstream(const Config& config, const AppOptions& options) {
  if (config.replayed) {
    recording_ = std::make_unique<ReplayingHttpClient>(*config.replayed);
    upstream_ = recording_.get();
    PrintNote(fmt::format("replaying {}, recorded from {} on; no provider is asked", config.replayed->folder,
                          FormatTime(config.replayed->head.began)));
    return {};
  }
  CurlHttpClientOptions curl;
  curl.idle_timeout = config.upstream_timeout;
  curl.connect_timeout = std::min<std::chrono::milliseconds>(curl.connect_timeout, config.upstream_timeout);
  curl.total_timeout = std::max<std::chrono::milliseconds>(curl.total_timeout, 2 * config.upstream_timeout);
  curl_ = std::make_unique<CurlHttpClient>(curl);
  pacing_ = std::make_unique<PacingHttpClient>(*curl_, *clock_, options.retry.max_retry_after);
  retrying_ = std::make_unique<RetryingHttpClient>(*pacing_, *clock_, options.retry);
  upstream_ = retrying_.get();
  if (!Records(config, options)) return {};
  auto secrets = NamedSecrets::Make(SecretsOf(config));
  if (!secrets) return Failure(secrets.error());
  auto recording = RecordingHttpClient::Open(*retrying_, config.record_dir, HeadOf(config, clock_->Now()), *secrets);
  if (!recording) return Failure(recording.error());
  PrintNote(fmt::format("recording in {}: what was kept before is not used, and nothing else is kept",
                        (*recording)->folder()));
  recording_ = *std::move(recording);
  upstream_ = recording_.get();
  return {};
}

Result<std::unique_ptr<App>> App::Make(const Config& config, const AppOptions& options) {
  std::unique_ptr<App> app(new App(config));
  if (options.use_ledger && !Records(config, options)) {
    auto store =
        OpenLedgerStore(config.database_url, options.reads_costs ? WhenDamaged::kReplace : WhenDamaged::kRefuse);
    if (!store) return Failure(store.error());
    app->store_ = *std::move(store);
  }
  if (auto opened = app->OpenUpstream(config, options); !opened) return Failure(opened.error());

  if (options.demo) {
    auto running = RunningSimulator::Open(app->workers_.reading_context(), {}, 0, *app->clock_);
    if (!running) return Failure(running.error());
    app->simulator_ = std::move(*running);
  }
  std::vector<std::unique_ptr<Provider>> providers;
  for (const ProviderConfig& provider : config.providers) {
    ProviderSettings settings = provider.settings;
    if (options.demo) settings = SimulatedSettings(app->simulator_, *provider.entry, std::move(settings));
    providers.push_back(provider.entry->make(std::move(settings), *app->upstream_, *app->clock_));
  }
  CostServiceOptions service;
  service.freshness.cache_ttl = config.cache_ttl;
  if (config.fetch_exchange_rates) {
    std::string base_url = options.demo ? app->simulator_.BaseUrl("ecb") : config.ecb_base_url;
    app->exchange_rates_ = std::make_unique<EcbExchangeRates>(*app->upstream_, *app->clock_, std::move(base_url));
    service.currency.published = app->exchange_rates_.get();
  }
  service.currency.fixed = config.exchange_rates;
  service.excluded = config.excluded;
  service.store = app->store_;
  service.reading_executor = app->workers_.reading_context().get_executor();
  app->service_ = std::make_unique<CostService>(app->workers_.context().get_executor(), std::move(providers),
                                                *app->clock_, service);
  if (auto loaded = app->service_->Load(); !loaded) return Failure(loaded.error());
  for (const std::string& warning : app->service_->LedgerWarnings()) spdlog::warn("{}", warning);
  return app;
}

}  // namespace llmcost
