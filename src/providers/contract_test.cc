// SPDX-License-Identifier: MIT
//
// What every provider must do, whatever its API looks like. A provider gives its recorded replies in
// tests/fixtures/<id>/ and one line in kSamples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/clock.h"
#include "http/fake_http_client.h"
#include "http/retry.h"
#include "providers/provider_testing.h"
#include "providers/registry.h"

namespace llmcost {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Sample {
  std::string key;                    // of the kind that the provider wants
  Date first_day{2025, 11, 1};        // of the three days that the replies are about; "now" is the day after them
  bool costs_come_in_pages = true;    // else the whole range comes in answers without a cursor
  bool projects_are_archived = true;  // else there is no such thing
};

// By provider.
const std::map<std::string_view, Sample> kSamples = {
    {"openai", {.key = "sk-admin-0123456789abcdef"}},
    {"anthropic", {.key = "sk-ant-admin01-0123456789abcdef", .first_day = Date(2026, 11, 1)}},
    {"mistral", {.key = "Zk3v0123456789abcdefABCDEF", .first_day = Date(2026, 11, 1), .costs_come_in_pages = false}},
    {"openrouter", {.key = "sk-or-v1-0123456789abcdef", .costs_come_in_pages = false, .projects_are_archived = false}},
};

class ContractTest : public ::testing::TestWithParam<ProviderEntry> {
 protected:
  struct Outcome {
    Result<FetchedCosts> costs;
    std::vector<HttpRequest> requests;
  };

  static const Sample& sample() { return kSamples.at(GetParam().id); }
  static DateRange Range() { return {sample().first_day, sample().first_day + 2}; }

  static std::string Path(const std::string& recording) {
    return std::string(GetParam().id) + "/" + recording + ".replies";
  }

  static std::unique_ptr<Provider> Make(HttpClient& client, const Clock& clock) {
    ProviderSettings settings;
    ProviderKey key;
    key.workspace_id = "acme";
    key.workspace_name = "Acme";
    key.value = sample().key;
    key.setting = std::string(GetParam().key_settings.front()) + "_ACME";
    key.named = true;
    settings.keys.push_back(key);
    return GetParam().make(settings, client, clock);
  }

  Result<FetchedCosts> Costs(const std::string& recording_name) {
    Recording recording(Path(recording_name));
    return Costs(recording);
  }

  Result<FetchedCosts> Costs(Recording& recording) {
    FakeHttpClient http([&](const HttpRequest& request) { return recording.Reply(request); });
    RetryingHttpClient retrying(http, clock_, {},
                                [this](std::chrono::milliseconds wait) -> boost::asio::awaitable<void> {
                                  waits_.push_back(wait);
                                  co_return;
                                });
    const auto provider = Make(retrying, clock_);
    FetchProgress progress;
    auto costs = RunToEnd(provider->Costs("acme", Range(), progress));
    EXPECT_EQ(progress.calls_done, progress.calls_total);
    requests_ = http.requests();
    return costs;
  }

  Result<std::vector<Project>> Projects(const std::string& recording_name) {
    Recording recording(Path(recording_name));
    FakeHttpClient http([&](const HttpRequest& request) { return recording.Reply(request); });
    const auto provider = Make(http, clock_);
    auto projects = RunToEnd(provider->Projects("acme"));
    requests_ = http.requests();
    return projects;
  }

  // What holds of any error: it says where, it shows no secret and nothing of what upstream wrote.
  static void ExpectHarmless(const Error& error) {
    for (const std::string& text : {error.message, error.hint}) {
      EXPECT_THAT(text, Not(HasSubstr(sample().key)));
      EXPECT_THAT(text, Not(HasSubstr("UPSTREAM-TEXT")));
    }
    EXPECT_THAT(error.message, testing::StartsWith(std::string(GetParam().id) + ": "));
    EXPECT_NE(error.message.back(), '.');
  }

  static void ExpectError(const Result<FetchedCosts>& costs, ErrorKind kind) {
    ASSERT_FALSE(costs);
    EXPECT_EQ(ErrorKindName(costs.error().kind), ErrorKindName(kind)) << costs.error().message;
    ExpectHarmless(costs.error());
  }

