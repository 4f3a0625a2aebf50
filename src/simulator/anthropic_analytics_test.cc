// SPDX-License-Identifier: MIT
// The simulated Anthropic's analytics of cost and usage.
#include <gmock/gmock.h>

#include "simulator/anthropic_fixture.h"

namespace llmcost {
namespace {

using ::testing::HasSubstr;

class AnthropicAnalyticsTest : public AnthropicFixture {
 protected:
  static constexpr const char* kCost = "/v1/organizations/analytics/cost?";
  static constexpr const char* kOctober = "starting_at=2026-10-01T00:00:00Z&ending_at=2026-11-01T00:00:00Z";

  static Money Cents(const rapidjson::Value& row, const char* field = "amount") {
    return Money::Parse(row["cost"][field].GetString(), -2).value_or(Money());
  }
  std::string Refused(const std::string& query) { return Refusal(kCost + query, kBeta); }
};

TEST_F(AnthropicAnalyticsTest, NeedsItsBetaHeader) {
  EXPECT_THAT(Refusal(std::string(kCost) + kOctober), HasSubstr(kBeta));
  EXPECT_EQ(AskAnalytics(std::string(kCost) + kOctober).status(), 200);
  EXPECT_EQ(Ask(std::string(kCost) + kOctober, kKey, std::string("something-else,") + kBeta).status(), 200);
}

TEST_F(AnthropicAnalyticsTest, ReachesAYearBackAndNotBefore2026) {
  EXPECT_EQ(Refused("starting_at=2025-12-31T00:00:00Z"), "starting_at: must not be before 2026-01-01T00:00:00Z");
  EXPECT_EQ(AskAnalytics(std::string(kCost) + "starting_at=2026-01-01T00:00:00Z").status(), 200);
  clock_.Set(Date(2027, 3, 1).Start());
  EXPECT_EQ(Refused("starting_at=2026-02-28T00:00:00Z"), "starting_at: must be within the last 365 days");
  EXPECT_EQ(AskAnalytics(std::string(kCost) + "starting_at=2026-03-01T00:00:00Z").status(), 200);
}

TEST_F(AnthropicAnalyticsTest, TakesThirtyOneDaysAtMostAndByDefault) {
  EXPECT_THAT(Refused("starting_at=2026-09-01T00:00:00Z&ending_at=2026-10-02T00:00:01Z"), HasSubstr("31 days"));
  const auto row = AskAnalytics(std::string(kCost) + "starting_at=2026-09-01T00:00:00Z").json();
  EXPECT_STREQ(row["data"][0]["ending_at"].GetString(), "2026-10-02T00:00:00Z");
  const auto until_now = AskAnalytics(std::string(kCost) + "starting_at=2026-11-20T00:00:00Z").json();
  EXPECT_STREQ(until_now["data"][0]["ending_at"].GetString(), "2026-11-22T16:00:00Z") << "in whole hours";
  EXPECT_THAT(Refused("starting_at=2026-11-23T00:00:00Z"), HasSubstr("future"));
}

TEST_F(AnthropicAnalyticsTest, WithoutAWidthThereIsOneRowForEachGroup) {
  const auto all = AskAnalytics(std::string(kCost) + kOctober).json();
  ASSERT_EQ(all["data"].Size(), 1U);
  const auto truth = TruthOf("anthropic", {2026, 10, 1}, {2026, 10, 31});
  EXPECT_EQ(Cents(all["data"][0]), ReadMoney(truth["total"]));
  EXPECT_GT(Cents(all["data"][0], "list_amount"), Cents(all["data"][0]));
  for (const auto& [name, value] : all["data"][0]["group"].GetObject()) EXPECT_TRUE(value.IsNull()) << name.GetString();
}

TEST_F(AnthropicAnalyticsTest, RowsComeLargestFirstOnPages) {
  const std::string target = std::string(kCost) + kOctober + "&time_bucket_width=1d&group_by[]=workspace_id" +
                             "&group_by%5B%5D=model&limit=10";
  const auto pages = Pages(target, kKey, kBeta);
  EXPECT_GT(pages.size(), 20U);
  std::map<std::string, Money> models;
  Money last = Money::FromUnits(1'000'000);
  int out_of_order = 0;
  std::string day;
  for (const auto& page : pages) {
    for (const auto& row : page["data"].GetArray()) {
      const Money cost = Cents(row);
      EXPECT_LE(cost, last);
      last = cost;
      models[ReadText(row["group"]["model"])] += cost;
      out_of_order += row["starting_at"].GetString() < day ? 1 : 0;
      day = row["starting_at"].GetString();
    }
  }
  EXPECT_GT(out_of_order, 5) << "days are not in order";
  const auto truth = TruthOf("anthropic", {2026, 10, 1}, {2026, 10, 31});
  for (const auto& [model, cost] : TruthList(truth, "by_model", "model")) {
    if (model.starts_with("claude-")) {
      EXPECT_EQ(models[model], cost) << model;
    }
  }
  const auto ascending = AskAnalytics(target + "&order=asc").json();
  EXPECT_LE(Cents(ascending["data"][0]), Cents(ascending["data"][9]));
  EXPECT_EQ(AskAnalytics(target + "&order=up").status(), 400);
  const std::string token = pages[0]["next_page"].GetString();
  EXPECT_EQ(AskAnalytics(target + "&order=asc&page=" + token).status(), 400);
}

TEST_F(AnthropicAnalyticsTest, RequestsAreThoseOfTheTruthAndNullByTypeOfToken) {
  std::map<std::string, std::string> requests;
  const auto by_model = AskAnalytics(std::string(kCost) + kOctober + "&group_by[]=model").json();
  for (const auto& row : by_model["data"].GetArray()) {
    requests[ReadText(row["group"]["model"])] = row["cost"]["requests"].GetString();
  }
  const auto truth = TruthOf("anthropic", {2026, 10, 1}, {2026, 10, 31});
  int compared = 0;
  for (const auto& entry : truth["requests"].GetArray()) {
    const std::string model = entry["model"].GetString();
    EXPECT_EQ(requests[model == "code_execution" ? "(null)" : model], entry["requests"].GetString()) << model;
    ++compared;
  }
  EXPECT_GE(compared, 5);
  for (const char* group : {"cost_type", "token_type"}) {
    const auto page = AskAnalytics(std::string(kCost) + kOctober + "&group_by[]=" + group).json();
    EXPECT_TRUE(page["data"][0]["cost"]["requests"].IsNull());
  }
}

TEST_F(AnthropicAnalyticsTest, ComeHoursAfterTheReports) {
  const std::string today = "starting_at=2026-11-22T00:00:00Z";
  const auto analytics = AskAnalytics(kCost + today).json();
  EXPECT_LT(Cents(analytics["data"][0]), Sum("/v1/organizations/cost_report?" + today)[""]);
  EXPECT_STREQ(analytics["data_refreshed_at"].GetString(), "2026-11-22T11:00:00Z");
}

TEST_F(AnthropicAnalyticsTest, SomeOrganizationsNameTheirDefaultWorkspace) {
  SimulatorOptions options;
  options.anthropic = 2;
  Make(options);
  const auto ids = [&](const char* key) {
    std::map<std::string, int> found;
    const auto page = AskAnalytics(std::string(kCost) + kOctober + "&group_by[]=workspace_id&limit=100", key).json();
    for (const auto& row : page["data"].GetArray()) ++found[ReadText(row["group"]["workspace_id"])];
    return found;
  };
  EXPECT_EQ(ids(kKey).count("(null)"), 1U);
  int defaults = 0;
  for (const auto& [id, count] : ids(kSecondKey)) {
    ASSERT_NE(id, "(null)");
    const auto workspace = Ask("/v1/organizations/workspaces/" + id, kSecondKey).json();
    defaults += std::string(workspace["name"].GetString()) == "Default" ? 1 : 0;
  }
  EXPECT_EQ(defaults, 1);
}

TEST_F(AnthropicAnalyticsTest, UsageCountsThePriorityTierToo) {
  const auto page = AskAnalytics(std::string("/v1/organizations/analytics/usage?") + kOctober +
                                 "&group_by[]=service_tier&service_tiers[]=priority")
                        .json();
  ASSERT_EQ(page["data"].Size(), 1U);
  const auto truth = TruthOf("anthropic", {2026, 10, 1}, {2026, 10, 31});
  EXPECT_STREQ(page["data"][0]["usage"]["total_tokens"].GetString(), truth["priority_tokens"].GetString());
  EXPECT_EQ(
      AskAnalytics(std::string("/v1/organizations/analytics/usage?") + kOctober + "&group_by[]=cost_type").status(),
      400);
}

TEST_F(AnthropicAnalyticsTest, FiltersTakeAHundredValues) {
  std::string query = kOctober;
  for (int i = 0; i < 101; ++i) query += "&models[]=m";
  EXPECT_THAT(Refused(query), HasSubstr("at most 100"));
}

}  // namespace
}  // namespace llmcost
