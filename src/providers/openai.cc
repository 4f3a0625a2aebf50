// SPDX-License-Identifier: MIT
//
// OpenAI: https://platform.openai.com/docs/api-reference/administration, checked 2026-11-22.
// Costs are what the invoice says: amounts in dollars (JSON numbers or strings of digits), by UTC day, project and line
// item, at most 180 days in an answer (openai_json, openai_costs). Requests come from the usage endpoints, at most 31
// days in an answer (openai_usage). The model is read out of the line item (line_item). Costs are never computed from
// usage.
#include <fmt/format.h>

#include <set>

#include "providers/json_reader.h"
#include "providers/keyed_provider.h"
#include "providers/openai_costs.h"
#include "providers/openai_json.h"

namespace llmcost {
namespace {

constexpr std::string_view kKeyPage = "https://platform.openai.com/settings/organization/admin-keys";

KeyKind DescribeKey(std::string_view key) {
  const std::string advice =
      fmt::format("Costs can only be read with an admin key; an organization owner makes one at {}.", kKeyPage);
  if (key.starts_with("sk-admin-")) return {true, "an OpenAI admin key", ""};
  if (key.starts_with("sk-proj-")) return {false, "an OpenAI project key", advice};
  if (key.starts_with("sk-svcacct-")) return {false, "an OpenAI service account key", advice};
  if (key.starts_with("sk-ant-")) {
    return {false, "an Anthropic key",
            "It was set as the key of OpenAI; Anthropic's belongs in ANTHROPIC_ADMIN_KEY. " + advice};
  }
  if (key.starts_with("sess-")) return {false, "a session token of OpenAI's web pages", advice};
  if (key.starts_with("sk-")) return {false, "an OpenAI user key", advice};
  return {true, "a key of a kind not known",
          fmt::format("OpenAI's admin keys begin with sk-admin-; this one will only work with a gateway that takes it. "
                      "An organization owner makes admin keys at {}.",
                      kKeyPage)};
}

// The scope named in "… Missing scopes: api.usage.read. …". OpenAI's text itself is never passed on; a scope's name is,
// when it looks like one.
std::string MissingScope(std::string_view message) {
  constexpr std::string_view kBefore = "Missing scopes: ";
  constexpr std::size_t kMaxLength = 60;
  const auto at = message.find(kBefore);
  if (at == std::string_view::npos) return {};
  std::string_view scope = message.substr(at + kBefore.size());
  scope = scope.substr(0, scope.find_first_not_of("abcdefghijklmnopqrstuvwxyz."));
  while (scope.ends_with('.')) scope.remove_suffix(1);
  return scope.size() <= kMaxLength && scope.find('.') != std::string_view::npos ? std::string(scope) : std::string();
}

// A missing scope has been seen with 401 as well as with 403, so the text decides where it can.
KeyRefusal ReadRefusal(int status, std::string& body) {
  const ErrorTexts error = ReadErrorTexts(body);
  KeyRefusal refusal;
  refusal.scope = MissingScope(error.message);
  const bool lacks_permission =
      !refusal.scope.empty() || error.message.find("insufficient permissions") != std::string::npos;
  refusal.wrong_key = error.code == "invalid_api_key" || (status == 401 && !lacks_permission);
  return refusal;
}

std::vector<HttpHeader> Headers(const std::string& key) { return {{"Authorization", "Bearer " + key}}; }

std::unique_ptr<Provider> Make(ProviderSettings settings, HttpClient& client, const Clock& clock);

const ProviderProfile& Profile() {
  static const ProviderProfile kProfile = {
      {"openai",
       "OpenAI",
       "OPENAI",
       {"OPENAI_ADMIN_KEY", "OPENAI_API_KEY"},
       {.page = kKeyPage,
        .kind = "Admin key",
        .begins = "sk-admin-",
        .made_by = key_maker::kOwner,
        .permissions = {"api.usage.read", "api.management.read"},
        .ordinary = "sk-proj-"},
       DescribeKey,
       Make},
      "https://api.openai.com/v1",
      "an admin key",
      "an organization owner",
      Headers,
      ReadRefusal,
  };
  return kProfile;
}

class OpenAiProvider final : public KeyedProvider {
 public:
  using KeyedProvider::KeyedProvider;

 protected:
  // The next page begins after the last project of this one (`last_id` may be null). Archived projects still have
  // costs.
  boost::asio::awaitable<Result<std::vector<Project>>> ReadProjects(ProviderClient& client) override {
    std::vector<Project> projects;
    std::set<std::string> ids;
    std::string last_id;
    ProviderCall call{"projects", "/organization/projects", "api.management.read"};
    QueryParameters query{{"limit", "100"}, {"include_archived", "true"}};
    ProviderClient::ReadPage read = [&](std::string& body) -> Result<NextPage> {
      auto page = ParseOpenAiProjects(body);
      if (!page) return Failure(std::move(page.error()));
      for (Project& project : page->projects) {
        last_id = project.id;
        if (ids.insert(project.id).second) projects.push_back(std::move(project));
      }
      return NextPage{page->has_more, last_id};
    };
    auto done = co_await client.GetPages(std::move(call), std::move(query), "after", std::move(read), nullptr);
    if (!done) co_return Failure(std::move(done.error().error));
    co_return projects;
  }

  boost::asio::awaitable<Result<FetchedCosts>> ReadCosts(ProviderClient& client, DateRange range,
                                                         FetchProgress& progress) override {
    OpenAiCostFetch fetch(client, range, progress);
    co_return co_await fetch.Run();
  }
};

std::unique_ptr<Provider> Make(ProviderSettings settings, HttpClient& client, const Clock& clock) {
  return std::make_unique<OpenAiProvider>(Profile(), std::move(settings), client, clock);
}

}  // namespace

ProviderEntry OpenAiEntry() { return Profile().row; }

}  // namespace llmcost
