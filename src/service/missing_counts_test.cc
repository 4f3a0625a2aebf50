// SPDX-License-Identifier: MIT
#include "service/missing_counts.h"

#include "service/service_fixture.h"

namespace llmcost {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr DateRange kOld{kToday - 100, kToday - 61};
const Source kSource{"openai", "edugami"};

class MissingCountsTest : public CostServiceTest {
 protected:
  MissingCountsTest() { Start({{"edugami", "Edugami"}}); }
  void Fail() { provider_->incomplete = Fault(ErrorKind::kRateLimited); }
  void Mend() { provider_->incomplete = std::nullopt; }
  std::shared_ptr<const CostReport> Refresh(const DateRange& range) {
    clock_.Advance(std::chrono::seconds(1));
    return Ask(range, [](CostQuery& q) { q.refresh = true; }).value();
  }
};

TEST_F(MissingCountsTest, CountsThatWereKnownOutlastAReadingWithoutThem) {
  provider_->requests = 5;
  EXPECT_EQ(Ask(kWeek).value()->breakdown.at(0).usage.requests, 35);
  Fail();
  provider_->dollars = 2;
  const auto report = Refresh(kWeek);
  EXPECT_EQ(report->total_cost_usd, Money::FromUnits(14));
  EXPECT_EQ(report->breakdown.at(0).usage.requests, 35);
  // The days that may still change could have more by now.
  EXPECT_EQ(report->errors.size(), 1U);
  Mend();
  provider_->requests = 6;
  EXPECT_EQ(Refresh(kWeek)->breakdown.at(0).usage.requests, 42);
}

TEST_F(MissingCountsTest, SettledDaysThatHaveTheirCountsLackNothing) {
  provider_->requests = 5;
  Ask(kOld).value();
  Fail();
  EXPECT_THAT(Refresh(kOld)->errors, IsEmpty());
  clock_.Advance(hours(1));
  EXPECT_EQ(Ask(kOld).value()->breakdown.at(0).usage.requests, 200);
  EXPECT_THAT(provider_->asked, ElementsAre(kOld, kOld));
}

TEST_F(MissingCountsTest, AreToldForAsLongAsTheDaysLackThem) {
  Fail();
  Ask(kOld).value();
  Mend();
  EXPECT_THAT(Ask({kToday - 9, kToday - 8}).value()->errors, IsEmpty());
  const auto report = Ask(kOld).value();
  ASSERT_EQ(report->errors.size(), 1U);
  EXPECT_EQ(report->errors[0].error.kind, ErrorKind::kRateLimited);
  EXPECT_EQ(report->errors[0].error.message, "openai: fault");
  EXPECT_THAT(report->notices, IsEmpty());
  EXPECT_EQ(Ask(kOld, [](CostQuery& q) { q.offline = true; }).value()->errors.size(), 1U);
}

TEST_F(MissingCountsTest, AreTriedAgainOnceAndThenOnceADay) {
  Fail();
  Ask(kOld).value();
  clock_.Advance(minutes(6));
  Ask(kOld).value();
  EXPECT_EQ(provider_->asked.size(), 2U);
  clock_.Advance(minutes(6));
  EXPECT_EQ(Ask(kOld).value()->errors.size(), 1U);
  EXPECT_EQ(provider_->asked.size(), 2U);
  clock_.Advance(hours(24));
  EXPECT_EQ(Ask(kOld).value()->errors.size(), 1U);
  EXPECT_EQ(provider_->asked.size(), 3U);
  Mend();
  provider_->requests = 1;
  clock_.Advance(hours(24));
  EXPECT_THAT(Ask(kOld).value()->errors, IsEmpty());
  EXPECT_THAT(provider_->asked, ElementsAre(kOld, kOld, kOld, kOld));
  clock_.Advance(hours(48));
  Ask(kOld).value();
  EXPECT_EQ(provider_->asked.size(), 4U);
}

TEST(KeepCountsTest, TakesTheLargerCountOfEachModelAndKeepsTheOthers) {
  const Date day = kToday;
  const auto counts = [&](std::string model, std::int64_t requests) {
    return CostBucket{.date = day, .project_id = "p", .model = std::move(model), .requests = requests};
  };
  Ledger ledger;
  const std::vector<CostBucket> before = {
      counts("a", 5),
      counts("b", 7),
      counts("c", 1),
      {.date = day, .project_id = "p", .model = "b", .line_item = "b, input", .cost = Money::FromUnits(1)}};
  ledger.ReplaceDays(kSource, {day, day}, before, day.Start(), day);
  std::vector<CostBucket> read = {counts("a", 6), counts("b", 2)};
  KeepCounts(ledger, kSource, {day, day}, read);
  EXPECT_THAT(read, ElementsAre(counts("a", 6), counts("b", 7), counts("c", 1)));
}

}  // namespace
}  // namespace llmcost
