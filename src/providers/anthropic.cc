// SPDX-License-Identifier: MIT
//
// Anthropic: https://platform.claude.com/docs/en/manage-claude/usage-cost-api, checked 2026-11-22.
// Costs are what the cost report says: amounts in cents (strings of digits), by UTC day, workspace and description, at
// most 31 days in an answer; the model comes with each row. The Priority Tier is not in it. Requests come from the
// Usage and Cost Analytics API (beta since 2026-10-29: the last 365 days, none before 2026), tokens from the usage
// report (anthropic_json, anthropic_costs). Where those do not answer, counts are unknown. A project is one of
// Anthropic's workspaces.
#include <fmt/format.h>

#include <map>
#include <mutex>

#include "providers/anthropic_costs.h"
#include "providers/json_reader.h"
#include "providers/keyed_provider.h"

namespace llmcost {
namespace {

constexpr std::string_view kKeyPage = "https://platform.claude.com/settings/admin-keys";
// https://platform.claude.com/docs/en/api/versioning
constexpr std::string_view kApiVersion = "2023-06-01";
// Tokens of OAuth clients go in another header than keys.
constexpr std::string_view kOAuthPrefix = "sk-ant-oat";

KeyKind DescribeKey(std::string_view key) {
  const std::string advice =
      fmt::format("Costs can only be read with an Admin API key; an organization admin makes one at {}.", kKeyPage);
  if (key.starts_with("sk-ant-admin")) return {true, "an Anthropic Admin API key", ""};
  if (key.starts_with("sk-ant-api")) return {false, "an ordinary Anthropic API key", advice};
  if (key.starts_with(kOAuthPrefix)) {
    return {true, "an Anthropic OAuth token",
            "It expires, and works for costs only with the scope org:admin. " + advice};
  }
  if (key.starts_with("sk-admin-") || key.starts_with("sk-proj-") || key.starts_with("sk-svcacct-")) {
    return {false, "an OpenAI key",
            "It was set as the key of Anthropic; OpenAI's belongs in OPENAI_ADMIN_KEY. " + advice};
  }
  return {true, "a key of a kind not known",
          fmt::format("Anthropic's Admin API keys begin with sk-ant-admin01-; this one will only work with a gateway "
                      "that takes it. An organization admin makes Admin API keys at {}.",
                      kKeyPage)};
}

std::vector<HttpHeader> Headers(const std::string& key) {
  std::vector<HttpHeader> headers;
  if (key.starts_with(kOAuthPrefix)) {
    headers.push_back({"Authorization", "Bearer " + key});
  } else {
    headers.push_back({"x-api-key", key});
  }
  headers.push_back({"anthropic-version", std::string(kApiVersion)});
  return headers;
}

// The first word of the form "org:admin". Anthropic's text itself is never passed on.
std::string ScopeIn(std::string_view message) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz_";
  constexpr std::size_t kMaxLength = 40;
  for (auto colon = message.find(':'); colon != std::string_view::npos; colon = message.find(':', colon + 1)) {
    std::size_t begin = colon;
    while (begin > 0 && kLetters.find(message[begin - 1]) != std::string_view::npos) --begin;
    const std::size_t end = std::min(message.find_first_not_of(kLetters, colon + 1), message.size());
    if (begin < colon && end > colon + 1 && end - begin <= kMaxLength) {
      return std::string(message.substr(begin, end - begin));
    }
  }
  return {};
}

KeyRefusal ReadRefusal(int status, std::string& body) {
  const ErrorTexts error = ReadErrorTexts(body);
  KeyRefusal refusal;
  refusal.wrong_key = error.type == "authentication_error" || (status == 401 && error.type != "permission_error");
  if (!refusal.wrong_key) refusal.scope = ScopeIn(error.message);
  return refusal;
}

std::unique_ptr<Provider> Make(ProviderSettings settings, HttpClient& client, const Clock& clock);

const ProviderProfile& Profile() {
  static const ProviderProfile kProfile = {
      {"anthropic",
       "Anthropic",
       "ANTHROPIC",
       {"ANTHROPIC_ADMIN_KEY", "ANTHROPIC_API_KEY"},
       {.page = kKeyPage,
        .kind = "Admin API key",
        .begins = "sk-ant-admin01-",
        .made_by = key_maker::kAdmin,
        .ordinary = "sk-ant-api03-"},
       DescribeKey,
       Make},
      "https://api.anthropic.com",
      "an Admin API key",
      "an organization admin",
      Headers,
      ReadRefusal,
  };
  return kProfile;
}

class AnthropicProvider final : public KeyedProvider {
 public:
  using KeyedProvider::KeyedProvider;

 protected:
  boost::asio::awaitable<Result<std::vector<Project>>> ReadProjects(ProviderClient& client) override {
    auto listed = co_await FetchAnthropicWorkspaces(client, WorkspacesOf(client), nullptr);
    if (!listed) co_return Failure(std::move(listed.error().error));
    std::vector<Project> projects;
    projects.push_back({std::string(kAnthropicDefaultId), std::string(kAnthropicDefaultName), false});
    projects.insert(projects.end(), std::make_move_iterator(listed->begin()), std::make_move_iterator(listed->end()));
    co_return projects;
  }

  boost::asio::awaitable<Result<FetchedCosts>> ReadCosts(ProviderClient& client, DateRange range,
                                                         FetchProgress& progress) override {
    AnthropicCostFetch fetch(client, WorkspacesOf(client), range, progress);
    co_return co_await fetch.Run();
  }

 private:
  AnthropicWorkspaces& WorkspacesOf(const ProviderClient& client) {
    const std::lock_guard lock(mutex_);
    return workspaces_of_[&client];
  }

  std::mutex mutex_;
  std::map<const ProviderClient*, AnthropicWorkspaces> workspaces_of_;  // guarded by mutex_
};

std::unique_ptr<Provider> Make(ProviderSettings settings, HttpClient& client, const Clock& clock) {
  return std::make_unique<AnthropicProvider>(Profile(), std::move(settings), client, clock);
}

}  // namespace

ProviderEntry AnthropicEntry() { return Profile().row; }

}  // namespace llmcost
