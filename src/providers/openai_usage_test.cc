// SPDX-License-Identifier: MIT
//
// How requests from the usage endpoints join the costs.
#include "providers/openai_fixture.h"

namespace llmcost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(OpenAiTest, RequestsAreBucketsOfTheirOwn) {
  Bill("gpt-4o, input", "1");
  Bill("gpt-4o, output", "2");
  Use("completions", "gpt-4o", 7);
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 3U);
  const CostBucket& counts = buckets[2];
  EXPECT_EQ(counts.model, "gpt-4o");
  EXPECT_EQ(counts.project_id, "proj_a");
  EXPECT_EQ(counts.line_item, std::nullopt);
  EXPECT_TRUE(counts.cost.IsZero());
  EXPECT_EQ(counts.requests, 7);
  EXPECT_EQ(counts.input_tokens, 70);
  EXPECT_EQ(counts.output_tokens, 7);
}

TEST_F(OpenAiTest, EndpointsOfTheSameModelAddUp) {
  Use("completions", "gpt-4o", 7);
  Use("decisions", "gpt-4o", 2);
  Use("images", "gpt-4o", 1);
  EXPECT_EQ(Requests(), (Counts{{"gpt-4o", 10}}));
}

TEST_F(OpenAiTest, ADatedNameIsTheOneInTheCosts) {
  Bill("gpt-image-1 image, output");
  Bill("gpt-image-2-2026-04-21, output");
  Use("images", "gpt-image-1-2025-04-23", 3);
  Use("images", "gpt-image-2", 4);
  EXPECT_EQ(Requests(), (Counts{{"gpt-image-1", 3}, {"gpt-image-2-2026-04-21", 4}}));
}

TEST_F(OpenAiTest, AnExactNameComesBeforeALikeOne) {
  Bill("gpt-4o-2024-08-06, input");
  Bill("gpt-4o, input", "1", kDay1 + 1);
  Use("completions", "gpt-4o", 3);
  EXPECT_EQ(Requests(), (Counts{{"gpt-4o", 3}}));
}

TEST_F(OpenAiTest, OfSeveralLikeNamesTheOneOfTheProjectsDayIsTaken) {
  Bill("gpt-4o-2024-05-13, input", "1", kDay1, "proj_a");
  Bill("gpt-4o-2024-08-06, input", "1", kDay1, "proj_b");
  Use("completions", "gpt-4o", 3, kDay1, "proj_b");
  EXPECT_EQ(Requests(), (Counts{{"gpt-4o-2024-08-06", 3}}));
}

TEST_F(OpenAiTest, OfSeveralLikeNamesTheOneOfTheDayIsTaken) {
  Bill("gpt-4o-2024-05-13, input", "1", kDay1);
  Bill("gpt-4o-2024-08-06, input", "1", kDay1 + 1);
  Use("completions", "gpt-4o", 3, kDay1 + 1, "proj_z");
  EXPECT_EQ(Requests(), (Counts{{"gpt-4o-2024-08-06", 3}}));
}

TEST_F(OpenAiTest, WithSeveralLikeNamesAndNothingToTellTheOwnNameStays) {
  Bill("gpt-4o-2024-05-13, input");
  Bill("gpt-4o-2024-08-06, input");
  Use("completions", "gpt-4o", 3);
  EXPECT_EQ(Requests(), (Counts{{"gpt-4o", 3}}));
}

TEST_F(OpenAiTest, FineTunedModelsAreNamedAsTheyAreBilled) {
  Bill("ft-gpt-4o-2024-08-06, input");
  Use("completions", "ft:gpt-4o-2024-08-06:acme::AbC", 3);
  Use("completions", "ft:gpt-4o-2024-08-06:acme::XyZ", 4);
  Use("completions", "ft:gpt-3.5-turbo:acme::Q", 1);
  EXPECT_EQ(Requests(), (Counts{{"ft-gpt-4o-2024-08-06", 7}, {"ft:gpt-3.5-turbo:acme::Q", 1}}));
}

TEST_F(OpenAiTest, ToolCallsCountUnderTheNameOfTheTool) {
  Use("web_search_calls", "gpt-4o", 3);
  Use("file_search_calls", std::nullopt, 4);
  Use("code_interpreter_sessions", std::nullopt, 5);
  EXPECT_EQ(
      Requests(),
      (Counts{{"web search tool calls", 3}, {"assistants api | file search", 4}, {"code interpreter sessions", 5}}));
}

TEST_F(OpenAiTest, UseWithoutAModelAndUseOfNothingAreKept) {
  Use("completions", std::nullopt, 3);
  Use("embeddings", "text-embedding-3-small", 0);
  EXPECT_EQ(Requests(), (Counts{{"(unknown model)", 3}, {"text-embedding-3-small", 0}}));
}

TEST_F(OpenAiTest, AnEndpointThatIsNotThereLeavesItsCountsUnknown) {
  Bill("gpt-4o, input");
  Use("completions", "gpt-4o");
  for (const int status : {400, 401, 403, 404}) {
    server_.instead["decisions"] = {status, {}, "{}"};
    EXPECT_EQ(Requests(), (Counts{{"gpt-4o", 5}})) << status;
  }
}

