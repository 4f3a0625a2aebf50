// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "cli/cost_output.h"
#include "cli/csv.h"
#include "cli/output_table.h"

namespace llmcost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Money Usd(std::string_view text) { return *Money::Parse(text); }

CostReport Example() {
  CostReport report;
  report.range = {Date(2026, 11, 1), Date(2026, 11, 2)};
  report.total_cost_usd = Usd("1234567.899999999999999999");
  report.last_updated = Date(2026, 11, 2).End();
  report.breakdown = {{"openai", "gpt-4o", Usd("1234567.004999999999999999"), {89983, 1200, 0}},
                      {"openai", "=cmd|'x'", Usd("0.447500"), {}},
                      {"openai", "日本,語", Usd("0.4475"), {0}}};
  report.daily = {{Date(2026, 11, 1), Usd("1234567.899999999999999999"), {}}, {Date(2026, 11, 2), Money(), {}}};
  report.projects = {{"openai", "edugami", "proj_1", "support\x1b[31m", Usd("1234567.4"), {5}},
                     {"openai", "edugami", "proj_2", std::nullopt, Usd("0.499999999999999999"), {}},
                     {"openai", "edugami", std::nullopt, std::nullopt, Money(), {}}};
  report.workspaces = {{"openai", "edugami", "Edugami", report.total_cost_usd}};
  report.providers = {{"openai", "OpenAI", report.total_cost_usd}};
  for (ModelCost& cost : report.breakdown) cost.charged.costs = {{"USD", *cost.cost_usd}};
  report.coverage = {.complete = true, .through = Date(2026, 11, 2), .provisional_from = Date(2026, 11, 2)};
  return report;
}

TEST(DisplayWidthTest, CountsTerminalColumns) {
  EXPECT_EQ(DisplayWidth("abc"), 3U);
  EXPECT_EQ(DisplayWidth("Müller"), 6U);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1U);
  EXPECT_EQ(DisplayWidth("日本"), 4U);
  EXPECT_EQ(DisplayWidth("a\xff"), 2U);
}

TEST(DisplayWidthTest, CutsBetweenCharacters) {
  EXPECT_EQ(CutToWidth("abcdef", 6), "abcdef");
  EXPECT_EQ(CutToWidth("abcdef", 4), "abc…");
  EXPECT_EQ(CutToWidth("日本語", 5), "日本…");
  EXPECT_EQ(CutToWidth("日本語", 4), "日…");
  EXPECT_EQ(CutToWidth("abc", 1), "…");
  EXPECT_EQ(CutToWidth("abc", 0), "");
}

TEST(PlainTextTest, DisarmsControlCharactersAndBrokenUtf8) {
  EXPECT_EQ(PlainText("a\x1b[31m\n\xff"
                      "ü\u0085"),
            "a?[31m??ü?");
}

TEST(WithThousandsTest, PartsTheWholePartOnly) {
  EXPECT_EQ(WithThousands("999"), "999");
  EXPECT_EQ(WithThousands("1000"), "1,000");
  EXPECT_EQ(WithThousands("-123456.7890"), "-123,456.7890");
  EXPECT_EQ(WithThousands("-100.5"), "-100.5");
  EXPECT_EQ(WithThousands("1234567"), "1,234,567");
}

TEST(OutputTableTest, AlignsByDisplayWidth) {
  const OutputTable table{{{"NAME", false}, {"COST", true}}, {{"日本", "1.00"}, {"ab", "10.00"}}, {"Total", "11.00"}};
  EXPECT_EQ(FormatTable(table, 0, false),
            "NAME    COST\n"
            "日本    1.00\n"
            "ab     10.00\n"
            "Total  11.00\n");
}

TEST(OutputTableTest, CutsTextColumnsToTheTerminalButNeverNumbers) {
  const OutputTable table{{{"PROVIDER", false}, {"MODEL", false}, {"COST", true}},
                          {{"openai", "a-very-long-name-of-a-model", "1,234.00"}},
                          {}};
  EXPECT_EQ(FormatTable(table, 30, false),
            "PROVIDER  MODEL           COST\n"
            "openai    a-very-lo…  1,234.00\n");
  EXPECT_EQ(FormatTable(table, 5, false),
            "PROVIDER  MODEL         COST\n"
            "openai    a-very-…  1,234.00\n");
}

TEST(OutputTableTest, MarksTitlesAndTotal) {
  const OutputTable table{{{"A", false}}, {{"x"}}, {"t"}};
  EXPECT_EQ(FormatTable(table, 0, true), "\x1b[1mA\x1b[0m\nx\n\x1b[1mt\x1b[0m\n");
}

