// SPDX-License-Identifier: MIT
//
// OpenAI: https://platform.openai.com/docs/api-reference/administration, checked 2026-11-22.
// Costs are what the invoice says: amounts in dollars (JSON numbers or strings of digits), by UTC day, project and line
// item, at most 180 days in an answer (openai_json, openai_costs). Requests come from the usage endpoints, at most 31
// days in an answer (openai_usage). The model is read out of the line item (line_item). Costs are never computed from
// usage.
#include <fmt/format.h>

#include <map>
#include <set>

#include "core/log.h"
#include "providers/openai_client.h"
#include "providers/openai_costs.h"
#include "providers/openai_json.h"
#include "providers/parallel.h"
#include "providers/registry.h"

namespace llmcost {
namespace {

constexpr int kMaxProjectPages = 100;  // of 100 projects each

class OpenAiProvider final : public Provider {
 public:
  OpenAiProvider(ProviderSettings settings, HttpClient& client, const Clock& clock) {
    for (ProviderKey& key : settings.keys) {
      any_named_ = any_named_ || key.named;
      workspaces_.push_back({key.workspace_id, key.workspace_name});
      std::string id = key.workspace_id;
      clients_.emplace(std::move(id), std::make_unique<OpenAiClient>(std::move(key), settings.base_url,
                                                                     settings.max_in_flight, client, clock));
    }
  }

  std::string_view id() const override { return "openai"; }
  std::string_view name() const override { return "OpenAI"; }
  bool supports_workspaces() const override { return any_named_; }
  const std::vector<Workspace>& workspaces() const override { return workspaces_; }

  std::string KeySetting(std::optional<std::string_view> workspace) const override {
    if (workspace) {
      if (const auto found = clients_.find(*workspace); found != clients_.end()) return found->second->key().setting;
    }
    return "OPENAI_ADMIN_KEY";
  }

  boost::asio::awaitable<Result<std::vector<Project>>> Projects(std::string workspace) override {
    OpenAiClient* client = Find(workspace);
    if (client == nullptr) co_return NoWorkspace(workspace);
    co_return co_await OnStrand(ReadProjects(*client));
  }

  boost::asio::awaitable<Result<FetchedCosts>> Costs(std::string workspace, DateRange range,
                                                     FetchProgress& progress) override {
    OpenAiClient* client = Find(workspace);
    if (client == nullptr) co_return NoWorkspace(workspace);
    OpenAiCostFetch fetch(*client, range, progress);
    co_return co_await OnStrand(fetch.Run());
  }

 private:
  OpenAiClient* Find(std::string_view workspace) const {
    const auto found = clients_.find(workspace);
    return found == clients_.end() ? nullptr : found->second.get();
  }

  static Failure NoWorkspace(std::string_view workspace) {
    return Fail(ErrorKind::kNotFound, fmt::format("openai: no workspace \"{}\"", Printable(workspace)));
  }

  static boost::asio::awaitable<Result<std::vector<Project>>> ReadProjects(OpenAiClient& client);

  std::vector<Workspace> workspaces_;
  std::map<std::string, std::unique_ptr<OpenAiClient>, std::less<>> clients_;  // by workspace id
  bool any_named_ = false;
};

// The next page begins after the last project of this one (`last_id` may be null). Archived projects still have costs.
boost::asio::awaitable<Result<std::vector<Project>>> OpenAiProvider::ReadProjects(OpenAiClient& client) {
  std::vector<Project> projects;
  std::set<std::string> ids;
  std::string after;
  for (int number = 1; number <= kMaxProjectPages; ++number) {
    OpenAiCall call{"projects", "/organization/projects", "api.management.read"};
    if (number > 1) call.what = fmt::format("page {} of projects", number);
    QueryParameters query;
    query.emplace_back("limit", "100");
    query.emplace_back("include_archived", "true");
    if (!after.empty()) query.emplace_back("after", after);
    auto body = co_await client.Get(call, std::move(query));
    if (!body) co_return Failure(std::move(body.error().error));
    auto page = ParseOpenAiProjects(*body);
    if (!page) co_return Failure(client.InCall(call, std::move(page.error())));
    const std::size_t known = projects.size();
    for (Project& project : page->projects) {
      after = project.id;
      if (ids.insert(project.id).second) projects.push_back(std::move(project));
    }
    if (!page->has_more) co_return projects;
    if (projects.size() == known) {
      Error error{ErrorKind::kBadUpstream, "there is more, but the cursor repeats"};
      co_return Failure(client.InCall(call, std::move(error)));
    }
  }
  OpenAiCall call{"projects", "", ""};
  Error error{ErrorKind::kBadUpstream, fmt::format("more than {} pages", kMaxProjectPages)};
  co_return Failure(client.InCall(call, std::move(error)));
}

}  // namespace

std::unique_ptr<Provider> MakeOpenAiProvider(ProviderSettings settings, HttpClient& client, const Clock& clock) {
  return std::make_unique<OpenAiProvider>(std::move(settings), client, clock);
}

}  // namespace llmcost
