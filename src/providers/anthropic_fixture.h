// SPDX-License-Identifier: MIT
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "core/clock.h"
#include "http/fake_http_client.h"
#include "providers/fake_anthropic.h"
#include "providers/provider_testing.h"
#include "providers/registry.h"

namespace llmcost {

// A provider that asks FakeAnthropic, for the tests of what is Anthropic's own.
class AnthropicTest : public ::testing::Test {
 protected:
  static constexpr Date kToday{2026, 11, 22};
  static constexpr Date kDay{2026, 11, 1};
  static constexpr DateRange kThreeDays{kDay, Date(2026, 11, 3)};
  static constexpr DateRange kYear{Date(2025, 11, 23), kToday};
  static inline const std::string kSonnet = "claude-sonnet-4-6";

  AnthropicTest() {
    const auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(log_);
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", sink));
    server_.workspaces = {{"wrkspc_a", "Support"}, {"wrkspc_b", "Old trial", true}};
    MakeProvider();
  }
  ~AnthropicTest() override { spdlog::set_default_logger(std::move(logger_before_)); }

  void MakeProvider() {
    ProviderSettings settings;
    settings.keys.push_back({"acme", "Acme", key_, "ANTHROPIC_ADMIN_KEY_ACME", true});
    settings.base_url = base_url_;
    provider_ = AnthropicEntry().make(settings, http_, clock_);
  }

  Result<FetchedCosts> Costs(DateRange range = kThreeDays) {
    FetchProgress progress;
    auto costs = RunToEnd(provider_->Costs("acme", range, progress));
    EXPECT_EQ(progress.calls_done, progress.calls_total);
    return costs;
  }
  // Whole ones.
  FetchedCosts Good(DateRange range = kThreeDays) {
    auto costs = Costs(range);
    EXPECT_TRUE(costs) << costs.error().message;
    if (!costs) return {};
    EXPECT_FALSE(costs->incomplete) << costs->incomplete->message;
    return std::move(*costs);
  }
  std::vector<CostBucket> Buckets(DateRange range = kThreeDays) { return Good(range).buckets; }
  std::string ErrorMessage() {
    const auto costs = Costs();
    EXPECT_FALSE(costs);
    return costs ? "" : costs.error().message;
  }

  void Bill(std::string amount, Date date = kDay, std::optional<std::string> workspace = "wrkspc_a",
            std::optional<std::string> model = kSonnet) {
    server_.costs.push_back({date, std::move(workspace), "Usage of " + model.value_or("no model"), model,
                             model ? "tokens" : "web_search", std::move(amount)});
  }
  void Request(std::int64_t count, Date date = kDay, std::optional<std::string> workspace = "wrkspc_a",
               std::optional<std::string> model = kSonnet, std::string amount = "0") {
    server_.requests.push_back({date, std::move(workspace), std::move(model), std::move(amount), count});
  }

  // Requests by day, project and model.
  using Counts = std::map<std::tuple<Date, std::string, std::string>, std::optional<std::int64_t>>;
  static Counts Requests(const std::vector<CostBucket>& buckets) {
    Counts counts;
    for (const CostBucket& bucket : buckets) {
      if (!bucket.requests) continue;
      EXPECT_TRUE(bucket.cost.IsZero());
      EXPECT_EQ(bucket.line_item, std::nullopt);
      EXPECT_TRUE(counts.emplace(std::tuple(bucket.date, *bucket.project_id, bucket.model), bucket.requests).second);
    }
    return counts;
  }

  std::ostringstream log_;
  std::shared_ptr<spdlog::logger> logger_before_ = spdlog::default_logger();
  FakeAnthropic server_;
  FakeClock clock_{kToday.Start() + std::chrono::hours(15)};
  std::size_t largest_answer_ = 1U << 20U;  // larger ones do not come through
  FakeHttpClient http_{[this](const HttpRequest& request) { return UpTo(largest_answer_, server_.Reply(request)); }};
  std::string key_ = "sk-ant-admin01-test";
  std::string base_url_;
  std::unique_ptr<Provider> provider_;
};

}  // namespace llmcost
