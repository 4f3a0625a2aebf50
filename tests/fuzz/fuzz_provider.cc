// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include "core/clock.h"
#include "fuzz.h"
#include "http/fake_http_client.h"
#include "providers/provider_testing.h"
#include "providers/registry.h"

// The answers of a provider, LLMCOST_FUZZED_PROVIDER. An input is a Recording (providers/provider_testing.h), so that
// the fixtures of the contract test are the corpus.
namespace {

constexpr std::string_view kKey = "sk-hidden-0123456789abcdef";
// The days that the fixtures are about.
const llmcost::DateRange kRanges[] = {{{2025, 11, 1}, {2025, 11, 3}}, {{2026, 11, 1}, {2026, 11, 3}}};

void CheckError(const llmcost::Error& error, std::string_view id) {
  using llmcost::Promise;
  Promise(error.kind != llmcost::ErrorKind::kInternal, "an answer is no fault of ours");
  Promise(error.message.starts_with(id), "a message begins with the provider's id");
  for (const std::string& text : {error.message, error.hint}) {
    Promise(text.find(kKey) == std::string::npos, "no message has the key");
    Promise(text.size() < 1000, "a message is short");
  }
}

void CheckCosts(const llmcost::FetchedCosts& costs, const llmcost::DateRange& range, std::string_view id) {
  using llmcost::Promise;
  for (const llmcost::CostBucket& bucket : costs.buckets) {
    Promise(range.Contains(bucket.date), "a cost is of the days asked for");
    Promise(bucket.currency.size() == 3, "a cost has a currency");
    for (const auto& count : {bucket.requests, bucket.input_tokens, bucket.output_tokens}) {
      Promise(count.value_or(0) >= 0, "a count is unknown or not below 0");
    }
  }
  if (costs.incomplete) CheckError(*costs.incomplete, id);
}

void Ask(const llmcost::ProviderEntry& entry, std::string_view text, const llmcost::DateRange& range) {
  llmcost::Recording recording = llmcost::Recording::FromText(text);
  llmcost::FakeHttpClient client([&recording](const llmcost::HttpRequest& request) {
    return recording.Find(request).value_or(llmcost::HttpResponse{404, {}, "{}"});
  });
  const llmcost::FakeClock clock(range.end.End() + std::chrono::hours(10));
  llmcost::ProviderSettings settings;
  settings.keys.push_back({.workspace_id = "acme",
                           .workspace_name = "Acme",
                           .value = std::string(kKey),
                           .setting = std::string(entry.key_settings.front()) + "_ACME",
                           .named = true});
  settings.call_interval = std::chrono::seconds(0);
  const auto provider = entry.make(std::move(settings), client, clock);
  llmcost::FetchProgress progress;
  const auto costs = llmcost::RunToEnd(provider->Costs("acme", range, progress));
  if (costs) {
    CheckCosts(*costs, range, entry.id);
  } else {
    CheckError(costs.error(), entry.id);
  }
  const auto projects = llmcost::RunToEnd(provider->Projects("acme"));
  if (!projects) CheckError(projects.error(), entry.id);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto registry = llmcost::ProviderRegistry();
  const auto entry = std::ranges::find(registry, LLMCOST_FUZZED_PROVIDER, &llmcost::ProviderEntry::id);
  llmcost::Promise(entry != registry.end(), "there is such a provider");
  for (const llmcost::DateRange& range : kRanges) Ask(*entry, llmcost::AsText(data, size), range);
  return 0;
}
