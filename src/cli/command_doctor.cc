// SPDX-License-Identifier: MIT
#include <curl/curl.h>
#include <fmt/core.h>

#include <array>
#include <cstdlib>
#include <deque>
#include <mutex>

#include "cli/app.h"
#include "cli/commands.h"
#include "cli/doctor_report.h"
#include "cli/output_table.h"
#include "cli/provider_keys.h"
#include "cli/terminal.h"
#include "ledger/ledger_store.h"

namespace llmcost {
namespace {

// The check that does not decide whether a key is usable.
constexpr std::string_view kRequests = "requests";

// Passes on, and notes how far the providers' clocks are from ours. Thread-safe.
class ClockWatch final : public HttpClient {
 public:
  ClockWatch(HttpClient& next, const Clock& clock) : next_(next), clock_(clock) {}

  boost::asio::awaitable<Result<HttpResponse>> Get(HttpRequest request) override {
    auto asked = next_.Get(std::move(request));
    Result<HttpResponse> response = co_await std::move(asked);
    if (response) Note(response->Header("Date"));
    co_return response;
  }

  // Ours minus theirs.
  std::optional<std::chrono::seconds> skew() const {
    const std::lock_guard lock(mutex_);
    return skew_;
  }

 private:
  void Note(std::string_view date) {
    if (date.empty()) return;
    const time_t theirs = curl_getdate(std::string(date).c_str(), nullptr);
    if (theirs < 0) return;
    const auto ours = std::chrono::floor<std::chrono::seconds>(clock_.Now().time_since_epoch());
    const std::lock_guard lock(mutex_);
    skew_ = ours - std::chrono::seconds(theirs);
  }

  HttpClient& next_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::optional<std::chrono::seconds> skew_;  // guarded by mutex_
};

// The proxy variables that libcurl heeds, without the user and password they may hold.
std::vector<std::pair<std::string, std::string>> ProxyVariables() {
  static constexpr std::array<const char*, 7> kNames = {"HTTPS_PROXY", "https_proxy", "http_proxy", "ALL_PROXY",
                                                        "all_proxy",   "NO_PROXY",    "no_proxy"};
  std::vector<std::pair<std::string, std::string>> proxies;
  for (const char* name : kNames) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    std::string text(value);
    const auto scheme = text.find("://");
    const std::size_t start = scheme == std::string::npos ? 0 : scheme + 3;
    const auto at = text.rfind('@');
    if (at != std::string::npos && at >= start) text.replace(start, at - start, "***");
    proxies.emplace_back(name, PlainText(text));
  }
  return proxies;
}

DoctorCheck FailedCheck(std::string name, const Error& error, const ProviderEntry& entry, const KeyKind& kind) {
  DoctorCheck check{.name = std::move(name), .status = "failed", .detail = error.message, .hint = error.hint};
  switch (error.kind) {
    case ErrorKind::kInvalidKey:
    case ErrorKind::kPermissionDenied:
      check.status = "refused";
      if (check.hint.empty()) check.hint = kind.advice;
      if (check.hint.empty()) check.hint = fmt::format("Make a key at {}.", entry.key_to_make.page);
      break;
    case ErrorKind::kTimeout:
    case ErrorKind::kUnavailable:
      check.status = "unavailable";
      break;
    case ErrorKind::kRateLimited:
      check.status = "rate limited";
      break;
    default:
      break;
  }
  return check;
}

// The calls under way for one key.
struct Probe {
  const ProviderEntry* entry;
  const ProviderKey* key;
  FetchProgress progress;
  std::future<Result<std::vector<Project>>> projects;
  std::future<Result<FetchedCosts>> costs;
};

std::vector<DoctorCheck> Outcome(Probe& probe, const KeyKind& kind, Date yesterday) {
  std::vector<DoctorCheck> checks;
  const auto projects = WorkerThreads::Wait(std::move(probe.projects));
  if (projects) {
    checks.push_back({"projects", "ok", fmt::format("{} found", projects->size()), {}});
  } else {
    checks.push_back(FailedCheck("projects", projects.error(), *probe.entry, kind));
  }
  const auto costs = WorkerThreads::Wait(std::move(probe.costs));
  if (costs) {
    std::map<std::string, Money> totals;
    for (const CostBucket& bucket : costs->buckets) {
      if (bucket.provenance != Provenance::kUnpriced && !bucket.cost.IsZero()) totals[bucket.currency] += bucket.cost;
    }
    if (totals.empty()) totals.emplace(kUsd, Money());
    std::string sums;
    for (const auto& [currency, total] : totals) {
      sums += fmt::format("{}{} {}", sums.empty() ? "" : " and ", WithThousands(total.ToFixed(2)), PlainText(currency));
    }
    checks.push_back({"costs", "ok", fmt::format("{} on {}", sums, yesterday.ToString()), {}});
    if (costs->incomplete) {
      checks.push_back(FailedCheck(std::string(kRequests), *costs->incomplete, *probe.entry, kind));
    }
    for (const Notice& notice : costs->notices) {
      if (notice.kind != notice::kCountsMissing) continue;
      checks.push_back({std::string(kRequests), "refused", notice.message, notice.hint});
    }
  } else {
    checks.push_back(FailedCheck("costs", costs.error(), *probe.entry, kind));
  }
  return checks;
}

}  // namespace