class OpenAiCountsTest : public OpenAiTest {
 protected:
  std::vector<std::string> NoticesOf(DateRange range = kThreeDays) {
    std::vector<std::string> messages;
    const auto costs = Costs(range);
    EXPECT_TRUE(costs);
    if (!costs) return messages;
    EXPECT_FALSE(costs->incomplete);
    for (const Notice& notice : costs->notices) {
      EXPECT_EQ(notice.kind, notice::kCountsMissing);
      messages.push_back(notice.message);
      hint_ = notice.hint;
    }
    return messages;
  }
  std::string hint_;
};

TEST_F(OpenAiCountsTest, AllIsCountedSoThereIsNothingToSay) {
  Use("completions", "gpt-4o");
  EXPECT_THAT(NoticesOf(), IsEmpty());
}

TEST_F(OpenAiCountsTest, ABetaThatIsNotThereIsNoNews) {
  server_.instead["decisions"] = {404, {}, "{}"};
  EXPECT_THAT(NoticesOf(), IsEmpty());
  server_.instead["decisions"] = {403, {}, "{}"};
  EXPECT_THAT(NoticesOf(), ElementsAre("openai: no request counts from usage/decisions: status 403"));
}

TEST_F(OpenAiCountsTest, EndpointsThatRefuseAreTold) {
  server_.instead["images"] = {403, {}, "{}"};
  server_.instead["completions"] = {403, {}, "{}"};
  server_.instead["embeddings"] = {404, {}, "{}"};
  EXPECT_THAT(NoticesOf(), ElementsAre("openai: no request counts from usage/completions, usage/images: status 403",
                                       "openai: no request counts from usage/embeddings: status 404"));
  EXPECT_THAT(hint_, testing::HasSubstr("costs are whole"));
}

TEST_F(OpenAiCountsTest, DaysThatAreRefusedAreToldAndHaveNoCounts) {
  Bill("gpt-4o, input", "1", kYear.start);
  Bill("gpt-4o, input", "1", kYear.end);
  for (const Date date : {kYear.start, kYear.end}) {
    Use("completions", "gpt-4o", 5, date);
    Use("images", "gpt-4o", 2, date);
  }
  server_.before["completions"] = {kYear.start + 31, {400, {}, "{}"}};
  EXPECT_THAT(NoticesOf(kYear), ElementsAre("openai: no request counts from usage/completions for "
                                            "2025-01-01..2025-01-31: status 400"));
  // What images counted in January would look like all of it.
  for (const CostBucket& bucket : Buckets(kYear)) {
    if (bucket.line_item) continue;
    EXPECT_EQ(bucket.date, kYear.end);
    EXPECT_EQ(bucket.requests, 7);
  }
}

TEST_F(OpenAiCountsTest, DaysRefusedByAnEndpointThatCountsNothingLeaveTheOthersAlone) {
  Use("completions", "gpt-4o", 5, kYear.start);
  server_.before["moderations"] = {kYear.start + 31, {400, {}, "{}"}};
  EXPECT_THAT(NoticesOf(kYear), ElementsAre("openai: no request counts from usage/moderations for "
                                            "2025-01-01..2025-01-31: status 400"));
  EXPECT_EQ(Requests(kYear), (Counts{{"gpt-4o", 5}}));
}

TEST_F(OpenAiCountsTest, CountsWithoutAnyModelAreNotTaken) {
  Bill("gpt-4o, input");
  Use("completions", std::nullopt, 3);
  const auto costs = Costs();
  ASSERT_TRUE(costs);
  ASSERT_TRUE(costs->incomplete);
  EXPECT_EQ(costs->incomplete->message, "openai: usage/completions: grouping was ignored: no count has a model");
  EXPECT_EQ(costs->buckets.size(), 1U);
}

TEST_F(OpenAiTest, AnEndpointThatIsNotThereIsNotAskedTwelveTimes) {
  server_.instead["decisions"] = {404, {}, "{}"};
  EXPECT_TRUE(Costs(kYear));
  EXPECT_EQ(server_.calls("decisions"), 1);
}

TEST_F(OpenAiTest, AUsageFaultThatMayPassLeavesTheCostsWhole) {
  Bill("gpt-4o, input", "1.5");
  Use("embeddings", "text-embedding-3-small");
  const std::vector<std::pair<HttpResponse, ErrorKind>> faults = {
      {{503, {}, ""}, ErrorKind::kUnavailable},
      {{429, {}, ""}, ErrorKind::kRateLimited},
      {{200, {}, "<html>"}, ErrorKind::kBadUpstream},
      {{200, {}, R"({"data":[{"start_time":1761955200,"results":[{"num_model_requests":-1}]}]})"},
       ErrorKind::kBadUpstream},
      {{200, {}, R"({"data":[{"start_time":1761955200,"results":[{"num_model_requests":5}]}]})"},
       ErrorKind::kBadUpstream},
  };
  for (const auto& [reply, kind] : faults) {
    server_.instead["completions"] = reply;
    const auto costs = Costs();
    ASSERT_TRUE(costs) << reply.body;
    EXPECT_EQ(Total(costs->buckets).ToString(), "1.5");
    ASSERT_TRUE(costs->incomplete) << reply.body;
    EXPECT_EQ(costs->incomplete->kind, kind);
    EXPECT_THAT(costs->incomplete->message, testing::StartsWith("openai: usage/completions: "));
  }
}

}  // namespace
}  // namespace llmcost
