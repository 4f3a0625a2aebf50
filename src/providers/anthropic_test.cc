// SPDX-License-Identifier: MIT
//
// What is Anthropic's own: cents, windows, pages, the default workspace, keys. What every provider must do is in
// contract_test.cc.
#include <rapidcheck.h>

#include "providers/anthropic_fixture.h"

namespace llmcost {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST_F(AnthropicTest, AmountsAreCentsAndExact) {
  Bill("123.45");
  Bill("0.0000000000000001", kDay, "wrkspc_b");
  const auto buckets = Buckets();
  EXPECT_EQ(Total(buckets).ToString(), "1.234500000000000001");
  EXPECT_EQ(buckets.at(0).currency, "USD");
  EXPECT_EQ(buckets.at(0).provenance, Provenance::kBilled);
}

TEST_F(AnthropicTest, AsksForMidnightsWithBracketsInTheNames) {
  Good();
  const HttpRequest request = http_.requests().front();
  EXPECT_EQ(request.url,
            "https://api.anthropic.com/v1/organizations/cost_report?starting_at=2026-11-01T00%3A00%3A00Z"
            "&ending_at=2026-11-04T00%3A00%3A00Z&bucket_width=1d&group_by%5B%5D=workspace_id"
            "&group_by%5B%5D=description&limit=31");
  EXPECT_EQ(FindHeader(request.headers, "x-api-key"), key_);
  EXPECT_EQ(FindHeader(request.headers, "anthropic-version"), "2023-06-01");
  EXPECT_EQ(FindHeader(request.headers, "anthropic-beta"), "");
}

TEST_F(AnthropicTest, ABaseAddressReplacesTheUpstream) {
  base_url_ = "http://127.0.0.1:9/gateway/";
  MakeProvider();
  Good();
  EXPECT_THAT(http_.requests().front().url, StartsWith("http://127.0.0.1:9/gateway/v1/organizations/cost_report?"));
}

TEST_F(AnthropicTest, AnOAuthTokenIsABearer) {
  key_ = "sk-ant-oat01-test";
  MakeProvider();
  EXPECT_FALSE(Costs());
  EXPECT_EQ(FindHeader(http_.requests().front().headers, "authorization"), "Bearer sk-ant-oat01-test");
  EXPECT_EQ(FindHeader(http_.requests().front().headers, "x-api-key"), "");
}

TEST_F(AnthropicTest, SmallerWindowsWhenAnAnswerIsTooLarge) {
  for (Date date = kYear.start; date <= kYear.end; ++date) {
    Bill("100", date);
    Request(2, date);
  }
  largest_answer_ = 2'500;  // some ten days
  const FetchedCosts costs = Good(kYear);
  EXPECT_EQ(Total(costs.buckets).ToString(), std::to_string(kYear.Length()));
  std::int64_t requests = 0;
  for (const CostBucket& bucket : costs.buckets) requests += bucket.requests.value_or(0);
  EXPECT_EQ(requests, 2 * (kYear.end - Date(2026, 1, 1) + 1));
  EXPECT_GT(server_.calls("cost_report"), 12);
}

TEST_F(AnthropicTest, AYearTakesTwelveCallsForEachReportAndOneForTheNames) {
  Good(kYear);
  EXPECT_EQ(server_.calls("cost_report"), 12);
  EXPECT_EQ(server_.calls("messages"), 12);
  // From 2026-01-01 on.
  EXPECT_EQ(server_.calls("cost"), 11);
  EXPECT_EQ(server_.calls("workspaces"), 1);
  EXPECT_EQ(server_.calls("workspace"), 0);
  Good();
  EXPECT_EQ(server_.calls("workspaces"), 1) << "what is known is not asked again";
}

TEST_F(AnthropicTest, OnlyDaysThatTheAnalyticsHaveAreAskedOfThem) {
  Good({Date(2025, 11, 1), Date(2025, 12, 31)});
  EXPECT_EQ(server_.calls("cost"), 0);
  clock_.Set(Date(2027, 3, 1).Start());
  server_.today = Date(2027, 3, 1);
  // The fake refuses a day that began 365 days before now.
  Good({Date(2026, 2, 1), Date(2026, 3, 31)});
  EXPECT_EQ(server_.calls("cost"), 1);
  EXPECT_TRUE(std::ranges::any_of(http_.requests(), [](const HttpRequest& request) {
    return request.url.find("analytics/cost?starting_at=2026-03-02T") != std::string::npos;
  }));
}

TEST_F(AnthropicTest, KeepsTheDescriptionAndTakesTheModelAsItCame) {
  server_.costs.push_back({kDay, "wrkspc_a", "Claude Sonnet 4.6 Usage - Input Tokens", kSonnet, "tokens", "5"});
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 1U);
  EXPECT_EQ(buckets[0].line_item, "Claude Sonnet 4.6 Usage - Input Tokens");
  EXPECT_EQ(buckets[0].model, kSonnet);
  EXPECT_EQ(buckets[0].project_id, "wrkspc_a");
  EXPECT_EQ(buckets[0].date, kDay);
  EXPECT_EQ(buckets[0].requests, std::nullopt);
}

