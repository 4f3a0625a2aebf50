// SPDX-License-Identifier: MIT
#include "api/report_json.h"

#include <gtest/gtest.h>

namespace llmcost {
namespace {

TEST(ReportJsonTest, WritesEveryDigitOfMoneyAndNullForTheUnknown) {
  CostReport report;
  report.range = {Date(2026, 11, 22), Date(2026, 11, 22)};
  report.total_cost_usd = Money::Parse("1951.470688220078929").value();
  report.breakdown = {{"openai",
                       "gpt-4o \"mini\"\n",
                       report.total_cost_usd,
                       {std::nullopt, 12, 3},
                       {{{"USD", report.total_cost_usd}}}}};
  report.daily_parts = {{.provider = "openai", .model = "gpt-4o"}};
  const DailyShare share{.part = 0, .known_in_usd = true, .cost_usd = report.total_cost_usd};
  report.daily = {{Date(2026, 11, 22), report.total_cost_usd, {share}}};
  report.projects = {
      {"openai", "edugami", std::nullopt, std::nullopt, Money::Parse("-0.000000000000000001").value(), {7}}};
  report.coverage.unread = {{"openrouter", "default", {Date(2026, 8, 1), Date(2026, 8, 31)}, DayState::kNotRetained}};
  report.errors = {{"openai", "b", Error{ErrorKind::kRateLimited, "openai: status 429", std::chrono::seconds(30)}}};
  EXPECT_EQ(
      CostReportJson(report),
      R"({"total_cost_usd":1951.470688220078929,"last_updated":null,"start_date":"2026-11-22","end_date":"2026-11-22",)"
      R"("breakdown":[{"provider":"openai","model":"gpt-4o \"mini\"\n","cost_usd":1951.470688220078929,"requests":null,"input_tokens":12,"output_tokens":3,)"
      R"("cost":1951.470688220078929,"currency":"USD","provenance":"billed"}],)"
      R"("daily":[{"date":"2026-11-22","cost_usd":1951.470688220078929,)"
      R"("breakdown":[{"provider":"openai","model":"gpt-4o","cost_usd":1951.470688220078929}]}],)"
      R"("projects":[{"provider":"openai","workspace":"edugami","id":null,"name":null,)"
      R"("cost_usd":-0.000000000000000001,"requests":7,"input_tokens":null,"output_tokens":null,"cost":null,"currency":null,"provenance":"billed"}],"workspaces":[],"providers":[],)"
      R"("coverage":{"complete":false,"through":null,"provisional_from":null,)"
      R"("unread":[{"provider":"openrouter","workspace":"default","state":"not_retained",)"
      R"("start_date":"2026-08-01","end_date":"2026-08-31"}]},)"
      R"("unconverted":[],"exchange_rates":[],"excluded":[],"notices":[],"stale":false,)"
      R"("errors":[{"type":"urn:llm-cost-tracker:problem:rate_limited","title":"The provider asks to wait","status":503,)"
      R"("detail":"openai: status 429","kind":"rate_limited","provider":"openai","workspace":"b","retry_after":30}]})");
}

TEST(ReportJsonTest, WritesHowARowWasChargedAndWhatIsNotInTheTotal) {
  CostReport report;
  report.range = {Date(2026, 11, 22), Date(2026, 11, 22)};
  const Money euros = Money::Parse("3.10").value();
  report.breakdown = {
      {"mistral", "large", std::nullopt, {}, {{{"EUR", euros}}, {{"EUR", euros}}, true, Provenance::kEstimated}},
      {"mistral", "codestral", std::nullopt, {}, {{}, {}, true, Provenance::kBilled}}};
  report.unconverted = {{"mistral", "default", {"EUR", euros}}};
  report.exchange_rates = {
      {"GBP", Money::Parse("1.1").value(), Money::Parse("0.8").value(), Date(2026, 11, 20), false}};
  report.excluded = {"openrouter"};
  report.notices = {{"mistral", "default", {notice::kUnpriced, "mistral: codestral has no price", "Wait."}}};
  const std::string json = CostReportJson(report);
  const auto expect = [&](std::string_view part) { EXPECT_NE(json.find(part), std::string::npos) << part << json; };
  expect(
      R"("cost_usd":null,"requests":null,"input_tokens":null,"output_tokens":null,"cost":3.1,"currency":"EUR","provenance":"estimated","unpriced":true,)"
      R"("unconverted":[{"currency":"EUR","cost":3.1}]})");
  expect(
      R"("cost_usd":null,"requests":null,"input_tokens":null,"output_tokens":null,"cost":null,"currency":null,"provenance":"unpriced","unpriced":true})");
  expect(R"("unconverted":[{"provider":"mistral","workspace":"default","currency":"EUR","cost":3.1}])");
  expect(R"("exchange_rates":[{"currency":"GBP","date":"2026-11-20","usd_per_unit":1.375,"fixed":false}])");
  expect(R"("excluded":["openrouter"])");
  expect(R"({"kind":"unpriced","provider":"mistral","workspace":"default",)"
         R"("detail":"mistral: codestral has no price. Wait."})");
}

}  // namespace
}  // namespace llmcost
