// SPDX-License-Identifier: MIT
//
// What is OpenRouter's own: one answer for all days, own keys, workspaces by offset. What every provider must do is in
// contract_test.cc.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <memory>
#include <tuple>

#include "core/clock.h"
#include "http/fake_http_client.h"
#include "providers/provider_testing.h"
#include "providers/registry.h"

namespace llmcost {
namespace {

using ::testing::HasSubstr;

std::string Row(const std::string& date, const std::string& workspace, const std::string& model,
                const std::string& usage, const std::string& own_key = "0", int requests = 1) {
  return fmt::format(
      R"({{"date":"{0}","model":"{1}","model_permaslug":"{1}-v1","endpoint_id":"e","provider_name":"P","usage":{2},)"
      R"("byok_usage_inference":{3},"requests":{4},"prompt_tokens":{6},"completion_tokens":{4},"reasoning_tokens":0,)"
      R"("workspace_id":"{5}"}})",
      date, model, usage, own_key, requests, workspace, 10 * requests);
}

std::string Answer(const std::vector<std::string>& rows) {
  std::string text;
  for (const std::string& row : rows) text += (text.empty() ? "" : ",") + row;
  return R"({"data":[)" + text + "]}";
}

class OpenRouterTest : public ::testing::Test {
 protected:
  static constexpr Date kDay{2026, 11, 1};
  static constexpr DateRange kThreeDays{kDay, Date(2026, 11, 3)};

  OpenRouterTest() {
    ProviderSettings settings;
    settings.keys.push_back({"acme", "Acme", "sk-or-v1-test", "OPENROUTER_API_KEY_ACME", true});
    provider_ = OpenRouterEntry().make(settings, http_, clock_);
  }

  Result<FetchedCosts> Costs(DateRange range = kThreeDays) {
    FetchProgress progress;
    auto costs = RunToEnd(provider_->Costs("acme", range, progress));
    EXPECT_EQ(progress.calls_done, progress.calls_total);
    return costs;
  }
  std::vector<CostBucket> Buckets(const std::vector<std::string>& rows, DateRange range = kThreeDays) {
    reply_.body = Answer(rows);
    auto costs = Costs(range);
    EXPECT_TRUE(costs) << costs.error().message;
    return costs ? std::move(costs->buckets) : std::vector<CostBucket>();
  }

