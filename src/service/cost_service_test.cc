// SPDX-License-Identifier: MIT
#include "service/cost_service.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <thread>

#include "service/service_fixture.h"

namespace llmcost {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(CostServiceTest, AsksOnceAndThenAnswersFromTheLedger) {
  Start({{"edugami", "Edugami"}});
  EXPECT_EQ(Ask(kWeek).value()->total_cost_usd, Money::FromUnits(7));
  EXPECT_EQ(Ask({kToday - 3, kToday - 1}).value()->total_cost_usd, Money::FromUnits(3));
  EXPECT_THAT(provider_->asked, ElementsAre(kWeek));
}

TEST_F(CostServiceTest, AsksOnlyForUnsettledDaysAfterTheCacheTime) {
  Start({{"edugami", "Edugami"}});
  Ask(kWeek).value();
  clock_.Advance(minutes(6));
  provider_->dollars = 2;
  EXPECT_EQ(Ask(kWeek).value()->total_cost_usd, Money::FromUnits(3 * 1 + 4 * 2));
  EXPECT_THAT(provider_->asked, ElementsAre(kWeek, DateRange{kToday - 3, kToday}));
}

TEST_F(CostServiceTest, WithoutACacheTimeAsksOnceForEachQuestion) {
  cache_ttl_ = std::chrono::seconds(0);
  Start({{"edugami", "Edugami"}});
  Ask(kWeek).value();
  EXPECT_THAT(provider_->asked, ElementsAre(kWeek));
  clock_.Advance(std::chrono::seconds(1));
  Ask(kWeek).value();
  EXPECT_THAT(provider_->asked, ElementsAre(kWeek, DateRange{kToday - 3, kToday}));
}

TEST_F(CostServiceTest, KeepsAnAnswerUntilSomethingInItIsDue) {
  Start({{"edugami", "Edugami"}});
  CostQuery query;
  query.range = kWeek;
  EXPECT_EQ(service_->CachedCosts(query), nullptr);
  const auto report = Ask(kWeek).value();
  EXPECT_EQ(service_->CachedCosts(query), report);
  clock_.Advance(minutes(5));
  EXPECT_EQ(service_->CachedCosts(query), nullptr);
}

TEST_F(CostServiceTest, ForgetsKeptAnswersWhenAnyDayIsReadAgain) {
  Start({{"edugami", "Edugami"}});
  CostQuery query;
  query.range = kWeek;
  Ask(kWeek).value();
  clock_.Advance(std::chrono::seconds(1));
  Ask({kToday, kToday}, [](CostQuery& q) { q.refresh = true; }).value();
  EXPECT_EQ(service_->CachedCosts(query), nullptr);
}

TEST_F(CostServiceTest, RefreshAsksForTheWholeRangeAgain) {
  Start({{"edugami", "Edugami"}});
  const DateRange old{kToday - 200, kToday - 100};
  Ask(old).value();
  clock_.Advance(minutes(1));
  provider_->dollars = 3;
  EXPECT_EQ(Ask(old, [](CostQuery& q) { q.refresh = true; }).value()->total_cost_usd, Money::FromUnits(303));
  EXPECT_THAT(provider_->asked, ElementsAre(old, old));
}

TEST_F(CostServiceTest, AnswersWhatIsKnownWhileTheThreadsThatReadAreBusy) {
  asio::io_context reading;
  options_.reading_executor = reading.get_executor();
  Start({{"edugami", "Edugami"}});
  {
    auto guard = asio::make_work_guard(reading);
    std::jthread reader([&] { reading.run(); });
    Ask(kWeek).value();
    guard.reset();
  }
  clock_.Advance(std::chrono::seconds(1));
  bool refreshed = false;
  CostQuery again;
  again.range = kWeek;
  again.refresh = true;
  asio::co_spawn(io_, service_->Costs(again), [&](const std::exception_ptr&, const auto&) { refreshed = true; });
  EXPECT_EQ(Ask({kToday - 3, kToday - 1}).value()->total_cost_usd, Money::FromUnits(3));
  EXPECT_FALSE(refreshed);
  EXPECT_THAT(provider_->asked, ElementsAre(kWeek));

  reading.restart();
  std::jthread reader([&] { reading.run(); });
  while (!refreshed && io_.run_one() > 0) {
  }
  EXPECT_THAT(provider_->asked, ElementsAre(kWeek, kWeek));
}

TEST_F(CostServiceTest, OfflineAsksNothing) {
  Start({{"edugami", "Edugami"}});
  const auto answer = Ask(kWeek, [](CostQuery& q) { q.offline = true; });
  EXPECT_FALSE(answer.value()->coverage.complete);
  EXPECT_THAT(provider_->asked, IsEmpty());
}

TEST_F(CostServiceTest, TenWhoAskAtTheSameTimeCauseOneReading) {
  Start({{"edugami", "Edugami"}});
  provider_->blocked = true;
  int answered = 0;
  for (int i = 0; i < 10; ++i) {
    CostQuery query;
    query.range = {kToday - i, kToday};
    asio::co_spawn(io_, service_->Costs(query),
                   [&](const std::exception_ptr&, const auto& answer) { answered += answer.has_value() ? 1 : 0; });
  }
  io_.poll();
  EXPECT_EQ(provider_->asked.size(), 1U);
  ASSERT_EQ(service_->Fetches().size(), 1U);
  EXPECT_EQ(service_->Fetches()[0].calls_total, 1);
  // What the first one did not cover is asked once for all the others.
  provider_->blocked = false;
  provider_->gate.cancel();
  io_.run();
  EXPECT_EQ(answered, 10);
  EXPECT_LE(provider_->asked.size(), 10U);
  EXPECT_THAT(service_->Fetches(), IsEmpty());
}

TEST_F(CostServiceTest, AFailureIsSharedByThoseWhoWaitAndNotKept) {
  Start({{"edugami", "Edugami"}});
  provider_->failures.insert({"edugami", Fault(ErrorKind::kUnavailable)});
  const auto answer = Ask(kWeek);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().error.kind, ErrorKind::kUnavailable);
  EXPECT_EQ(answer.error().workspace, "edugami");
  provider_->failures.clear();
  EXPECT_TRUE(Ask(kWeek));
  EXPECT_EQ(provider_->asked.size(), 2U);
}

