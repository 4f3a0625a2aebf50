// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/openrouter_data.h"
#include "simulator/simulated_api.h"

// What OpenRouter's management API has about costs: activity, credits, the key in use, workspaces.
// Source: https://openrouter.ai/docs/api/api-reference/analytics/get-user-activity (August 2026).
namespace llmcost {

// Plays one or more accounts.
class OpenRouterApi final : public SimulatedApi {
 public:
  // REQUIRES: 1 <= accounts <= kMaxOpenRouterAccounts.
  OpenRouterApi(unsigned seed, int accounts);

  SimulatedProvider provider() const override { return {"openrouter", "OpenRouter", "/api/v1"}; }
  bool Handles(std::string_view path) const override;
  std::string_view RouteName(std::string_view path) const override;
  std::vector<SimulatorKey> keys() const override;
  std::optional<std::string> FindOrganization(std::string_view text) const override;
  // Every key of the right form that is no management key is an inference key, of the first account: good for /key.
  std::optional<std::string_view> Owner(const SimulatedCall& call) const override;
  ServerResponse Answer(const SimulatedCall& call) override;
  // 403 for inference keys, 401 for what is no key.
  ServerResponse RefuseKey(const SimulatedCall& call) const override;
  ServerResponse AnswerStatus(const SimulatedCall& call, int status) const override;
  // Credits spent on completed days, those beyond the reach of the API too; what was paid with own keys apart.
  std::string WriteTruth(const std::optional<std::string>& organization, const DateRange& range,
                         TimePoint now) const override;

 private:
  const OpenRouterAccount* Find(std::string_view text) const;
  const OpenRouterAccount* Authenticate(const SimulatedCall& call) const;  // by management key

  std::vector<std::unique_ptr<OpenRouterAccount>> accounts_;
};

// {"error":{"code","message"}}
ServerResponse AnswerOpenRouterError(int status, std::string_view message);

// A number as JavaScript writes it: below a millionth with an exponent ("9e-8").
std::string FormatJsNumber(Money number);

}  // namespace llmcost
