// SPDX-License-Identifier: MIT
//
// What OpenAI's answers may look like, and what is said of those that cannot be used.
#include "providers/openai_json.h"

#include <rapidcheck.h>

#include "providers/json_reader.h"
#include "providers/openai_fixture.h"

namespace llmcost {
namespace {

TEST_F(OpenAiTest, SaysWhatIsWrongWithAnAnswer) {
  const auto bucket = [](const std::string& rows) {
    return R"({"data":[{"start_time":1761955200,"results":[]},{"start_time":1761955200,"results":[)" + rows +
           R"(]}],"has_more":false})";
  };
  const std::string deep(100'000, '[');
  const std::vector<std::pair<std::string, std::string>> answers = {
      {"", "the answer is empty"},
      {"   \n", "the answer is empty"},
      {"<html><body>Bad gateway</body></html>", "the answer is not a JSON object"},
      {"[]", "the answer is not a JSON object"},
      {"null", "the answer is not a JSON object"},
      {"{}", "data is missing"},
      {R"({"data":null})", "data is not a list"},
      {R"({"data":{}})", "data is not a list"},
      {R"({"data":[]} {})", "the answer is not JSON"},
      {R"({"data":[]}x)", "the answer is cut off"},
      {R"({"data":[],"has_more":"no"})", "has_more is not true or false"},
      {R"({"data":[],"next_page":7})", "next_page is not a string"},
      {R"({"data":[],"next_page":"page_2"})", "has_more is missing"},
      {R"({"data":[],"data":[]})", "data appears twice"},
      {R"({"data":[],"other":[1,}})", "the answer is not JSON"},
      {R"({"data":[],"other":01})", "the answer is not JSON"},
      {R"({"data":[],"other":tru})", "the answer is not JSON"},
      {R"({"data":[],"other":nul1})", "the answer is not JSON"},
      {R"({"data":[],"next_page":nul1})", "next_page is not a string"},
      {R"({"data":[],"other":)" + deep, "the answer is cut off"},
      {R"({"data":[],"other":)" + deep + std::string(100'000, ']') + "}", "the answer is nested too deeply"},
      {R"({"data":[7]})", "bucket 1: the bucket is not an object"},
      {R"({"data":[{"results":[]}]})", "bucket 1: start_time is missing"},
      {R"({"data":[{"start_time":1761955200}]})", "bucket 1: results is missing"},
      {R"({"data":[{"start_time":"now","results":[]}]})", "bucket 1: start_time is not a number"},
      {R"({"data":[{"start_time":1.5,"results":[]}]})", "bucket 1: start_time is not a whole number"},
      {R"({"data":[{"start_time":-5,"results":[]}]})", "bucket 1: start_time is negative"},
      {R"({"data":[{"start_time":1e300,"results":[]}]})", "bucket 1: start_time is not a whole number"},
      {bucket(R"({"amount":{"value":NaN,"currency":"usd"}})"), "bucket 2: the answer is not JSON"},
      {bucket(R"({"amount":{"value":"NaN","currency":"usd"}})"), "bucket 2: amount.value is not a number"},
      {bucket(R"({"amount":{"value":"Infinity","currency":"usd"}})"), "bucket 2: amount.value is not a number"},
      {bucket(R"({"amount":{"value":1.,"currency":"usd"}})"), "bucket 2: amount.value is not a number"},
      {bucket(R"({"amount":{"value":"","currency":"usd"}})"), "bucket 2: amount.value is not a number"},
      {bucket(R"({"amount":{"value":true,"currency":"usd"}})"), "bucket 2: amount.value is not a number"},
      {bucket(R"({"amount":{"value":null,"currency":"usd"}})"), "bucket 2: amount.value is not a number"},
      {bucket(R"({"amount":{"value":1e20,"currency":"usd"}})"), "bucket 2: amount.value is out of range"},
      {bucket(R"({"amount":{"value":1,"value":2,"currency":"usd"}})"), "bucket 2: value appears twice"},
      {bucket(R"({"amount":{"currency":"usd"}})"), "bucket 2: amount.value is missing"},
      {bucket(R"({"amount":{"value":1,"currency":"dollars"}})"), "bucket 2: amount.currency is not a currency"},
      {bucket(R"({"amount":{"value":1,"currency":840}})"), "bucket 2: amount.currency is not a string"},
      {bucket(R"({"amount":1})"), "bucket 2: amount is not an object"},
      {bucket(R"({"amount":{"value":1},"project_id":5})"), "bucket 2: project_id is not a string"},
      {bucket(R"({"amount":{"value":1},"line_item":["a"]})"), "bucket 2: line_item is not a string"},
      {bucket(R"({"amount":{"value":1},"line_item":"a\u0000b"})"), "bucket 2: line_item is not a text without NUL"},
      {bucket(R"({"project_id":"p","line_item":"gpt-4o, input","quantity":5})"), "no result has an amount"},
      {bucket(R"({"amount":{"value":1},"project_id":null,"line_item":null})"),
       "grouping was ignored: no cost has a line item"},
      {bucket("\"\xff\xfe\""), "the answer is not UTF-8"},
      {bucket(R"({"amount":{"value":1},"line_item":"\x"})"), "bucket 2: the answer is not JSON"},
  };
  for (const auto& [body, message] : answers) {
    AnswerCosts(body);
    const auto costs = Costs();
    ASSERT_FALSE(costs) << body.substr(0, 200);
    EXPECT_EQ(costs.error().message, "openai: costs: " + message) << body.substr(0, 200);
    EXPECT_EQ(costs.error().kind, ErrorKind::kBadUpstream);
    EXPECT_FALSE(costs.error().hint.empty());
  }
}

TEST_F(OpenAiTest, EveryCutOfAnAnswerIsAnError) {
  Bill("gpt-4o, input", "1.5");
  const HttpRequest request{
      "https://api.openai.com/v1/organization/costs?start_time=1761955200&end_time=1762041600&bucket_width=1d"
      "&group_by=project_id&group_by=line_item&limit=1",
      {{"Authorization", "Bearer sk-admin-test"}}};
  const std::string whole = server_.Reply(request).body;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    AnswerCosts(whole.substr(0, length));
    EXPECT_FALSE(Costs({kDay1, kDay1})) << whole.substr(0, length);
  }
  AnswerCosts(whole);
  EXPECT_TRUE(Costs({kDay1, kDay1}));
}

TEST_F(OpenAiTest, TheOldNameOfTheListOfResultsIsRead) {
  AnswerCosts(
      R"({"data":[{"start_time":1761955200,"result":[{"amount":{"value":2},"line_item":"whisper","project_id":"p"}]}],"has_more":false})");
  EXPECT_EQ(Total(Buckets()).ToString(), "2");
}

TEST_F(OpenAiTest, BothNamesOfTheListOfResultsCountOnce) {
  const std::string rows = R"([{"amount":{"value":2},"line_item":"whisper","project_id":"p"}])";
  AnswerCosts(R"({"data":[{"start_time":1761955200,"result":)" + rows + R"(,"results":)" + rows +
              R"(}],"has_more":false})");
  EXPECT_EQ(Total(Buckets()).ToString(), "2");
}

TEST_F(OpenAiTest, EscapedFieldNamesAreTheSameNames) {
  AnswerCostRows(R"({"\u0061mount":{"value":2},"line_item":"caf\u00e9","project_id":"p"})");
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 1U);
  EXPECT_EQ(buckets[0].cost.ToString(), "2");
  EXPECT_EQ(buckets[0].model, "café");
}

TEST_F(OpenAiTest, ARowWithoutAnAmountCostsNothing) {
  AnswerCostRows(R"({"line_item":"gpt-4o, input","project_id":"p","quantity":5,"amount":null},)"
                 R"({"line_item":"gpt-4o, output","project_id":"p","quantity":null},)"
                 R"({"line_item":"whisper","project_id":"p","amount":{"value":1,"currency":"usd"}})");
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 2U);
  EXPECT_EQ(Total(buckets).ToString(), "1");
}

TEST_F(OpenAiTest, CostsOfTheOrganizationItselfAreNoIgnoredGrouping) {
  AnswerCostRows(R"({"line_item":"scale tier","project_id":null,"amount":{"value":1,"currency":"USD"}})");
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 1U);
  EXPECT_EQ(buckets[0].project_id, std::nullopt);
}

TEST_F(OpenAiTest, EachCurrencyIsARowOfItsOwn) {
  AnswerCostRows(R"({"line_item":"whisper","project_id":"p","amount":{"value":1,"currency":"eur"}},)"
                 R"({"line_item":"whisper","project_id":"p","amount":{"value":2,"currency":"usd"}},)"
                 R"({"line_item":"whisper","project_id":"p","amount":{"value":3,"currency":"EUR"}},)"
                 R"({"project_id":"p","amount":{"value":5,"currency":"eur"}})");
  std::map<std::string, std::string> costs;
  for (const CostBucket& bucket : Buckets()) {
    EXPECT_EQ(bucket.model, bucket.line_item.value_or(std::string(kNotItemised)));
    costs[bucket.model + " " + bucket.currency] += bucket.cost.ToString();
  }
  EXPECT_EQ(costs, (std::map<std::string, std::string>{
                       {"whisper EUR", "4"}, {"whisper USD", "2"}, {"(not itemised) EUR", "5"}}));
}

TEST_F(OpenAiTest, NothingInAnotherCurrencyNeedsNoRate) {
  AnswerCostRows(R"({"line_item":"whisper","project_id":"p","amount":{"value":"0E-6176","currency":"eur"}},)"
                 R"({"line_item":"whisper","project_id":"p","amount":{"value":2,"currency":"usd"}})");
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 1U);
  EXPECT_EQ(buckets[0].currency, "USD");
  EXPECT_EQ(buckets[0].cost.ToString(), "2");
}