TEST_F(CostServiceTest, AnswersWithWhatItKnowsWhenTheProviderFails) {
  Start({{"edugami", "Edugami"}});
  Ask(kWeek).value();
  clock_.Advance(minutes(10));
  provider_->failures.insert({"edugami", Fault(ErrorKind::kTimeout)});
  const auto answer = Ask(kWeek);
  ASSERT_TRUE(answer);
  EXPECT_TRUE((*answer)->stale);
  EXPECT_EQ((*answer)->total_cost_usd, Money::FromUnits(7));
  ASSERT_EQ((*answer)->errors.size(), 1U);
  EXPECT_EQ((*answer)->errors[0].error.kind, ErrorKind::kTimeout);
  CostQuery query;
  query.range = kWeek;
  EXPECT_EQ(service_->CachedCosts(query), nullptr);
}

TEST_F(CostServiceTest, AnOfflineAnswerTellsTheLastFailuresAsTheLiveOneDid) {
  Start({{"a", "A"}, {"b", "B"}, {"c", "C"}});
  provider_->failures.insert({"b", Fault(ErrorKind::kInvalidKey)});
  provider_->failures.insert({"c", Fault(ErrorKind::kTimeout)});
  Ask(kWeek).value();
  const auto report = Ask(kWeek, [](CostQuery& q) { q.offline = true; }).value();
  EXPECT_TRUE(report->stale);
  ASSERT_EQ(report->errors.size(), 2U);
  EXPECT_EQ(report->errors[0].workspace, "b");
  EXPECT_EQ(report->errors[1].error.kind, ErrorKind::kTimeout);
  EXPECT_THAT(report->coverage.unread, ElementsAre(UnreadDays{"openai", "b", kWeek, DayState::kFailed},
                                                   UnreadDays{"openai", "c", kWeek, DayState::kFailed}));

  provider_->failures.clear();
  Ask(kWeek).value();
  const auto healed = Ask(kWeek, [](CostQuery& q) { q.offline = true; }).value();
  EXPECT_FALSE(healed->stale);
  EXPECT_THAT(healed->errors, IsEmpty());
}

