// SPDX-License-Identifier: MIT
//
// What is Mistral's own: months, workspaces, the two addresses, keys, its form of an answer. What every provider must
// do is in contract_test.cc, how quantities become costs in mistral_bill_test.cc.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "http/fake_http_client.h"
#include "http/url.h"
#include "providers/mistral_json.h"
#include "providers/provider_testing.h"
#include "providers/registry.h"

namespace llmcost {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr DateRange kNovember{Date(2026, 11, 1), Date(2026, 11, 30)};
constexpr Date kToday{2026, 11, 22};

// A month with one entry of a thousand tokens on its 3rd day, a token for a euro.
std::string Usage(const std::string& month, const std::string& more = "") {
  return fmt::format(
      R"({{"completion":{{"models":{{"large::large-2411":{{"input":[{{"event_type":"api_tokens",
        "billing_metric":"large-2411","billing_group":"input","timestamp":"{}-03","value":1000,"value_paid":1000}}]}}}}}},
        "currency":"EUR","prices":[{{"event_type":"api_tokens","billing_metric":"large-2411","billing_group":"input",
        "api_zone":"global","service_tier":"standard","price":"1"}}]{}}})",
      month, more);
}

class MistralTest : public ::testing::Test {
 protected:
  MistralTest() { MakeProvider(); }

  void MakeProvider(std::string base_url = {}, std::optional<std::chrono::seconds> call_interval = std::nullopt) {
    ProviderSettings settings;
    settings.call_interval = call_interval;
    settings.base_url = std::move(base_url);
    settings.keys.push_back({"acme", "Acme", "the-key", "MISTRAL_API_KEY_ACME", true});
    provider_ =
        std::ranges::find(ProviderRegistry(), "mistral", &ProviderEntry::id)->make(std::move(settings), http_, clock_);
  }

  HttpResponse Reply(const HttpRequest& request) {
    if (!gone_base_.empty() && request.url.starts_with(gone_base_)) return {404, {}, ""};
    const auto question = request.url.find('?');
    const std::string path = request.url.substr(0, question);
    const auto query = ParseQuery(request.url.substr(question + 1)).value();
    const auto parameter = [&](std::string_view name) -> std::string {
      const auto found = std::ranges::find(query, name, [](const auto& each) { return std::string_view(each.first); });
      return found == query.end() ? "" : found->second;
    };
    if (path.ends_with("/workspaces")) {
      std::string items;
      for (const std::string& id : workspaces_) {
        items += fmt::format(R"({}{{"uuid":"{}","name":"{}"}})", items.empty() ? "" : ",", id, id);
      }
      return {200, {}, fmt::format(R"({{"items":[{}],"total":{}}})", items, workspaces_.size())};
    }
    const std::string workspace = parameter("workspace_id");
    if (const auto instead = instead_.find(workspace); instead != instead_.end()) return instead->second;
    return {200, {}, Usage(fmt::format("{}-{:0>2}", parameter("year"), parameter("month")))};
  }

  Result<FetchedCosts> Costs(DateRange range) {
    FetchProgress progress;
    auto costs = RunToEnd(provider_->Costs("acme", range, progress));
    EXPECT_EQ(progress.calls_done, progress.calls_total);
    return costs;
  }

  std::vector<std::string> Urls() const {
    std::vector<std::string> urls;
    for (const HttpRequest& request : http_.requests()) urls.push_back(request.url);
    return urls;
  }

  std::vector<std::string> UsageUrls() const {
    std::vector<std::string> urls = Urls();
    std::erase_if(urls, [](const std::string& url) { return url.find("/usage?") == std::string::npos; });
    return urls;
  }

  FakeClock clock_{kToday.Start() + std::chrono::hours(9)};
  std::vector<std::string> workspaces_ = {"w1"};
  std::map<std::string, HttpResponse> instead_;  // by workspace, "" for the whole
  std::string gone_base_;                        // 404 below it
  FakeHttpClient http_{[this](const HttpRequest& request) { return Reply(request); }};
  std::unique_ptr<Provider> provider_;
};

