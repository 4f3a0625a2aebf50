// SPDX-License-Identifier: MIT
//
// What is OpenAI's own: windows, pages, errors. What every provider must do is in contract_test.cc.
#include <rapidcheck.h>

#include <tuple>

#include "providers/openai_fixture.h"

namespace llmcost {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST_F(OpenAiTest, AYearTakesThreeCallsForCostsAndTwelveForEachUsage) {
  EXPECT_TRUE(Costs(kYear));
  EXPECT_EQ(server_.calls("costs"), 3);
  for (const char* endpoint :
       {"completions", "embeddings", "moderations", "images", "audio_speeches", "audio_transcriptions", "decisions",
        "web_search_calls", "file_search_calls", "code_interpreter_sessions"}) {
    EXPECT_EQ(server_.calls(endpoint), 12) << endpoint;
  }
  EXPECT_EQ(server_.calls("vector_stores"), 0);
  EXPECT_EQ(requests_.size(), 123U);
}

TEST_F(OpenAiTest, AsksForMidnightsAndRepeatsTheBareGroupName) {
  EXPECT_TRUE(Costs({kDay1, kDay1 + 1}));
  EXPECT_EQ(requests_.front().url,
            "https://api.openai.com/v1/organization/costs?start_time=1761955200&end_time=1762128000&bucket_width=1d"
            "&group_by=project_id&group_by=line_item&limit=2");
  EXPECT_EQ(requests_.front().headers.front().value, "Bearer sk-admin-test");
}

TEST_F(OpenAiTest, ABaseAddressReplacesTheUpstream) {
  base_url_ = "http://127.0.0.1:9/v1/";
  EXPECT_TRUE(Costs());
  EXPECT_THAT(requests_.front().url, testing::StartsWith("http://127.0.0.1:9/v1/organization/costs?"));
}

TEST_F(OpenAiTest, KeepsTheRawLineItemAndReadsTheModel) {
  Bill("priority | gpt-5.6-sol, output, long context", R"("0.000004500000000000000000000000000000000")");
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 1U);
  EXPECT_EQ(buckets[0].line_item, "priority | gpt-5.6-sol, output, long context");
  EXPECT_EQ(buckets[0].model, "gpt-5.6-sol");
  EXPECT_EQ(buckets[0].project_id, "proj_a");
  EXPECT_EQ(buckets[0].date, kDay1);
  EXPECT_EQ(buckets[0].cost.ToString(), "0.0000045");
  EXPECT_EQ(buckets[0].requests, std::nullopt);
}

TEST_F(OpenAiTest, CostWithoutALineItemIsNotItemised) {
  server_.costs.push_back({kDay1, "proj_a", std::nullopt, "2"});
  Bill("whisper", "1", kDay1 + 1);
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 2U);
  EXPECT_EQ(buckets[0].model, kNotItemised);
  EXPECT_EQ(buckets[0].line_item, std::nullopt);
}

TEST_F(OpenAiTest, CreditsStayNegative) {
  Bill("gpt-4o, input", "-12.5");
  EXPECT_EQ(Total(Buckets()).ToString(), "-12.5");
}

TEST_F(OpenAiTest, RowsOfOneKeyInOneBucketAreOneBucket) {
  Bill("gpt-4o, input", "1");
  Bill("gpt-4o, input", "2");
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 1U);
  EXPECT_EQ(buckets[0].cost.ToString(), "3");
}

class OpenAiPagesTest : public OpenAiTest {
 protected:
  OpenAiPagesTest() {
    for (Date date = kYear.start; date <= kYear.end; ++date) {
      Bill("gpt-4o, input", "0.01", date);
      Use("completions", "gpt-4o", 2, date);
    }
  }
  void ExpectWholeYear() {
    const auto buckets = Buckets(kYear);
    EXPECT_EQ(Total(buckets).ToString(), "3.65");
    std::int64_t requests = 0;
    for (const CostBucket& bucket : buckets) requests += bucket.requests.value_or(0);
    EXPECT_EQ(requests, 730);
  }
};

