// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/http_server.h"
#include "simulator/api_parts.h"
#include "simulator/openai_buckets.h"
#include "simulator/simulated_api.h"

// OpenAI's admin API as documented: organizations, keys, projects, costs, usage.
// Source: https://developers.openai.com/api/reference, github.com/openai/openai-openapi (August 2026).
namespace llmcost {

// {"error":{"message","type","param","code"}} with the error's status.
ServerResponse AnswerOpenAiError(const OpenAiError& error);

// Plays one or more organizations.
class OpenAiApi final : public SimulatedApi {
 public:
  // REQUIRES: 1 <= organizations <= kMaxOrganizations.
  OpenAiApi(const OpenAiDataOptions& options, int organizations);

  SimulatedProvider provider() const override { return {"openai", "OpenAI", "/v1"}; }
  // The paths of the other providers are theirs by then: everything else is an unknown path of OpenAI's.
  bool Handles(std::string_view) const override { return true; }
  std::string_view RouteName(std::string_view path) const override;
  std::vector<SimulatorKey> keys() const override;
  std::optional<std::string> FindOrganization(std::string_view text) const override;
  std::optional<std::string_view> Owner(const SimulatedCall& call) const override;
  ServerResponse Answer(const SimulatedCall& call) override;
  // 401 for no key and unknown keys. For keys that begin with sk-proj- the missing scope: 401 for projects, 403 for
  // costs and usage; both were seen.
  ServerResponse RefuseKey(const SimulatedCall& call) const override;
  ServerResponse AnswerStatus(const SimulatedCall& call, int status) const override;
  ServerResponse RefuseMethod(const SimulatedCall& call) const override;
  ServerResponse RefuseRate(const SimulatedCall& call) const override;
  std::string WriteTruth(const std::optional<std::string>& organization, const DateRange& range,
                         TimePoint now) const override;

 private:
  const OpenAiOrganization* Find(std::string_view text) const;
  const OpenAiOrganization* Authenticate(const SimulatedCall& call) const;

  std::vector<std::unique_ptr<OpenAiOrganization>> organizations_;
  BucketCache cache_;
};

// The parts of the API that list objects; in openai_projects.cc.
ServerResponse AnswerProjects(const OpenAiOrganization& organization, const ListQuery& query);
ServerResponse AnswerProject(const OpenAiOrganization& organization, std::string_view id);
ServerResponse AnswerApiKeys(const OpenAiOrganization& organization, std::string_view project_id,
                             const ListQuery& query, TimePoint now);

}  // namespace llmcost
