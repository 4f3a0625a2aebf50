// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/ecb_rates.h"
#include "simulator/json_writer.h"
#include "simulator/mistral_data.h"
#include "simulator/simulated_api.h"

// Mistral's Admin API as documented, at /v1/admin and at the old address /api/admin: usage by month with a price list,
// workspaces, the spend limit. Source: https://docs.mistral.ai/admin/admin-api,
// github.com/mistralai/platform-docs-public (August 2026). The entries of usage have the form seen in the console.
namespace llmcost {

// Plays one or more organizations, all billed in EUR.
class MistralApi final : public SimulatedApi {
 public:
  // REQUIRES: 1 <= organizations <= kMaxMistralOrganizations.
  MistralApi(unsigned seed, int organizations, const EcbRates& rates);

  SimulatedProvider provider() const override { return {"mistral", "Mistral", "/v1/admin"}; }
  bool Handles(std::string_view path) const override;
  std::string_view RouteName(std::string_view path) const override;
  std::vector<SimulatorKey> keys() const override;
  std::optional<std::string> FindOrganization(std::string_view text) const override;
  // By bearer token or x-api-key: the documentation names both.
  std::optional<std::string_view> Owner(const SimulatedCall& call) const override;
  ServerResponse Answer(const SimulatedCall& call) override;
  ServerResponse RefuseKey(const SimulatedCall& call) const override { return AnswerStatus(call, 401); }
  ServerResponse AnswerStatus(const SimulatedCall& call, int status) const override;
  // Costs in EUR (what is paid of a quantity, times its price) and in USD by the rate of the day; quantities without a
  // price and the storage of fine-tuned models apart.
  std::string WriteTruth(const std::optional<std::string>& organization, const DateRange& range,
                         TimePoint now) const override;

 private:
  const MistralOrganization* Find(std::string_view text) const;
  const MistralOrganization* Authenticate(const SimulatedCall& call) const;

  std::vector<std::unique_ptr<MistralOrganization>> organizations_;
  const EcbRates& rates_;
};

// {"object":"error","message","type","param","code","raw_status_code"}
ServerResponse AnswerMistralError(int status, std::string_view message);
// {"detail":[{"loc":["query",NAME],"msg","type"}]} with status 422.
ServerResponse RefuseMistralParameter(std::string_view name, std::string_view message);

// What /usage is asked for.
struct MistralUsageQuery {
  std::chrono::year_month month;
  std::optional<int> workspace;  // an index; none = the whole organization
  std::string_view zone;         // empty = all
};
std::string WriteMistralUsage(const MistralOrganization& organization, const MistralUsageQuery& query, TimePoint now);

}  // namespace llmcost
