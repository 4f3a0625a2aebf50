// SPDX-License-Identifier: MIT
#include "service/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>

namespace llmcost {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::Optional;

constexpr Date kToday{2026, 11, 22};
const TimePoint kNow = kToday.Start() + std::chrono::hours(15);

Money Usd(std::string_view digits) { return Money::Parse(digits).value(); }

CostBucket Bucket(Date date, std::optional<std::string> project, std::string model, Money cost,
                  std::optional<std::int64_t> requests = std::nullopt) {
  return {
      .date = date, .project_id = std::move(project), .model = std::move(model), .cost = cost, .requests = requests};
}

class ReportTest : public testing::Test {
 protected:
  void Keep(const std::string& provider, const std::string& workspace, const DateRange& range,
            const std::vector<CostBucket>& buckets, TimePoint read_at = kNow) {
    ledger_.ReplaceDays({provider, workspace}, range, buckets, read_at, Date::Of(read_at) - 3);
  }
  void Ask(const std::string& provider, const std::string& workspace, const std::vector<Project>* projects = nullptr) {
    sources_.push_back({{provider, workspace}, provider + " name", workspace + " name", projects});
  }
  CostReport Make(const DateRange& range, std::optional<std::string> project = std::nullopt,
                  DailyBy daily_by = DailyBy::kModel) {
    return MakeReport(ledger_, sources_, {range, std::move(project), kNow, daily_by}, FreshnessRules()).report;
  }

