// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/http_server.h"
#include "simulator/openai_buckets.h"

// OpenAI's admin API as documented: organizations, keys, projects, costs, usage.
// Source: https://developers.openai.com/api/reference, github.com/openai/openai-openapi (August 2026).
namespace llmcost {

// {"error":{"message","type","param","code"}} with the error's status.
ServerResponse AnswerOpenAiError(const OpenAiError& error);
ServerResponse AnswerJson(int status, std::string json);

// Thread-safe.
class OpenAiApi {
 public:
  // REQUIRES: 1 <= organizations <= kMaxOrganizations.
  OpenAiApi(const OpenAiDataOptions& options, int organizations);

  const std::vector<std::unique_ptr<OpenAiOrganization>>& organizations() const { return organizations_; }
  // By name, id or the last part of its key, in any case; null when there is none.
  const OpenAiOrganization* FindOrganization(std::string_view text) const;
  // The owner of the admin key in an Authorization header; null = refused, see RefuseKey.
  const OpenAiOrganization* Authenticate(std::string_view authorization) const;
  // 401 for no key and unknown keys. For keys that begin with sk-proj- the missing scope: 401 for projects, 403 for
  // costs and usage; both were seen.
  static ServerResponse RefuseKey(std::string_view authorization, std::string_view path);

  // `path` without /v1. The caller has checked the method.
  ServerResponse Answer(const OpenAiOrganization& organization, std::string_view path, std::string_view query,
                        TimePoint now);

  // The documented form of a path, with "{project_id}" for an id; "(unknown)" for what is not documented.
  static std::string_view RouteName(std::string_view path);

 private:
  std::vector<std::unique_ptr<OpenAiOrganization>> organizations_;
  BucketCache cache_;
};

// The parts of the API that list objects; in openai_projects.cc.
ServerResponse AnswerProjects(const OpenAiOrganization& organization, const ListQuery& query);
ServerResponse AnswerProject(const OpenAiOrganization& organization, std::string_view id);
ServerResponse AnswerApiKeys(const OpenAiOrganization& organization, std::string_view project_id,
                             const ListQuery& query, TimePoint now);

}  // namespace llmcost