TEST_F(MistralTest, AsksForEachMonthOnceAsAWholeAndOnceForEachWorkspace) {
  workspaces_ = {"w1", "w2"};
  ASSERT_TRUE(Costs({Date(2026, 10, 30), kToday}));
  EXPECT_THAT(Urls(), testing::UnorderedElementsAre(
                          "https://api.mistral.ai/v1/admin/workspaces?is_archived=false&page_size=25",
                          "https://api.mistral.ai/v1/admin/workspaces?is_archived=true&page_size=25",
                          "https://api.mistral.ai/v1/admin/usage?month=10&year=2026",
                          "https://api.mistral.ai/v1/admin/usage?month=10&year=2026&workspace_id=w1",
                          "https://api.mistral.ai/v1/admin/usage?month=10&year=2026&workspace_id=w2",
                          "https://api.mistral.ai/v1/admin/usage?month=11&year=2026",
                          "https://api.mistral.ai/v1/admin/usage?month=11&year=2026&workspace_id=w1",
                          "https://api.mistral.ai/v1/admin/usage?month=11&year=2026&workspace_id=w2"));
}

TEST_F(MistralTest, SendsTheKeyInBothHeadersAndKeepsTheRate) {
  ASSERT_TRUE(Costs(kNovember));
  for (const HttpRequest& request : http_.requests()) {
    EXPECT_EQ(FindHeader(request.headers, "x-api-key"), "the-key");
    EXPECT_EQ(FindHeader(request.headers, "authorization"), "Bearer the-key");
    ASSERT_TRUE(request.pace);
    EXPECT_EQ(request.pace->key, "mistral/acme");
    EXPECT_EQ(request.pace->interval, std::chrono::seconds(1));
  }
}

TEST_F(MistralTest, AnotherIntervalIsASetting) {
  MakeProvider("http://127.0.0.1:8080/v1/admin", std::chrono::seconds(0));
  ASSERT_TRUE(Costs(kNovember));
  for (const HttpRequest& request : http_.requests()) EXPECT_EQ(request.pace->interval, std::chrono::seconds(0));
  MakeProvider("http://127.0.0.1:8080/v1/admin", std::chrono::seconds(3));
  ASSERT_TRUE(Costs(kNovember));
  ASSERT_TRUE(http_.requests().back().pace);
  EXPECT_EQ(http_.requests().back().pace->interval, std::chrono::seconds(3));
}

TEST_F(MistralTest, NeitherMonthsToComeNorThoseBeforeTheServiceOpenedAreAsked) {
  ASSERT_TRUE(Costs({Date(2026, 11, 1), Date(2027, 2, 1)}));
  EXPECT_THAT(UsageUrls(), Each(HasSubstr("month=11&year=2026")));
  const std::size_t before = http_.requests().size();
  const auto costs = Costs({Date(2020, 1, 1), Date(2023, 11, 30)});
  ASSERT_TRUE(costs);
  EXPECT_THAT(costs->buckets, IsEmpty());
  EXPECT_EQ(http_.requests().size(), before);
}

TEST_F(MistralTest, AnsweredNotFoundItAsksWhereTheApiWasAndRemembers) {
  gone_base_ = "https://api.mistral.ai";
  ASSERT_TRUE(Costs(kNovember));
  EXPECT_THAT(Urls().front(), StartsWith("https://api.mistral.ai/v1/admin/workspaces"));
  EXPECT_EQ(std::ranges::count_if(Urls(), [](const auto& url) { return url.starts_with("https://api."); }), 1);
  EXPECT_THAT(UsageUrls(), Each(StartsWith("https://console.mistral.ai/api/admin/usage?")));
  // And back again, should that one go.
  gone_base_ = "https://console.mistral.ai";
  ASSERT_TRUE(Costs(kNovember));
  EXPECT_THAT(Urls().back(), StartsWith("https://api.mistral.ai/v1/admin/usage?"));
}

TEST_F(MistralTest, AnAddressOfItsOwnHasNoOther) {
  gone_base_ = "https://gateway.example.org";
  MakeProvider("https://gateway.example.org/mistral");
  const auto costs = Costs(kNovember);
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(costs.error().hint, HasSubstr("MISTRAL_BASE_URL"));
  EXPECT_THAT(Urls(), ElementsAre("https://gateway.example.org/mistral/workspaces?is_archived=false&page_size=25"));
}