TEST(CsvWriterTest, QuotesAndDisarmsFormulas) {
  CsvWriter csv;
  for (const char* text : {"plain", "a,b", "a\"b", "two\nlines", "=1+1", "+x", "-x", "@x", "a=b", ""}) csv.Text(text);
  csv.Plain("-0.5");
  csv.EndLine();
  csv.Plain("");
  csv.Plain("1");
  csv.EndLine();
  EXPECT_EQ(csv.text(), "plain,\"a,b\",\"a\"\"b\",\"two\nlines\",'=1+1,'+x,'-x,'@x,a=b,,-0.5\r\n,1\r\n");
}

TEST(CostTableTest, RoundedPartsAddUpToTheTotalShown) {
  EXPECT_EQ(FormatTable(CostTable(Example(), GroupBy::kModel), 0, false),
            "PROVIDER  MODEL     REQUESTS    COST (USD)\n"
            "openai    gpt-4o      89,983  1,234,567.00\n"
            "openai    =cmd|'x'         -          0.45\n"
            "openai    日本,語          0          0.45\n"
            "Total                ≥89,983  1,234,567.90\n");
}

TEST(CostTableTest, MarksRequestsThatAreThoseOfSomeDaysOnly) {
  CostReport report = Example();
  report.breakdown.resize(1);
  report.breakdown[0].usage.requests_partial = true;
  EXPECT_EQ(FormatTable(CostTable(report, GroupBy::kModel), 0, false),
            "PROVIDER  MODEL   REQUESTS    COST (USD)\n"
            "openai    gpt-4o   ≥89,983  1,234,567.00\n"
            "Total              ≥89,983  1,234,567.90\n");
  EXPECT_THAT(CostNotes(report), testing::Contains(testing::HasSubstr("for some of the days only")));
}

TEST(CostTableTest, NamesProjectsAndDisarmsTheirNames) {
  EXPECT_EQ(FormatTable(CostTable(Example(), GroupBy::kProject), 0, false),
            "PROVIDER  WORKSPACE  PROJECT ID  PROJECT       REQUESTS    COST (USD)\n"
            "openai    edugami    proj_1      support?[31m         5  1,234,567.40\n"
            "openai    edugami    proj_2      -                    -          0.50\n"
            "openai    edugami    -           (no project)         -          0.00\n"
            "Total                                                ≥5  1,234,567.90\n");
}

TEST(CostTableTest, GroupsByDayWorkspaceAndProvider) {
  EXPECT_EQ(FormatTable(CostTable(Example(), GroupBy::kDay), 0, false),
            "DATE          COST (USD)\n"
            "2026-11-01  1,234,567.90\n"
            "2026-11-02          0.00\n"
            "Total       1,234,567.90\n");
  EXPECT_EQ(FormatTable(CostTable(Example(), GroupBy::kWorkspace), 0, false),
            "PROVIDER  WORKSPACE  NAME       COST (USD)\n"
            "openai    edugami    Edugami  1,234,567.90\n"
            "Total                         1,234,567.90\n");
  EXPECT_EQ(FormatTable(CostTable(Example(), GroupBy::kProvider), 0, false),
            "PROVIDER  NAME      COST (USD)\n"
            "openai    OpenAI  1,234,567.90\n"
            "Total             1,234,567.90\n");
}

TEST(CostCsvTest, KeepsEveryDigitAndLeavesUnknownCountsEmpty) {
  EXPECT_EQ(CostCsv(Example(), GroupBy::kModel),
            "provider,model,requests,input_tokens,output_tokens,cost_usd,cost,currency,provenance\r\n"
            "openai,gpt-4o,89983,1200,0,1234567.004999999999999999,1234567.004999999999999999,USD,billed\r\n"
            "openai,'=cmd|'x',,,,0.4475,0.4475,USD,billed\r\n"
            "openai,\"日本,語\",0,,,0.4475,0.4475,USD,billed\r\n");
  EXPECT_EQ(CostCsv(Example(), GroupBy::kDay),
            "date,cost_usd\r\n"
            "2026-11-01,1234567.899999999999999999\r\n"
            "2026-11-02,0\r\n");
}

TEST(CostTableTest, TellsWhatWasChargedWhereItIsNotPlainDollars) {
  CostReport report = Example();
  report.breakdown = {{"mistral", "large", Usd("2.2"), {}, {{{"EUR", Usd("2")}}, {}, false, Provenance::kEstimated}},
                      {"mistral", "small", std::nullopt, {}, {{{"EUR", Usd("1")}}, {{"EUR", Usd("1")}}, false}},
                      {"mistral", "codestral", std::nullopt, {}, {{}, {}, true}},
                      {"openai", "gpt-5", Usd("1.5"), {}, {{{"USD", Usd("1.5")}}, {}, false}}};
  report.total_cost_usd = Usd("3.7");
  EXPECT_EQ(FormatTable(CostTable(report, GroupBy::kModel), 0, false),
            "PROVIDER  MODEL      REQUESTS    CHARGED  COST (USD)\n"
            "mistral   large             -  ~2.00 EUR        2.20\n"
            "mistral   small             -   1.00 EUR           -\n"
            "mistral   codestral         -          ?           -\n"
            "openai    gpt-5             -                   1.50\n"
            "Total                       -                   3.70\n");
}

