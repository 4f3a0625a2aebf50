// SPDX-License-Identifier: MIT
#include "api/parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmcost {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;

constexpr Date kToday{2026, 11, 22};

// The parameters named as bad, in the order found.
std::vector<std::string> BadNames(std::string_view query) {
  std::vector<std::string> names;
  const auto question = ParseCostsQuery(query, kToday);
  if (question) return names;
  for (const BadParameter& bad : question.error()) names.push_back(bad.name);
  return names;
}

TEST(ParametersTest, ReadsAWholeQuestion) {
  const auto question = ParseCostsQuery(
      "provider=openai&workspace=edugami&project_id=proj_1&start_date=2026-10-24&end_date=2026-11-22&refresh=true",
      kToday);
  ASSERT_TRUE(question);
  EXPECT_THAT(question->provider, Optional(Eq("openai")));
  EXPECT_THAT(question->workspace, Optional(Eq("edugami")));
  EXPECT_THAT(question->project_id, Optional(Eq("proj_1")));
  EXPECT_EQ(question->range, (DateRange{Date(2026, 10, 24), kToday}));
  EXPECT_TRUE(question->refresh);
  EXPECT_FALSE(question->offline);
  EXPECT_TRUE(ParseCostsQuery("period=week&offline=true", kToday)->offline);
}

TEST(ParametersTest, APeriodRunsToToday) {
  EXPECT_EQ(ParseCostsQuery("period=month", kToday)->range, (DateRange{Date(2026, 11, 1), kToday}));
  EXPECT_EQ(ParseCostsQuery("period=week", kToday)->range.start, Date(2026, 11, 16));
}

TEST(ParametersTest, NamesEveryFault) {
  EXPECT_THAT(BadNames("period=week&refresh=true&offline=true"), testing::ElementsAre("offline"));
  EXPECT_THAT(BadNames("period=day&refresh=yes&colour=red&provider="),
              testing::UnorderedElementsAre("colour", "provider", "refresh", "period"));
  EXPECT_THAT(BadNames("start_date=2026-02-30&end_date=22/11/2026"), ElementsAre("start_date", "end_date"));
}

TEST(ParametersTest, RefusesWhatIsGivenTwice) {
  EXPECT_THAT(BadNames("period=month&period=month"), ElementsAre("period"));
  EXPECT_THAT(BadNames("period=month&provider=a&provider=b&provider=c"), testing::Contains("provider"));
}

TEST(ParametersTest, WantsAPeriodOrBothDates) {
  EXPECT_THAT(BadNames(""), ElementsAre("start_date", "end_date"));
  EXPECT_THAT(BadNames("start_date=2026-11-01"), ElementsAre("end_date"));
  EXPECT_THAT(BadNames("end_date=2026-11-01"), ElementsAre("start_date"));
  EXPECT_THAT(BadNames("period=week&start_date=2026-11-01&end_date=2026-11-02"), ElementsAre("period"));
}

TEST(ParametersTest, BoundsDatesAndRanges) {
  EXPECT_THAT(BadNames("start_date=2026-11-02&end_date=2026-11-01"), ElementsAre("end_date"));
  EXPECT_THAT(BadNames("start_date=2014-12-31&end_date=2015-01-31"), ElementsAre("start_date"));
  EXPECT_THAT(BadNames("start_date=2026-01-01&end_date=2027-11-24"), ElementsAre("end_date"));
  EXPECT_THAT(BadNames("start_date=2026-01-01&end_date=2027-11-23"), IsEmpty());
  EXPECT_THAT(BadNames("start_date=2016-11-22&end_date=2026-11-22"), IsEmpty());  // 3,653 days
  EXPECT_THAT(BadNames("start_date=2016-11-21&end_date=2026-11-22"), ElementsAre("end_date"));
}

TEST(ParametersTest, RefusesOversizedAndUnreadableTexts) {
  EXPECT_THAT(BadNames("period=month&project_id=" + std::string(257, 'a')), ElementsAre("project_id"));
  EXPECT_THAT(BadNames("period=month&project_id=" + std::string(256, 'a')), IsEmpty());
  EXPECT_THAT(BadNames("period=month&project_id=a%0Ab"), ElementsAre("project_id"));
  EXPECT_THAT(BadNames("period=%zz"), ElementsAre("query"));
  EXPECT_THAT(BadNames("period=month&project_id=%ff"), ElementsAre("query"));
}

TEST(ParametersTest, NeverRepeatsForeignTextUncut) {
  const auto question = ParseCostsQuery("period=month&" + std::string(1000, 'x') + "=1", kToday);
  ASSERT_FALSE(question);
  EXPECT_LT(question.error()[0].name.size(), 60U);
}

TEST(ParametersTest, PathsWithoutParametersTakeNone) {
  EXPECT_TRUE(ParseNoQuery(""));
  const auto refused = ParseNoQuery("a=1");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error(), ElementsAre(Field(&BadParameter::reason, HasSubstr("no parameter is"))));
}

}  // namespace
}  // namespace llmcost
