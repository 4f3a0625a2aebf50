// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "providers/provider_client.h"
#include "providers/published_prices.h"

namespace llmcost {

// A provider that is asked with one key for each workspace: all but the questions themselves.
class KeyedProvider : public Provider {
 public:
  // `profile`, `client` and `clock` must outlive this.
  KeyedProvider(const ProviderProfile& profile, ProviderSettings settings, HttpClient& client, const Clock& clock);

  std::string_view id() const final { return profile_.row.id; }
  std::string_view name() const final { return profile_.row.name; }
  bool supports_workspaces() const final { return any_named_; }
  const std::vector<Workspace>& workspaces() const final { return workspaces_; }
  std::string KeySetting(std::optional<std::string_view> workspace) const final;
  const KeyToMake& key_to_make() const final { return profile_.row.key_to_make; }

  std::optional<TokenPrice> PublishedPrice(std::string_view model) const final { return PublishedTokenPrice(model); }

  boost::asio::awaitable<Result<std::vector<Project>>> Projects(std::string workspace) final;
  boost::asio::awaitable<Result<FetchedCosts>> Costs(std::string workspace, DateRange range,
                                                     FetchProgress& progress) final;

 protected:
  // What Projects and Costs ask of one workspace, on a strand of its own. `client` and `progress` outlive the
  // coroutine.
  virtual boost::asio::awaitable<Result<std::vector<Project>>> ReadProjects(ProviderClient& client) = 0;
  virtual boost::asio::awaitable<Result<FetchedCosts>> ReadCosts(ProviderClient& client, DateRange range,
                                                                 FetchProgress& progress) = 0;

 private:
  ProviderClient* Find(std::string_view workspace) const;
  Failure NoWorkspace(std::string_view workspace) const;

  const ProviderProfile& profile_;
  std::vector<Workspace> workspaces_;
  std::map<std::string, std::unique_ptr<ProviderClient>, std::less<>> clients_;  // by workspace id
  bool any_named_ = false;
};

}  // namespace llmcost
