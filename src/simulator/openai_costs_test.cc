// SPDX-License-Identifier: MIT
#include <chrono>
#include <set>

#include "simulator/openai_buckets.h"
#include "simulator/simulator_fixture.h"

namespace llmcost {
namespace {

constexpr Date kStart{2026, 5, 1};
constexpr Date kEnd{2026, 11, 1};  // exclusive

class OpenAiCostsTest : public SimulatorFixture {
 protected:
  static std::string Costs(const std::string& query) { return "/v1/organization/costs?" + query; }
};

TEST_F(OpenAiCostsTest, DefaultsToSevenBuckets) {
  const auto page = Get(Costs(Window(kStart, kEnd))).json();
  ASSERT_EQ(page["data"].Size(), 7U);
  EXPECT_TRUE(page["has_more"].GetBool());
  for (int i = 0; i < 7; ++i) {
    const auto& bucket = page["data"][static_cast<unsigned>(i)];
    EXPECT_EQ(bucket["start_time"].GetString(), std::to_string((kStart + i).UnixSeconds()));
    EXPECT_EQ(bucket["end_time"].GetString(), std::to_string((kStart + i + 1).UnixSeconds()));
  }
}

TEST_F(OpenAiCostsTest, PagesHoldEveryDayOnceAndAddUpToTheTruth) {
  const Money truth = TrueTotal(kStart, kEnd - 1);
  for (const char* query : {"&limit=1", "", "&limit=31", "&limit=180"}) {
    const std::string target = Costs(Window(kStart, kEnd) + "&group_by=project_id&group_by=line_item" + query);
    std::vector<std::string> days;
    for (const auto& page : AllPages(target)) {
      for (const auto& bucket : page["data"].GetArray()) days.emplace_back(bucket["start_time"].GetString());
    }
    EXPECT_EQ(days.size(), static_cast<std::size_t>(kEnd - kStart)) << query;
    EXPECT_EQ(std::set<std::string>(days.begin(), days.end()).size(), days.size()) << query;
    EXPECT_EQ(SumCosts(target)[""], truth) << query;
  }
}

TEST_F(OpenAiCostsTest, EveryGroupingAddsUpToTheTruth) {
  const std::string window = Window(kStart, kEnd) + "&limit=180";
  const Money truth = TrueTotal(kStart, kEnd - 1);
  EXPECT_EQ(SumCosts(Costs(window))[""], truth);
  EXPECT_EQ(SumCosts(Costs(window + "&group_by=project_id"), "project_id"),
            Truth(kStart, kEnd - 1, "by_project", "project_id"));
  EXPECT_EQ(SumCosts(Costs(window + "&group_by[]=line_item"), "line_item"),
            Truth(kStart, kEnd - 1, "by_line_item", "line_item"));
  EXPECT_EQ(SumCosts(Costs(window + "&group_by%5B%5D=line_item&group_by%5B%5D=project_id"), "project_id"),
            Truth(kStart, kEnd - 1, "by_project", "project_id"));
  EXPECT_EQ(SumCosts(Costs(window + "&group_by=api_key_id"))[""], truth);
}

TEST_F(OpenAiCostsTest, WhatIsNotGroupedByIsNull) {
  for (const std::string group : {"", "project_id", "line_item", "api_key_id"}) {
    const auto page = Get(Costs(Window(kStart, kStart + 1) + (group.empty() ? "" : "&group_by=" + group))).json();
    const auto& results = page["data"][0]["results"];
    ASSERT_GE(results.Size(), group.empty() ? 1U : 2U) << group;
    for (const auto& result : results.GetArray()) {
      EXPECT_STREQ(result["object"].GetString(), "organization.costs.result");
      EXPECT_STREQ(result["amount"]["currency"].GetString(), "usd");
      for (const char* field : {"project_id", "line_item", "api_key_id"}) {
        EXPECT_TRUE(group == field || result[field].IsNull()) << group << " " << field;
      }
      EXPECT_TRUE(group == "line_item" || result["quantity"].IsNull()) << group;
    }
    EXPECT_EQ(results.Size() == 1, group.empty()) << group;
  }
}

TEST_F(OpenAiCostsTest, FiltersByProjectAndKey) {
  const auto projects = Truth(kStart, kEnd - 1, "by_project", "project_id");
  ASSERT_TRUE(projects.contains("(null)"));
  const std::string window = Window(kStart, kEnd) + "&limit=180";
  Money sum;
  for (const auto& [id, cost] : projects) {
    if (id == "(null)") continue;
    EXPECT_EQ(SumCosts(Costs(window + "&project_ids=" + id))[""], cost) << id;
    sum += cost;
  }
  std::string all;
  for (const auto& [id, cost] : projects) all += "&project_ids[]=" + id;
  EXPECT_EQ(SumCosts(Costs(window + all))[""], sum);
  EXPECT_TRUE(SumCosts(Costs(window + "&project_ids=proj_no")).empty());
  for (const auto& [key, cost] : SumCosts(Costs(window + "&group_by=api_key_id"), "api_key_id")) {
    if (key == "(null)") continue;
    EXPECT_EQ(SumCosts(Costs(window + "&api_key_ids=" + key))[""], cost) << key;
  }
}

TEST_F(OpenAiCostsTest, ParametersAreChecked) {
  const std::string start = "start_time=" + std::to_string(kStart.UnixSeconds());
  const std::map<std::string, std::string> bad = {{"", "start_time"},
                                                  {"start_time=", "start_time"},
                                                  {"start_time=yesterday", "start_time"},
                                                  {"start_time=-5", "start_time"},
                                                  {"start_time=99999999999999999999", "start_time"},
                                                  {start + "&end_time=x", "end_time"},
                                                  {start + "&end_time=5", "end_time"},
                                                  {start + "&limit=0", "limit"},
                                                  {start + "&limit=181", "limit"},
                                                  {start + "&bucket_width=1h", "bucket_width"},
                                                  {start + "&group_by=model", "group_by"},
                                                  {start + "&group_by=project_id,line_item", "group_by"},
                                                  {start + "&group_by[]=", "group_by"},
                                                  {start + "&page=page_1", "page"}};
  for (const auto& [query, param] : bad) {
    const auto reply = Get(Costs(query));
    EXPECT_EQ(reply.status(), 400) << query;
    EXPECT_EQ(reply.error("param"), param) << query;
    EXPECT_EQ(reply.error("type"), "invalid_request_error") << query;
  }
  EXPECT_EQ(Get(Costs(start + "&bucket_width=1d&colour=blue&user_ids=x")).status(), 200);
}

TEST_F(OpenAiCostsTest, CursorsAreBoundToTheirQuestion) {
  const std::string query = Window(kStart, kEnd) + "&limit=10&group_by=line_item&project_ids=proj_a";
  const std::string page = Get(Costs(query)).json()["next_page"].GetString();
  EXPECT_EQ(Get(Costs(query + "&page=" + page)).status(), 200);
  EXPECT_EQ(Get(Costs("page=" + page + "&" + query)).status(), 200);
  const std::vector<std::string> others = {
      Window(kStart, kEnd) + "&limit=11&group_by=line_item&project_ids=proj_a",
      Window(kStart, kEnd) + "&limit=10&project_ids=proj_a",
      Window(kStart, kEnd) + "&limit=10&group_by=line_item&project_ids=proj_b",
      Window(kStart, kEnd + 1) + "&limit=10&group_by=line_item&project_ids=proj_a",
      Window(kStart + 1, kEnd) + "&limit=10&group_by=line_item&project_ids=proj_a",
  };
  for (const auto& other : others) {
    const auto reply = Get(Costs(other + "&page=" + page));
    EXPECT_EQ(reply.status(), 400) << other;
    EXPECT_EQ(reply.error("message"), "The page token is invalid, have you modified the query parameters?");
  }
  EXPECT_EQ(Get(Costs(query + "&page=" + page), kNovalys).status(), 400);
  EXPECT_EQ(Get("/v1/organization/usage/completions?" + Window(kStart, kEnd) + "&page=" + page).status(), 400);
  std::string forged = page;
  forged.back() = forged.back() == '0' ? '1' : '0';
  EXPECT_EQ(Get(Costs(query + "&page=" + forged)).status(), 400);
}

TEST_F(OpenAiCostsTest, BeforeTheFirstDayBucketsAreEmpty) {
  const auto page = Get(Costs(Window(Date(2024, 1, 1), Date(2024, 1, 4)))).json();
  ASSERT_EQ(page["data"].Size(), 3U);
  for (const auto& bucket : page["data"].GetArray()) EXPECT_EQ(bucket["results"].Size(), 0U);
  EXPECT_FALSE(page["has_more"].GetBool());
}

TEST_F(OpenAiCostsTest, EndsWithTodayAndPromisesNothingBeyond) {
  const Date today = clock_.Today();
  const auto open = Get(Costs(fmt::format("start_time={}", (today - 2).UnixSeconds()))).json();
  ASSERT_EQ(open["data"].Size(), 3U);
  EXPECT_FALSE(open["has_more"].GetBool());
  const auto future = Get(Costs(Window(today, today + 60))).json();
  EXPECT_EQ(future["data"].Size(), 1U);
  EXPECT_EQ(Get(Costs(Window(today + 5, today + 9))).json()["data"].Size(), 0U);
}

TEST_F(OpenAiCostsTest, LastDaysGrowAndThenStay) {
  const Date day = clock_.Today();
  const auto cost = [&] { return SumCosts(Costs(Window(day, day + 1) + "&group_by=line_item"))[""]; };
  Money last;
  int grown = 0;
  for (int hour = 0; hour < 9 + 72; hour += 3) {
    const Money now = cost();
    EXPECT_GE(now, last) << hour;
    grown += now > last ? 1 : 0;
    last = now;
    clock_.Advance(std::chrono::hours(3));
  }
  EXPECT_GT(grown, 10);
  const Money settled = TrueTotal(day, day);
  clock_.Set(day.End() + std::chrono::hours(72));
  EXPECT_EQ(cost(), TrueTotal(day, day));
  const Money whole = cost();
  EXPECT_GE(whole, settled);
  clock_.Advance(std::chrono::hours(24 * 200));
  EXPECT_EQ(cost(), whole);
}

TEST_F(OpenAiCostsTest, SameSeedSameRepliesOtherSeedOthers) {
  const std::string target = Costs(Window(kStart, kEnd) + "&limit=180&group_by=project_id&group_by=line_item");
  const std::string body = Get(target).body();
  EXPECT_EQ(Get(target).body(), body);
  Make({});
  EXPECT_EQ(Get(target).body(), body);
  SimulatorOptions options;
  options.seed = 2;
  Make(options);
  EXPECT_NE(Get(target).body(), body);
}

// The figures themselves, so that another compiler or machine that gives others is found out.
TEST_F(OpenAiCostsTest, FiguresAreTheSameEverywhere) {
  EXPECT_EQ(TrueTotal(Date(2025, 3, 4), Date(2025, 3, 4)).ToString(), "6.094433865041677323");
}

TEST_F(OpenAiCostsTest, EveryFormOfLineItemOccurs) {
  std::set<std::string> items;
  for (const char* organization : {"Edugami", "Novalys"}) {
    for (const auto& [item, cost] :
         Truth(Date(2024, 10, 1), clock_.Today(), "by_line_item", "line_item", organization)) {
      items.insert(item);
    }
  }
  for (const char* item :
       {"gpt-4o-mini-2024-07-18, input", "gpt-4o-mini-2024-07-18, cached input", "gpt-4o-mini-2024-07-18, output",
        "gpt-5.6-sol, cache writes", "priority | gpt-5.6-sol, output, long context", "priority | gpt-5.6-sol, input",
        "gpt-5.6-sol, input, long context", "ft-gpt-4o-mini-2024-07-18, input", "gpt-image-1 image, output",
        "gpt-image-1 text, cached input", "gpt-image-2-2026-04-21 image, output", "gpt-4o-mini-tts audio, output",
        "text-embedding-3-small", "whisper", "web search tool calls", "code interpreter sessions",
        "assistants api | file search", "Vector storage", "(null)"}) {
    EXPECT_TRUE(items.contains(item)) << item;
  }
}

TEST_F(OpenAiCostsTest, EveryFormOfAmountOccurs) {
  int quoted = 0;
  int numbers = 0;
  int zeros = 0;
  int decimal128 = 0;
  int exponents = 0;
  int negative = 0;
  int no_project = 0;
  for (const auto& page : AllPages(Costs(Window(Date(2025, 11, 22), kEnd) +
                                         "&limit=180&group_by=project_id&group_by=line_item&group_by=api_key_id"))) {
    for (const auto& bucket : page["data"].GetArray()) {
      for (const auto& result : bucket["results"].GetArray()) {
        const std::string text = result["amount"]["value"].GetString();
        const Money money = ReadMoney(result["amount"]["value"]);
        zeros += money.IsZero() ? 1 : 0;
        decimal128 += text == "0E-6176" ? 1 : 0;
        exponents += text.find('e') != std::string::npos ? 1 : 0;
        negative += money < Money() ? 1 : 0;
        no_project += result["project_id"].IsNull() ? 1 : 0;
        (text.size() > 30 ? quoted : numbers) += 1;
      }
    }
  }
  EXPECT_GT(quoted, 1000);
  EXPECT_GT(numbers, 1000);
  EXPECT_GT(zeros, decimal128);
  EXPECT_GT(decimal128, 20);
  EXPECT_GT(exponents, 20);
  EXPECT_GT(negative, 2);
  EXPECT_GT(no_project, 50);
}

TEST_F(OpenAiCostsTest, TheArchivedProjectCostsOnlyInThePast) {
  const auto list = Get("/v1/organization/projects?include_archived=true").json();
  const std::string archived = list["data"][3]["id"].GetString();
  ASSERT_STREQ(list["data"][3]["status"].GetString(), "archived");
  EXPECT_GT(Truth(Date(2025, 1, 1), Date(2025, 3, 31), "by_project", "project_id")[archived], Money());
  EXPECT_FALSE(Truth(Date(2025, 7, 1), clock_.Today(), "by_project", "project_id").contains(archived));
}

TEST_F(OpenAiCostsTest, ThreeSmallCompaniesSpendAPlausibleAmount) {
  const auto month = [&](Date start) {
    Money total;
    for (const char* organization : {"Edugami", "Novalys", "Atelier%20Ferrand"}) {
      total += TrueTotal(start, start + 29, organization);
    }
    return total;
  };
  const Money early = month(Date(2024, 11, 1));
  const Money late = month(Date(2026, 10, 1));
  EXPECT_GT(early, Money::FromUnits(100));
  EXPECT_LT(early, Money::FromUnits(900));
  EXPECT_GT(late, Money::FromUnits(1200));
  EXPECT_LT(late, Money::FromUnits(2300));
  // A weekday against its Sunday.
  EXPECT_GT(TrueTotal(Date(2026, 10, 14), Date(2026, 10, 14)), TrueTotal(Date(2026, 10, 18), Date(2026, 10, 18)));
}

TEST_F(OpenAiCostsTest, DenseDataHaveEveryLineItemOnEveryDay) {
  SimulatorOptions options;
  options.line_items = 30;
  Make(options);
  const auto pages = AllPages(Costs(Window(kStart, kStart + 20) + "&limit=180&group_by=project_id&group_by=line_item"));
  ASSERT_EQ(pages.size(), 1U);
  for (const auto& bucket : pages[0]["data"].GetArray()) EXPECT_EQ(bucket["results"].Size(), 12U * 30U);
  EXPECT_EQ(SumCosts(Costs(Window(kStart, kStart + 20) + "&limit=180"))[""], TrueTotal(kStart, kStart + 19));
}

TEST(FormatAmountTest, EveryFormReadsBackExactly) {
  for (const char* text : {"0", "1", "-1", "0.000000000000000001", "-0.000000000000000001", "12.5", "0.00001",
                           "0.0000001", "999999999999.123456789012345678", "0.04125", "-3.3"}) {
    const Money money = *Money::Parse(text);
    for (std::uint64_t choice = 0; choice < 4; ++choice) {
      const auto written = FormatAmount(money, choice);
      const auto read = Money::Parse(written.text);
      ASSERT_TRUE(read) << written.text;
      EXPECT_EQ(*read, money) << written.text;
    }
  }
  EXPECT_EQ(FormatAmount(*Money::Parse("0.04125"), 0).text, "0.04125000000000000000000000000000000");
  EXPECT_EQ(FormatAmount(*Money::Parse("12.5"), 0).text, "12.50000000000000000000000000000000");
  EXPECT_EQ(FormatAmount(*Money::Parse("0.00000015"), 0).text, "1.500000000000000000000000000000000E-7");
  EXPECT_EQ(FormatAmount(*Money::Parse("0.0000045"), 2).text, "4.5e-06");
  EXPECT_EQ(FormatAmount(Money(), 0).text, "0E-6176");
}

}  // namespace
}  // namespace llmcost
