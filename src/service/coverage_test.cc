// SPDX-License-Identifier: MIT
#include "service/coverage.h"

#include <gtest/gtest.h>

namespace llmcost {
namespace {

constexpr Date kToday{2026, 11, 22};
constexpr DateRange kRange{kToday - 9, kToday};
constexpr DateRange kOffered{kToday - 6, kToday};
const Source kSource{"openrouter", "default"};

class CoverageTest : public testing::Test {
 protected:
  void Read(Date start, Date end, Date provisional_from) {
    ledger_.ReplaceDays(kSource, {start, end}, {}, kToday.Start(), provisional_from);
  }
  CoverageReport Report(bool failing = false) {
    CoverageReport report;
    report.range = kRange;
    SourceCoverage source;
    source.runs = CoverageOf(ledger_, kSource, kRange, kOffered, failing);
    if (failing) source.failure = SourceFailure{Error{.kind = ErrorKind::kUnavailable, .message = "x"}, kToday.Start()};
    report.sources.push_back(std::move(source));
    FinishCoverage(report);
    return report;
  }

  Ledger ledger_;
};

TEST_F(CoverageTest, TellsWhatWasNeverAskedFromWhatIsNotGivenAnyMore) {
  const CoverageReport report = Report();
  EXPECT_EQ(report.sources[0].runs, (std::vector<CoverageRun>{{{kToday - 9, kToday - 7}, DayState::kNotRetained},
                                                              {{kToday - 6, kToday}, DayState::kMissing}}));
  EXPECT_FALSE(report.complete);
  EXPECT_EQ(report.through, kToday - 7);
}

TEST_F(CoverageTest, TellsSettledDaysFromProvisionalOnes) {
  Read(kToday - 9, kToday, kToday - 2);
  const CoverageReport report = Report();
  EXPECT_EQ(report.sources[0].runs, (std::vector<CoverageRun>{{{kToday - 9, kToday - 3}, DayState::kSettled},
                                                              {{kToday - 2, kToday}, DayState::kProvisional}}));
  EXPECT_TRUE(report.complete);
  EXPECT_EQ(report.through, kToday);
}

TEST_F(CoverageTest, AFailingSourceIsNotCompleteThoughAllDaysAreKnown) {
  Read(kToday - 9, kToday, kToday - 2);
  const CoverageReport report = Report(true);
  EXPECT_FALSE(report.complete);
  EXPECT_EQ(report.through, kToday);
}

TEST_F(CoverageTest, DaysNeverReadOfAFailingSourceHaveFailed) {
  Read(kToday - 9, kToday - 3, kToday);
  const CoverageReport report = Report(true);
  EXPECT_EQ(report.sources[0].runs[1], (CoverageRun{{kToday - 2, kToday}, DayState::kFailed}));
  EXPECT_EQ(report.through, kToday - 3);
}

TEST_F(CoverageTest, ADayThatIsNotGivenYetIsNotMissing) {
  Read(kToday - 9, kToday - 1, kToday - 2);
  CoverageReport report;
  report.range = kRange;
  SourceCoverage& source = report.sources.emplace_back();
  source.runs = CoverageOf(ledger_, kSource, kRange, {kToday - 6, kToday - 1}, false);
  FinishCoverage(report);
  EXPECT_EQ(source.runs.back(), (CoverageRun{{kToday, kToday}, DayState::kNotYet}));
  EXPECT_TRUE(report.complete);
}

TEST_F(CoverageTest, WithoutSourcesNothingIsComplete) {
  CoverageReport report;
  report.range = kRange;
  FinishCoverage(report);
  EXPECT_FALSE(report.complete);
  EXPECT_EQ(report.through, std::nullopt);
}

}  // namespace
}  // namespace llmcost
