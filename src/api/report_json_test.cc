// SPDX-License-Identifier: MIT
#include "api/report_json.h"

#include <gtest/gtest.h>

namespace llmcost {
namespace {

TEST(ReportJsonTest, WritesEveryDigitOfMoneyAndNullForTheUnknown) {
  CostReport report;
  report.range = {Date(2026, 11, 22), Date(2026, 11, 22)};
  report.total_cost_usd = Money::Parse("1951.470688220078929").value();
  report.breakdown = {{"openai", "gpt-4o \"mini\"\n", report.total_cost_usd, std::nullopt}};
  report.daily = {{Date(2026, 11, 22), report.total_cost_usd, {{"gpt-4o", report.total_cost_usd}}}};
  report.projects = {
      {"openai", "edugami", std::nullopt, std::nullopt, Money::Parse("-0.000000000000000001").value(), 7}};
  report.errors = {{"openai", "b", Error{ErrorKind::kRateLimited, "openai: status 429", std::chrono::seconds(30)}}};
  EXPECT_EQ(
      CostReportJson(report),
      R"({"total_cost_usd":1951.470688220078929,"last_updated":null,"start_date":"2026-11-22","end_date":"2026-11-22",)"
      R"("breakdown":[{"provider":"openai","model":"gpt-4o \"mini\"\n","cost_usd":1951.470688220078929,"requests":null}],)"
      R"("daily":[{"date":"2026-11-22","cost_usd":1951.470688220078929,)"
      R"("breakdown":[{"model":"gpt-4o","cost_usd":1951.470688220078929}]}],)"
      R"("projects":[{"provider":"openai","workspace":"edugami","id":null,"name":null,)"
      R"("cost_usd":-0.000000000000000001,"requests":7}],"workspaces":[],"providers":[],)"
      R"("coverage":{"complete":false,"through":null,"provisional_from":null},"stale":false,)"
      R"("errors":[{"type":"urn:llm-cost-tracker:problem:rate_limited","title":"The provider asks to wait","status":503,)"
      R"("detail":"openai: status 429","kind":"rate_limited","provider":"openai","workspace":"b","retry_after":30}]})");
}

}  // namespace
}  // namespace llmcost
