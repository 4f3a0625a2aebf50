// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/cost.h"
#include "providers/mistral_bill.h"
#include "providers/mistral_json.h"
#include "providers/provider_client.h"

namespace llmcost {

// All of Mistral's workspaces, archived ones too. `progress`, when given, has its calls in calls_total already
// (kMistralListings of them).
boost::asio::awaitable<tl::expected<std::vector<Project>, ProviderCallError>> FetchMistralWorkspaces(
    ProviderClient& client, FetchProgress* progress);
inline constexpr int kMistralListings = 2;

// Reads what one organization used in a range of days, once: each month as a whole, then by workspace. What the calls
// share is only touched on the strand that Run is awaited on.
class MistralCostFetch {
 public:
  // All must outlive this; this must outlive Run.
  MistralCostFetch(ProviderClient& client, DateRange range, FetchProgress& progress);

  boost::asio::awaitable<Result<FetchedCosts>> Run();

 private:
  boost::asio::awaitable<void> Read(DateRange month, std::optional<std::string> workspace, MistralUsage& usage);
  void Note(ProviderCallError error);

  ProviderClient& client_;
  const DateRange range_;
  FetchProgress& progress_;
  // Fewer than the client lets through: calls start a second apart, and those that wait for their turn are still made
  // when one fails.
  AsyncSemaphore calls_{4};
  std::optional<ProviderCallError> failed_;  // the first failure; nothing more is asked for then
};

}  // namespace llmcost
