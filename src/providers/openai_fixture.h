// SPDX-License-Identifier: MIT
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "http/fake_http_client.h"
#include "providers/fake_openai.h"
#include "providers/provider_testing.h"
#include "providers/registry.h"

namespace llmcost {

// A provider that asks FakeOpenAi, for the tests of what is OpenAI's own.
inline constexpr Date kDay1(2025, 11, 1);
inline constexpr DateRange kThreeDays{kDay1, Date(2025, 11, 3)};
inline constexpr DateRange kYear{Date(2025, 1, 1), Date(2025, 12, 31)};

class OpenAiTest : public ::testing::Test {
 protected:
  Result<FetchedCosts> Costs(DateRange range = kThreeDays) {
    FakeHttpClient http([this](const HttpRequest& request) { return UpTo(largest_answer_, server_.Reply(request)); });
    ProviderSettings settings;
    settings.keys.push_back({"acme", "Acme", key_, "OPENAI_API_KEY_ACME", true});
    settings.base_url = base_url_;
    const auto provider = OpenAiEntry().make(settings, http, clock_);
    FetchProgress progress;
    auto costs = RunToEnd(provider->Costs("acme", range, progress));
    EXPECT_EQ(progress.calls_done, progress.calls_total);
    requests_ = http.requests();
    return costs;
  }

  std::vector<CostBucket> Buckets(DateRange range = kThreeDays) {
    auto costs = Costs(range);
    EXPECT_TRUE(costs) << costs.error().message;
    if (!costs) return {};
    EXPECT_FALSE(costs->incomplete) << costs->incomplete->message;
    return std::move(costs->buckets);
  }

  void Bill(std::string line_item, std::string amount = "1", Date date = kDay1, std::string project = "proj_a") {
    server_.costs.push_back({date, std::move(project), std::move(line_item), std::move(amount)});
  }
  void Use(std::string endpoint, std::optional<std::string> model, std::int64_t count = 5, Date date = kDay1,
           std::string project = "proj_a") {
    server_.uses.push_back({std::move(endpoint), date, std::move(project), std::move(model), count});
  }
  // Replies to the costs call with this text.
  void AnswerCosts(std::string body, int status = 200) { server_.instead["costs"] = {status, {}, std::move(body)}; }
  // One bucket of the first day with these results.
  void AnswerCostRows(const std::string& rows) {
    AnswerCosts(R"({"data":[{"start_time":1761955200,"end_time":1762041600,"results":[)" + rows +
                R"(]}],"has_more":false,"next_page":null})");
  }

  std::string ErrorMessage() {
    const auto costs = Costs();
    EXPECT_FALSE(costs);
    return costs ? "" : costs.error().message;
  }

  // Requests by the name that their bucket has.
  std::map<std::string, std::optional<std::int64_t>> Requests(DateRange range = kThreeDays) {
    std::map<std::string, std::optional<std::int64_t>> requests;
    for (const CostBucket& bucket : Buckets(range)) {
      if (bucket.line_item || bucket.model == kNotItemised) continue;
      requests[bucket.model] = bucket.requests;
    }
    return requests;
  }
  using Counts = std::map<std::string, std::optional<std::int64_t>>;

  FakeOpenAi server_;
  FakeClock clock_{Date(2025, 11, 4).Start()};
  std::string key_ = "sk-admin-test";
  std::string base_url_;
  std::size_t largest_answer_ = 1U << 20U;  // larger ones do not come through
  std::vector<HttpRequest> requests_;
};

}  // namespace llmcost
