// SPDX-License-Identifier: MIT
// Who may ask what: keys, paths, methods, projects.
#include <set>

#include "simulator/simulator_fixture.h"

namespace llmcost {
namespace {

class OpenAiApiTest : public SimulatorFixture {
 protected:
  // Every id of a list, page by page.
  std::vector<std::string> ListIds(const std::string& target, const std::string& key = kEdugami) {
    std::vector<std::string> ids;
    for (bool more = true; more;) {
      const auto reply = Get(ids.empty() ? target : target + "&after=" + ids.back(), key);
      EXPECT_EQ(reply.status(), 200) << reply.body();
      if (reply.status() != 200) return ids;
      const auto page = reply.json();
      for (const auto& entry : page["data"].GetArray()) ids.emplace_back(entry["id"].GetString());
      more = page["has_more"].GetBool();
    }
    return ids;
  }
};

TEST_F(OpenAiApiTest, ThreeOrganizationsHaveTheirOwnKeysAndProjects) {
  auto keys = simulator_->keys();
  std::erase_if(keys, [](const auto& key) { return key.provider != "openai"; });
  ASSERT_EQ(keys.size(), 3U);
  EXPECT_EQ(keys[0].organization, "Edugami");
  EXPECT_EQ(keys[0].key, kEdugami);
  EXPECT_EQ(keys[1].organization, "Novalys");
  EXPECT_EQ(keys[2].key, "sk-admin-demo-atelier-ferrand");
  std::set<std::string> ids;
  for (const auto& key : keys) {
    EXPECT_EQ(key.provider, "openai");
    for (const auto& id : ListIds("/v1/organization/projects?include_archived=true", key.key)) ids.insert(id);
  }
  EXPECT_EQ(ids.size(), 36U);
}

TEST_F(OpenAiApiTest, PathsAnswerWithAndWithoutTheVersion) {
  EXPECT_EQ(Get("/organization/projects").body(), Get("/v1/organization/projects").body());
}

TEST_F(OpenAiApiTest, RefusesMissingAndUnknownKeys) {
  for (const std::string key : {"", "sk-admin-demo-nobody", "sk-admin-demo-edugami2"}) {
    const auto reply = Get("/v1/organization/projects", key);
    EXPECT_EQ(reply.status(), 401) << key;
    EXPECT_EQ(reply.error("code"), "invalid_api_key");
    EXPECT_EQ(reply.error("type"), "invalid_request_error");
  }
}

TEST_F(OpenAiApiTest, ProjectKeysLackTheScope) {
  const auto costs = Get("/v1/organization/costs?start_time=1", "sk-proj-abcdef");
  EXPECT_EQ(costs.status(), 403);
  EXPECT_NE(costs.error("message").find("Missing scopes: api.usage.read"), std::string::npos);
  EXPECT_EQ(costs.error("code"), "(null)");
  const auto projects = Get("/v1/organization/projects", "sk-proj-abcdef");
  EXPECT_EQ(projects.status(), 401);
  EXPECT_NE(projects.error("message").find("Missing scopes: api.management.read"), std::string::npos);
}

TEST_F(OpenAiApiTest, UnknownPathsAre404AndOtherMethods405) {
  for (const char* path : {"/v1/organization", "/v1/organization/costs/", "/v1/organization/usage/dreams", "/", "/v1/",
                           "/v1/organization/projects/", "/v1/organization/projects/a/b"}) {
    const auto reply = Get(path);
    EXPECT_EQ(reply.status(), 404) << path;
    EXPECT_EQ(reply.error("type"), "invalid_request_error");
  }
  const auto posted = Get("/v1/organization/projects", kEdugami, "POST");
  EXPECT_EQ(posted.status(), 405);
  EXPECT_EQ(FindHeader(posted.response.headers, "allow"), "GET, HEAD");
  EXPECT_EQ(posted.error("code"), "method_not_supported");
  EXPECT_EQ(Get("/v1/organization/projects", kEdugami, "HEAD").status(), 200);
}

TEST_F(OpenAiApiTest, ProjectsLeaveOutArchivedOnesUnlessAsked) {
  EXPECT_EQ(ListIds("/v1/organization/projects?limit=100").size(), 11U);
  EXPECT_EQ(ListIds("/v1/organization/projects?limit=100&include_archived=false").size(), 11U);
  const auto reply = Get("/v1/organization/projects?limit=100&include_archived=true");
  int archived = 0;
  int nameless = 0;
  const auto list = reply.json();
  for (const auto& project : list["data"].GetArray()) {
    EXPECT_STREQ(project["object"].GetString(), "organization.project");
    const bool gone = std::string(project["status"].GetString()) == "archived";
    EXPECT_EQ(gone, !project["archived_at"].IsNull());
    archived += gone ? 1 : 0;
    nameless += project["name"].IsNull() ? 1 : 0;
  }
  EXPECT_EQ(list["data"].Size(), 12U);
  EXPECT_EQ(archived, 1);
  EXPECT_EQ(nameless, 1);
}

TEST_F(OpenAiApiTest, PagesOfProjectsHoldEachOneOnce) {
  SimulatorOptions options;
  options.projects = 47;
  Make(options);
  const auto first = Get("/v1/organization/projects?include_archived=true").json();
  EXPECT_EQ(first["data"].Size(), 20U);  // the default
  EXPECT_TRUE(first["has_more"].GetBool());
  EXPECT_STREQ(first["first_id"].GetString(), first["data"][0]["id"].GetString());
  EXPECT_STREQ(first["last_id"].GetString(), first["data"][19]["id"].GetString());
  for (const char* query :
       {"?include_archived=true", "?include_archived=true&limit=1", "?include_archived=true&limit=100"}) {
    const auto ids = ListIds(std::string("/v1/organization/projects") + query);
    EXPECT_EQ(ids.size(), 47U) << query;
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 47U) << query;
  }
}

TEST_F(OpenAiApiTest, SomeOrganizationsListWithoutLastId) {
  const auto list = Get("/v1/organization/projects?limit=2", kNovalys).json();
  EXPECT_TRUE(list["has_more"].GetBool());
  EXPECT_TRUE(list["last_id"].IsNull());
}

TEST_F(OpenAiApiTest, ListParametersAreChecked) {
  const std::map<std::string, std::string> bad = {
      {"limit=0", "limit"},       {"limit=101", "limit"}, {"limit=ten", "limit"},
      {"limit=", "limit"},        {"limit=1.5", "limit"}, {"include_archived=yes", "include_archived"},
      {"after=proj_no", "after"},
  };
  for (const auto& [query, param] : bad) {
    const auto reply = Get("/v1/organization/projects?" + query);
    EXPECT_EQ(reply.status(), 400) << query;
    EXPECT_EQ(reply.error("param"), param);
    EXPECT_EQ(reply.error("type"), "invalid_request_error");
  }
  EXPECT_EQ(Get("/v1/organization/projects?colour=blue").status(), 200);
  EXPECT_EQ(Get("/v1/organization/projects?limit=%zz").status(), 400);
}

TEST_F(OpenAiApiTest, OneProjectAndItsKeys) {
  const auto ids = ListIds("/v1/organization/projects?include_archived=true");
  const auto project = Get("/v1/organization/projects/" + ids[1]).json();
  EXPECT_STREQ(project["id"].GetString(), ids[1].c_str());
  EXPECT_STREQ(project["name"].GetString(), "tutor-chat");
  EXPECT_EQ(Get("/v1/organization/projects/" + ids[1], kNovalys).status(), 404);
  EXPECT_EQ(ListIds("/v1/organization/projects/" + ids[1] + "/api_keys?limit=1").size(), 2U);
  EXPECT_EQ(ListIds("/v1/organization/projects/" + ids[1] + "/api_keys?owner_project_access=inactive").size(), 0U);
  EXPECT_EQ(ListIds("/v1/organization/projects/" + ids[3] + "/api_keys?owner_project_access=inactive").size(), 2U);
  EXPECT_EQ(Get("/v1/organization/projects/" + ids[1] + "/api_keys?owner_project_access=x").status(), 400);
  EXPECT_EQ(Get("/v1/organization/projects/proj_no/api_keys").status(), 404);
  const auto keys = Get("/v1/organization/projects/" + ids[1] + "/api_keys").json();
  EXPECT_STREQ(keys["data"][0]["owner"]["type"].GetString(), "service_account");
  EXPECT_TRUE(keys["data"][1]["owner"]["user"]["email"].IsString());
}

TEST_F(OpenAiApiTest, SpendLimit) {
  const auto limit = Get("/v1/organization/spend_limit").json();
  EXPECT_STREQ(limit["object"].GetString(), "organization.spend_limit");
  EXPECT_STREQ(limit["threshold_amount"].GetString(), "300000");
  EXPECT_STREQ(limit["enforcement"]["status"].GetString(), "inactive");
}

TEST_F(OpenAiApiTest, ServerErrorsHaveTheDocumentedForm) {
  const auto response = simulator_->RespondToError(431, "headers too large");
  EXPECT_EQ(response.status, 431);
  EXPECT_STREQ(ParseJson(*response.body)["error"]["message"].GetString(), "headers too large");
}

}  // namespace
}  // namespace llmcost