TEST_F(AnthropicTest, CostsThatAreNoTokensAreRowsOfTheirOwn) {
  server_.costs.push_back({kDay, "wrkspc_a", "Web Search Usage", std::nullopt, "web_search", "30"});
  server_.costs.push_back({kDay, "wrkspc_a", "Code Execution Usage", std::nullopt, "code_execution", "20"});
  server_.costs.push_back({kDay, "wrkspc_a", "Something new", std::nullopt, std::nullopt, "10"});
  std::map<std::string, std::string> costs;
  for (const CostBucket& bucket : Buckets()) costs[bucket.model] = bucket.cost.ToString();
  EXPECT_EQ(costs, (std::map<std::string, std::string>{
                       {"web_search", "0.3"}, {"code_execution", "0.2"}, {"Something new", "0.1"}}));
}

TEST_F(AnthropicTest, RowsThatDifferInWhatIsNotShownAddUp) {
  Bill("1");
  Bill("2");
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 1U);
  EXPECT_EQ(buckets[0].cost.ToString(), "0.03");
}

TEST_F(AnthropicTest, AnAnswerThatIsNotGroupedIsAnError) {
  server_.costs.push_back({kDay, std::nullopt, std::nullopt, std::nullopt, std::nullopt, "5"});
  EXPECT_EQ(ErrorMessage(), "anthropic: costs: grouping was ignored");
}

TEST_F(AnthropicTest, AnotherCurrencyIsKeptAsItIs) {
  server_.currency = "eur";
  Bill("100");
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 1U);
  EXPECT_EQ(buckets[0].cost.ToString(), "1");
  EXPECT_EQ(buckets[0].currency, "EUR");
}

// ---- the default workspace

TEST_F(AnthropicTest, WithoutAWorkspaceItIsTheDefaultOne) {
  Bill("5", kDay, std::nullopt);
  Request(7, kDay, std::nullopt);
  const auto buckets = Buckets();
  EXPECT_EQ(buckets.at(0).project_id, "default");
  EXPECT_EQ(Requests(buckets), (Counts{{{kDay, "default", kSonnet}, 7}}));
}

TEST_F(AnthropicTest, TheDefaultWorkspacesOwnIdIsTheSameProject) {
  server_.default_id = "wrkspc_own";
  Bill("5", kDay, std::nullopt);
  Bill("2", kDay, "wrkspc_own");
  Request(7, kDay, "wrkspc_own");
  Request(1, kDay, std::nullopt);
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 2U);
  EXPECT_EQ(buckets[0].project_id, "default");
  EXPECT_EQ(buckets[0].cost.ToString(), "0.07");
  EXPECT_EQ(Requests(buckets), (Counts{{{kDay, "default", kSonnet}, 8}}));
  EXPECT_EQ(server_.calls("workspace"), 1);
  Good();
  EXPECT_EQ(server_.calls("workspace"), 1) << "it is asked once";
}

TEST_F(AnthropicTest, AListedWorkspaceCalledDefaultIsTheSameProject) {
  server_.workspaces.push_back({"wrkspc_d", "Default"});
  Bill("5", kDay, "wrkspc_d");
  EXPECT_EQ(Buckets().at(0).project_id, "default");
  const auto projects = RunToEnd(provider_->Projects("acme"));
  ASSERT_TRUE(projects);
  EXPECT_EQ(*projects,
            (std::vector<Project>{{"default", "Default"}, {"wrkspc_a", "Support"}, {"wrkspc_b", "Old trial", true}}));
}