  Ledger ledger_;
  std::vector<ReportSource> sources_;
};

template <typename Parts>
Money SumOf(const Parts& parts) {
  Money sum;
  for (const auto& part : parts) sum += std::optional<Money>(part.cost_usd).value();
  return sum;
}

TEST_F(ReportTest, APartOfADayIsProvisionalWhenASourceOfItIs) {
  Keep("openai", "a", {kToday - 4, kToday - 4}, {Bucket(kToday - 4, "proj_1", "gpt-5", Usd("2"))},
       kNow - std::chrono::hours(72));
  Keep("openai", "b", {kToday - 4, kToday - 4}, {Bucket(kToday - 4, "proj_2", "gpt-5", Usd("1"))});
  Keep("mistral", "b", {kToday - 4, kToday - 4}, {Bucket(kToday - 4, "proj_3", "large", Usd("4"))});
  Ask("openai", "a");
  Ask("openai", "b");
  Ask("mistral", "b");
  const auto provisional = [&](DailyBy by) {
    std::vector<bool> parts;
    const CostReport report = Make({kToday - 4, kToday - 4}, std::nullopt, by);
    for (const DailyShare& share : report.daily.front().shares) {
      parts.push_back(share.provisional);
    }
    return parts;
  };
  // Largest first: 4 of Mistral, then OpenAI's.
  EXPECT_THAT(provisional(DailyBy::kModel), ElementsAre(false, true));
  EXPECT_THAT(provisional(DailyBy::kProvider), ElementsAre(false, true));
  EXPECT_THAT(provisional(DailyBy::kWorkspace), ElementsAre(false, true, false));
  EXPECT_THAT(provisional(DailyBy::kProject), ElementsAre(false, true, false));
}

TEST_F(ReportTest, EveryWayOfGroupingAddsUpToTheTotal) {
  EXPECT_TRUE(rc::check([] {
    const auto bucket = rc::gen::apply(
        [](int day, int project, int model, std::int64_t high, std::int64_t low) {
          return Bucket(kToday - day, project == 0 ? std::nullopt : std::optional("proj_" + std::to_string(project)),
                        "model " + std::to_string(model), Money::FromAtto(Int128{high} * 1'000'003 + low));
        },
        rc::gen::inRange(0, 10), rc::gen::inRange(0, 4), rc::gen::inRange(0, 5), rc::gen::arbitrary<std::int64_t>(),
        rc::gen::arbitrary<std::int64_t>());
    const auto first = *rc::gen::container<std::vector<CostBucket>>(bucket);
    auto second = *rc::gen::container<std::vector<CostBucket>>(bucket);
    const DateRange range{kToday - 9, kToday};
    Ledger ledger;
    ledger.ReplaceDays({"openai", "a"}, range, first, kNow, kToday - 3);
    ledger.ReplaceDays({"openai", "b"}, range, second, kNow, kToday - 3);
    ledger.ReplaceDays({"mistral", "b"}, range, first, kNow, kToday - 3);
    const std::vector<ReportSource> sources = {
        {{"openai", "a"}, "OpenAI", "A"}, {{"openai", "b"}, "OpenAI", "B"}, {{"mistral", "b"}, "Mistral", "B"}};
    const ReportQuestion question{range, std::nullopt, kNow};
    const CostReport report = MakeReport(ledger, sources, question, FreshnessRules()).report;

    Money truth;
    for (const std::vector<CostBucket>* buckets : {&first, &std::as_const(second), &first}) {
      for (const CostBucket& one : *buckets) truth += one.cost;
    }
    RC_ASSERT(report.total_cost_usd == truth);
    RC_ASSERT(SumOf(report.breakdown) == truth);
    RC_ASSERT(SumOf(report.projects) == truth);
    RC_ASSERT(SumOf(report.workspaces) == truth);
    RC_ASSERT(SumOf(report.providers) == truth);
    RC_ASSERT(SumOf(report.daily) == truth);
    for (const DailyBy by : {DailyBy::kModel, DailyBy::kProject, DailyBy::kWorkspace, DailyBy::kProvider}) {
      const ReportQuestion split{range, std::nullopt, kNow, by};
      const CostReport same = MakeReport(ledger, sources, split, FreshnessRules()).report;
      RC_ASSERT(same.total_cost_usd == truth);
      for (const DailyCost& day : same.daily) RC_ASSERT(SumOf(day.shares) == day.cost_usd);
    }
    // Each model asked for alone; of two providers they may be called alike.
    std::set<std::string> models;
    for (const ModelCost& one : report.breakdown) models.insert(one.model);
    Money of_models;
    for (const std::string& model : models) {
      const ReportQuestion alone{range, std::nullopt, kNow, DailyBy::kProject, model};
      const CostReport part = MakeReport(ledger, sources, alone, FreshnessRules()).report;
      RC_ASSERT(SumOf(part.projects) == part.total_cost_usd);
      RC_ASSERT(SumOf(part.daily) == part.total_cost_usd);
      of_models += part.total_cost_usd;
    }
    RC_ASSERT(of_models == truth);

    // The order in which a provider lists its rows does not matter.
    std::ranges::reverse(second);
    ledger.ReplaceDays({"openai", "b"}, range, second, kNow, kToday - 3);
    RC_ASSERT(MakeReport(ledger, sources, question, FreshnessRules()).report.total_cost_usd == truth);
  }));
}

TEST_F(ReportTest, GroupsByModelProjectAndDay) {
  const std::vector<Project> projects = {{"proj_1", "support-bot", false}, {"proj_2", std::nullopt, true}};
  Keep("openai", "edugami", {kToday - 2, kToday},
       {Bucket(kToday - 2, "proj_1", "gpt-4o", Usd("1.5")), Bucket(kToday - 2, "proj_1", "gpt-4o", Money(), 12),
        Bucket(kToday - 2, "proj_2", "o4-mini", Usd("2.25")), Bucket(kToday, std::nullopt, "gpt-4o", Usd("-0.25")),
        Bucket(kToday, "proj_gone", "gpt-4o", Usd("4"), 3)});
  Ask("openai", "edugami", &projects);
  const CostReport report = Make({kToday - 2, kToday});

  EXPECT_EQ(report.total_cost_usd, Usd("7.5"));
  ASSERT_EQ(report.breakdown.size(), 2U);
  EXPECT_EQ(report.breakdown[0].model, "gpt-4o");
  EXPECT_EQ(report.breakdown[0].cost_usd, Usd("5.25"));
  EXPECT_THAT(report.breakdown[0].usage.requests, Optional(15));
  EXPECT_EQ(report.breakdown[1].usage.requests, std::nullopt);

  ASSERT_EQ(report.projects.size(), 4U);
  EXPECT_THAT(report.projects[0].id, Optional(Eq("proj_gone")));
  EXPECT_EQ(report.projects[0].name, std::nullopt);
  EXPECT_EQ(report.projects[1].name, std::nullopt);
  EXPECT_THAT(report.projects[2].name, Optional(Eq("support-bot")));
  EXPECT_EQ(report.projects[3].id, std::nullopt);
  EXPECT_EQ(report.projects[3].cost_usd, Usd("-0.25"));

  ASSERT_EQ(report.daily.size(), 3U);
  EXPECT_EQ(report.daily[0].cost_usd, Usd("3.75"));
  EXPECT_EQ(report.daily_parts[report.daily[0].shares[0].part].model, "o4-mini");
  EXPECT_EQ(report.daily[1].cost_usd, Money());
  EXPECT_TRUE(report.daily[1].shares.empty());
}

TEST_F(ReportTest, SplitsTheDaysByWhatIsAsked) {
  for (const char* workspace : {"a", "b"}) {
    Keep("openai", workspace, {kToday, kToday},
         {Bucket(kToday, "p", "gpt-4o", Usd("1")), Bucket(kToday, "p", "o4-mini", Usd("2")),
          Bucket(kToday, std::nullopt, "gpt-4o", Usd("0.5"))});
    Ask("openai", workspace);
  }
  const auto parts = [&](DailyBy by) {
    const CostReport report = Make({kToday, kToday}, std::nullopt, by);
    EXPECT_EQ(report.daily_by, by);
    EXPECT_EQ(report.daily[0].cost_usd, Usd("7"));
    std::vector<std::string> texts;
    for (const DailyShare& share : report.daily[0].shares) {
      const DailyPart& part = report.daily_parts[share.part];
      texts.push_back(part.provider + "/" + part.workspace + "/" + part.model + "/" + part.project_id.value_or("-") +
                      " " + share.CostUsd().value().ToString());
    }
    return texts;
  };
  EXPECT_THAT(parts(DailyBy::kModel), ElementsAre("openai//o4-mini/- 4", "openai//gpt-4o/- 3"));
  EXPECT_THAT(parts(DailyBy::kProject),
              ElementsAre("openai/a//p 3", "openai/b//p 3", "openai/a//- 0.5", "openai/b//- 0.5"));
  EXPECT_THAT(parts(DailyBy::kWorkspace), ElementsAre("openai/a//- 3.5", "openai/b//- 3.5"));
  EXPECT_THAT(parts(DailyBy::kProvider), ElementsAre("openai///- 7"));
}

TEST_F(ReportTest, AnswersForOneProjectOrForTheCostWithoutOne) {
  Keep("openai", "edugami", {kToday, kToday},
       {Bucket(kToday, "proj_1", "gpt-4o", Usd("1")), Bucket(kToday, std::nullopt, "gpt-4o", Usd("2"))});
  Ask("openai", "edugami");
  EXPECT_EQ(Make({kToday, kToday}, "proj_1").total_cost_usd, Usd("1"));
  EXPECT_EQ(Make({kToday, kToday}, std::string(kNoProject)).total_cost_usd, Usd("2"));
  EXPECT_EQ(Make({kToday, kToday}, "proj_never_seen").total_cost_usd, Money());
}

TEST_F(ReportTest, AnswersForOneModelInEachGrouping) {
  Keep("openai", "edugami", {kToday, kToday},
       {Bucket(kToday, "proj_1", "gpt-4o", Usd("1")), Bucket(kToday, "proj_1", "o3", Usd("4")),
        Bucket(kToday, "proj_2", "gpt-4o", Usd("2"))});
  Ask("openai", "edugami");
  const ReportQuestion question{{kToday, kToday}, std::nullopt, kNow, DailyBy::kProject, "gpt-4o"};
  const CostReport report = MakeReport(ledger_, sources_, question, FreshnessRules()).report;
  EXPECT_EQ(report.total_cost_usd, Usd("3"));
  ASSERT_EQ(report.breakdown.size(), 1U);
  EXPECT_EQ(report.breakdown[0].model, "gpt-4o");
  ASSERT_EQ(report.projects.size(), 2U);
  EXPECT_EQ(report.projects[0].cost_usd, Usd("2"));
  EXPECT_EQ(report.daily[0].cost_usd, Usd("3"));
  EXPECT_EQ(report.workspaces[0].cost_usd, Usd("3"));
  const ReportQuestion nowhere{{kToday, kToday}, "proj_2", kNow, DailyBy::kModel, "o3"};
  const CostReport none = MakeReport(ledger_, sources_, nowhere, FreshnessRules()).report;
  EXPECT_EQ(none.total_cost_usd, Money());
  EXPECT_EQ(none.breakdown.size(), 0U);
}

TEST_F(ReportTest, AddsTheSameModelOverWorkspacesButNotOverProviders) {
  for (const char* workspace : {"a", "b"}) {
    Keep("openai", workspace, {kToday, kToday}, {Bucket(kToday, "p", "gpt-4o", Usd("1"))});
    Ask("openai", workspace);
  }
  Keep("azure", "a", {kToday, kToday}, {Bucket(kToday, "p", "gpt-4o", Usd("5"))});
  Ask("azure", "a");
  const CostReport report = Make({kToday, kToday});
  ASSERT_EQ(report.breakdown.size(), 2U);
  EXPECT_EQ(report.breakdown[0].provider, "azure");
  EXPECT_EQ(report.breakdown[1].cost_usd, Usd("2"));
  ASSERT_EQ(report.projects.size(), 3U);  // projects of the same name in two workspaces are two projects
}

TEST_F(ReportTest, TellsThatRequestsAreThoseOfSomeDaysOnly) {
  const DateRange days{kToday - 11, kToday - 10};
  Keep("anthropic", "a", days,
       {Bucket(days.start, "wrkspc_1", "opus", Usd("9")), Bucket(days.start, "wrkspc_1", "retired", Usd("1")),
        Bucket(days.end, "wrkspc_1", "opus", Usd("1"), 30), Bucket(days.end, "wrkspc_1", "haiku", Usd("1"), 5)});
  Ask("anthropic", "a");
  for (const auto& project : {std::optional<std::string>(), std::optional<std::string>("wrkspc_1")}) {
    const CostReport report = Make(days, project);
    ASSERT_EQ(report.breakdown.size(), 3U);
    EXPECT_THAT(report.breakdown[0].usage.requests, Optional(30));
    EXPECT_TRUE(report.breakdown[0].usage.requests_partial);
    EXPECT_THAT(report.breakdown[1].usage.requests, Optional(5));
    EXPECT_FALSE(report.breakdown[1].usage.requests_partial) << "it cost nothing on the other day";
    EXPECT_EQ(report.breakdown[2].usage.requests, std::nullopt);
    EXPECT_FALSE(report.breakdown[2].usage.requests_partial) << "unknown altogether";
    EXPECT_TRUE(report.projects.front().usage.requests_partial);
    EXPECT_FALSE(Make({days.end, days.end}, project).breakdown[0].usage.requests_partial);
  }
}

TEST_F(ReportTest, LeavesOutASourceOfWhichNothingIsKnown) {
  Keep("openai", "a", {kToday, kToday}, {Bucket(kToday, "p", "gpt-4o", Usd("1"))});
  Ask("openai", "a");
  Ask("openai", "b");
  const CostReport report = Make({kToday, kToday});
  ASSERT_EQ(report.workspaces.size(), 1U);
  EXPECT_EQ(report.workspaces[0].id, "a");
  EXPECT_FALSE(report.coverage.complete);
  EXPECT_EQ(report.coverage.through, std::nullopt);
}

TEST_F(ReportTest, SaysHowFarTheFiguresReach) {
  Keep("openai", "a", {kToday - 9, kToday}, {});
  Keep("openai", "b", {kToday - 9, kToday - 5}, {});
  Ask("openai", "a");
  EXPECT_TRUE(Make({kToday - 9, kToday}).coverage.complete);
  EXPECT_THAT(Make({kToday - 9, kToday}).coverage.through, Optional(kToday));
  EXPECT_THAT(Make({kToday - 9, kToday}).coverage.provisional_from, Optional(kToday - 3));
  EXPECT_EQ(Make({kToday - 9, kToday - 6}).coverage.provisional_from, std::nullopt);
  Ask("openai", "b");
  EXPECT_FALSE(Make({kToday - 9, kToday}).coverage.complete);
  EXPECT_THAT(Make({kToday - 9, kToday}).coverage.through, Optional(kToday - 5));
}

TEST_F(ReportTest, DaysToComeAreListedAndNotMissing) {
  Keep("openai", "a", {kToday, kToday}, {Bucket(kToday, "p", "gpt-4o", Usd("1"))});
  Ask("openai", "a");
  const CostReport report = Make({kToday, kToday + 2});
  ASSERT_EQ(report.daily.size(), 3U);
  EXPECT_TRUE(report.coverage.complete);
  EXPECT_THAT(report.coverage.through, Optional(kToday));
}

TEST_F(ReportTest, IsAsOldAsTheSourceReadLongestAgo) {
  Keep("openai", "a", {kToday, kToday}, {}, kNow - std::chrono::minutes(3));
  Keep("openai", "b", {kToday, kToday}, {}, kNow - std::chrono::minutes(1));
  Ask("openai", "a");
  Ask("openai", "b");
  EXPECT_THAT(Make({kToday, kToday}).last_updated, Optional(kNow - std::chrono::minutes(3)));
}

TEST_F(ReportTest, IsValidUntilItsFirstDayIsDue) {
  Keep("openai", "a", {kToday - 60, kToday}, {}, kNow - std::chrono::minutes(3));
  Ask("openai", "a");
  const auto valid_until = [&](const DateRange& range) {
    return MakeReport(ledger_, sources_, {range, std::nullopt, kNow}, FreshnessRules()).valid_until;
  };
  EXPECT_EQ(valid_until({kToday - 60, kToday}), kNow + std::chrono::minutes(2));
  EXPECT_EQ(valid_until({kToday - 60, kToday - 50}), kToday.End());
}

CostBucket Euros(Date date, std::string model, std::string_view cost) {
  CostBucket bucket = Bucket(date, "ws_1", std::move(model), Usd(cost));
  bucket.currency = "EUR";
  bucket.provenance = Provenance::kEstimated;
  return bucket;
}

TEST_F(ReportTest, TellsHowConvertedRowsWereCharged) {
  Keep("mistral", "a", {kToday - 1, kToday}, {Euros(kToday - 1, "large", "2"), Euros(kToday, "large", "3.5")});
  const ExchangeRate rate{"EUR", Usd("1.1"), Usd("1"), kToday - 1, false};
  ledger_.Convert({"mistral", "a"}, kToday - 1, rate, false);
  ledger_.Convert({"mistral", "a"}, kToday, rate, true);
  Ask("mistral", "a");
  const CostReport report = Make({kToday - 1, kToday});
  EXPECT_EQ(report.total_cost_usd, Usd("6.05"));
  ASSERT_EQ(report.breakdown.size(), 1U);
  EXPECT_EQ(report.breakdown[0].cost_usd, Usd("6.05"));
  EXPECT_THAT(report.breakdown[0].charged.costs, ElementsAre(CurrencyAmount{"EUR", Usd("5.5")}));
  EXPECT_EQ(report.breakdown[0].charged.provenance, Provenance::kEstimated);
  EXPECT_THAT(report.providers[0].charged.costs, ElementsAre(CurrencyAmount{"EUR", Usd("5.5")}));
  EXPECT_THAT(report.exchange_rates, ElementsAre(rate));
  EXPECT_TRUE(report.unconverted.empty());
  EXPECT_TRUE(report.coverage.complete);
}

TEST_F(ReportTest, WhatIsNotConvertedStandsBesideTheTotal) {
  Keep("mistral", "a", {kToday - 1, kToday},
       {Euros(kToday - 1, "large", "2"), Euros(kToday, "large", "3.5"), Euros(kToday, "small", "1")});
  ledger_.Convert({"mistral", "a"}, kToday - 1, {"EUR", Usd("1.1"), Usd("1"), kToday - 1, false}, false);
  Ask("mistral", "a");
  const CostReport report = Make({kToday - 1, kToday});
  EXPECT_EQ(report.total_cost_usd, Usd("2.2"));
  ASSERT_EQ(report.breakdown.size(), 2U);
  EXPECT_EQ(report.breakdown[0].cost_usd, Usd("2.2"));
  EXPECT_THAT(report.breakdown[0].charged.unconverted, ElementsAre(CurrencyAmount{"EUR", Usd("3.5")}));
  EXPECT_EQ(report.breakdown[1].cost_usd, std::nullopt);
  EXPECT_EQ(report.daily[1].cost_usd, Money());
  ASSERT_EQ(report.daily[1].shares.size(), 2U);
  EXPECT_EQ(report.daily[1].shares[0].CostUsd(), std::nullopt);
  ASSERT_EQ(report.unconverted.size(), 1U);
  EXPECT_EQ(report.unconverted[0].amount, (CurrencyAmount{"EUR", Usd("4.5")}));
  EXPECT_FALSE(report.coverage.complete);
  EXPECT_EQ(report.coverage.through, kToday);
}

TEST_F(ReportTest, WhatHasNoPriceIsUnknownAndNotZero) {
  CostBucket unpriced = Euros(kToday, "codestral", "0");
  unpriced.provenance = Provenance::kUnpriced;
  Keep("mistral", "a", {kToday, kToday}, {unpriced});
  Ask("mistral", "a");
  const CostReport report = Make({kToday, kToday});
  ASSERT_EQ(report.breakdown.size(), 1U);
  EXPECT_EQ(report.breakdown[0].cost_usd, std::nullopt);
  EXPECT_TRUE(report.breakdown[0].charged.unpriced);
  EXPECT_EQ(report.projects[0].cost_usd, std::nullopt);
  EXPECT_EQ(report.workspaces[0].cost_usd, std::nullopt);
  EXPECT_FALSE(report.coverage.complete);
}

TEST_F(ReportTest, WhatWasFreeDoesNotMakeTheRestLookLikeZero) {
  CostBucket unpriced = Euros(kToday, "codestral", "0");
  unpriced.provenance = Provenance::kUnpriced;
  Keep("mistral", "a", {kToday, kToday},
       {Euros(kToday, "large", "2"), Euros(kToday, "large", "0"), Euros(kToday, "free", "0"), unpriced,
        Euros(kToday, "codestral", "0")});
  Ask("mistral", "a");
  const CostReport report = Make({kToday, kToday});
  std::map<std::string, std::optional<Money>> models;
  for (const ModelCost& model : report.breakdown) models[model.model] = model.cost_usd;
  EXPECT_EQ(models, (std::map<std::string, std::optional<Money>>{
                        {"large", std::nullopt}, {"free", Money()}, {"codestral", std::nullopt}}));
  EXPECT_EQ(report.projects[0].cost_usd, std::nullopt);
  EXPECT_EQ(report.workspaces[0].cost_usd, std::nullopt);
  EXPECT_EQ(report.providers[0].cost_usd, std::nullopt);
}

TEST_F(ReportTest, LeavesOutExcludedProjects) {
  Keep("openai", "a", {kToday, kToday},
       {Bucket(kToday, "proj_1", "gpt-4o", Usd("1")), Bucket(kToday, std::nullopt, "gpt-4o", Usd("2")),
        Bucket(kToday, "proj_2", "gpt-4o", Usd("4"))});
  Ask("openai", "a");
  sources_[0].excluded_projects = {"proj_1", "proj_never_seen"};
  EXPECT_EQ(Make({kToday, kToday}).total_cost_usd, Usd("6"));
  sources_[0].excluded_projects = {std::string(kNoProject)};
  EXPECT_EQ(Make({kToday, kToday}).total_cost_usd, Usd("5"));
}

TEST_F(ReportTest, KeepsModelsOfTheSameNameApartByProvider) {
  Keep("openai", "a", {kToday, kToday}, {Bucket(kToday, "p", "web search", Usd("1"))});
  Keep("anthropic", "b", {kToday, kToday}, {Bucket(kToday, "p", "web search", Usd("2"))});
  Ask("openai", "a");
  Ask("anthropic", "b");
  const CostReport report = Make({kToday, kToday});
  ASSERT_EQ(report.daily[0].shares.size(), 2U);
  EXPECT_EQ(report.daily_parts[report.daily[0].shares[0].part].provider, "anthropic");
  EXPECT_EQ(report.breakdown.size(), 2U);
}

}  // namespace
}  // namespace llmcost