TEST_F(CostServiceTest, AnOfflineAnswerIsNotStaleWhereTheFailureWasOfOtherDays) {
  Start({{"edugami", "Edugami"}});
  const DateRange old{kToday - 200, kToday - 100};
  Ask(old).value();
  provider_->failures.insert({"edugami", Fault(ErrorKind::kTimeout)});
  EXPECT_FALSE(Ask(kWeek));
  const auto offline = [](CostQuery& q) { q.offline = true; };
  EXPECT_FALSE(Ask(old, offline).value()->stale);
  EXPECT_THAT(Ask(old, offline).value()->errors, IsEmpty());
  const auto unknown = Ask(kWeek, offline).value();
  EXPECT_TRUE(unknown->stale);
  EXPECT_EQ(unknown->last_updated, std::nullopt);
  EXPECT_FALSE(unknown->coverage.complete);
}

TEST_F(CostServiceTest, AKeptAnswerIsForgottenWhenAReadingOfItsDaysFails) {
  Start({{"edugami", "Edugami"}});
  Ask(kWeek).value();
  clock_.Advance(std::chrono::seconds(1));
  provider_->failures.insert({"edugami", Fault(ErrorKind::kTimeout)});
  EXPECT_TRUE(Ask(kWeek, [](CostQuery& q) { q.refresh = true; }).value()->stale);
  EXPECT_TRUE(Ask(kWeek, [](CostQuery& q) { q.offline = true; }).value()->stale);
}

TEST_F(CostServiceTest, AnOfflineAnswerTellsThatProjectsCouldNotBeRead) {
  Start({{"edugami", "Edugami"}});
  provider_->project_failures.insert({"edugami", Fault(ErrorKind::kPermissionDenied)});
  Ask(kWeek).value();
  const auto report = Ask(kWeek, [](CostQuery& q) { q.offline = true; }).value();
  EXPECT_FALSE(report->stale);
  ASSERT_EQ(report->errors.size(), 1U);
  EXPECT_EQ(report->errors[0].error.kind, ErrorKind::kPermissionDenied);
}

TEST_F(CostServiceTest, DaysThatAProviderNoLongerGivesAreNotComplete) {
  Start({{"edugami", "Edugami"}});
  provider_->days_offered = 3;
  const auto report = Ask({kToday - 5, kToday}).value();
  EXPECT_FALSE(report->coverage.complete);
  EXPECT_THAT(report->coverage.unread,
              ElementsAre(UnreadDays{"openai", "edugami", {kToday - 5, kToday - 4}, DayState::kNotRetained},
                          UnreadDays{"openai", "edugami", {kToday, kToday}, DayState::kNotYet}));
  const auto none = Ask({kToday - 9, kToday - 8}).value();
  EXPECT_EQ(none->last_updated, std::nullopt);
  EXPECT_FALSE(none->coverage.complete);
}

TEST_F(CostServiceTest, TheDayThatAProviderGivesTomorrowIsNoGapInAnyAnswer) {
  Start({{"edugami", "Edugami"}});
  provider_->days_offered = 30;
  const auto report = Ask(kWeek).value();
  EXPECT_TRUE(report->coverage.complete);
  EXPECT_EQ(report->coverage.through, kToday);
  EXPECT_THAT(report->coverage.unread,
              ElementsAre(UnreadDays{"openai", "edugami", {kToday, kToday}, DayState::kNotYet}));
  const auto coverage = Await(service_->Coverage(std::nullopt, std::nullopt, kWeek)).value();
  EXPECT_TRUE(coverage.complete);
  EXPECT_EQ(coverage.through, kToday);

  // Of that day alone nothing is known.
  EXPECT_FALSE(Ask({kToday, kToday}).value()->coverage.complete);
  EXPECT_FALSE(Await(service_->Coverage(std::nullopt, std::nullopt, {kToday, kToday})).value().complete);
}