TEST_F(AnthropicTest, AWorkspaceThatIsGoneKeepsItsId) {
  Bill("5", kDay, "wrkspc_gone");
  EXPECT_EQ(Buckets().at(0).project_id, "wrkspc_gone");
  EXPECT_EQ(server_.calls("workspace"), 1);
}

TEST_F(AnthropicTest, ProjectsAreReadPageByPage) {
  server_.page_size = 1;
  const auto projects = RunToEnd(provider_->Projects("acme"));
  ASSERT_TRUE(projects);
  EXPECT_EQ(projects->size(), 3U);
  EXPECT_EQ(server_.calls("workspaces"), 2);
}

TEST_F(AnthropicTest, ProjectsThatRepeatAreAnError) {
  server_.instead["workspaces"] = {200, {}, R"({"data":[{"id":"wrkspc_a","name":"A"}],"has_more":true})"};
  const auto projects = RunToEnd(provider_->Projects("acme"));
  ASSERT_FALSE(projects);
  EXPECT_EQ(projects.error().message, "anthropic: page 2 of workspaces: there is more, but the cursor repeats");
}

TEST_F(AnthropicTest, WorkspacesThatCannotBeReadDoNotStopTheCosts) {
  Bill("5", kDay, "wrkspc_own");
  server_.instead["workspaces"] = {403, {}, "{}"};
  EXPECT_EQ(Total(Buckets()).ToString(), "0.05");
  Good();
  EXPECT_EQ(server_.calls("workspaces"), 1) << "what is refused is not asked again";
  EXPECT_THAT(log_.str(), HasSubstr("anthropic: workspace acme: no workspaces: status 403"));
  MakeProvider();
  server_.instead["workspaces"] = {503, {}, "{}"};
  const auto costs = Costs();
  ASSERT_TRUE(costs);
  ASSERT_TRUE(costs->incomplete);
  EXPECT_THAT(costs->incomplete->message, StartsWith("anthropic: workspaces: "));
}

// ---- pages and ends

class AnthropicPagesTest : public AnthropicTest {
 protected:
  AnthropicPagesTest() {
    for (Date date = kYear.start; date <= kYear.end; ++date) {
      Bill("10", date);
      if (date >= Date(2026, 1, 1)) Request(2, date);
      server_.tokens.push_back({date, "wrkspc_a", kSonnet, "standard", 3});
    }
  }
  void ExpectWholeYear() {
    const auto buckets = Buckets(kYear);
    EXPECT_EQ(Total(buckets).ToString(), "36.5");
    std::int64_t requests = 0;
    std::int64_t tokens = 0;
    for (const CostBucket& bucket : buckets) {
      requests += bucket.requests.value_or(0);
      tokens += bucket.output_tokens.value_or(0);
    }
    EXPECT_EQ(requests, 2 * (kToday - Date(2026, 1, 1) + 1));
    EXPECT_EQ(tokens, 3 * 365);
  }
};

TEST_F(AnthropicPagesTest, OnePageEach) { ExpectWholeYear(); }

TEST_F(AnthropicPagesTest, FollowsAServerWithSmallPages) {
  server_.page_size = 7;
  ExpectWholeYear();
}

TEST_F(AnthropicPagesTest, StartsAgainWhenACursorHasExpired) {
  server_.page_size = 20;
  server_.cursors_expire = true;
  ExpectWholeYear();
}

TEST_F(AnthropicPagesTest, BucketsOutsideTheRangeDoNotCount) {
  server_.whole_history = true;
  ExpectWholeYear();
}

TEST_F(AnthropicPagesTest, TheLastDayIsThereHoweverTheEndIsMeant) {
  server_.leaves_out_last_day = true;
  EXPECT_EQ(Total(Buckets(kThreeDays)).ToString(), "0.3");
  EXPECT_EQ(server_.calls("cost_report"), 2);
}

TEST_F(AnthropicTest, AnEndThatIsRefusedLeavesTheLastDayEmpty) {
  server_.leaves_out_last_day = true;
  server_.refuses_later_ends = true;
  Bill("10", kToday - 1);
  Bill("10", kToday);
  EXPECT_EQ(Total(Buckets({kToday - 1, kToday})).ToString(), "0.1");
}

TEST_F(AnthropicTest, ACursorThatRepeatsIsAnError) {
  server_.instead["cost_report"] = {200, {}, R"({"data":[],"has_more":true,"next_page":"page_x"})"};
  EXPECT_EQ(ErrorMessage(), "anthropic: page 2 of costs: there is more, but the cursor repeats");
}

