// SPDX-License-Identifier: MIT
// GET /organization/projects, …/{project_id} and …/{project_id}/api_keys.
#include <fmt/format.h>

#include <algorithm>

#include "simulator/openai_api.h"

namespace llmcost {
namespace {

OpenAiError NoSuchProject(std::string_view id) {
  return {404, fmt::format("Project with id '{}' not found.", id), "project_id", "not_found"};
}

void WriteProject(JsonText& json, const OpenAiProject& project) {
  json.BeginObject();
  json.Field("id", project.id);
  json.Field("object", "organization.project");
  json.Field("name", project.name);
  json.Field("created_at", project.created.UnixSeconds() + 34'215);
  if (project.archived) {
    json.Field("archived_at", project.archived->UnixSeconds() + 51'907);
  } else {
    json.NullField("archived_at");
  }
  json.Field("status", project.archived ? "archived" : "active");
  json.EndObject();
}

void WriteApiKey(JsonText& json, const OpenAiApiKey& key, const OpenAiProject& project, TimePoint now) {
  const std::int64_t created = key.created.UnixSeconds() + 36'000;
  json.BeginObject();
  json.Field("object", "organization.project.api_key");
  json.Field("id", key.id);
  json.Field("name", key.name);
  json.Field("redacted_value", key.redacted_value);
  json.Field("created_at", created);
  const Date last_used = project.archived.value_or(Date::Of(now));
  json.Field("last_used_at", last_used.UnixSeconds());
  json.Field("owner_project_access", project.archived ? "inactive" : "active");
  json.Name("owner");
  json.BeginObject();
  const bool person = !key.owner_email.empty();
  json.Field("type", person ? "user" : "service_account");
  json.Name(person ? "user" : "service_account");
  json.BeginObject();
  json.Field("id", key.owner_id);
  if (person) json.Field("email", key.owner_email);
  json.Field("name", key.owner_name);
  json.Field("created_at", created);
  json.Field("role", "member");
  json.EndObject();
  json.EndObject();
  json.EndObject();
}

// One page of `items`: {"object":"list","data":[…],"first_id","last_id","has_more"}. An unknown cursor is an error.
template <typename Item, typename Write>
ServerResponse AnswerList(const OpenAiOrganization& organization, const std::vector<const Item*>& items,
                          const ListQuery& query, const Write& write) {
  auto first = items.begin();
  if (query.after) {
    first = std::ranges::find(items, *query.after, [](const Item* item) { return item->id; });
    if (first == items.end()) {
      return AnswerOpenAiError(
          {400, fmt::format("Invalid 'after': no object with id '{}'.", *query.after), "after", "invalid_value"});
    }
    ++first;
  }
  const auto left = static_cast<std::size_t>(items.end() - first);
  const auto last = first + static_cast<std::ptrdiff_t>(std::min(left, query.limit));
  JsonText json;
  json.BeginObject();
  json.Field("object", "list");
  json.Name("data");
  json.BeginArray();
  std::for_each(first, last, [&](const Item* item) { write(json, *item); });
  json.EndArray();
  if (first == last || !organization.lists_last_id()) {  // live lists were seen without these
    json.NullField("first_id");
    json.NullField("last_id");
  } else {
    json.Field("first_id", (*first)->id);
    json.Field("last_id", (*(last - 1))->id);
  }
  json.Field("has_more", last != items.end());
  json.EndObject();
  return AnswerJson(200, json.Take());
}

}  // namespace

ServerResponse AnswerProjects(const OpenAiOrganization& organization, const ListQuery& query) {
  std::vector<const OpenAiProject*> projects;
  for (const auto& project : organization.projects()) {
    if (query.include_archived || !project.archived) projects.push_back(&project);
  }
  return AnswerList(organization, projects, query, WriteProject);
}

ServerResponse AnswerProject(const OpenAiOrganization& organization, std::string_view id) {
  const auto* project = organization.FindProject(id);
  if (project == nullptr) return AnswerOpenAiError(NoSuchProject(id));
  JsonText json;
  WriteProject(json, *project);
  return AnswerJson(200, json.Take());
}

ServerResponse AnswerApiKeys(const OpenAiOrganization& organization, std::string_view project_id,
                             const ListQuery& query, TimePoint now) {
  const auto* project = organization.FindProject(project_id);
  if (project == nullptr) return AnswerOpenAiError(NoSuchProject(project_id));
  const std::string_view access = project->archived ? "inactive" : "active";
  std::vector<const OpenAiApiKey*> keys;
  for (const auto& key : organization.api_keys()) {
    if (organization.projects()[key.project].id != project_id) continue;
    const auto wanted = query.owner_project_access.value_or("any");
    if (wanted == "any" || wanted == access) keys.push_back(&key);
  }
  return AnswerList(organization, keys, query,
                    [&](JsonText& json, const OpenAiApiKey& key) { WriteApiKey(json, key, *project, now); });
}

}  // namespace llmcost