int RunDoctor(const CommonFlags& common, const DoctorFlags& flags) {
  int exit_code = kExitOk;
  const auto config = OpenConfig(common, "off", exit_code);
  if (!config) return exit_code;
  RetryOptions retry;
  retry.max_attempts = 2;  // a person waits
  retry.total_budget = std::chrono::seconds(10);
  retry.max_retry_after = retry.total_budget;
  auto app = App::Make(*config, {.demo = false, .retry = retry, .use_ledger = false});
  if (!app) {
    PrintError(app.error());
    return kExitFailed;
  }
  CatchInterrupt();

  const Date yesterday = (*app)->clock().Today() - 1;
  ClockWatch watch((*app)->http(), (*app)->clock());
  std::vector<std::unique_ptr<Provider>> providers;
  std::deque<Probe> probes;  // their addresses stay while the calls run
  DoctorReport report;
  report.proxies = ProxyVariables();
  if (auto place = FindLedger(config->database_url)) {
    report.ledger = std::move(place->shown);
    report.ledger_is_missing = place->is_missing;
  } else {
    report.ledger_error = place.error();
  }
  for (const ProviderConfig& configured : config->providers) {
    const ProviderEntry& entry = *configured.entry;
    report.providers.push_back({.id = std::string(entry.id),
                                .name = std::string(entry.name),
                                .base_url = configured.settings.base_url,
                                .first_setting = std::string(entry.key_settings.front()),
                                .key_page = std::string(entry.key_to_make.page),
                                .keys = {}});
    providers.push_back((*app)->MakeProvider(configured, watch));
    for (const ProviderKey& key : configured.settings.keys) {
      const KeyKind kind = entry.describe_key(key.value);
      report.providers.back().keys.push_back({.setting = key.setting,
                                              .workspace = key.workspace_id,
                                              .masked = MaskSecret(key.value),
                                              .kind = kind.description,
                                              .advice = kind.advice,
                                              .usable = kind.usable,
                                              .checks = {}});
      if (flags.offline) continue;
      Probe& probe = probes.emplace_back();
      probe.entry = &entry;
      probe.key = &key;
      auto projects = providers.back()->Projects(key.workspace_id);
      auto costs = providers.back()->Costs(key.workspace_id, {yesterday, yesterday}, probe.progress);
      probe.projects = (*app)->workers().Begin(std::move(projects));
      probe.costs = (*app)->workers().Begin(std::move(costs));
    }
  }

  auto probe = probes.begin();
  for (DoctorProvider& provider : report.providers) {
    for (DoctorKey& key : provider.keys) {
      if (flags.offline) continue;
      key.checks = Outcome(*probe, probe->entry->describe_key(probe->key->value), yesterday);
      // What the provider itself says counts more than what the key looks like.
      // Request counts are an addition: without them the costs are still whole.
      key.usable = true;
      for (const DoctorCheck& check : key.checks) {
        key.usable = key.usable && (check.status == "ok" || check.name == kRequests);
      }
      ++probe;
    }
  }
  report.skew = watch.skew();

  const int code = report.AllUsable() ? kExitOk : kExitFailed;
  return PrintOutput(flags.json ? DoctorJson(report) : DoctorText(report), code);
}

}  // namespace llmcost