TEST_F(AnthropicTest, MoreWithoutACursorIsAnError) {
  server_.instead["cost_report"] = {200, {}, R"({"data":[],"has_more":true,"next_page":null})"};
  EXPECT_EQ(ErrorMessage(), "anthropic: costs: there is more, but no cursor to it");
}

TEST_F(AnthropicTest, AnotherRangeThanTheOneAskedForIsAnError) {
  server_.instead["cost_report"] = {
      200, {}, R"({"data":[{"starting_at":"2020-01-01T00:00:00Z","results":[]}],"has_more":false})"};
  EXPECT_EQ(ErrorMessage(), "anthropic: costs: no bucket is of the days asked for");
}

TEST_F(AnthropicTest, SaysWhatIsWrongWithAnAnswer) {
  const auto bucket = [](const std::string& rows) {
    return R"({"data":[{"starting_at":"2026-11-01T00:00:00Z","results":[)" + rows + R"(]}],"has_more":false})";
  };
  const std::vector<std::pair<std::string, std::string>> answers = {
      {"{}", "data is missing"},
      {R"({"data":[{"results":[]}]})", "bucket 1: starting_at is missing"},
      {R"({"data":[{"starting_at":"2026-11-01T00:00:00Z"}]})", "bucket 1: results is missing"},
      {R"({"data":[{"starting_at":"2026-11-31T00:00:00Z","results":[]}]})", "bucket 1: starting_at is not a date"},
      {R"({"data":[{"starting_at":"2026-11-01T01:00:00Z","results":[]}]})",
       "bucket 1: starting_at is not the start of a UTC day"},
      {R"({"data":[{"starting_at":1761955200,"results":[]}]})", "bucket 1: starting_at is not a string"},
      {bucket(R"({"currency":"USD","description":"d"})"), "bucket 1: amount is missing"},
      {bucket(R"({"amount":null,"description":"d"})"), "bucket 1: amount is not a number"},
      {bucket(R"({"amount":"12,5","description":"d"})"), "bucket 1: amount is not a number"},
      {bucket(R"({"amount":"NaN","description":"d"})"), "bucket 1: amount is not a number"},
      {bucket(R"({"amount":"1e19","description":"d"})"), "bucket 1: amount is out of range"},
      {bucket(R"({"amount":"1","currency":"cents","description":"d"})"), "bucket 1: currency is not a currency"},
      {bucket(R"({"amount":"1","description":7})"), "bucket 1: description is not a string"},
      {bucket("7"), "bucket 1: a result is not an object"},
  };
  for (const auto& [body, message] : answers) {
    server_.instead["cost_report"] = {200, {}, body};
    EXPECT_EQ(ErrorMessage(), "anthropic: costs: " + message) << body;
  }
}

TEST(AnthropicPropertyTest, TheSumIsTheServersWhateverTheWindowsAndPages) {
  const bool holds = rc::check([] {
    FakeAnthropic server;
    server.today = Date(2026, 11, 22);
    const int days = *rc::gen::inRange(1, 420);
    const DateRange range{server.today - (days - 1), server.today};
    const auto cells = *rc::gen::container<std::vector<std::tuple<int, int, int, std::int64_t>>>(
        rc::gen::tuple(rc::gen::inRange(-2, days + 2), rc::gen::inRange(0, 3), rc::gen::inRange(0, 3),
                       rc::gen::arbitrary<std::int64_t>()));
    Money expected;
    for (const auto& [day, workspace, item, atto] : cells) {
      const Money cents = Money::FromAtto(Int128{atto} * 100);
      const Date date = range.start + day;
      server.costs.push_back({date, workspace == 0 ? std::nullopt : std::optional("w" + std::to_string(workspace)),
                              "text " + std::to_string(item),
                              item == 0 ? std::nullopt : std::optional<std::string>("claude-sonnet-4-6"), "tokens",
                              cents.ToString()});
      if (range.Contains(date)) expected += Money::FromAtto(atto);
    }
    server.page_size = *rc::gen::inRange(0, 40);
    server.leaves_out_last_day = *rc::gen::arbitrary<bool>();
    server.whole_history = *rc::gen::arbitrary<bool>();
    // Two pages at most: a cursor that expires again and again is an error.
    server.cursors_expire = server.page_size >= 20 && *rc::gen::arbitrary<bool>();
    FakeHttpClient http([&](const HttpRequest& request) { return server.Reply(request); });
    const FakeClock clock(server.today.Start());
    ProviderSettings settings;
    settings.keys.push_back({"acme", "Acme", "sk-ant-admin01-test", "ANTHROPIC_ADMIN_KEY_ACME", true});
    settings.max_in_flight = *rc::gen::inRange(1, 20);
    const auto provider = AnthropicEntry().make(settings, http, clock);
    FetchProgress progress;
    const auto costs = RunToEnd(provider->Costs("acme", range, progress));
    RC_ASSERT(costs.has_value());
    RC_ASSERT(Total(costs->buckets) == expected);
    RC_ASSERT(progress.calls_done == progress.calls_total);
  });
  EXPECT_TRUE(holds);
}