  HttpResponse reply_{200, {}, ""};
  FakeClock clock_{Date(2026, 11, 22).Start()};
  FakeHttpClient http_{[this](const HttpRequest&) { return reply_; }};
  std::unique_ptr<Provider> provider_;
};

TEST_F(OpenRouterTest, OneCallHasAllDays) {
  Buckets({}, {Date(2026, 10, 23), Date(2026, 11, 21)});
  ASSERT_EQ(http_.requests().size(), 1U);
  EXPECT_EQ(http_.requests().front().url, "https://openrouter.ai/api/v1/activity?group_by=workspace");
  EXPECT_EQ(FindHeader(http_.requests().front().headers, "authorization"), "Bearer sk-or-v1-test");
}

TEST_F(OpenRouterTest, OffersTheThirtyDaysThatAreOver) {
  EXPECT_EQ(provider_->OfferedDays(Date(2026, 11, 22)), (DateRange{Date(2026, 10, 23), Date(2026, 11, 21)}));
}

TEST_F(OpenRouterTest, TakesTheDaysAskedForOnly) {
  const auto buckets = Buckets({Row("2026-10-31", "w", "m", "1"), Row("2026-11-01", "w", "m", "2"),
                                Row("2026-11-03", "w", "m", "4"), Row("2026-11-04", "w", "m", "8")});
  EXPECT_EQ(Total(buckets).ToString(), "6");
}

TEST_F(OpenRouterTest, DaysMayHaveATimeBehindThem) {
  EXPECT_EQ(Total(Buckets({Row("2026-11-01 00:00:00", "w", "m", "2")})).ToString(), "2");
}

TEST_F(OpenRouterTest, EndpointsOfOneModelAddUp) {
  const auto buckets =
      Buckets({Row("2026-11-01", "w", "m", "1e-7", "0", 3), Row("2026-11-01", "w", "m", "0.25", "0", 4)});
  ASSERT_EQ(buckets.size(), 2U);
  EXPECT_EQ(buckets[0].cost.ToString(), "0.2500001");
  EXPECT_EQ(buckets[0].model, "m");
  EXPECT_EQ(buckets[0].line_item, "m-v1");
  EXPECT_EQ(buckets[0].project_id, "w");
  EXPECT_EQ(buckets[0].provenance, Provenance::kBilled);
  EXPECT_EQ(buckets[0].requests, std::nullopt);
  EXPECT_EQ(buckets[1].line_item, std::nullopt);
  EXPECT_EQ(buckets[1].requests, 7);
  EXPECT_EQ(buckets[1].input_tokens, 70);
  EXPECT_EQ(buckets[1].output_tokens, 7);
}

TEST_F(OpenRouterTest, WhatOwnKeysPaidForIsNotInTheCostsAndIsTold) {
  reply_.body = Answer({Row("2026-11-01", "w", "m", "0.05", "1"), Row("2026-11-02", "w", "m", "0.5")});
  const auto costs = Costs();
  ASSERT_TRUE(costs);
  EXPECT_EQ(Total(costs->buckets).ToString(), "0.55");
  ASSERT_EQ(costs->notices.size(), 1U);
  EXPECT_EQ(costs->notices[0].kind, notice::kNotIncluded);
  EXPECT_THAT(costs->notices[0].message, HasSubstr("BYOK"));
  const auto later = Costs({kDay + 1, kDay + 2});
  ASSERT_TRUE(later);
  EXPECT_TRUE(later->notices.empty());
}

TEST_F(OpenRouterTest, AnAnswerThatIsNotAllIsAnError) {
  reply_.body = R"({"data":[],"has_more":true,"next_page":"x"})";
  const auto costs = Costs();
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().message, "openrouter: activity: there is more, but no cursor to it");
}

TEST_F(OpenRouterTest, SaysWhatIsWrongWithAnAnswer) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"({"usage":1})", "row 1: date is missing"},
      {R"({"date":"2026-11-01"})", "row 1: usage is missing"},
      {R"({"date":"2026-11-01","usage":null})", "row 1: usage is not a number"},
      {R"({"date":"yesterday","usage":1})", "row 1: date is not a date"},
      {R"({"date":"2026-11-01T05:00:00Z","usage":1})", "row 1: date is not the start of a UTC day"},
      {R"({"date":"2026-11-01","usage":1,"requests":1.5})", "row 1: requests is not a whole number"},
      {R"({"date":"2026-11-01","usage":1,"workspace_id":1})", "row 1: workspace_id is not a string"},
      {R"({"date":"2026-11-01","usage":1,"byok_usage_inference":"x"})", "row 1: byok_usage_inference is not a number"},
      {"7", "row 1: it is not an object"},
  };
  for (const auto& [row, message] : rows) {
    reply_.body = Answer({row});
    const auto costs = Costs();
    ASSERT_FALSE(costs) << row;
    EXPECT_EQ(costs.error().message, "openrouter: activity: " + message);
  }
}

TEST_F(OpenRouterTest, AnOrdinaryKeyIsToldFromAWrongOne) {
  reply_ = {403, {}, R"({"error":{"code":403,"message":"Only management keys can perform this operation"}})"};
  auto costs = Costs();
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().kind, ErrorKind::kPermissionDenied);
  EXPECT_EQ(costs.error().hint,
            "Set OPENROUTER_API_KEY_ACME to a management key; an admin of the account makes one at "
            "https://openrouter.ai/settings/management-keys.");
  reply_.status = 401;
  costs = Costs();
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().kind, ErrorKind::kInvalidKey);
}

