// SPDX-License-Identifier: MIT
//
// Mistral: https://docs.mistral.ai/admin/admin-api (Preview, only for organizations on the Enterprise plan), checked
// 2026-11-22. It gives no amounts of money: quantities by day and model, for one month and workspace in a call, and a
// price list in the currency of the account, for single units (mistral_json). Costs are the quantities times those
// prices (mistral_bill, mistral_costs), so they are estimated, and there are no counts of requests. Days are taken as
// UTC days. A project is one of Mistral's workspaces. Nothing but GET is ever sent: the same addresses change limits.
#include <fmt/format.h>

#include "providers/keyed_provider.h"
#include "providers/mistral_costs.h"

namespace llmcost {
namespace {

constexpr std::string_view kKeyPage = "https://backoffice.mistral.ai";
// Up to and with this day of the next month, a month may still change: no document says how late figures come.
constexpr int kLastDayOfChanges = 5;

// Mistral's own keys all look alike, so only what is surely another vendor's is told from them.
KeyKind DescribeKey(std::string_view key) {
  if (key.starts_with("sk-ant-")) {
    return {false, "an Anthropic key", "It was set as the key of Mistral; Anthropic's belongs in ANTHROPIC_ADMIN_KEY."};
  }
  if (key.starts_with("sk-admin-") || key.starts_with("sk-proj-") || key.starts_with("sk-svcacct-")) {
    return {false, "an OpenAI key", "It was set as the key of Mistral; OpenAI's belongs in OPENAI_ADMIN_KEY."};
  }
  return {true, "a key whose look does not tell what it may do", ""};
}

// The guides name one header, the API's document the other.
std::vector<HttpHeader> Headers(const std::string& key) {
  return {{"x-api-key", key}, {"Authorization", "Bearer " + key}};
}

// What Mistral sends with a refusal is not documented, so the status alone decides.
KeyRefusal ReadRefusal(int status, std::string&) {
  KeyRefusal refusal;
  refusal.wrong_key = status == 401;
  refusal.cause = "not an Admin key, or the organization is not on Enterprise";
  return refusal;
}

std::unique_ptr<Provider> Make(ProviderSettings settings, HttpClient& client, const Clock& clock);

const ProviderProfile& Profile() {
  static const ProviderProfile kProfile = {
      {"mistral",
       "Mistral",
       "MISTRAL",
       {"MISTRAL_ADMIN_KEY", "MISTRAL_API_KEY"},
       {.page = kKeyPage, .kind = "Admin API key", .made_by = key_maker::kAdmin, .plan = "Enterprise"},
       DescribeKey,
       Make},
      "https://api.mistral.ai/v1/admin",
      "an Admin API key of an organization on the Enterprise plan",
      "an administrator",
      Headers,
      ReadRefusal,
      // No limit is published.
      std::chrono::seconds(1),
      // Documented until 2026-08-12.
      "https://console.mistral.ai/api/admin",
  };
  return kProfile;
}

class MistralProvider final : public KeyedProvider {
 public:
  using KeyedProvider::KeyedProvider;

  TimePoint SettlesAt(Date date) const override {
    const std::chrono::year_month_day day(date.days());
    const std::chrono::year_month next = day.year() / day.month() + std::chrono::months(1);
    const Date last(std::chrono::sys_days(next / kLastDayOfChanges));
    return std::max(KeyedProvider::SettlesAt(date), last.End());
  }

 protected:
  boost::asio::awaitable<Result<std::vector<Project>>> ReadProjects(ProviderClient& client) override {
    auto projects = co_await FetchMistralWorkspaces(client, nullptr);
    if (!projects) co_return Failure(std::move(projects.error().error));
    co_return std::move(*projects);
  }

  boost::asio::awaitable<Result<FetchedCosts>> ReadCosts(ProviderClient& client, DateRange range,
                                                         FetchProgress& progress) override {
    MistralCostFetch fetch(client, range, progress);
    co_return co_await fetch.Run();
  }
};

std::unique_ptr<Provider> Make(ProviderSettings settings, HttpClient& client, const Clock& clock) {
  return std::make_unique<MistralProvider>(Profile(), std::move(settings), client, clock);
}

}  // namespace

ProviderEntry MistralEntry() { return Profile().row; }

}  // namespace llmcost