TEST_F(OpenAiTest, AnEmptyNameNamesNothing) {
  AnswerCostRows(R"({"line_item":"","project_id":"p","amount":{"value":1,"currency":"usd"}},)"
                 R"({"line_item":"whisper","project_id":"","amount":{"value":2,"currency":"usd"}})");
  const auto buckets = Buckets();
  ASSERT_EQ(buckets.size(), 2U);
  EXPECT_EQ(buckets[0].project_id, std::nullopt);
  EXPECT_EQ(buckets[1].model, kNotItemised);
  EXPECT_EQ(buckets[1].line_item, std::nullopt);
}

TEST_F(OpenAiTest, GroupingIsSeenOverAllDays) {
  Bill("whisper");
  server_.costs.push_back({kYear.start, std::nullopt, std::nullopt, "2"});
  EXPECT_EQ(Total(Buckets(kYear)).ToString(), "3");
}

TEST_F(OpenAiTest, CostsOfNoProjectAreRightWhenNothingIsOfAProject) {
  server_.costs.push_back({kDay1, std::nullopt, "whisper", "2"});
  server_.uses.push_back({"completions", kDay1, std::nullopt, "gpt-4o", 3});
  EXPECT_EQ(Total(Buckets()).ToString(), "2");
}

TEST_F(OpenAiTest, CostsOfNoProjectAreAnErrorWhenRequestsHaveProjects) {
  server_.costs.push_back({kDay1, std::nullopt, "whisper", "2"});
  Use("file_search_calls", std::nullopt, 3);
  const auto costs = Costs();
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().kind, ErrorKind::kBadUpstream);
  EXPECT_EQ(costs.error().message, "openai: costs: grouping was ignored: requests have projects, costs have none");
  EXPECT_THAT(costs.error().hint, testing::HasSubstr("proxy"));
}

