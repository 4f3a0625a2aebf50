// SPDX-License-Identifier: MIT
// The simulated Anthropic: keys, headers, workspaces, cost and usage reports.
#include <gmock/gmock.h>

#include "simulator/anthropic_fixture.h"

namespace llmcost {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using AnthropicApiTest = AnthropicFixture;
using AnthropicCostTest = AnthropicFixture;
using AnthropicUsageTest = AnthropicFixture;
using AnthropicWorkspacesTest = AnthropicFixture;

TEST_F(AnthropicApiTest, AdminKeysAloneAreAccepted) {
  EXPECT_EQ(Ask(kCosts).status(), 200);
  for (const std::string key : {"", "sk-ant-api03-workspace", "sk-ant-admin01-other", "sk-admin-demo-edugami"}) {
    const auto refused = Ask(kCosts, key);
    EXPECT_EQ(refused.status(), 401) << key;
    EXPECT_STREQ(refused.json()["type"].GetString(), "error");
    EXPECT_EQ(refused.error("type"), "authentication_error");
    EXPECT_EQ(refused.error("message"), key.empty() ? "x-api-key header is required" : "invalid x-api-key");
    EXPECT_EQ(FindHeader(refused.response.headers, "request-id"), refused.json()["request_id"].GetString());
  }
  EXPECT_EQ(Get(kCosts, kKey).status(), 401) << "an admin key is no bearer token";
}

TEST_F(AnthropicApiTest, VersionHeaderIsRequired) {
  const auto reply = Send(kCosts, {{"x-api-key", kKey}});
  EXPECT_EQ(reply.status(), 400);
  EXPECT_EQ(reply.error("message"), "anthropic-version: header is required");
  EXPECT_EQ(Send(kCosts, {{"x-api-key", kKey}, {"anthropic-version", "2020-01-01"}}).status(), 400);
  EXPECT_EQ(Send(kCosts, {{"x-api-key", kKey}, {"anthropic-version", "2026-10-21"}}).status(), 200);
}

TEST_F(AnthropicApiTest, UnknownPathsAndMethodsAreRefusedInItsOwnForm) {
  EXPECT_EQ(Ask("/v1/organizations/nothing").error("type"), "not_found_error");
  EXPECT_EQ(Ask("/v1/organizations/workspaces/wrkspc_none").status(), 404);
  const auto deleted = Send(kCosts, {{"x-api-key", kKey}, {"anthropic-version", "2023-06-01"}}, "DELETE");
  EXPECT_EQ(deleted.status(), 405);
  EXPECT_EQ(deleted.error("type"), "invalid_request_error");
}

TEST_F(AnthropicApiTest, NoOrganizationOfItMeansNoneOfItsPaths) {
  SimulatorOptions options;
  options.anthropic = 0;
  Make(options);
  const auto reply = Ask(kCosts);
  EXPECT_EQ(reply.status(), 401) << "an unknown path of OpenAI's, without its key";
  EXPECT_EQ(Get("/_simulator/truth?provider=anthropic&start_date=2026-01-01&end_date=2026-01-01").status(), 404);
}

TEST_F(AnthropicApiTest, FaultsAndTheRateLimitSpeakItsLanguage) {
  ASSERT_EQ(Get("/_simulator/faults?add=path=/v1/organizations/cost_report,kind=529,count=1").status(), 200);
  EXPECT_EQ(Ask(kCosts).error("type"), "overloaded_error");
  ASSERT_EQ(Get("/_simulator/faults?add=organization=edugami-engineering,kind=429,retry_after=3,count=1").status(),
            200);
  const auto limited = Ask(kCosts);
  EXPECT_EQ(limited.error("type"), "rate_limit_error");
  EXPECT_EQ(FindHeader(limited.response.headers, "retry-after"), "3");
  ASSERT_EQ(Get("/_simulator/faults?add=path=/organizations,kind=wrong-types,count=1").status(), 200);
  EXPECT_TRUE(Ask(kCosts).json()["data"][0]["results"][0]["amount"].IsArray());
  ASSERT_EQ(Get("/_simulator/faults?add=path=/organizations,kind=other-currency,count=1").status(), 200);
  EXPECT_STREQ(Ask(kCosts).json()["data"][0]["results"][0]["currency"].GetString(), "EUR");
  ASSERT_EQ(Get("/_simulator/faults?add=path=/organizations,kind=nan,count=1").status(), 200);
  EXPECT_STREQ(Ask(kCosts).json()["data"][0]["results"][0]["amount"].GetString(), "NaN");
  ASSERT_EQ(Get("/_simulator/faults?add=path=/organizations,kind=ignore-grouping,count=1").status(), 200);
  const std::string grouped = std::string(kCosts) + "&group_by%5B%5D=description";
  EXPECT_TRUE(Ask(grouped).json()["data"][0]["results"][0]["description"].IsNull());

  SimulatorOptions options;
  options.calls_per_minute = 1;
  Make(options);
  EXPECT_EQ(Ask(kCosts).status(), 200);
  EXPECT_EQ(Ask(kCosts).error("type"), "rate_limit_error");
}

TEST_F(AnthropicCostTest, StartIsRequiredAndTimesAreRfc3339) {
  EXPECT_EQ(Refusal("/v1/organizations/cost_report"), "starting_at: Field required");
  for (const char* time : {"2026-10-01", "1790812800", "2026-10-01T00:00:00", "2026-13-01T00:00:00Z"}) {
    EXPECT_THAT(Refusal(fmt::format("/v1/organizations/cost_report?starting_at={}", time)), HasSubstr("RFC 3339"));
  }
  EXPECT_EQ(Refusal(std::string(kCosts) + "&ending_at=2026-10-01T00:00:00Z"), "ending_at: must be after starting_at");
}

TEST_F(AnthropicCostTest, StartIsSnappedDownToTheDayInUtc) {
  const auto days = [&](const std::string& start) {
    return Days(Ask("/v1/organizations/cost_report?limit=1&starting_at=" + start).json());
  };
  EXPECT_THAT(days("2026-10-05T17:45:10.25Z"), ElementsAre("2026-10-05"));
  EXPECT_THAT(days("2026-10-05T00:30:00%2B02:00"), ElementsAre("2026-10-04"));
  EXPECT_THAT(days("2026-10-05T23:30:00-01:00"), ElementsAre("2026-10-06"));
}

TEST_F(AnthropicCostTest, BucketsThatEndAfterTheEndAreLeftOut) {
  const auto days = [&](const std::string& end) { return Days(Ask(std::string(kCosts) + "&ending_at=" + end).json()); };
  EXPECT_THAT(days("2026-10-03T00:00:00Z"), ElementsAre("2026-10-01", "2026-10-02"));
  EXPECT_THAT(days("2026-10-03T23:59:59Z"), ElementsAre("2026-10-01", "2026-10-02"));
}

TEST_F(AnthropicCostTest, WithoutAnEndItGoesOnUntilTheDayThatRuns) {
  const auto page = Ask("/v1/organizations/cost_report?starting_at=2026-11-20T00:00:00Z").json();
  EXPECT_THAT(Days(page), ElementsAre("2026-11-20", "2026-11-21", "2026-11-22"));
  EXPECT_GT(page["data"][2]["results"].Size(), 0U);
  EXPECT_THAT(Days(Ask("/v1/organizations/cost_report?starting_at=2027-01-01T00:00:00Z").json()), ElementsAre());
}

TEST_F(AnthropicCostTest, SevenBucketsUnlessToldOtherwiseAndThirtyOneAtMost) {
  EXPECT_EQ(Ask(kCosts).json()["data"].Size(), 7U);
  EXPECT_EQ(Ask(std::string(kCosts) + "&limit=31").json()["data"].Size(), 31U);
  EXPECT_EQ(Refusal(std::string(kCosts) + "&limit=32"), "limit: Input should be less than or equal to 31");
  EXPECT_EQ(Refusal(std::string(kCosts) + "&limit=0"), "limit: Input should be greater than or equal to 1");
  EXPECT_EQ(Refusal(std::string(kCosts) + "&limit=ten"), "limit: Input should be a valid integer");
  EXPECT_EQ(Refusal(std::string(kCosts) + "&bucket_width=1h"), "bucket_width: Input should be '1d'");
  EXPECT_THAT(Refusal(std::string(kCosts) + "&group_by[]=model"), HasSubstr("'workspace_id', 'description'"));
}

TEST_F(AnthropicCostTest, PagesAddUpToTheTruth) {
  const std::string window = std::string(kCosts) + "&ending_at=2026-11-01T00:00:00Z&limit=4&group_by[]=workspace_id";
  const auto truth = TruthOf("anthropic", {2026, 10, 1}, {2026, 10, 31});
  EXPECT_EQ(Pages(window).size(), 8U);
  EXPECT_EQ(Sum(window, "workspace_id"), TruthList(truth, "by_project", "project_id"));
  EXPECT_EQ(Sum(window)[""], ReadMoney(truth["total"]));
  EXPECT_GT(ReadMoney(truth["total"]), Money::FromUnits(100));
}

TEST_F(AnthropicCostTest, TokensOfAPageBelongToTheirQuestion) {
  const std::string token = Ask(kCosts).json()["next_page"].GetString();
  EXPECT_THAT(token, StartsWith("page_"));
  EXPECT_EQ(Ask(std::string(kCosts) + "&page=" + token).status(), 200);
  EXPECT_EQ(Refusal(std::string(kCosts) + "&limit=8&page=" + token), "page: Invalid page token");
  EXPECT_EQ(Refusal(std::string(kCosts) + "&page=page_1"), "page: Invalid page token");
  EXPECT_EQ(Ask(std::string(kCosts) + "&page=" + token, kSecondKey).status(), 401);
}

TEST_F(AnthropicCostTest, ArraysCarryBracketsEncodedOrNot) {
  const auto plain = Ask(std::string(kCosts) + "&group_by[]=workspace_id&group_by[]=description").body();
  EXPECT_EQ(Ask(std::string(kCosts) + "&group_by%5B%5D=workspace_id&group_by%5B%5D=description").body(), plain);
  EXPECT_THAT(plain, HasSubstr("\"workspace_id\":\"wrkspc_01"));
  EXPECT_THAT(Ask(std::string(kCosts) + "&group_by=workspace_id").body(), Not(HasSubstr("wrkspc_")));
}

TEST_F(AnthropicCostTest, DescriptionsFillTheFieldsOfTokensAndNoOthers) {
  std::map<std::string, int> cost_types;
  for (const auto& page : Pages(std::string(kCosts) + "&limit=31&group_by[]=description")) {
    for (const auto& bucket : page["data"].GetArray()) {
      for (const auto& item : bucket["results"].GetArray()) {
        const std::string type = ReadText(item["cost_type"]);
        ++cost_types[type];
        EXPECT_EQ(item["model"].IsNull(), type != "tokens");
        EXPECT_EQ(item["token_type"].IsNull(), type != "tokens");
        EXPECT_EQ(item["service_tier"].IsNull(), type != "tokens");
        EXPECT_TRUE(item["workspace_id"].IsNull());
        EXPECT_STRNE(ReadText(item["service_tier"]).c_str(), "priority");
      }
    }
  }
  for (const char* type : {"tokens", "web_search", "code_execution", "session_usage"}) EXPECT_GT(cost_types[type], 0);
  const auto ungrouped = Ask(kCosts).json();
  const auto& item = ungrouped["data"][0]["results"][0];
  EXPECT_EQ(ungrouped["data"][0]["results"].Size(), 1U);
  for (const char* field : {"cost_type", "description", "model", "token_type", "workspace_id", "inference_geo"}) {
    EXPECT_TRUE(item[field].IsNull()) << field;
  }
}

TEST_F(AnthropicCostTest, AmountsAreCentsAsTextWithFractions) {
  const auto reply = Ask(std::string(kCosts) + "&limit=1&group_by[]=description");
  EXPECT_THAT(reply.body(), ::testing::ContainsRegex("\"amount\":\"[0-9]+\\.[0-9]+\""));
  EXPECT_GT(Money::Parse(reply.json()["data"][0]["results"][0]["amount"].GetString(), -2).value(), Money());
}

TEST_F(AnthropicCostTest, TheDefaultWorkspaceIsNull) {
  const auto sums = Sum(std::string(kCosts) + "&limit=31&group_by[]=workspace_id", "workspace_id");
  EXPECT_GT(sums.at("(null)"), Money());
  EXPECT_GT(sums.size(), 5U);
}

TEST_F(AnthropicCostTest, BeginsInOctober2024WithEmptyDaysBefore) {
  const auto page =
      Ask("/v1/organizations/cost_report?starting_at=2024-10-20T00:00:00Z&limit=7&group_by[]=description").json();
  EXPECT_EQ(page["data"].Size(), 7U);
  EXPECT_EQ(page["data"][0]["results"].Size(), 0U);
  EXPECT_GT(page["data"][4]["results"].Size(), 0U);
}

TEST_F(AnthropicCostTest, TodayGrowsAndPastDaysStay) {
  const std::string target = "/v1/organizations/cost_report?starting_at=2026-11-21T00:00:00Z&limit=1";
  const std::string today = "/v1/organizations/cost_report?starting_at=2026-11-22T00:00:00Z&limit=1";
  const auto yesterday = Sum(target + "&ending_at=2026-11-22T00:00:00Z")[""];
  const auto before = Sum(today)[""];
  clock_.Advance(std::chrono::hours(5));
  EXPECT_GT(Sum(today)[""], before);
  EXPECT_EQ(Sum(target + "&ending_at=2026-11-22T00:00:00Z")[""], yesterday);
}

constexpr const char* kUsage = "/v1/organizations/usage_report/messages?starting_at=2026-10-01T00:00:00Z";

std::map<std::string, std::int64_t> Tokens(const std::vector<rapidjson::Document>& pages, const char* field,
                                           const char* counter = "uncached_input_tokens") {
  std::map<std::string, std::int64_t> sums;
  for (const auto& page : pages) {
    for (const auto& bucket : page["data"].GetArray()) {
      for (const auto& item : bucket["results"].GetArray()) {
        sums[*field == '\0' ? std::string() : ReadText(item[field])] += std::stoll(item[counter].GetString());
      }
    }
  }
  return sums;
}

TEST_F(AnthropicUsageTest, HasTokensAndNoRequests) {
  const auto reply = Ask(std::string(kUsage) + "&limit=1&group_by[]=model");
  EXPECT_THAT(reply.body(), Not(HasSubstr("\"requests\"")));
  const auto page = reply.json();
  const auto& item = page["data"][0]["results"][0];
  EXPECT_TRUE(item["cache_creation"]["ephemeral_1h_input_tokens"].IsString());
  EXPECT_TRUE(item["server_tool_use"]["web_search_requests"].IsString());
  EXPECT_TRUE(item["workspace_id"].IsNull());
}

TEST_F(AnthropicUsageTest, KnowsThePriorityTierThatCostsDoNotShow) {
  const auto pages = Pages(std::string(kUsage) + "&ending_at=2026-11-01T00:00:00Z&limit=31&group_by[]=service_tier");
  EXPECT_GT(Tokens(pages, "service_tier")["priority"], 0);
  EXPECT_GT(std::stoll(TruthOf("anthropic", {2026, 10, 1}, {2026, 10, 31})["priority_tokens"].GetString()), 0);
  SimulatorOptions options;
  options.anthropic = 2;
  Make(options);
  const std::string second = std::string(kUsage) + "&limit=31&group_by[]=service_tier";
  EXPECT_EQ(Tokens(Pages(second, kSecondKey), "service_tier").count("priority"), 0U);
}

TEST_F(AnthropicUsageTest, HoursAndMinutesAddUpToTheDay) {
  const std::string day = std::string(kUsage) + "&ending_at=2026-10-02T00:00:00Z";
  const auto whole = Tokens(Pages(day), "")[""];
  EXPECT_EQ(Tokens(Pages(day + "&bucket_width=1h"), "")[""], whole);
  EXPECT_EQ(Ask(day + "&bucket_width=1h&limit=168").json()["data"].Size(), 24U);
  EXPECT_EQ(Tokens(Pages(day + "&bucket_width=1m&limit=1440"), "")[""], whole);
  EXPECT_EQ(Refusal(day + "&bucket_width=1m&limit=1441"), "limit: Input should be less than or equal to 1440");
  EXPECT_EQ(Refusal(day + "&bucket_width=1h&limit=169"), "limit: Input should be less than or equal to 168");
}

TEST_F(AnthropicUsageTest, FiltersLetThroughWhatTheyName) {
  const std::string grouped = std::string(kUsage) + "&limit=31&group_by[]=model&models[]=claude-opus-4-6";
  const auto sums = Tokens(Pages(grouped), "model");
  EXPECT_EQ(sums.size(), 1U);
  EXPECT_GT(sums.at("claude-opus-4-6"), 0);
  EXPECT_TRUE(Tokens(Pages(std::string(kUsage) + "&models[]=none"), "").empty());
}

TEST_F(AnthropicUsageTest, ThePlaygroundHasNoApiKey) {
  const auto keys = Tokens(Pages(std::string(kUsage) + "&limit=31&group_by[]=api_key_id"), "api_key_id");
  EXPECT_GT(keys.at("(null)"), 0);
  EXPECT_GT(keys.size(), 4U);
}

TEST_F(AnthropicUsageTest, SpeedNeedsItsBetaHeader) {
  EXPECT_THAT(Refusal(std::string(kUsage) + "&group_by[]=speed"), HasSubstr("fast-mode-2026-02-01"));
  const auto page = Ask(std::string(kUsage) + "&group_by[]=speed", kKey, "other, fast-mode-2026-02-01").json();
  EXPECT_STREQ(page["data"][0]["results"][0]["speed"].GetString(), "standard");
}

TEST_F(AnthropicWorkspacesTest, AreListedWithoutTheDefaultAndArchivedOnRequest) {
  const auto list = Ask("/v1/organizations/workspaces").json();
  EXPECT_EQ(list["data"].Size(), 6U);
  EXPECT_FALSE(list["has_more"].GetBool());
  EXPECT_STREQ(list["first_id"].GetString(), list["data"][0]["id"].GetString());
  EXPECT_STREQ(list["last_id"].GetString(), list["data"][5]["id"].GetString());
  std::vector<std::string> names;
  const auto all = Ask("/v1/organizations/workspaces?include_archived=true").json();
  for (const auto& workspace : all["data"].GetArray()) {
    names.push_back(workspace["name"].GetString());
    EXPECT_THAT(workspace["id"].GetString(), StartsWith("wrkspc_01"));
    EXPECT_EQ(workspace["archived_at"].IsNull(), names.back() != "Pilot 2024");
  }
  EXPECT_THAT(names, Contains("Pilot 2024"));
  EXPECT_THAT(names, Not(Contains("Default")));
}

TEST_F(AnthropicWorkspacesTest, ArePagedByIdBothWays) {
  SimulatorOptions options;
  options.anthropic = 2;
  Make(options);
  const std::string path = "/v1/organizations/workspaces?";
  const auto first = Ask(path, kSecondKey).json();
  EXPECT_EQ(first["data"].Size(), 20U);
  EXPECT_TRUE(first["has_more"].GetBool());
  const auto second = Ask(path + "after_id=" + first["last_id"].GetString(), kSecondKey).json();
  EXPECT_EQ(second["data"].Size(), 2U);
  EXPECT_FALSE(second["has_more"].GetBool());
  const auto back = Ask(path + "limit=20&before_id=" + second["first_id"].GetString(), kSecondKey).json();
  EXPECT_STREQ(back["first_id"].GetString(), first["first_id"].GetString());
  EXPECT_EQ(Ask(path + "limit=1001", kSecondKey).status(), 400);
  EXPECT_EQ(Ask(path + "after_id=wrkspc_none", kSecondKey).status(), 400);
  const std::string id = first["data"][3]["id"].GetString();
  EXPECT_STREQ(Ask("/v1/organizations/workspaces/" + id, kSecondKey).json()["id"].GetString(), id.c_str());
}

}  // namespace
}  // namespace llmcost
