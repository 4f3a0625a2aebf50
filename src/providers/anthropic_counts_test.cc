// SPDX-License-Identifier: MIT
//
// What comes beside Anthropic's costs: requests from the analytics, tokens and the Priority Tier from the usage report.
#include "providers/anthropic_fixture.h"

namespace llmcost {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST_F(AnthropicTest, RequestsAndTokensAreABucketOfTheirOwn) {
  Bill("5");
  Request(7);
  Request(1, kDay + 1);
  server_.tokens.push_back({kDay, "wrkspc_a", kSonnet, "standard", 10});
  server_.tokens.push_back({kDay, "wrkspc_a", kSonnet, "batch", 1});
  const auto buckets = Buckets();
  EXPECT_EQ(Requests(buckets), (Counts{{{kDay, "wrkspc_a", kSonnet}, 7}, {{kDay + 1, "wrkspc_a", kSonnet}, 1}}));
  ASSERT_EQ(buckets.size(), 3U);
  // All four kinds of input.
  EXPECT_EQ(buckets[1].input_tokens, 44);
  EXPECT_EQ(buckets[1].output_tokens, 11);
  EXPECT_EQ(buckets[2].input_tokens, std::nullopt);
}

TEST_F(AnthropicTest, TokensOfTheLastDayAreThereHoweverTheEndIsMeant) {
  for (const bool whole_history : {false, true}) {
    MakeProvider();
    server_.whole_history = whole_history;
    server_.leaves_out_last_day = true;
    Bill("5");
    server_.tokens = {{kDay, "wrkspc_a", kSonnet, "standard", 10}, {kDay + 2, "wrkspc_a", kSonnet, "standard", 20}};
    std::int64_t output = 0;
    for (const CostBucket& bucket : Buckets({kDay, kDay + 2})) output += bucket.output_tokens.value_or(0);
    EXPECT_EQ(output, 30) << "each day once";
  }
}

TEST_F(AnthropicTest, RequestsWithoutAModelAreThoseOfTheServiceBilled) {
  Bill("5");
  server_.costs.push_back({kDay, "wrkspc_a", "Code Execution Usage", std::nullopt, "code_execution", "20"});
  Request(2, kDay, "wrkspc_a", std::nullopt);
  Request(3, kDay + 1, "wrkspc_a", std::nullopt);
  EXPECT_EQ(Requests(Buckets()), (Counts{{{kDay, "wrkspc_a", "code_execution"}, 2},
                                         {{kDay + 1, "wrkspc_a", std::string(kUnknownModel)}, 3}}));
  server_.costs.push_back({kDay, "wrkspc_a", "Web Search Usage", std::nullopt, "web_search", "20"});
  EXPECT_TRUE(Requests(Buckets()).contains({kDay, "wrkspc_a", std::string(kUnknownModel)}));
}

TEST_F(AnthropicTest, RequestsThatAreNullStayUnknown) {
  Bill("5");
  server_.requests.push_back({kDay, "wrkspc_a", kSonnet, "5", std::nullopt});
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 1U);
  EXPECT_EQ(buckets[0].requests, std::nullopt);
}

TEST_F(AnthropicTest, AnalyticsThatAreNotThereLeaveRequestsUnknown) {
  Bill("5");
  for (const int status : {400, 401, 403, 404}) {
    log_.str("");
    MakeProvider();
    server_.instead["cost"] = {status, {}, "{}"};
    EXPECT_THAT(Requests(Buckets()), IsEmpty()) << status;
    Good();
    const std::string line = "anthropic: workspace acme: no analytics: status " + std::to_string(status);
    const std::string log = log_.str();
    EXPECT_NE(log.find(line), std::string::npos) << log;
    EXPECT_EQ(log.find(line), log.rfind(line)) << "said once";
  }
}

TEST_F(AnthropicTest, AFaultThatMayPassLeavesTheCostsWhole) {
  Bill("150");
  const std::vector<std::pair<HttpResponse, ErrorKind>> faults = {
      {{503, {}, ""}, ErrorKind::kUnavailable},
      {{529, {}, ""}, ErrorKind::kUnavailable},
      {{429, {}, ""}, ErrorKind::kRateLimited},
      {{200, {}, "<html>"}, ErrorKind::kBadUpstream},
  };
  for (const auto& [endpoint, name] : {std::pair("cost", "analytics"), std::pair("messages", "usage")}) {
    for (const auto& [reply, kind] : faults) {
      server_.instead = {{endpoint, reply}};
      const auto costs = Costs();
      ASSERT_TRUE(costs);
      EXPECT_EQ(Total(costs->buckets).ToString(), "1.5");
      ASSERT_TRUE(costs->incomplete) << endpoint;
      EXPECT_EQ(costs->incomplete->kind, kind);
      EXPECT_THAT(costs->incomplete->message, StartsWith("anthropic: " + std::string(name) + ": "));
    }
  }
}

TEST_F(AnthropicTest, SaysWhatIsWrongWithARowOfTheAnalytics) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"({"group":{},"cost":{}})", "starting_at is missing"},
      {R"({"starting_at":"2026-11-01T00:00:00Z","cost":{"requests":1}})", "group is missing"},
      {R"({"starting_at":"2026-11-01T00:00:00Z","group":{},"cost":{"requests":"many"}})",
       "cost.requests is not a number"},
      {R"({"starting_at":"2026-11-01T00:00:00Z","group":{},"cost":{"requests":-1}})", "cost.requests is negative"},
  };
  for (const auto& [row, message] : rows) {
    server_.instead["cost"] = {200, {}, R"({"data":[)" + row + R"(],"has_more":false})"};
    const auto costs = Costs();
    ASSERT_TRUE(costs);
    ASSERT_TRUE(costs->incomplete);
    EXPECT_EQ(costs->incomplete->message, "anthropic: analytics: row 1: " + message);
  }
}

TEST_F(AnthropicTest, PriorityTierUseIsTold) {
  server_.tokens.push_back({kDay, "wrkspc_a", kSonnet, "standard", 10});
  server_.tokens.push_back({kDay, "wrkspc_a", kSonnet, "priority", 0});
  EXPECT_THAT(Good().notices, IsEmpty());
  server_.tokens.push_back({kDay + 2, "wrkspc_a", kSonnet, "priority", 10});
  const auto notices = Good().notices;
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0].kind, notice::kNotIncluded);
  EXPECT_THAT(notices[0].message, HasSubstr("Priority Tier"));
  EXPECT_FALSE(notices[0].hint.empty());
  server_.instead["messages"] = {403, {}, "{}"};
  EXPECT_THAT(Good().notices, IsEmpty());
}

TEST_F(AnthropicTest, DifferencesBetweenTheTwoReportsAreLogged) {
  Bill("1000");
  Request(1, kDay, "wrkspc_a", kSonnet, "990.1");
  Good();
  EXPECT_EQ(log_.str().find("differ"), std::string::npos) << log_.str();
  Bill("1000", kDay + 1);
  Request(1, kDay + 1, "wrkspc_a", kSonnet, "989");
  // Days that may still change are not compared.
  Bill("1000", kToday);
  Request(1, kToday, "wrkspc_a", kSonnet, "1");
  Good({kDay, kToday});
  EXPECT_THAT(log_.str(), HasSubstr("the cost report and the analytics differ by more than 1 percent on 1 days, first "
                                    "2026-11-02"));
}

}  // namespace
}  // namespace llmcost