TEST_F(CostServiceTest, OneWorkspaceThatFailsLeavesTheOthersReadable) {
  Start({{"a", "A"}, {"b", "B"}, {"c", "C"}});
  provider_->failures.insert({"b", Fault(ErrorKind::kInvalidKey)});
  const auto report = Ask(kWeek).value();
  EXPECT_EQ(report->total_cost_usd, Money::FromUnits(14));
  EXPECT_EQ(report->workspaces.size(), 2U);
  EXPECT_FALSE(report->coverage.complete);
  ASSERT_EQ(report->errors.size(), 1U);
  EXPECT_EQ(report->errors[0].workspace, "b");
}

TEST_F(CostServiceTest, SaysWhatCouldNotBeReadBesideTheCosts) {
  Start({{"edugami", "Edugami"}});
  provider_->incomplete = Fault(ErrorKind::kRateLimited);
  const auto report = Ask(kWeek).value();
  EXPECT_FALSE(report->stale);
  EXPECT_TRUE(report->coverage.complete);
  ASSERT_EQ(report->errors.size(), 1U);
  provider_->incomplete = std::nullopt;
  clock_.Advance(minutes(5));
  EXPECT_THAT(Ask(kWeek).value()->errors, IsEmpty());
}

TEST_F(CostServiceTest, EndsTheReadingWhenNobodyWaitsAnyMore) {
  Start({{"edugami", "Edugami"}});
  provider_->blocked = true;
  asio::cancellation_signal gone;
  CostQuery query;
  query.range = kWeek;
  bool ended = false;
  asio::co_spawn(
      io_, service_->Costs(query),
      asio::bind_cancellation_slot(gone.slot(), [&](const std::exception_ptr&, const auto&) { ended = true; }));
  io_.poll();
  ASSERT_EQ(provider_->asked.size(), 1U);
  gone.emit(asio::cancellation_type::terminal);
  io_.run();  // returns although the provider was never let go
  EXPECT_TRUE(ended);
  EXPECT_EQ(provider_->cancelled, 1);
  EXPECT_THAT(service_->Fetches(), IsEmpty());
}

TEST_F(CostServiceTest, NamesWhatIsNotThere) {
  Start({{"edugami", "Edugami"}});
  const auto provider = Ask(kWeek, [](CostQuery& q) { q.provider = "nobody"; });
  ASSERT_FALSE(provider);
  EXPECT_EQ(provider.error().error.kind, ErrorKind::kNotFound);
  const auto workspace = Ask(kWeek, [](CostQuery& q) { q.workspace = "nowhere"; });
  ASSERT_FALSE(workspace);
  EXPECT_EQ(workspace.error().error.kind, ErrorKind::kNotFound);
  const auto project = Ask(kWeek, [](CostQuery& q) { q.project_id = "proj_unknown"; });
  ASSERT_FALSE(project);
  EXPECT_EQ(project.error().error.kind, ErrorKind::kNotFound);
  EXPECT_TRUE(Ask(kWeek, [](CostQuery& q) { q.project_id = "proj_edugami"; }));
  EXPECT_TRUE(Ask(kWeek, [](CostQuery& q) { q.project_id = "none"; }));
}

TEST_F(CostServiceTest, WithoutAKeySaysWhichToSet) {
  Start({});
  const auto answer = Ask(kWeek);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().error.reason, "not_configured");
  EXPECT_EQ(answer.error().error.setting, "FAKE_KEY");
  const auto statuses = Await(service_->Providers());
  ASSERT_EQ(statuses.size(), 1U);
  EXPECT_FALSE(statuses[0].available);
  EXPECT_EQ(statuses[0].error->setting, "FAKE_KEY");
  EXPECT_EQ(statuses[0].key.page, "https://example.test/keys");
}

TEST_F(CostServiceTest, AProviderWhoseKeysAreAllRefusedIsNotAvailable) {
  Start({{"a", "A"}, {"b", "B"}});
  provider_->project_failures.insert({"a", Fault(ErrorKind::kInvalidKey)});
  EXPECT_TRUE(Await(service_->Providers())[0].available);
  provider_->project_failures.insert({"b", Fault(ErrorKind::kInvalidKey)});
  clock_.Advance(minutes(6));
  const auto statuses = Await(service_->Providers());
  EXPECT_FALSE(statuses[0].available);
  EXPECT_EQ(statuses[0].error->kind, ErrorKind::kInvalidKey);
}