TEST_F(OpenAiPagesTest, OnePageEach) { ExpectWholeYear(); }

TEST_F(OpenAiPagesTest, FollowsAServerWithSmallPages) {
  server_.page_size = 7;
  ExpectWholeYear();
}

TEST_F(OpenAiPagesTest, FollowsAServerWithPagesOfOneDay) {
  server_.page_size = 1;
  ExpectWholeYear();
}

TEST_F(OpenAiPagesTest, ABucketOnTwoPagesCountsOnce) {
  server_.page_size = 7;
  server_.overlaps = true;
  ExpectWholeYear();
}

TEST_F(OpenAiPagesTest, BucketsOutsideTheRangeDoNotCount) {
  server_.whole_history = true;
  ExpectWholeYear();
}

TEST_F(OpenAiPagesTest, SmallerWindowsWhenACursorIsRefused) {
  server_.page_size = 7;
  server_.refuses_cursors = true;
  ExpectWholeYear();
}

TEST_F(OpenAiPagesTest, TheEndIsReachedWhateverHasMoreSays) {
  server_.always_more = true;
  server_.refuses_cursors = true;
  ExpectWholeYear();
  EXPECT_EQ(server_.calls("costs"), 3);
}

TEST_F(OpenAiPagesTest, SmallerWindowsWhenAnAnswerIsTooLarge) {
  largest_answer_ = 4'000;  // some two weeks
  ExpectWholeYear();
}

