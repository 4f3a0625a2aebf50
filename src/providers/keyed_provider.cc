// SPDX-License-Identifier: MIT
#include "providers/keyed_provider.h"

#include <fmt/format.h>

#include "core/log.h"

namespace llmcost {

KeyedProvider::KeyedProvider(const ProviderProfile& profile, ProviderSettings settings, HttpClient& client,
                             const Clock& clock)
    : profile_(profile) {
  for (ProviderKey& key : settings.keys) {
    any_named_ = any_named_ || key.named;
    workspaces_.push_back({key.workspace_id, key.workspace_name});
    std::string id = key.workspace_id;
    clients_.emplace(std::move(id), std::make_unique<ProviderClient>(profile, std::move(key), settings, client, clock));
  }
}

std::string KeyedProvider::KeySetting(std::optional<std::string_view> workspace) const {
  if (workspace) {
    if (const ProviderClient* client = Find(*workspace)) return client->key().setting;
  }
  return std::string(profile_.row.key_settings.front());
}

boost::asio::awaitable<Result<std::vector<Project>>> KeyedProvider::Projects(std::string workspace) {
  ProviderClient* client = Find(workspace);
  if (client == nullptr) co_return NoWorkspace(workspace);
  auto projects = co_await OnStrand(ReadProjects(*client));
  if (!projects) co_return Failure(client->ProjectsError(std::move(projects.error())));
  co_return projects;
}

boost::asio::awaitable<Result<FetchedCosts>> KeyedProvider::Costs(std::string workspace, DateRange range,
                                                                  FetchProgress& progress) {
  ProviderClient* client = Find(workspace);
  if (client == nullptr) co_return NoWorkspace(workspace);
  co_return co_await OnStrand(ReadCosts(*client, range, progress));
}

ProviderClient* KeyedProvider::Find(std::string_view workspace) const {
  const auto found = clients_.find(workspace);
  return found == clients_.end() ? nullptr : found->second.get();
}

Failure KeyedProvider::NoWorkspace(std::string_view workspace) const {
  return Fail(ErrorKind::kNotFound, fmt::format("{}: no workspace \"{}\"", profile_.row.id, Printable(workspace)));
}

}  // namespace llmcost