  FakeClock clock_{(sample().first_day + 3).Start()};
  std::vector<std::chrono::milliseconds> waits_;
  std::vector<HttpRequest> requests_;
};

TEST_P(ContractTest, AddsUpWhatWasBilled) {
  Recording recording(Path("ok"));
  const auto costs = Costs(recording);
  ASSERT_TRUE(costs) << costs.error().message;
  EXPECT_FALSE(costs->incomplete) << costs->incomplete->message;
  EXPECT_EQ(Total(costs->buckets).ToString(), recording.Expected("total"));
  for (const CostBucket& bucket : costs->buckets) {
    EXPECT_TRUE(Range().Contains(bucket.date)) << bucket.date;
    EXPECT_FALSE(bucket.model.empty());
  }
}

TEST_P(ContractTest, CountsRequestsOnce) {
  Recording recording(Path("ok"));
  const auto costs = Costs(recording);
  ASSERT_TRUE(costs) << costs.error().message;
  std::int64_t requests = 0;
  for (const CostBucket& bucket : costs->buckets) requests += bucket.requests.value_or(0);
  EXPECT_EQ(std::to_string(requests), recording.Expected("requests"));
}

TEST_P(ContractTest, SendsTheKeyInAHeaderOnly) {
  ASSERT_TRUE(Costs("ok"));
  const std::string& key = sample().key;
  for (const HttpRequest& request : requests_) {
    EXPECT_THAT(request.url, Not(HasSubstr(key)));
    EXPECT_TRUE(std::ranges::any_of(
        request.headers, [&](const HttpHeader& header) { return header.value.find(key) != std::string::npos; }));
  }
}

TEST_P(ContractTest, ReadsTwoPages) {
  if (!sample().costs_come_in_pages) {
    // Then there is nothing to turn over: everything is there once each question has been asked once.
    Recording recording(Path("ok"));
    const auto costs = Costs(recording);
    ASSERT_TRUE(costs) << costs.error().message;
    EXPECT_EQ(Total(costs->buckets).ToString(), recording.Expected("total"));
    std::set<std::string> urls;
    for (const HttpRequest& request : requests_) EXPECT_TRUE(urls.insert(request.url).second) << request.url;
    return;
  }
  Recording recording(Path("two_pages"));
  const auto costs = Costs(recording);
  ASSERT_TRUE(costs) << costs.error().message;
  EXPECT_EQ(Total(costs->buckets).ToString(), recording.Expected("total"));
}

TEST_P(ContractTest, NothingBilledIsNoError) {
  const auto costs = Costs("empty");
  ASSERT_TRUE(costs) << costs.error().message;
  EXPECT_TRUE(costs->buckets.empty());
}

TEST_P(ContractTest, RowsOfZeroAreKept) {
  const auto costs = Costs("zero_rows");
  ASSERT_TRUE(costs) << costs.error().message;
  EXPECT_FALSE(costs->buckets.empty());
  EXPECT_EQ(Total(costs->buckets), Money());
}

TEST_P(ContractTest, ARefusedKeyIsInvalidKeyAndNamesTheSetting) {
  const auto costs = Costs("401");
  ExpectError(costs, ErrorKind::kInvalidKey);
  EXPECT_EQ(costs.error().setting, std::string(GetParam().key_settings.front()) + "_ACME");
  EXPECT_THAT(costs.error().hint, HasSubstr(std::string(GetParam().key_to_make.page)));
}

TEST_P(ContractTest, AMissingPermissionSaysWhatToDo) {
  const auto costs = Costs("403");
  ExpectError(costs, ErrorKind::kPermissionDenied);
  EXPECT_FALSE(costs.error().hint.empty());
  EXPECT_FALSE(costs.error().setting.empty());
}

TEST_P(ContractTest, TooManyRequestsSaysHowLongToWait) {
  const auto costs = Costs("429");
  ExpectError(costs, ErrorKind::kRateLimited);
  EXPECT_EQ(costs.error().retry_after, std::chrono::seconds(7));
}

TEST_P(ContractTest, AFaultThatPassesIsNotSeen) {
  Recording recording(Path("500_then_200"));
  const auto costs = Costs(recording);
  ASSERT_TRUE(costs) << costs.error().message;
  EXPECT_EQ(Total(costs->buckets).ToString(), recording.Expected("total"));
  EXPECT_FALSE(waits_.empty());
}

TEST_P(ContractTest, AFaultThatStaysIsUnavailable) { ExpectError(Costs("500"), ErrorKind::kUnavailable); }

TEST_P(ContractTest, AnAnswerCutOffIsNeverATotal) { ExpectError(Costs("cut_off"), ErrorKind::kBadUpstream); }

TEST_P(ContractTest, WrongTypesAreNamed) {
  Recording recording(Path("wrong_types"));
  const auto costs = Costs(recording);
  ExpectError(costs, ErrorKind::kBadUpstream);
  EXPECT_THAT(costs.error().message, HasSubstr(recording.Expected("names")));
}

TEST_P(ContractTest, UnknownFieldsDoNotMatter) {
  Recording recording(Path("unknown_fields"));
  const auto costs = Costs(recording);
  ASSERT_TRUE(costs) << costs.error().message;
  EXPECT_EQ(Total(costs->buckets).ToString(), recording.Expected("total"));
}

TEST_P(ContractTest, CostWithoutAProjectIsKept) {
  Recording recording(Path("null_project"));
  const auto costs = Costs(recording);
  ASSERT_TRUE(costs) << costs.error().message;
  Money without;
  for (const CostBucket& bucket : costs->buckets) {
    if (!bucket.project_id) without += bucket.cost;
  }
  EXPECT_EQ(without.ToString(), recording.Expected("without_project"));
  EXPECT_EQ(Total(costs->buckets).ToString(), recording.Expected("total"));
}

// "ok" is in the currency that the provider usually bills in, "other_currency" in another one. Either is told with
// every amount, or refused by name.
TEST_P(ContractTest, EveryAmountIsInTheCurrencyOfItsBill) {
  Recording recording(Path("other_currency"));
  const std::string currency = recording.Expected("currency");
  const auto usual = Costs("ok");
  ASSERT_TRUE(usual) << usual.error().message;
  for (const CostBucket& bucket : usual->buckets) EXPECT_NE(bucket.currency, currency);
  const auto costs = Costs(recording);
  if (!costs) {
    ExpectError(costs, ErrorKind::kBadUpstream);
    EXPECT_THAT(costs.error().message, HasSubstr(currency));
    EXPECT_FALSE(costs.error().hint.empty());
    return;
  }
  EXPECT_NE(Total(costs->buckets), Money());
  for (const CostBucket& bucket : costs->buckets) {
    EXPECT_TRUE(bucket.cost.IsZero() || bucket.currency == currency) << bucket.currency;
  }
}

TEST_P(ContractTest, ARepeatedCursorEnds) {
  if (sample().costs_come_in_pages) {
    ExpectError(Costs("repeated_cursor"), ErrorKind::kBadUpstream);
  } else {
    const auto projects = Projects("repeated_cursor");
    ASSERT_FALSE(projects);
    EXPECT_EQ(projects.error().kind, ErrorKind::kBadUpstream);
    ExpectHarmless(projects.error());
  }
  EXPECT_LT(requests_.size(), 100U);
}

TEST_P(ContractTest, ListsProjectsOfAllPagesArchivedOnesToo) {
  const auto projects = Projects("projects");
  ASSERT_TRUE(projects) << projects.error().message;
  ASSERT_EQ(projects->size(), 3U);
  EXPECT_EQ(std::ranges::count_if(*projects, &Project::archived), sample().projects_are_archived ? 1 : 0);
  EXPECT_EQ(std::ranges::count_if(*projects, [](const Project& project) { return !project.name; }), 1);
}

TEST_P(ContractTest, AnUnknownWorkspaceIsNotFound) {
  FakeHttpClient http([](const HttpRequest&) { return HttpResponse{200, {}, "{}"}; });
  const auto provider = Make(http, clock_);
  FetchProgress progress;
  EXPECT_EQ(RunToEnd(provider->Costs("nobody", Range(), progress)).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(RunToEnd(provider->Projects("nobody")).error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(http.requests().empty());
}

TEST_P(ContractTest, WorkspacesAreTheKeysGiven) {
  FakeHttpClient http([](const HttpRequest&) { return HttpResponse{200, {}, "{}"}; });
  const auto provider = Make(http, clock_);
  EXPECT_TRUE(provider->supports_workspaces());
  EXPECT_EQ(provider->workspaces(), (std::vector<Workspace>{{"acme", "Acme"}}));
  EXPECT_EQ(provider->id(), GetParam().id);
  EXPECT_EQ(provider->name(), GetParam().name);
  EXPECT_EQ(provider->KeySetting("acme"), std::string(GetParam().key_settings.front()) + "_ACME");
  EXPECT_EQ(provider->KeySetting(std::nullopt), GetParam().key_settings.front());
  EXPECT_TRUE(GetParam().describe_key(sample().key).usable);
}

TEST_P(ContractTest, SaysWhichKeyToMakeAndWhere) {
  FakeHttpClient http([](const HttpRequest&) { return HttpResponse{200, {}, "{}"}; });
  const auto provider = Make(http, clock_);
  const KeyToMake& key = provider->key_to_make();
  EXPECT_EQ(key.page, GetParam().key_to_make.page);
  EXPECT_TRUE(key.page.starts_with("https://")) << key.page;
  EXPECT_FALSE(key.kind.empty());
  if (!key.begins.empty()) {
    EXPECT_TRUE(GetParam().describe_key(std::string(key.begins) + "x").usable);
  }
  if (!key.ordinary.empty()) {
    EXPECT_FALSE(GetParam().describe_key(std::string(key.ordinary) + "x").usable);
  }
}

TEST_P(ContractTest, TheOneUnnamedKeyIsNoWorkspaceToThePerson) {
  FakeHttpClient http([](const HttpRequest&) { return HttpResponse{200, {}, "{}"}; });
  ProviderSettings settings;
  EXPECT_TRUE(GetParam().make(settings, http, clock_)->workspaces().empty());
  settings.keys.push_back({"default", "Default", sample().key, "KEY", false});
  const auto provider = GetParam().make(settings, http, clock_);
  EXPECT_FALSE(provider->supports_workspaces());
  EXPECT_EQ(provider->workspaces(), (std::vector<Workspace>{{"default", "Default"}}));
}

INSTANTIATE_TEST_SUITE_P(Providers, ContractTest,
                         ::testing::ValuesIn(ProviderRegistry().begin(), ProviderRegistry().end()),
                         [](const auto& param) { return std::string(param.param.id); });

}  // namespace
}  // namespace llmcost
