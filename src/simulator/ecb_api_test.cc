// SPDX-License-Identifier: MIT
// The simulated files of euro reference rates.
#include <gmock/gmock.h>

#include <regex>

#include "simulator/ecb_rates.h"
#include "simulator/simulator_fixture.h"

namespace llmcost {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class EcbApiTest : public SimulatorFixture {
 protected:
  static constexpr const char* kDaily = "/stats/eurofxref/eurofxref-daily.xml";
  static constexpr const char* kNinetyDays = "/stats/eurofxref/eurofxref-hist-90d.xml";

  std::vector<std::string> Find(const std::string& target, const std::string& pattern) {
    const std::string body = Send(target, {}).body();
    const std::regex expression(pattern);
    std::vector<std::string> found;
    for (std::sregex_iterator at(body.begin(), body.end(), expression); at != std::sregex_iterator(); ++at) {
      found.push_back((*at)[1]);
    }
    return found;
  }
  std::vector<std::string> Days(const std::string& target) { return Find(target, "time=['\"]([^'\"]+)"); }
};

TEST_F(EcbApiTest, WorkingDaysAreThoseOfTarget) {
  for (const Date closed : {Date(2026, 11, 21), Date(2026, 11, 22), Date(2026, 1, 1), Date(2026, 4, 3),
                            Date(2026, 4, 6), Date(2026, 5, 1), Date(2026, 12, 25), Date(2025, 12, 26),
                            Date(2025, 4, 18), Date(2025, 4, 21), Date(2027, 3, 26), Date(2027, 3, 29)}) {
    EXPECT_FALSE(EcbRates::IsWorkingDay(closed)) << closed;
  }
  for (const Date open :
       {Date(2026, 11, 20), Date(2026, 4, 2), Date(2026, 4, 7), Date(2026, 12, 24), Date(2026, 1, 2)}) {
    EXPECT_TRUE(EcbRates::IsWorkingDay(open)) << open;
  }
}

TEST_F(EcbApiTest, ADaysRatesAreOutAtFourInTheAfternoonInFrankfurt) {
  EXPECT_THAT(Days(kDaily), ElementsAre("2026-11-20")) << "today is a Sunday";
  clock_.Set(Date(2026, 11, 23).Start() + std::chrono::minutes(14 * 60 + 59));
  EXPECT_THAT(Days(kDaily), ElementsAre("2026-11-20"));
  clock_.Advance(std::chrono::minutes(1));
  EXPECT_THAT(Days(kDaily), ElementsAre("2026-11-23"));
  clock_.Set(Date(2026, 7, 1).Start() + std::chrono::hours(14));  // summer time
  EXPECT_THAT(Days(kDaily), ElementsAre("2026-07-01"));
}

TEST_F(EcbApiTest, HistoriesComeNewestFirstWithoutHolidays) {
  const auto days = Days(kNinetyDays);
  EXPECT_EQ(days.front(), "2026-11-20");
  EXPECT_EQ(days.back(), "2026-08-24");
  EXPECT_TRUE(std::ranges::is_sorted(days, std::greater<>()));
  EXPECT_THAT(days, Not(::testing::Contains("2026-11-15")));
  const auto all = Days("/stats/eurofxref/eurofxref-hist.xml");
  EXPECT_EQ(all.back(), "1999-01-04");
  EXPECT_GT(all.size(), 7000U);
}

TEST_F(EcbApiTest, QuotesDifferFromFileToFile) {
  EXPECT_THAT(Send(kDaily, {}).body(), HasSubstr("<Cube currency='USD' rate='1."));
  EXPECT_THAT(Send(kNinetyDays, {}).body(), HasSubstr("<Cube currency=\"USD\" rate=\"1."));
}

TEST_F(EcbApiTest, TheDollarIsPlausibleAndTheFilesAgree) {
  const auto rates = Find("/stats/eurofxref/eurofxref-hist.xml", "currency=\"USD\" rate=\"([0-9.]+)");
  for (const auto& rate : rates) {
    EXPECT_EQ(rate.size(), 6U);
    EXPECT_GT(rate, "1.05");
    EXPECT_LT(rate, "1.18");
  }
  EXPECT_EQ(Find(kDaily, "currency='USD' rate='([0-9.]+)").front(), rates.front());
  EXPECT_EQ(Find(kNinetyDays, "currency=\"USD\" rate=\"([0-9.]+)").front(), rates.front());
  EXPECT_EQ(Find(kDaily, "currency='([A-Z]+)'").size(), 14U) << "without the lev, which is no more";
  SimulatorOptions options;
  options.seed = 2;
  Make(options);
  EXPECT_NE(Find(kDaily, "currency='USD' rate='([0-9.]+)").front(), rates.front());
}

TEST_F(EcbApiTest, UnchangedFilesAreNotSentAgain) {
  const auto first = Send(kDaily, {});
  const std::string modified{FindHeader(first.response.headers, "Last-Modified")};
  EXPECT_EQ(modified, "Fri, 20 Nov 2026 15:00:00 GMT");
  const auto again = Send(kDaily, {{"If-Modified-Since", modified}});
  EXPECT_EQ(again.status(), 304);
  EXPECT_EQ(again.body(), "");
  EXPECT_EQ(Send(kDaily, {{"If-Modified-Since", "Fri, 20 Nov 2026 14:59:59 GMT"}}).status(), 200);
  EXPECT_EQ(Send(kDaily, {{"If-Modified-Since", "yesterday"}}).status(), 200);
  clock_.Set(Date(2026, 11, 23).Start() + std::chrono::hours(16));
  EXPECT_EQ(Send(kDaily, {{"If-Modified-Since", modified}}).status(), 200);
}

TEST_F(EcbApiTest, RatesUsedAreThoseOfTheLatestDayBefore) {
  const auto used = Get("/_simulator/rates?start_date=2026-11-19&end_date=2026-11-22").json();
  std::vector<std::string> days;
  for (const auto& rate : used["rates"].GetArray()) days.push_back(rate["rate_date"].GetString());
  EXPECT_THAT(days, ElementsAre("2026-11-19", "2026-11-20", "2026-11-20", "2026-11-20"));
  EXPECT_EQ(used["rates"][3]["rate"].GetString(), Find(kDaily, "currency='USD' rate='([0-9.]+)").front());
  EXPECT_EQ(Get("/_simulator/rates?start_date=2026-11-19").status(), 400);
}

TEST_F(EcbApiTest, FaultsHitItByPathAndTheRateLimitDoesNot) {
  SimulatorOptions options;
  options.calls_per_minute = 1;
  Make(options);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Send(kDaily, {}).status(), 200);
  ASSERT_EQ(Get("/_simulator/faults?add=path=/stats,kind=503,count=1").status(), 200);
  const auto failed = Send(kDaily, {});
  EXPECT_EQ(failed.status(), 503);
  EXPECT_THAT(failed.body(), HasSubstr("<h1>503</h1>"));
  ASSERT_EQ(Get("/_simulator/faults?add=path=/stats,kind=nan,count=1").status(), 200);
  EXPECT_THAT(Send(kDaily, {}).body(), HasSubstr("rate='NaN'"));
  EXPECT_EQ(Send("/stats/eurofxref/nothing.xml", {}).status(), 404);
}

}  // namespace
}  // namespace llmcost