// ---- keys and refusals

TEST_F(AnthropicTest, ARefusedKeySaysWhichOneToMake) {
  key_ = "sk-ant-api03-test";
  MakeProvider();
  const auto costs = Costs();
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().kind, ErrorKind::kInvalidKey);
  EXPECT_EQ(costs.error().message, "anthropic: costs: the key in ANTHROPIC_ADMIN_KEY_ACME was refused: status 401");
  EXPECT_EQ(costs.error().hint,
            "The key in ANTHROPIC_ADMIN_KEY_ACME is an ordinary Anthropic API key, which cannot read costs. Set "
            "ANTHROPIC_ADMIN_KEY_ACME to an Admin API key; an organization admin makes one at "
            "https://platform.claude.com/settings/admin-keys.");
}

TEST_F(AnthropicTest, ARefusedKeyStopsTheRest) {
  server_.instead["cost_report"] = {401, {}, "{}"};
  EXPECT_FALSE(Costs(kYear));
  EXPECT_LT(http_.requests().size(), 20U);
}

TEST_F(AnthropicTest, OnlyTheNameOfAScopeIsTakenFromARefusal) {
  const std::vector<std::pair<std::string, std::string>> messages = {
      {"Key lacks the scope read:analytics.", "the scope read:analytics"},
      {"error: no", "the permission"},
      {"<b>:</b>", "the permission"},
      {"", "the permission"},
      {std::string(50, 'a') + ":b", "the permission"},
  };
  for (const auto& [text, lacks] : messages) {
    server_.instead["cost_report"] = {
        403, {}, R"({"type":"error","error":{"type":"permission_error","message":")" + text + R"("}})"};
    const auto costs = Costs();
    ASSERT_FALSE(costs);
    EXPECT_EQ(costs.error().kind, ErrorKind::kPermissionDenied);
    EXPECT_EQ(costs.error().message,
              "anthropic: costs: the key in ANTHROPIC_ADMIN_KEY_ACME lacks " + lacks + ": status 403");
  }
}

TEST_F(AnthropicTest, APaymentThatIsDueIsTold) {
  server_.instead["cost_report"] = {402, {}, R"({"type":"error","error":{"type":"billing_error","message":"pay"}})"};
  const auto costs = Costs();
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().message, "anthropic: costs: status 402");
  EXPECT_THAT(costs.error().hint, HasSubstr("payment"));
}

TEST_F(AnthropicTest, CostsThatAreNotThereMayComeBack) {
  server_.instead["cost_report"] = {404, {}, "{}"};
  const auto costs = Costs();
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(costs.error().hint, HasSubstr("ANTHROPIC_BASE_URL"));
}

TEST(AnthropicKeyTest, TellsAKeyByItsPrefix) {
  const std::vector<std::tuple<std::string, bool, std::string>> kinds = {
      {"sk-ant-admin01-x", true, "an Anthropic Admin API key"},
      {"sk-ant-api03-x", false, "an ordinary Anthropic API key"},
      {"sk-ant-oat01-x", true, "an Anthropic OAuth token"},
      {"sk-admin-x", false, "an OpenAI key"},
      {"sk-proj-x", false, "an OpenAI key"},
      {"gateway", true, "a key of a kind not known"},
  };
  for (const auto& [key, usable, description] : kinds) {
    const KeyKind kind = AnthropicEntry().describe_key(key);
    EXPECT_EQ(kind.usable, usable) << key;
    EXPECT_EQ(kind.description, description);
    EXPECT_EQ(kind.advice.empty(), key == "sk-ant-admin01-x");
  }
}

}  // namespace
}  // namespace llmcost
