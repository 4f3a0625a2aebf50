// SPDX-License-Identifier: MIT
// The simulated OpenRouter: keys, activity, credits, workspaces.
#include "simulator/openrouter_api.h"

#include <gmock/gmock.h>

#include "simulator/simulator_fixture.h"

namespace llmcost {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class OpenRouterApiTest : public SimulatorFixture {
 protected:
  static constexpr const char* kActivity = "/api/v1/activity";

  std::string Key() {
    for (const auto& key : simulator_->keys()) {
      if (key.provider == "openrouter") return key.key;
    }
    return {};
  }
  Reply Ask(const std::string& target) { return Get(target, Key()); }
  static std::map<std::string, Money> Sum(const rapidjson::Document& activity, const char* field,
                                          const char* amount = "usage") {
    std::map<std::string, Money> sums;
    for (const auto& row : activity["data"].GetArray()) sums[ReadText(row[field])] += ReadMoney(row[amount]);
    return sums;
  }
};

TEST_F(OpenRouterApiTest, ManagementKeysAloneReadCosts) {
  EXPECT_THAT(Key(), MatchesRegex("sk-or-v1-[0-9a-f]+"));
  EXPECT_EQ(Ask(kActivity).status(), 200);
  const std::string inference = "sk-or-v1-" + std::string(64, 'a');
  for (const char* path : {kActivity, "/api/v1/credits", "/api/v1/workspaces"}) {
    EXPECT_EQ(Get(path, inference).status(), 403);
    EXPECT_EQ(Get(path, "sk-or-v1-short").status(), 401);
    EXPECT_EQ(Get(path, "").error("code"), "401");
  }
  EXPECT_TRUE(Ask("/api/v1/key").json()["data"]["is_management_key"].GetBool());
  EXPECT_FALSE(Get("/api/v1/key", inference).json()["data"]["is_management_key"].GetBool());
  EXPECT_EQ(Get("/api/v1/key", "nonsense").status(), 401);
  EXPECT_EQ(Ask("/api/v1/nothing").error("code"), "404");
}

TEST_F(OpenRouterApiTest, ActivityIsOfTheLastThirtyCompletedDays) {
  const auto days = Sum(Ask(kActivity).json(), "date");
  EXPECT_EQ(days.size(), 30U);
  EXPECT_EQ(days.begin()->first, "2026-10-23");
  EXPECT_EQ(days.rbegin()->first, "2026-11-21") << "today is not complete";
  EXPECT_EQ(Ask("/api/v1/activity?date=2026-10-23").status(), 200);
  for (const char* date : {"2026-11-22", "2026-10-22", "2026-11-2", "yesterday", "2026-11-20T00:00:00Z"}) {
    EXPECT_EQ(Ask(std::string("/api/v1/activity?date=") + date).status(), 400) << date;
  }
  EXPECT_EQ(Sum(Ask("/api/v1/activity?date=2026-11-20").json(), "date").size(), 1U);
  clock_.Set(Date(2026, 11, 23).Start());
  EXPECT_EQ(Ask("/api/v1/activity?date=2026-11-22").status(), 200);
  EXPECT_EQ(Ask("/api/v1/activity?date=2026-10-23").error("code"), "400");
}

TEST_F(OpenRouterApiTest, ActivityAddsUpToTheTruth) {
  const auto truth = TruthOf("openrouter", {2026, 10, 23}, {2026, 11, 21});
  const auto activity = Ask("/api/v1/activity?group_by=workspace").json();
  EXPECT_EQ(Sum(activity, "model"), TruthList(truth, "by_model", "model"));
  EXPECT_EQ(Sum(activity, "date"), TruthList(truth, "by_day", "date"));
  EXPECT_EQ(Sum(activity, "workspace_id"), TruthList(truth, "by_project", "project_id"));
  EXPECT_GT(ReadMoney(truth["total"]), Money::FromUnits(20));
  std::map<std::string, std::int64_t> requests;
  for (const auto& row : activity["data"].GetArray()) {
    requests[row["model"].GetString()] += std::stoll(row["requests"].GetString());
  }
  for (const auto& entry : truth["requests"].GetArray()) {
    EXPECT_EQ(requests[entry["model"].GetString()], std::stoll(entry["requests"].GetString()));
  }
  EXPECT_EQ(ReadMoney(TruthOf("openrouter", {2026, 11, 22}, {2026, 11, 22})["total"]), Money());
}

TEST_F(OpenRouterApiTest, RowsNameTheirWorkspaceOnRequestAndAreFilteredByIt) {
  EXPECT_FALSE(Ask(kActivity).json()["data"][0].HasMember("workspace_id"));
  EXPECT_EQ(Ask("/api/v1/activity?group_by=model").status(), 400);
  const auto workspaces = Ask("/api/v1/workspaces").json();
  EXPECT_STREQ(workspaces["total_count"].GetString(), "3");
  const std::string id = workspaces["data"][1]["id"].GetString();
  const auto one = Sum(Ask("/api/v1/activity?group_by=workspace&workspace_id=" + id).json(), "workspace_id");
  EXPECT_EQ(one.size(), 1U);
  EXPECT_GT(one.at(id), Money());
  EXPECT_EQ(Ask("/api/v1/workspaces?offset=2&limit=1").json()["data"].Size(), 1U);
  EXPECT_EQ(Ask("/api/v1/workspaces?offset=3").json()["data"].Size(), 0U);
  EXPECT_EQ(Ask("/api/v1/workspaces?limit=101").status(), 400);
}

TEST_F(OpenRouterApiTest, OneModelMayComeFromSeveralEndpoints) {
  std::map<std::string, std::map<std::string, int>> endpoints;
  const auto activity = Ask("/api/v1/activity?date=2026-11-20").json();
  for (const auto& row : activity["data"].GetArray()) {
    ++endpoints[row["model"].GetString()][row["endpoint_id"].GetString()];
  }
  EXPECT_EQ(endpoints["anthropic/claude-sonnet-4.6"].size(), 2U);
}

TEST_F(OpenRouterApiTest, OwnKeysArePaidElsewhereAndCostATwentiethHere) {
  const auto activity = Ask(kActivity).json();
  const auto byok = Sum(activity, "model", "byok_usage_inference");
  const auto usage = Sum(activity, "model");
  const std::string model = "mistralai/mistral-medium-3.1";
  EXPECT_GT(byok.at(model), Money());
  EXPECT_EQ(Money::FromAtto(byok.at(model).atto() / 20), usage.at(model));
  EXPECT_EQ(byok.at("openai/gpt-5.5"), Money());
  const auto truth = TruthOf("openrouter", {2026, 10, 23}, {2026, 11, 21});
  EXPECT_EQ(ReadMoney(truth["total_byok"]), byok.at(model));
}

TEST_F(OpenRouterApiTest, SmallNumbersHaveAnExponent) {
  EXPECT_EQ(FormatJsNumber(Money::Parse("0.000000092").value()), "9.2e-8");
  EXPECT_EQ(FormatJsNumber(Money::Parse("0.0000001").value()), "1e-7");
  EXPECT_EQ(FormatJsNumber(Money::Parse("0.000001").value()), "0.000001");
  EXPECT_EQ(FormatJsNumber(Money::Parse("1.5").value()), "1.5");
  EXPECT_EQ(FormatJsNumber(Money()), "0");
  EXPECT_THAT(Ask(kActivity).body(), HasSubstr("e-7,"));
}

TEST_F(OpenRouterApiTest, CreditsHoldWhatWasSpentSinceTheBeginning) {
  const auto credits = Ask("/api/v1/credits").json();
  const Money usage = ReadMoney(credits["data"]["total_usage"]);
  EXPECT_GT(usage, ReadMoney(TruthOf("openrouter", {2024, 10, 1}, {2026, 11, 21})["total"]));
  EXPECT_GT(ReadMoney(credits["data"]["total_credits"]), usage);
}

TEST_F(OpenRouterApiTest, FaultsAndTheRateLimitHaveItsForm) {
  ASSERT_EQ(Get("/_simulator/faults?add=path=/api/v1/activity,kind=500,count=1").status(), 200);
  EXPECT_EQ(Ask(kActivity).error("code"), "500");
  ASSERT_EQ(Get("/_simulator/faults?add=organization=edugami-lab,kind=nan,count=1").status(), 200);
  EXPECT_THAT(Ask(kActivity).body(), HasSubstr("\"usage\":\"NaN\""));
  SimulatorOptions options;
  options.calls_per_minute = 1;
  Make(options);
  EXPECT_EQ(Ask(kActivity).status(), 200);
  EXPECT_EQ(Ask(kActivity).error("code"), "429");
}

}  // namespace
}  // namespace llmcost
