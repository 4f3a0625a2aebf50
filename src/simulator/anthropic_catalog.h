// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "simulator/volume.h"

// What the simulated organizations buy from Anthropic: models, prices, and who uses them how much. Prices and volumes
// are made up near real ones; the names and their forms are Anthropic's.
namespace llmcost {

// What is counted of a workload. kUnits: hundredths of an hour, of code execution or of sessions.
struct AnthropicCounter {
  enum Index : std::size_t { kUncached, kOutput, kCacheRead, kCache5m, kCache1h, kWebSearch, kUnits, kCount };
};
using AnthropicTokens = std::array<std::int64_t, AnthropicCounter::kCount>;

struct AnthropicModel {
  std::string_view id;
  std::string_view display_name;
  std::int64_t input;  // millionths of a USD for a million tokens
  std::int64_t output;
  bool has_geo;  // whether the place of inference is known; older models have "not_available"
};

struct AnthropicWorkload {
  int workspace;           // an index into kAnthropicWorkspaces; -1 = the default workspace
  std::string_view model;  // or "code_execution", "session_usage"
  Date from;
  Date to;
  int requests;  // on a weekday, at a scale and a trend of 1000
  int weekend;   // thousandths of a weekday
  // Means for each request.
  int uncached = 0;
  int output = 0;
  int cache_read = 0;
  int cache_5m = 0;
  int cache_1h = 0;
  int web_search = 0;  // of a thousand requests
  int units = 0;
  bool playground = false;             // in the Console: no API key
  std::string_view tier = "standard";  // "batch" halves the price, "priority" is billed apart
  bool long_context = false;           // more than 200,000 tokens: input twice, output one and a half times
  bool us = false;                     // inference in the US: a tenth dearer
  unsigned organizations = 0xFF;       // one bit for each
};

// REQUIRES: a model of the catalog.
const AnthropicModel& FindAnthropicModel(std::string_view id);
std::span<const AnthropicWorkload> AnthropicWorkloads();

struct AnthropicWorkspaceTemplate {
  std::string_view name;
  Date created;
  Date archived = kOpenEnd;
};
inline constexpr std::size_t kAnthropicWorkspaceCount = 7;
extern const std::array<AnthropicWorkspaceTemplate, kAnthropicWorkspaceCount> kAnthropicWorkspaces;

struct AnthropicOrganizationTemplate {
  std::string_view name;
  std::string_view slug;
  int scale;  // thousandths of the volumes of the workloads
  Date launch;
  int extra_workspaces;  // small ones beside those of the template
  // Whether analytics name the default workspace by its id; else it is null there, as it is in the reports.
  bool default_by_id;
};
inline constexpr std::size_t kMaxAnthropicOrganizations = 4;
extern const std::array<AnthropicOrganizationTemplate, kMaxAnthropicOrganizations> kAnthropicOrganizations;

}  // namespace llmcost