TEST(CostTableTest, KnowsNoTotalWhereNothingIsKnownInDollars) {
  CostReport report = Example();
  report.breakdown = {{"mistral", "small", std::nullopt, {}, {{{"EUR", Usd("1")}}, {{"EUR", Usd("1")}}, false}}};
  report.total_cost_usd = Money();
  EXPECT_EQ(FormatTable(CostTable(report, GroupBy::kModel), 0, false),
            "PROVIDER  MODEL  REQUESTS   CHARGED  COST (USD)\n"
            "mistral   small         -  1.00 EUR           -\n"
            "Total                   -                     -\n");
  report.daily_parts = {{.provider = "mistral", .model = "small"}};
  report.daily = {{Date(2026, 11, 1), Money(), {{.part = 0}}}, {Date(2026, 11, 2)}};
  EXPECT_EQ(FormatTable(CostTable(report, GroupBy::kDay), 0, false),
            "DATE        COST (USD)\n"
            "2026-11-01           -\n"
            "2026-11-02        0.00\n"
            "Total                -\n");
}

TEST(CostNotesTest, TellsProvisionalDaysStalenessAndGaps) {
  CostReport report = Example();
  EXPECT_THAT(CostNotes(report),
              ElementsAre("figures from 2026-11-02 on are provisional: providers may still change them"));
  for (ModelCost& cost : report.breakdown) cost.charged.costs = {{"USD", *cost.cost_usd}};
  report.coverage = {.complete = true, .through = Date(2026, 11, 2), .provisional_from = std::nullopt};
  EXPECT_THAT(CostNotes(report), IsEmpty());
  report.coverage = {.complete = false,
                     .through = Date(2026, 11, 1),
                     .unread = {{"openai", "b", {Date(2026, 11, 2), Date(2026, 11, 2)}, DayState::kFailed}}};
  report.stale = true;
  EXPECT_THAT(CostNotes(report), ElementsAre("incomplete: openai/b could not be read for 2026-11-02",
                                             "some figures are those read at 2026-11-03T00:00:00Z"));
  report.last_updated.reset();
  report.coverage.unread.clear();
  EXPECT_THAT(CostNotes(report), ElementsAre("nothing was read yet for these days: the total is not known"));
}

TEST(CostNotesTest, TellsWhoseDaysAreNotKnownAndWhy) {
  const Date day(2026, 11, 2);
  EXPECT_THAT(
      UnreadNotes({{"openai", "a", {day, day}, DayState::kMissing},
                   {"openai", "a", {day + 2, day + 4}, DayState::kMissing},
                   {"openrouter", "default", {Date(2026, 8, 1), Date(2026, 8, 31)}, DayState::kNotRetained},
                   {"openrouter", "default", {day + 26, day + 26}, DayState::kNotYet}}),
      ElementsAre("incomplete: openai/a was never asked for 2026-11-02, 2026-11-04..2026-11-06",
                  "incomplete: openrouter/default does not give 2026-08-01..2026-08-31 any more, and nothing is known "
                  "of them",
                  "openrouter/default gives 2026-11-28 tomorrow"));
  EXPECT_THAT(UnreadNotes({{"openai", "a", {day, day}, DayState::kMissing},
                           {"openai", "a", {day + 2, day + 2}, DayState::kMissing},
                           {"openai", "a", {day + 4, day + 4}, DayState::kMissing},
                           {"openai", "a", {day + 6, day + 6}, DayState::kMissing},
                           {"openai", "a", {day + 8, day + 8}, DayState::kMissing}}),
              ElementsAre("incomplete: openai/a was never asked for 2026-11-02, 2026-11-04, 2026-11-06 and 2 more runs "
                          "of days"));
}

TEST(CostTableTest, KnowsNoTotalWhereNothingWasRead) {
  CostReport report;
  report.range = {Date(2026, 8, 1), Date(2026, 8, 31)};
  report.coverage.unread = {{"openrouter", "default", report.range, DayState::kNotRetained}};
  EXPECT_EQ(FormatTable(CostTable(report, GroupBy::kProvider), 0, false),
            "PROVIDER  NAME  COST (USD)\n"
            "Total                    -\n");
}

TEST(ParseGroupByTest, KnowsItsNames) {
  EXPECT_EQ(ParseGroupBy("model"), GroupBy::kModel);
  EXPECT_EQ(ParseGroupBy("day"), GroupBy::kDay);
  EXPECT_EQ(ParseGroupBy("week"), std::nullopt);
}

}  // namespace
}  // namespace llmcost