TEST_F(MistralTest, ARefusedKeySaysWhatItUsuallyIs) {
  for (const auto& [status, kind] : {std::pair(401, ErrorKind::kInvalidKey), {403, ErrorKind::kPermissionDenied}}) {
    instead_[""] = {status, {}, R"({"message":"UPSTREAM"})"};
    const auto costs = Costs(kNovember);
    ASSERT_FALSE(costs);
    EXPECT_EQ(costs.error().kind, kind);
    EXPECT_THAT(costs.error().message, HasSubstr("not an Admin key, or the organization is not on Enterprise"));
    EXPECT_THAT(costs.error().hint, HasSubstr("https://backoffice.mistral.ai"));
  }
}

TEST_F(MistralTest, AfterAFaultLittleMoreIsAsked) {
  for (int i = 2; i <= 40; ++i) workspaces_.push_back(fmt::format("w{}", i));
  instead_[""] = {503, {}, ""};
  const auto costs = Costs({Date(2026, 1, 1), kToday});
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(costs.error().message, HasSubstr("usage of 2026-01"));
  EXPECT_LT(UsageUrls().size(), 10U);
}

TEST_F(MistralTest, AWorkspaceThatHasGoneLeavesItsCostWithoutProject) {
  workspaces_ = {"w1", "w2"};
  instead_["w1"] = {404, {}, ""};
  instead_["w2"] = {200, {}, R"({"completion":{"models":{}},"currency":"EUR","prices":[]})"};
  const auto costs = Costs(kNovember);
  ASSERT_TRUE(costs) << costs.error().message;
  EXPECT_EQ(Total(costs->buckets).ToString(), "1000");
  EXPECT_EQ(costs->buckets.at(0).project_id, std::nullopt);
}

TEST_F(MistralTest, AnAnswerAboutAnotherMonthIsAnError) {
  instead_[""] = {200, {}, Usage("2026-11")};
  const auto costs = Costs({Date(2026, 10, 1), kToday});
  ASSERT_FALSE(costs);
  EXPECT_EQ(costs.error().kind, ErrorKind::kBadUpstream);
  EXPECT_THAT(costs.error().message, HasSubstr("usage of 2026-10: no entry is of the month asked for"));
}

TEST_F(MistralTest, AMonthIsFinalAfterThe5thOfTheNext) {
  EXPECT_EQ(provider_->SettlesAt(Date(2026, 11, 1)), Date(2026, 12, 6).Start());
  EXPECT_EQ(provider_->SettlesAt(Date(2026, 11, 30)), Date(2026, 12, 6).Start());
  EXPECT_EQ(provider_->SettlesAt(Date(2026, 12, 31)), Date(2027, 1, 6).Start());
}

TEST_F(MistralTest, OtherVendorsKeysAreToldApart) {
  const auto row = std::ranges::find(ProviderRegistry(), "mistral", &ProviderEntry::id);
  EXPECT_TRUE(row->describe_key("abcdefghijklmnopqrstuvwxyz012345").usable);
  EXPECT_THAT(row->describe_key("sk-ant-api03-x").advice, HasSubstr("ANTHROPIC_ADMIN_KEY"));
  EXPECT_THAT(row->describe_key("sk-proj-x").advice, HasSubstr("OPENAI_ADMIN_KEY"));
}

TEST(MistralJsonTest, WhatAnEntryDoesNotSayItsPlaceSays) {
  std::string body = R"({"vibe_code":{"completion":{"models":{"dev::devstral-2507":{"output":[
      {"timestamp":"2026-11-03T12:00:00Z","value":5},{"timestamp":"2026-11-03","value":7,"value_paid":null}]}}}},
      "currency":null,"prices":null})";
  const auto usage = ParseMistralUsage(body, kNovember);
  ASSERT_TRUE(usage) << usage.error().message;
  ASSERT_EQ(usage->daily.size(), 1U);
  const auto& [row, quantity] = *usage->daily.begin();
  EXPECT_EQ(row.first, Date(2026, 11, 3));
  EXPECT_EQ(row.second, (MistralItem{"vibe_code/completion", "devstral-2507", "output", "", "", ""}));
  EXPECT_EQ(quantity.used.ToString(), "12");
  EXPECT_EQ(quantity.paid.ToString(), "12");
  EXPECT_EQ(usage->currency, "");
  EXPECT_FALSE(usage->prices);
}