TEST_F(OpenAiTest, RequestsOfTheCurrentDayDoNotTellHowCostsAreGrouped) {
  server_.costs.push_back({kDay1, std::nullopt, "whisper", "2"});
  clock_.Set(kDay1.Start() + std::chrono::hours(9));
  Use("completions", "gpt-4o", 3);
  EXPECT_EQ(Total(Buckets({kDay1, kDay1})).ToString(), "2");
}

// Reads a text as every kind of answer; what it says does not matter, only that it says something.
void ReadAsAnything(const std::string& text) {
  OpenAiNames names;
  DayTable<CostRow> costs(kThreeDays);
  DayTable<UsageRow> usage(kThreeDays);
  std::string body = text;
  if (const auto page = ParseOpenAiCosts(body, kThreeDays, names, costs); !page) {
    EXPECT_EQ(page.error().kind, ErrorKind::kBadUpstream);
  }
  body = text;
  if (const auto page = ParseOpenAiUsage(body, kThreeDays, {"quantity", "", true}, names, usage); !page) {
    EXPECT_EQ(page.error().kind, ErrorKind::kBadUpstream);
  }
  body = text;
  if (const auto page = ParseOpenAiProjects(body); !page) {
    EXPECT_EQ(page.error().kind, ErrorKind::kBadUpstream);
  }
  body = text;
  ReadErrorTexts(body);
}

TEST(OpenAiJsonPropertyTest, NoDamageToAnAnswerBreaksTheReader) {
  const std::string whole =
      R"({"object":"page","data":[{"object":"bucket","id":"proj_a","name":null,"start_time":1761955200,)"
      R"("end_time":1762041600,"results":[{"amount":{"value":"0E-6176","currency":"usd"},"line_item":"gpt-4o, input",)"
      R"("project_id":"proj_\u00e9","quantity":5.0,"x":[1,-2e3,true,{"y":null}]},{"amount":{"value":1.25}}]}],)"
      R"("has_more":false,"next_page":null,"error":{"message":"m","code":null}})";
  const std::string pieces = R"({}[]:,"\0159-+.eEtfnu )" + std::string("\0\xff\xc3", 3);
  const bool holds = rc::check([&] {
    std::string body = whole;
    const auto places = *rc::gen::nonEmpty<std::vector<std::pair<std::uint16_t, std::uint8_t>>>();
    for (const auto& [place, piece] : places) {
      body[place % body.size()] = pieces[piece % pieces.size()];
    }
    ReadAsAnything(body);
    ReadAsAnything(body.substr(0, places.front().first % body.size()));
    ReadAsAnything(*rc::gen::arbitrary<std::string>());
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace llmcost
