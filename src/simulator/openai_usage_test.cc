// SPDX-License-Identifier: MIT
#include <set>

#include "simulator/simulator_fixture.h"

namespace llmcost {
namespace {

struct UsageEndpoint {
  std::string path;
  std::string object;
  std::string counter;
  std::set<std::string> group_by;
};

// As the reference lists them.
const std::vector<UsageEndpoint>& Endpoints() {
  static const std::vector<UsageEndpoint> endpoints = {
      {"completions",
       "completions",
       "num_model_requests",
       {"project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "api_source"}},
      {"decisions",
       "decisions",
       "num_model_requests",
       {"project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "api_source"}},
      {"embeddings", "embeddings", "num_model_requests", {"project_id", "user_id", "api_key_id", "model"}},
      {"moderations", "moderations", "num_model_requests", {"project_id", "user_id", "api_key_id", "model"}},
      {"images", "images", "images", {"project_id", "user_id", "api_key_id", "model", "size", "source"}},
      {"audio_speeches", "audio_speeches", "characters", {"project_id", "user_id", "api_key_id", "model"}},
      {"audio_transcriptions", "audio_transcriptions", "seconds", {"project_id", "user_id", "api_key_id", "model"}},
      {"web_search_calls",
       "web_searches",
       "num_requests",
       {"project_id", "user_id", "api_key_id", "model", "context_level"}},
      {"file_search_calls",
       "file_searches",
       "num_requests",
       {"project_id", "user_id", "api_key_id", "vector_store_id"}},
      {"code_interpreter_sessions", "code_interpreter_sessions", "num_sessions", {"project_id"}},
      {"vector_stores", "vector_stores", "usage_bytes", {"project_id"}},
  };
  return endpoints;
}

const std::set<std::string> kAllDimensions = {"project_id", "user_id",       "api_key_id",      "model",
                                              "batch",      "service_tier",  "api_source",      "size",
                                              "source",     "context_level", "vector_store_id", "line_item"};

constexpr Date kStart{2026, 10, 12};
constexpr Date kEnd{2026, 10, 26};  // exclusive

class OpenAiUsageTest : public SimulatorFixture {
 protected:
  static std::string Usage(const std::string& path, const std::string& query) {
    return "/v1/organization/usage/" + path + "?" + query;
  }

  std::map<std::string, std::int64_t> SumUsage(const std::string& target, const std::string& counter,
                                               const std::string& field = "") {
    std::map<std::string, std::int64_t> sums;
    for (const auto& page : AllPages(target)) {
      for (const auto& bucket : page["data"].GetArray()) {
        for (const auto& result : bucket["results"].GetArray()) {
          std::string name;
          if (!field.empty()) {
            const auto& value = result[field.c_str()];
            name = value.IsBool() ? (value.GetBool() ? "true" : "false") : ReadText(value);
          }
          sums[name] += std::stoll(result[counter.c_str()].GetString());
        }
      }
    }
    return sums;
  }
};

TEST_F(OpenAiUsageTest, LimitsFollowTheBucketWidth) {
  struct Width {
    std::string name;
    int seconds;
    unsigned default_limit;
    unsigned max_limit;
  };
  const std::vector<Width> widths = {{"1d", 86'400, 7, 31}, {"1h", 3'600, 24, 168}, {"1m", 60, 60, 1440}};
  const std::string window = Window(Date(2026, 1, 1), Date(2026, 8, 1));
  EXPECT_EQ(Get(Usage("completions", window)).json()["data"].Size(), 7U);
  for (const auto& [name, seconds, default_limit, max_limit] : widths) {
    const std::string query = window + "&bucket_width=" + name;
    const auto page = Get(Usage("completions", query)).json();
    EXPECT_EQ(page["data"].Size(), default_limit) << name;
    const auto& bucket = page["data"][0];
    EXPECT_EQ(std::stoll(bucket["end_time"].GetString()) - std::stoll(bucket["start_time"].GetString()), seconds);
    EXPECT_EQ(Get(Usage("completions", fmt::format("{}&limit={}", query, max_limit))).json()["data"].Size(), max_limit);
    const auto refused = Get(Usage("completions", fmt::format("{}&limit={}", query, max_limit + 1)));
    EXPECT_EQ(refused.status(), 400) << name;
    EXPECT_EQ(refused.error("code"), "integer_above_max_value");
  }
  EXPECT_EQ(Get(Usage("completions", window + "&bucket_width=1w")).status(), 400);
}

TEST_F(OpenAiUsageTest, EveryEndpointAnswersWithItsOwnObject) {
  for (const auto& endpoint : Endpoints()) {
    const auto page = Get(Usage(endpoint.path, Window(kStart, kEnd))).json();
    int results = 0;
    for (const auto& bucket : page["data"].GetArray()) {
      for (const auto& result : bucket["results"].GetArray()) {
        ++results;
        EXPECT_EQ(result["object"].GetString(), "organization.usage." + endpoint.object + ".result");
        for (const auto& dimension : endpoint.group_by) {
          EXPECT_TRUE(result[dimension.c_str()].IsNull()) << endpoint.path << " " << dimension;
        }
      }
    }
    EXPECT_GT(results, 0) << endpoint.path;
  }
}

TEST_F(OpenAiUsageTest, GroupsByWhatTheReferenceOffersAndNothingElse) {
  for (const auto& endpoint : Endpoints()) {
    const std::string window = Window(kStart, kEnd);
    const auto total = SumUsage(Usage(endpoint.path, window), endpoint.counter)[""];
    EXPECT_GT(total, 0) << endpoint.path;
    for (const auto& dimension : kAllDimensions) {
      const std::string target = Usage(endpoint.path, window + "&group_by=" + dimension);
      if (!endpoint.group_by.contains(dimension)) {
        const auto refused = Get(target);
        EXPECT_EQ(refused.status(), 400) << target;
        EXPECT_EQ(refused.error("param"), "group_by");
        continue;
      }
      std::int64_t sum = 0;
      bool named = false;
      for (const auto& [name, count] : SumUsage(target, endpoint.counter, dimension)) {
        sum += count;
        named = named || name != "(null)";
      }
      EXPECT_EQ(sum, total) << target;
      EXPECT_TRUE(named) << target;
    }
  }
}

TEST_F(OpenAiUsageTest, HoursAndMinutesAddUpToTheirDay) {
  for (const auto& endpoint : Endpoints()) {
    if (endpoint.path == "vector_stores") continue;  // a level, not a sum
    // A day long past, and today, which is not over.
    for (const Date day : {kStart, clock_.Today()}) {
      const std::string window = Window(day, day + 1);
      const auto whole = SumUsage(Usage(endpoint.path, window), endpoint.counter);
      EXPECT_EQ(SumUsage(Usage(endpoint.path, window + "&bucket_width=1h"), endpoint.counter), whole) << endpoint.path;
      EXPECT_EQ(SumUsage(Usage(endpoint.path, window + "&bucket_width=1m&limit=1440"), endpoint.counter), whole)
          << endpoint.path;
    }
  }
}

TEST_F(OpenAiUsageTest, ALevelOfStorageIsTheSameEveryHour) {
  const auto pages = AllPages(Usage("vector_stores", Window(kStart, kStart + 1) + "&bucket_width=1h"));
  std::set<std::string> levels;
  for (const auto& bucket : pages[0]["data"].GetArray()) {
    levels.insert(bucket["results"][0]["usage_bytes"].GetString());
  }
  EXPECT_EQ(levels.size(), 1U);
}

TEST_F(OpenAiUsageTest, InputTokensAreTheSumOfTheirParts) {
  for (const auto& page : AllPages(Usage("completions", Window(kStart, kEnd) + "&group_by=model&group_by=batch"))) {
    for (const auto& bucket : page["data"].GetArray()) {
      for (const auto& result : bucket["results"].GetArray()) {
        const auto count = [&](const char* field) { return std::stoll(result[field].GetString()); };
        EXPECT_EQ(count("input_tokens"),
                  count("input_uncached_tokens") + count("input_cached_tokens") + count("input_cache_write_tokens"));
        EXPECT_TRUE(result["model"].IsString());
        EXPECT_TRUE(result["batch"].IsBool());
      }
    }
  }
}

TEST_F(OpenAiUsageTest, FiltersLetThroughWhatTheyName) {
  const std::string window = Window(kStart, kEnd);
  const auto check = [&](const std::string& path, const std::string& counter, const std::string& field,
                         const std::string& filter) {
    for (const auto& [name, count] : SumUsage(Usage(path, window + "&group_by=" + field), counter, field)) {
      if (name == "(null)") continue;
      EXPECT_EQ(SumUsage(Usage(path, window + "&" + filter + "=" + name), counter)[""], count) << filter << " " << name;
    }
  };
  check("completions", "num_model_requests", "model", "models");
  check("completions", "num_model_requests", "model", "models[]");
  check("completions", "num_model_requests", "user_id", "user_ids");
  check("completions", "num_model_requests", "batch", "batch");
  check("completions", "num_model_requests", "project_id", "project_ids");
  check("images", "images", "size", "sizes");
  check("images", "images", "source", "sources");
  check("web_search_calls", "num_requests", "context_level", "context_levels");
  check("file_search_calls", "num_requests", "vector_store_id", "vector_store_ids");
  EXPECT_EQ(Get(Usage("completions", window + "&batch=1")).status(), 400);
  // code_interpreter_sessions has no such filter and ignores it, as it does with any unknown parameter.
  EXPECT_EQ(SumUsage(Usage("code_interpreter_sessions", window + "&models=x"), "num_sessions"),
            SumUsage(Usage("code_interpreter_sessions", window), "num_sessions"));
}

TEST_F(OpenAiUsageTest, RequestsByModelAreTheTruth) {
  std::map<std::string, std::int64_t> requests;
  for (const char* path :
       {"completions", "decisions", "embeddings", "moderations", "images", "audio_speeches", "audio_transcriptions"}) {
    const std::string target = Usage(path, Window(kStart, kEnd) + "&group_by=project_id&group_by=model");
    for (const auto& [model, count] : SumUsage(target, "num_model_requests", "model")) requests[model] += count;
  }
  std::map<std::string, std::int64_t> truth;
  const auto reply = Get("/_simulator/truth?organization=Edugami&start_date=2026-10-12&end_date=2026-10-25").json();
  for (const auto& entry : reply["requests"].GetArray()) {
    truth[entry["model"].GetString()] = std::stoll(entry["requests"].GetString());
  }
  EXPECT_EQ(requests, truth);
  EXPECT_GT(requests.size(), 8U);
}

TEST_F(OpenAiUsageTest, ImageModelsAreNamedOtherwiseThanInTheCosts) {
  const std::string window = Window(Date(2026, 6, 1), Date(2026, 6, 15));
  const auto usage = SumUsage(Usage("images", window + "&group_by=model"), "images", "model");
  EXPECT_TRUE(usage.contains("gpt-image-1-2025-04-23"));
  EXPECT_TRUE(usage.contains("gpt-image-2"));
  const auto costs = SumCosts("/v1/organization/costs?limit=180&group_by=line_item&" + window, "line_item");
  EXPECT_TRUE(costs.contains("gpt-image-1 image, output"));
  EXPECT_TRUE(costs.contains("gpt-image-2-2026-04-21 image, output"));
  EXPECT_FALSE(costs.contains("gpt-image-2 image, output"));
}

TEST_F(OpenAiUsageTest, DecisionsBeginInOctober2026) {
  EXPECT_TRUE(SumUsage(Usage("decisions", Window(Date(2026, 9, 1), Date(2026, 10, 1))), "num_model_requests").empty());
  EXPECT_GT(SumUsage(Usage("decisions", Window(kStart, kEnd)), "num_model_requests")[""], 0);
}

TEST_F(OpenAiUsageTest, CostsAreTokensTimesPrice) {
  // gpt-4o-mini costs 0.60 USD for a million output tokens, half of that in batches. Quantities of costs and tokens of
  // usage are two reports of the same calls.
  const std::string window = Window(kStart, kEnd);
  const auto tokens = SumUsage(Usage("completions", window + "&models=gpt-4o-mini-2024-07-18&group_by=batch"),
                               "output_tokens", "batch");
  const auto costs = SumCosts("/v1/organization/costs?limit=180&group_by=line_item&" + window, "line_item");
  const std::int64_t expected_micro_cents = tokens.at("false") * 60 + tokens.at("true") * 30;
  EXPECT_EQ(costs.at("gpt-4o-mini-2024-07-18, output").ToFixed(10),
            Money::FromAtto(Int128{expected_micro_cents} * 10'000'000'000).ToFixed(10));
}

}  // namespace
}  // namespace llmcost
