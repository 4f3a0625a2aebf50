// SPDX-License-Identifier: MIT
// Options, faults on demand, the rate limit, and what the simulator says about itself.
#include "simulator/simulator.h"

#include <chrono>

#include "simulator/simulator_fixture.h"

namespace llmcost {
namespace {

class SimulatorTest : public SimulatorFixture {
 protected:
  static constexpr const char* kCosts =
      "/v1/organization/costs?start_time=1790812800&end_time=1791417600&limit=3&group_by=project_id&group_by=line_item";

  void AddFault(const std::string& rule) {
    const auto reply = Get("/_simulator/faults?add=" + rule);
    ASSERT_EQ(reply.status(), 200) << reply.body();
  }
  // The reply to kCosts under one fault, which is then gone.
  Reply Under(const std::string& rule) {
    AddFault(rule + ",count=1");
    const auto reply = Get(kCosts);
    EXPECT_EQ(Get(kCosts).status(), 200);
    return reply;
  }
  Result<void> Try(const SimulatorOptions& options) const {
    auto made = Simulator::Make(options, clock_);
    if (!made) return Failure(made.error());
    return {};
  }
};

TEST_F(SimulatorTest, OptionsOutOfRangeAreRefusedByName) {
  const auto refused = [&](auto change) {
    SimulatorOptions options;
    change(options);
    const auto made = Try(options);
    EXPECT_FALSE(made);
    if (made) return std::string();
    EXPECT_EQ(made.error().kind, ErrorKind::kInvalidArgument);
    return made.error().message;
  };
  EXPECT_EQ(refused([](auto& o) { o.organizations = 0; }), "simulator: organizations must be 1 to 8");
  EXPECT_EQ(refused([](auto& o) { o.organizations = 9; }), "simulator: organizations must be 1 to 8");
  EXPECT_EQ(refused([](auto& o) { o.projects = 0; }), "simulator: projects must be 1 to 1000");
  EXPECT_EQ(refused([](auto& o) { o.line_items = -1; }), "simulator: line items must be 0 to 1000");
  EXPECT_EQ(refused([](auto& o) { o.calls_per_minute = -1; }), "simulator: calls per minute must be 0 to 1000000");
  EXPECT_EQ(refused([](auto& o) { o.latency = std::chrono::milliseconds(-1); }),
            "simulator: latency in milliseconds must be 0 to 600000");
  EXPECT_EQ(refused([](auto& o) { o.faults = {"kind=429", "kind=tea"}; }).substr(0, 41),
            "fault rule 'kind=tea': no kind 'tea'; the");
}

TEST_F(SimulatorTest, AnyNumberOfOrganizationsAndProjectsWorks) {
  for (const int organizations : {1, 8}) {
    for (const int projects : {1, 2, 5, 30}) {
      SimulatorOptions options;
      options.organizations = organizations;
      options.projects = projects;
      Make(options);
      for (const auto& key : simulator_->keys()) {
        if (key.provider != "openai") continue;
        EXPECT_GT(TrueTotal(Date(2026, 10, 1), Date(2026, 10, 31), PercentEncode(key.organization)), Money());
        EXPECT_EQ(SumCosts("/v1/organization/costs?limit=180&" + Window(Date(2026, 10, 1), Date(2026, 11, 1)), "",
                           key.key)[""],
                  TrueTotal(Date(2026, 10, 1), Date(2026, 10, 31), PercentEncode(key.organization)));
      }
    }
  }
}

TEST_F(SimulatorTest, BadFaultRulesAreRefusedWithTheReason) {
  const std::map<std::string, std::string> bad = {
      {"", "no kind"},
      {"path=/organization/costs", "no kind"},
      {"kind=399", "no kind '399'"},
      {"kind=600", "no kind '600'"},
      {"kind=429,retry_after=soon", "retry_after must be a number from 0 to 86400"},
      {"kind=429,count=0", "count must be a number from 1 to 1000000"},
      {"kind=429,colour=blue", "no field 'colour'"},
      {"kind=429,path=costs", "path must begin with a slash"},
      {"kind=429,organization=nobody", "no organization 'nobody'"},
      {"kind", "'kind' is not name=value"},
  };
  for (const auto& [rule, reason] : bad) {
    const auto reply = Get("/_simulator/faults?add=" + rule);
    EXPECT_EQ(reply.status(), 400) << rule;
    EXPECT_NE(reply.error("message").find(reason), std::string::npos) << reply.body();
  }
  EXPECT_EQ(Get("/_simulator/faults?remove=1").status(), 400);
  EXPECT_EQ(Get(kCosts).status(), 200);
}

TEST_F(SimulatorTest, StatusFaultsHaveTheDocumentedBodyAndRetryAfter) {
  const auto limited = Under("path=/organization/costs,kind=429,retry_after=7");
  EXPECT_EQ(limited.status(), 429);
  EXPECT_EQ(FindHeader(limited.response.headers, "retry-after"), "7");
  EXPECT_EQ(limited.error("code"), "rate_limit_exceeded");
  EXPECT_EQ(FindHeader(Under("kind=429").response.headers, "retry-after"), "");
  EXPECT_EQ(Under("kind=500").error("type"), "server_error");
  EXPECT_EQ(Under("kind=503,retry_after=1").status(), 503);
  EXPECT_EQ(Under("kind=401").error("code"), "invalid_api_key");
}

TEST_F(SimulatorTest, FaultsHitTheirPathOrganizationAndTurn) {
  AddFault("path=/v1/organization/costs,organization=edugami,kind=500,after=1,count=2");
  EXPECT_EQ(Get(kCosts, kNovalys).status(), 200);
  EXPECT_EQ(Get("/v1/organization/projects").status(), 200);
  EXPECT_EQ(Get(kCosts).status(), 200);
  EXPECT_EQ(Get(kCosts).status(), 500);
  EXPECT_EQ(Get(kCosts).status(), 500);
  EXPECT_EQ(Get(kCosts).status(), 200);
  const auto faults = Get("/_simulator/faults").json();
  EXPECT_STREQ(faults["faults"][0]["applied"].GetString(), "2");
}

TEST_F(SimulatorTest, FaultsLastUntilCleared) {
  SimulatorOptions options;
  options.faults = {"kind=503"};
  Make(options);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Get(kCosts).status(), 503);
  EXPECT_EQ(Get("/_simulator/faults?clear=1&add=kind=502").status(), 200);
  EXPECT_EQ(Get(kCosts).status(), 502);
  EXPECT_EQ(Get("/_simulator/faults?clear=1").body(), R"({"faults":[]})");
  EXPECT_EQ(Get(kCosts).status(), 200);
}

TEST_F(SimulatorTest, AnswersThatAreNone) {
  EXPECT_EQ(Under("kind=reset").response.delivery, ServerResponse::Delivery::kReset);
  EXPECT_EQ(Under("kind=empty").body(), "");
  const auto redirected = Under("kind=redirect,to=http://127.0.0.1:1/");
  EXPECT_EQ(redirected.status(), 302);
  EXPECT_EQ(FindHeader(redirected.response.headers, "location"), "http://127.0.0.1:1/");
  const auto html = Under("kind=html");
  EXPECT_EQ(html.status(), 200);
  EXPECT_TRUE(html.body().starts_with("<!DOCTYPE html>"));
  EXPECT_EQ(Under("kind=html,status=502").status(), 502);
  const auto wrong = Under("kind=wrong-json").json();
  EXPECT_TRUE(wrong.IsObject());
  EXPECT_FALSE(wrong.HasMember("data"));
}

TEST_F(SimulatorTest, AnswersThatArriveBroken) {
  const std::string whole = Get(kCosts).body();
  const auto cut = Under("kind=cut-off");
  EXPECT_EQ(cut.response.delivery, ServerResponse::Delivery::kCutOff);
  EXPECT_EQ(cut.body(), whole);
  const auto truncated = Under("kind=truncated-json");
  EXPECT_EQ(truncated.body(), whole.substr(0, whole.size() / 2));
  EXPECT_TRUE(truncated.json().HasParseError());
  EXPECT_TRUE(Under("kind=invalid-utf8").json().HasParseError());
  const auto deep = Under("kind=deep-nesting").body();
  EXPECT_NE(deep.find(std::string(100'000, '[')), std::string::npos);
  const auto huge = Under("kind=huge,mb=3");
  EXPECT_GT(huge.body().size(), 3U << 20U);
  EXPECT_TRUE(huge.json()["data"].IsArray());
  EXPECT_GT(Under("kind=huge").body().size(), 60U << 20U);
}

TEST_F(SimulatorTest, AnswersThatSayTheWrongThing) {
  const auto first = [](const rapidjson::Document& page) -> const rapidjson::Value& {
    return page["data"][0]["results"][0];
  };
  const auto types = Under("kind=wrong-types").json();
  EXPECT_TRUE(first(types)["amount"]["value"].IsArray());
  EXPECT_NE(Under("kind=duplicate-keys").body().find(R"("value":999)"), std::string::npos);
  EXPECT_STREQ(first(Under("kind=nan").json())["amount"]["value"].GetString(), "NaN");
  const auto euros = Under("kind=other-currency").body();
  EXPECT_EQ(euros.find("\"usd\""), std::string::npos);
  EXPECT_NE(euros.find("\"eur\""), std::string::npos);
  const auto ungrouped = Under("kind=ignore-grouping").json();
  EXPECT_EQ(ungrouped["data"][0]["results"].Size(), 1U);
  EXPECT_TRUE(first(ungrouped)["line_item"].IsNull());

  AddFault("path=/organization/projects,kind=wrong-types,count=1");
  EXPECT_TRUE(Get("/v1/organization/projects").json()["data"][0]["id"].IsArray());
}

TEST_F(SimulatorTest, CursorsThatLeadNowhere) {
  AddFault("kind=repeated-cursor");
  const std::string page = Get(kCosts).json()["next_page"].GetString();
  const auto second = Get(std::string(kCosts) + "&page=" + page).json();
  EXPECT_EQ(second["next_page"].GetString(), page);
  EXPECT_TRUE(second["has_more"].GetBool());

  ASSERT_EQ(Get("/_simulator/faults?clear=1&add=kind=phantom-page").status(), 200);
  const std::string whole = "/v1/organization/costs?start_time=1790812800&end_time=1791417600";
  const auto phantom = Get(whole).json();
  EXPECT_EQ(phantom["data"].Size(), 7U);
  EXPECT_TRUE(phantom["has_more"].GetBool());
  EXPECT_EQ(Get(whole + "&page=" + phantom["next_page"].GetString()).status(), 400);
}

TEST_F(SimulatorTest, LatencyAndSlownessAreWaitedForSideBySide) {
  SimulatorOptions options;
  options.latency = std::chrono::milliseconds(20);
  options.faults = {"path=/organization/projects,kind=slow,ms=30", "path=/organization/projects,kind=503,count=1"};
  Make(options);
  const auto begin = std::chrono::steady_clock::now();
  const auto replies = GetAll(std::vector<std::string>(10, "/v1/organization/projects"));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(50));
  int failed = 0;
  for (const auto& reply : replies) failed += reply.status() == 503 ? 1 : 0;
  EXPECT_EQ(failed, 1);
  const auto calls = Get("/_simulator/calls").json();
  EXPECT_STREQ(calls["max_in_flight"].GetString(), "10");
  EXPECT_STREQ(calls["in_flight"].GetString(), "0");
}

TEST_F(SimulatorTest, AnswersTheSameOnManyThreads) {
  SimulatorOptions options;
  options.calls_per_minute = 1000;
  Make(options);
  const std::string usage =
      "/v1/organization/usage/completions?group_by=model&" + Window({2026, 11, 1}, {2026, 11, 22});
  const std::string costs = Get(kCosts).body();
  const std::string completions = Get(usage).body();
  Make(options);  // with nothing kept from before
  std::vector<std::string> targets;
  for (int i = 0; i < 100; ++i) {
    targets.insert(targets.end(), {kCosts, usage, "/_simulator/calls", "/_simulator/faults?add=path=/none,kind=500"});
  }
  const auto replies = GetAll(targets, kEdugami, "GET", 4);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    EXPECT_EQ(replies[i].status(), 200);
    if (targets[i] == kCosts) {
      EXPECT_EQ(replies[i].body(), costs);
    } else if (targets[i] == usage) {
      EXPECT_EQ(replies[i].body(), completions);
    }
  }
  EXPECT_EQ(Get("/_simulator/faults").json()["faults"].Size(), 100U);
  EXPECT_STREQ(Get("/_simulator/calls").json()["total"].GetString(), "200");
}

TEST_F(SimulatorTest, RateLimitIsOfTheOrganizationAndTheMinute) {
  SimulatorOptions options;
  options.calls_per_minute = 3;
  Make(options);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Get("/v1/organization/projects").status(), 200);
  clock_.Advance(std::chrono::seconds(20));
  const auto limited = Get("/v1/organization/projects");
  EXPECT_EQ(limited.status(), 429);
  EXPECT_EQ(FindHeader(limited.response.headers, "Retry-After"), "40");
  EXPECT_EQ(Get("/v1/organization/projects", kNovalys).status(), 200);
  clock_.Advance(std::chrono::seconds(40));
  EXPECT_EQ(Get("/v1/organization/projects").status(), 200);
}

TEST_F(SimulatorTest, CountsCallsByDocumentedPathAndStatus) {
  Get("/v1/organization/projects/proj_1");
  Get("/v1/organization/projects/proj_2");
  Get("/v1/organization/spend_limit");
  Get("/v1/organization/spend_limit", "");
  Get("/v1/elsewhere");
  const auto calls = Get("/_simulator/calls?reset=1").json();
  EXPECT_STREQ(calls["total"].GetString(), "5");
  std::map<std::string, std::string> paths;
  for (const auto& path : calls["paths"].GetArray()) paths[path["path"].GetString()] = path["calls"].GetString();
  EXPECT_EQ(paths,
            (std::map<std::string, std::string>{
                {"/organization/projects/{project_id}", "2"}, {"/organization/spend_limit", "2"}, {"(unknown)", "1"}}));
  EXPECT_STREQ(calls["paths"][2]["statuses"]["401"].GetString(), "1");
  EXPECT_STREQ(Get("/_simulator/calls").json()["total"].GetString(), "0");
}

TEST_F(SimulatorTest, TruthAsksForDatesItCanUse) {
  EXPECT_EQ(Get("/_simulator/truth").status(), 400);
  EXPECT_EQ(Get("/_simulator/truth?start_date=2026-01-01").error("param"), "end_date");
  EXPECT_EQ(Get("/_simulator/truth?start_date=2026-02-01&end_date=2026-01-01").status(), 400);
  EXPECT_EQ(Get("/_simulator/truth?organization=x&start_date=2026-01-01&end_date=2026-01-01").status(), 404);
  EXPECT_EQ(Get("/_simulator/nothing").status(), 404);
  const auto all = Get("/_simulator/truth?start_date=2026-01-01&end_date=2026-01-31").json();
  EXPECT_EQ(all["by_organization"].Size(), 3U);
  EXPECT_EQ(all["by_day"].Size(), 31U);
  Money sum;
  for (const auto& day : all["by_day"].GetArray()) sum += ReadMoney(day["cost"]);
  EXPECT_EQ(sum, ReadMoney(all["total"]));
}

}  // namespace
}  // namespace llmcost