TEST_F(CostServiceTest, NamesEveryRefusedKeyWhereNoneIsAccepted) {
  Start({{"a", "Acme"}, {"b", "Beta"}});
  for (const char* workspace : {"a", "b"})
    provider_->project_failures.insert({workspace, Fault(ErrorKind::kInvalidKey)});
  EXPECT_EQ(Await(service_->Providers())[0].error->hint,
            "None of these keys is accepted: Acme (FAKE_KEY), Beta (FAKE_KEY).");
}

TEST_F(CostServiceTest, AKeyThatMayNotReadCostsIsRefusedThoughItListsProjects) {
  Start({{"edugami", "Edugami"}});
  provider_->failures.insert({"edugami", Fault(ErrorKind::kPermissionDenied)});
  EXPECT_FALSE(Ask(kWeek));
  clock_.Advance(minutes(6));
  const auto statuses = Await(service_->Providers());
  EXPECT_FALSE(statuses[0].available);
  EXPECT_EQ(statuses[0].error->kind, ErrorKind::kPermissionDenied);
  provider_->failures.clear();
  EXPECT_TRUE(Ask(kWeek));
  EXPECT_TRUE(Await(service_->Providers())[0].available);
}

TEST_F(CostServiceTest, AProjectThatMayBeInAListThatCannotBeReadIsNotZero) {
  Start({{"edugami", "Edugami"}});
  provider_->project_failures.insert({"edugami", Fault(ErrorKind::kUnavailable)});
  const auto ask = [&](const char* project) { return Ask(kWeek, [&](CostQuery& q) { q.project_id = project; }); };
  const auto unknown = ask("nosuch");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().error.kind, ErrorKind::kUnavailable);
  // It was paid for.
  EXPECT_EQ(ask("proj_edugami").value()->total_cost_usd, Money::FromUnits(7));
  // The name of a model is known, and is no project.
  EXPECT_FALSE(ask("gpt-4o"));
  provider_->project_failures.clear();
  EXPECT_EQ(ask("nosuch").error().error.kind, ErrorKind::kNotFound);
}

TEST_F(CostServiceTest, AnExclusionOfAProjectThatIsNotThereIsTold) {
  options_.excluded = {{"openai", "edugami", "proj_mistyped"}};
  Start({{"edugami", "Edugami"}});
  const auto report = Ask(kWeek).value();
  EXPECT_THAT(report->excluded, IsEmpty());
  ASSERT_EQ(report->notices.size(), 1U);
  EXPECT_EQ(report->notices[0].notice.kind, notice::kNotExcluded);
  EXPECT_THAT(report->notices[0].notice.message, testing::HasSubstr("'openai/edugami/proj_mistyped'"));
}

TEST_F(CostServiceTest, AKeyThatMayNotListProjectsStillGivesCosts) {
  Start({{"edugami", "Edugami"}});
  provider_->project_failures.insert({"edugami", Fault(ErrorKind::kPermissionDenied)});
  EXPECT_TRUE(Await(service_->Providers())[0].available);
  const auto report = Ask(kWeek).value();
  EXPECT_EQ(report->total_cost_usd, Money::FromUnits(7));
  EXPECT_TRUE(report->coverage.complete);
  EXPECT_FALSE(report->stale);
  ASSERT_EQ(report->errors.size(), 1U);
  EXPECT_EQ(report->projects[0].name, std::nullopt);
}

TEST_F(CostServiceTest, ListsProjectsOfOneWorkspaceOrOfAll) {
  Start({{"a", "A"}, {"b", "B"}});
  EXPECT_EQ(Await(service_->Projects("openai", "a")).value().projects.size(), 1U);
  EXPECT_EQ(Await(service_->Projects("openai", std::nullopt)).value().projects.size(), 2U);
  EXPECT_EQ(provider_->project_calls, 2);
  provider_->project_failures.insert({"a", Fault(ErrorKind::kTimeout)});
  clock_.Advance(minutes(6));
  // The list of before serves while the provider fails.
  EXPECT_EQ(Await(service_->Projects("openai", "a")).value().projects.size(), 1U);
}

}  // namespace
}  // namespace llmcost
