// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/anthropic_query.h"
#include "simulator/json_writer.h"
#include "simulator/simulated_api.h"

// Anthropic's admin API as documented: cost and usage reports, the analytics that replace them, workspaces.
// Source: https://platform.claude.com/docs/en/manage-claude/usage-cost-api and …/usage-cost-analytics-api (November
// 2026). What the sources leave open is decided here, and said so where it is.
namespace llmcost {

// Plays one or more organizations.
class AnthropicApi final : public SimulatedApi {
 public:
  // REQUIRES: 1 <= organizations <= kMaxAnthropicOrganizations.
  AnthropicApi(unsigned seed, int organizations);

  SimulatedProvider provider() const override { return {"anthropic", "Anthropic", ""}; }
  bool Handles(std::string_view path) const override;
  std::string_view RouteName(std::string_view path) const override;
  std::vector<SimulatorKey> keys() const override;
  std::optional<std::string> FindOrganization(std::string_view text) const override;
  // By x-api-key. OAuth tokens are not simulated.
  std::optional<std::string_view> Owner(const SimulatedCall& call) const override;
  ServerResponse Answer(const SimulatedCall& call) override;
  ServerResponse RefuseKey(const SimulatedCall& call) const override;
  ServerResponse AnswerStatus(const SimulatedCall& call, int status) const override;
  std::string_view request_id_header() const override { return "request-id"; }
  // Costs and requests as the reports know them (the analytics come later, and know nothing before 2026), and the
  // tokens of the Priority Tier, which no cost stands for.
  std::string WriteTruth(const std::optional<std::string>& organization, const DateRange& range,
                         TimePoint now) const override;

 private:
  const AnthropicOrganization* Find(std::string_view text) const;
  const AnthropicOrganization* Authenticate(const SimulatedCall& call) const;

  std::vector<std::unique_ptr<AnthropicOrganization>> organizations_;
};

// {"type":"error","error":{"type","message"},"request_id"}
ServerResponse AnswerAnthropicError(const AnthropicError& error, std::string_view request_id);

// The bodies of the four reports; in anthropic_reports.cc and anthropic_analytics.cc.
std::string WriteReportPage(const AnthropicOrganization& organization, const AnthropicQuery& query, TimePoint now);
std::string WriteAnalyticsPage(const AnthropicOrganization& organization, const AnthropicQuery& query, TimePoint now);

// A text, or null for none.
void WriteDimension(JsonText& json, const AnthropicRow& row, AnthropicDimension::Index dimension);
// The counts that the usage reports of both generations have.
void WriteTokens(JsonText& json, const AnthropicRow& row);

}  // namespace llmcost