TEST(MistralJsonTest, ReadsTrainingAndStorage) {
  std::string body = R"({"fine_tuning":{"training":{"t::tuned":{"training":[{"timestamp":"2026-11-03","value":5}]}},
      "storage":{"t::tuned":3,"other":null}}})";
  const auto usage = ParseMistralUsage(body, kNovember);
  ASSERT_TRUE(usage) << usage.error().message;
  EXPECT_EQ(usage->daily.begin()->first.second.category, "fine_tuning/training");
  ASSERT_EQ(usage->monthly.size(), 1U);
  EXPECT_EQ(usage->monthly.begin()->first.metric, "tuned");
  EXPECT_EQ(usage->monthly.begin()->second.paid.ToString(), "3");
}

TEST(MistralJsonTest, WhatCannotBeTrustedIsAnErrorThatNamesTheField) {
  const auto with = [](const std::string& entry) {
    return R"({"ocr":{"models":{"UPSTREAM":{"pages":[)" + entry + "]}}}}";
  };
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{}", "no category of usage is in it"},
      {R"({"error":"UPSTREAM"})", "no category of usage is in it"},
      {R"({"ocr":5})", "ocr: it is not an object"},
      {R"({"ocr":{"models":[]}})", "ocr: models is not an object"},
      {R"({"UPSTREAM":{"models":[]},"ocr":{}})", "a category: models is not an object"},
      {R"({"ocr":{"models":{"a":{"pages":{}}}}})", "ocr: a group is not a list"},
      {R"({"ocr":{"models":{"a":[]}}})", "ocr: a model is not an object"},
      {R"({"ocr":{"models":{"a":{},"a":{}}}})", "ocr: a name appears twice"},
      {R"({"ocr":{},"ocr":{}})", "a name appears twice"},
      {with(R"({"value":5})"), "ocr: timestamp is missing"},
      {with(R"({"timestamp":"yesterday","value":5})"), "ocr: timestamp is not a date"},
      {with(R"({"timestamp":"2026-11-03T01:00:00+02:00","value":5})"), "ocr: timestamp is not a time in UTC"},
      {with(R"({"timestamp":"2026-11-03"})"), "ocr: value is missing"},
      {with(R"({"timestamp":"2026-11-03","value":-1})"), "ocr: value is negative"},
      {with(R"({"timestamp":"2026-11-03","value":"many"})"), "ocr: value is not a number"},
      {with(R"({"timestamp":"2026-11-03","value":1e300})"), "ocr: value is out of range"},
      {with(R"({"timestamp":"2026-11-03","value":1,"billing_metric":5})"), "ocr: billing_metric is not a string"},
      {R"({"ocr":{},"currency":"euros"})", "currency is not a currency"},
      {R"({"ocr":{},"prices":{}})", "prices is not a list"},
      {R"({"ocr":{},"prices":[{"price":"free"}]})", "prices: price is not a number"},
      {R"({"ocr":{},"prices":[{"price":-0.1}]})", "prices: price is negative"},
      {R"({"fine_tuning":{"storage":{"a":"x"}}})", "fine_tuning: storage is not a number"},
  };
  for (const auto& [text, message] : cases) {
    std::string body = text;
    const auto usage = ParseMistralUsage(body, kNovember);
    ASSERT_FALSE(usage) << text;
    EXPECT_EQ(usage.error().kind, ErrorKind::kBadUpstream);
    EXPECT_EQ(usage.error().message, message) << text;
  }
}

TEST(MistralJsonTest, WorkspacesNeedAnId) {
  std::string body = R"({"items":[{"uuid":"a","name":null},{"name":"b"}],"total":2})";
  EXPECT_EQ(ParseMistralWorkspaces(body).error().message, "workspace 2: uuid is missing");
  body = R"({"data":[]})";
  EXPECT_EQ(ParseMistralWorkspaces(body).error().message, "items is missing");
}

}  // namespace
}  // namespace llmcost