TEST_F(OpenRouterTest, WorkspacesThatRepeatAreAnError) {
  reply_.body = R"({"data":[{"id":"a","name":"A"}],"total_count":3})";
  const auto projects = RunToEnd(provider_->Projects("acme"));
  ASSERT_FALSE(projects);
  EXPECT_EQ(projects.error().message, "openrouter: page 2 of workspaces: there is more, but the cursor repeats");
}

TEST_F(OpenRouterTest, AListWithoutItsLengthEndsWithAShortPage) {
  reply_.body = R"({"data":[{"id":"a","name":"A"},{"id":"b","name":""}]})";
  const auto projects = RunToEnd(provider_->Projects("acme"));
  ASSERT_TRUE(projects) << projects.error().message;
  EXPECT_EQ(*projects, (std::vector<Project>{{"a", "A"}, {"b"}}));
}

TEST(OpenRouterPropertyTest, TheSumIsThatOfTheRowsAskedForInWhateverOrder) {
  const bool holds = rc::check([] {
    const DateRange range{Date(2026, 11, 5), Date(2026, 11, 9)};
    const auto cells = *rc::gen::container<std::vector<std::tuple<int, int, int, std::int64_t, std::int64_t>>>(
        rc::gen::tuple(rc::gen::inRange(0, 15), rc::gen::inRange(0, 3), rc::gen::inRange(0, 3),
                       rc::gen::arbitrary<std::int64_t>(), rc::gen::inRange<std::int64_t>(0, 1000)));
    Money expected;
    std::int64_t expected_requests = 0;
    std::vector<std::string> rows;
    for (const auto& [day, workspace, model, atto, own] : cells) {
      const Date date = Date(2026, 11, 1) + day;
      const auto requests = static_cast<int>(own % 7);
      rows.push_back(Row(date.ToString(), "w" + std::to_string(workspace), "m" + std::to_string(model),
                         Money::FromAtto(atto).ToString(), Money::FromAtto(own).ToString(), requests));
      if (!range.Contains(date)) continue;
      expected += Money::FromAtto(atto);
      expected_requests += requests;
    }
    FakeHttpClient http([&](const HttpRequest&) { return HttpResponse{200, {}, Answer(rows)}; });
    const FakeClock clock(Date(2026, 11, 22).Start());
    ProviderSettings settings;
    settings.keys.push_back({"acme", "Acme", "sk-or-v1-test", "OPENROUTER_API_KEY_ACME", true});
    FetchProgress progress;
    const auto costs = RunToEnd(OpenRouterEntry().make(settings, http, clock)->Costs("acme", range, progress));
    RC_ASSERT(costs.has_value());
    Money billed;
    std::int64_t requests = 0;
    for (const CostBucket& bucket : costs->buckets) {
      billed += bucket.cost;
      requests += bucket.requests.value_or(0);
    }
    RC_ASSERT(billed == expected);
    RC_ASSERT(requests == expected_requests);
  });
  EXPECT_TRUE(holds);
}

TEST(OpenRouterKeyTest, TellsAKeyByItsPrefix) {
  const std::vector<std::tuple<std::string, bool, std::string>> kinds = {
      {"sk-or-v1-x", true, "an OpenRouter key"},
      {"sk-ant-admin01-x", false, "an Anthropic key"},
      {"sk-admin-x", false, "an OpenAI key"},
      {"gateway", true, "a key of a kind not known"},
  };
  for (const auto& [key, usable, description] : kinds) {
    const KeyKind kind = OpenRouterEntry().describe_key(key);
    EXPECT_EQ(kind.usable, usable) << key;
    EXPECT_EQ(kind.description, description);
    EXPECT_THAT(kind.advice, HasSubstr("management key"));
  }
}

}  // namespace
}  // namespace llmcost