TEST_F(OpenAiPagesTest, SmallerWindowsWhenAPageIsTooLarge) {
  Bill(std::string(1'500, 'x'), "0", kYear.start + 3);
  server_.page_size = 4;
  largest_answer_ = 2'000;
  ExpectWholeYear();
}

TEST_F(OpenAiPagesTest, WhatIsTooLargeOnceIsNotAskedForAgain) {
  largest_answer_ = 4'000;
  ExpectWholeYear();
  // Three of 122 days, then halves down to 16 days at most.
  EXPECT_LT(server_.calls("costs"), 60);
  // Each usage endpoint for itself: those without use answer at once.
  EXPECT_EQ(server_.calls("embeddings"), 12);
}

TEST_F(OpenAiTest, ADayThatIsTooLargeIsAnErrorWithAWord) {
  Bill(std::string(3'000, 'x'));
  largest_answer_ = 2'000;
  const auto costs = Costs();
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().kind, ErrorKind::kBadUpstream);
  EXPECT_EQ(costs.error().message, "openai: costs: GET x: the answer is too large, of 2025-11-01 alone");
  EXPECT_EQ(costs.error().hint,
            "OpenAI's answer to the smallest question is larger than what this program takes at once. Look for a newer "
            "release; when OPENAI_BASE_URL is set, check that it is the address of OpenAI's API.");
}

TEST_F(OpenAiTest, ACursorThatRepeatsIsAnError) {
  AnswerCosts(R"({"data":[],"has_more":true,"next_page":"page_x"})");
  EXPECT_EQ(ErrorMessage(), "openai: page 2 of costs: the cursor repeats");
}

TEST_F(OpenAiTest, PagesWithoutEndAreAnError) {
  int page = 0;
  FakeHttpClient http([&](const HttpRequest& request) -> HttpResponse {
    if (request.url.find("/costs") == std::string::npos) return server_.Reply(request);
    return {200, {}, R"({"data":[],"has_more":true,"next_page":"page_)" + std::to_string(++page) + R"("})"};
  });
  ProviderSettings settings;
  settings.keys.push_back({"acme", "Acme", key_, "OPENAI_API_KEY_ACME", true});
  const auto provider = OpenAiEntry().make(settings, http, clock_);
  FetchProgress progress;
  const auto costs = RunToEnd(provider->Costs("acme", kThreeDays, progress));
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().message, "openai: page 100 of costs: more than 100 pages");
  EXPECT_EQ(page, 100);
}

TEST_F(OpenAiTest, MoreWithoutACursorThatWorksIsAnErrorOnceTheWindowIsADay) {
  AnswerCosts(R"({"data":[],"has_more":true,"next_page":null})");
  EXPECT_EQ(ErrorMessage(), "openai: costs: there is more, but the cursor to it does not work");
}

TEST_F(OpenAiTest, AnotherRangeThanTheOneAskedForIsAnError) {
  AnswerCosts(R"({"data":[{"start_time":1700000000,"end_time":1700086400,"results":[]}],"has_more":false})");
  EXPECT_EQ(ErrorMessage(), "openai: costs: no bucket is of the days asked for");
}

TEST(OpenAiPropertyTest, TheSumIsTheServersWhateverTheWindowsAndPages) {
  const bool holds = rc::check([] {
    FakeOpenAi server;
    const int days = *rc::gen::inRange(1, 420);
    const DateRange range{kDay1, kDay1 + (days - 1)};
    const auto cells = *rc::gen::container<std::vector<std::tuple<int, int, int, std::int64_t>>>(
        rc::gen::tuple(rc::gen::inRange(-2, days + 2), rc::gen::inRange(0, 3), rc::gen::inRange(0, 3),
                       rc::gen::arbitrary<std::int64_t>()));
    Money expected;
    for (const auto& [day, project, item, atto] : cells) {
      const Money amount = Money::FromAtto(Int128{atto} * 1'000);
      const Date date = kDay1 + day;
      server.costs.push_back({date, project == 0 ? std::nullopt : std::optional("proj_" + std::to_string(project)),
                              "gpt-" + std::to_string(item) + ", input",
                              atto % 2 == 0 ? amount.ToString() : '"' + amount.ToString() + '"'});
      if (range.Contains(date)) expected += amount;
    }
    server.page_size = *rc::gen::inRange(0, 40);
    server.leaves_out_empty_buckets = *rc::gen::arbitrary<bool>();
    server.overlaps = *rc::gen::arbitrary<bool>();
    server.refuses_cursors = *rc::gen::arbitrary<bool>();
    FakeHttpClient http([&](const HttpRequest& request) { return server.Reply(request); });
    const FakeClock clock(Date(2026, 1, 1).Start());
    ProviderSettings settings;
    settings.keys.push_back({"acme", "Acme", "sk-admin-test", "OPENAI_API_KEY_ACME", true});
    settings.max_in_flight = *rc::gen::inRange(1, 20);
    const auto provider = OpenAiEntry().make(settings, http, clock);
    FetchProgress progress;
    const auto costs = RunToEnd(provider->Costs("acme", range, progress));
    RC_ASSERT(costs.has_value());
    RC_ASSERT(Total(costs->buckets) == expected);
  });
  EXPECT_TRUE(holds);
}

TEST_F(OpenAiTest, ARefusedKeyStopsTheRest) {
  AnswerCosts("{}", 401);
  EXPECT_FALSE(Costs(kYear));
  EXPECT_LT(requests_.size(), 20U);
}

TEST_F(OpenAiTest, AProjectKeyIsCalledOne) {
  key_ = "sk-proj-0123456789";
  AnswerCosts(R"({"error":{"message":"nope","type":"x","param":null,"code":"invalid_api_key"}})", 401);
  const auto costs = Costs();
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().message, "openai: costs: the key in OPENAI_API_KEY_ACME was refused: status 401");
  EXPECT_EQ(costs.error().hint,
            "The key in OPENAI_API_KEY_ACME is an OpenAI project key, which cannot read costs. Set "
            "OPENAI_API_KEY_ACME to an admin key with the scope api.usage.read; an organization owner makes one at "
            "https://platform.openai.com/settings/organization/admin-keys.");
}

TEST_F(OpenAiTest, AMissingScopeIsTheSameWith401And403) {
  for (const int status : {401, 403}) {
    AnswerCosts(
        R"({"error":{"message":"You have insufficient permissions for this operation. Missing scopes: api.usage.read. Check.","code":null}})",
        status);
    const auto costs = Costs();
    ASSERT_FALSE(costs);
    EXPECT_EQ(costs.error().kind, ErrorKind::kPermissionDenied);
    EXPECT_THAT(costs.error().message, HasSubstr("lacks the scope api.usage.read"));
  }
}

TEST_F(OpenAiTest, OnlyTheNameOfAScopeIsTakenFromAnAnswer) {
  for (const char* scope : {"<b>api.usage</b>", "KEY", "api", "\\u0007.", ""}) {
    AnswerCosts(R"({"error":{"message":"Missing scopes: )" + std::string(scope) + R"(","code":null}})", 403);
    EXPECT_EQ(ErrorMessage(), "openai: costs: the key in OPENAI_API_KEY_ACME lacks the permission: status 403");
  }
}

TEST_F(OpenAiTest, CostsThatAreNotThereMayComeBack) {
  AnswerCosts("{}", 404);
  const auto costs = Costs();
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(costs.error().hint, HasSubstr("try again later"));
}

TEST_F(OpenAiTest, ProjectsThatAreNotThereComeOfAWrongAddress) {
  FakeHttpClient http([](const HttpRequest&) -> HttpResponse { return {404, {}, "{}"}; });
  ProviderSettings settings;
  settings.keys.push_back({"acme", "Acme", key_, "OPENAI_API_KEY_ACME", true});
  settings.base_url = "http://127.0.0.1:9/v2";
  const auto projects = RunToEnd(OpenAiEntry().make(settings, http, clock_)->Projects("acme"));
  ASSERT_FALSE(projects);
  EXPECT_EQ(projects.error().kind, ErrorKind::kBadUpstream);
  EXPECT_EQ(projects.error().message, "openai: projects: status 404");
  EXPECT_EQ(projects.error().hint,
            "Check that OPENAI_BASE_URL is the address of OpenAI's API, such as https://api.openai.com/v1.");
}

TEST_F(OpenAiTest, SaysWhatToDoAboutWhatMayPass) {
  for (const int status : {408, 429, 503}) {
    AnswerCosts("", status);
    const auto costs = Costs();
    ASSERT_FALSE(costs);
    EXPECT_THAT(costs.error().hint, AllOf(HasSubstr("try again later"), HasSubstr("The figures known are kept")))
        << status;
  }
}

TEST_F(OpenAiTest, ProjectsThatRepeatAreAnError) {
  FakeHttpClient http(
      [](const HttpRequest&) -> HttpResponse { return {200, {}, R"({"data":[{"id":"proj_a"}],"has_more":true})"}; });
  ProviderSettings settings;
  settings.keys.push_back({"acme", "Acme", key_, "OPENAI_API_KEY_ACME", true});
  const auto projects = RunToEnd(OpenAiEntry().make(settings, http, clock_)->Projects("acme"));
  ASSERT_FALSE(projects);
  EXPECT_EQ(projects.error().message, "openai: page 2 of projects: there is more, but the cursor repeats");
  EXPECT_EQ(http.requests().size(), 2U);
}

TEST(OpenAiKeyTest, TellsAKeyByItsPrefix) {
  const std::vector<std::tuple<std::string, bool, std::string>> kinds = {
      {"sk-admin-x", true, "an OpenAI admin key"},
      {"sk-proj-x", false, "an OpenAI project key"},
      {"sk-svcacct-x", false, "an OpenAI service account key"},
      {"sk-ant-admin01-x", false, "an Anthropic key"},
      {"sess-x", false, "a session token of OpenAI's web pages"},
      {"sk-x", false, "an OpenAI user key"},
      {"gateway", true, "a key of a kind not known"},
  };
  for (const auto& [key, usable, description] : kinds) {
    const KeyKind kind = OpenAiEntry().describe_key(key);
    EXPECT_EQ(kind.usable, usable) << key;
    EXPECT_EQ(kind.description, description);
    EXPECT_EQ(kind.advice.empty(), key == "sk-admin-x");
  }
}

}  // namespace
}  // namespace llmcost
