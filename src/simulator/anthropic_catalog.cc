// SPDX-License-Identifier: MIT
#include "simulator/anthropic_catalog.h"

#include <algorithm>
#include <cassert>

namespace llmcost {
namespace {

constexpr std::int64_t kUsd = 1'000'000;

constexpr std::array<AnthropicModel, 8> kModels = {{
    {"claude-3-5-haiku-20241022", "Claude Haiku 3.5", 800'000, 4 * kUsd, false},
    {"claude-3-5-sonnet-20241022", "Claude Sonnet 3.5", 3 * kUsd, 15 * kUsd, false},
    {"claude-sonnet-4-20250514", "Claude Sonnet 4", 3 * kUsd, 15 * kUsd, false},
    {"claude-opus-4-1-20250805", "Claude Opus 4.1", 15 * kUsd, 75 * kUsd, false},
    {"claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", 3 * kUsd, 15 * kUsd, false},
    {"claude-haiku-4-5-20251001", "Claude Haiku 4.5", 1 * kUsd, 5 * kUsd, false},
    {"claude-opus-4-6", "Claude Opus 4.6", 5 * kUsd, 25 * kUsd, true},
    {"claude-sonnet-4-6", "Claude Sonnet 4.6", 3 * kUsd, 15 * kUsd, true},
}};

constexpr Date D(int year, unsigned month, unsigned day) { return {year, month, day}; }

}  // namespace

const AnthropicModel& FindAnthropicModel(std::string_view id) {
  const auto* const found = std::ranges::find(kModels, id, &AnthropicModel::id);
  assert(found != kModels.end());
  return *found;
}

// clang-format off: a table, two lines for a workload
std::span<const AnthropicWorkload> AnthropicWorkloads() {
  static const std::array kWorkloads = std::to_array<AnthropicWorkload>({
      // The default workspace: first steps, then whatever nobody has moved; and the Console.
      {.workspace = -1, .model = "claude-3-5-sonnet-20241022", .from = D(2024, 10, 22), .to = D(2025, 7, 31),
       .requests = 260, .weekend = 250, .uncached = 1900, .output = 520},
      {.workspace = -1, .model = "claude-sonnet-4-20250514", .from = D(2025, 5, 26), .to = D(2026, 3, 31),
       .requests = 240, .weekend = 250, .uncached = 2100, .output = 610, .cache_read = 900, .cache_5m = 180},
      {.workspace = -1, .model = "claude-sonnet-4-6", .from = D(2026, 2, 20), .to = kOpenEnd, .requests = 210,
       .weekend = 250, .uncached = 1700, .output = 640, .cache_read = 1600, .cache_5m = 260, .web_search = 60},
      {.workspace = -1, .model = "claude-opus-4-6", .from = D(2026, 2, 9), .to = kOpenEnd, .requests = 14,
       .weekend = 150, .uncached = 2600, .output = 1100, .playground = true},

      // Support.
      {.workspace = 0, .model = "claude-3-5-haiku-20241022", .from = D(2024, 11, 11), .to = D(2025, 12, 15),
       .requests = 1500, .weekend = 450, .uncached = 1300, .output = 310},
      {.workspace = 0, .model = "claude-haiku-4-5-20251001", .from = D(2025, 10, 20), .to = kOpenEnd,
       .requests = 1700, .weekend = 450, .uncached = 900, .output = 330, .cache_read = 2400, .cache_5m = 220},
      {.workspace = 0, .model = "claude-sonnet-4-6", .from = D(2026, 3, 2), .to = kOpenEnd, .requests = 330,
       .weekend = 450, .uncached = 1500, .output = 480, .cache_read = 3100, .cache_5m = 340, .web_search = 240},
      {.workspace = 0, .model = "claude-sonnet-4-6", .from = D(2026, 6, 1), .to = kOpenEnd, .requests = 90,
       .weekend = 800, .uncached = 1400, .output = 450, .cache_read = 2900, .cache_5m = 320, .tier = "priority",
       .organizations = 0b0001},

      // Reviews of code: long prompts that are kept for an hour.
      {.workspace = 1, .model = "claude-sonnet-4-20250514", .from = D(2025, 6, 2), .to = D(2025, 12, 31),
       .requests = 150, .weekend = 80, .uncached = 5200, .output = 1300, .cache_read = 14'000, .cache_1h = 2100},
      {.workspace = 1, .model = "claude-opus-4-1-20250805", .from = D(2025, 8, 18), .to = D(2026, 4, 30),
       .requests = 22, .weekend = 80, .uncached = 6400, .output = 1700, .cache_read = 19'000, .cache_1h = 2600},
      {.workspace = 1, .model = "claude-sonnet-4-5-20250929", .from = D(2025, 10, 6), .to = D(2026, 9, 30),
       .requests = 120, .weekend = 80, .uncached = 4800, .output = 1500, .cache_read = 21'000, .cache_1h = 2300},
      {.workspace = 1, .model = "claude-opus-4-6", .from = D(2026, 2, 16), .to = kOpenEnd, .requests = 70,
       .weekend = 80, .uncached = 5200, .output = 1800, .cache_read = 24'000, .cache_1h = 2500},
      {.workspace = 1, .model = "claude-opus-4-6", .from = D(2026, 7, 1), .to = kOpenEnd, .requests = 6,
       .weekend = 80, .uncached = 231'000, .output = 3900, .cache_read = 40'000, .long_context = true},
      {.workspace = 1, .model = "code_execution", .from = D(2025, 9, 1), .to = kOpenEnd, .requests = 26,
       .weekend = 80, .units = 9},

      // Reading documents by night.
      {.workspace = 2, .model = "claude-3-5-sonnet-20241022", .from = D(2025, 1, 13), .to = D(2025, 10, 31),
       .requests = 420, .weekend = 950, .uncached = 3100, .output = 420, .tier = "batch"},
      {.workspace = 2, .model = "claude-sonnet-4-5-20250929", .from = D(2025, 10, 13), .to = kOpenEnd,
       .requests = 460, .weekend = 950, .uncached = 3400, .output = 450, .tier = "batch"},
      {.workspace = 2, .model = "claude-haiku-4-5-20251001", .from = D(2025, 11, 3), .to = kOpenEnd,
       .requests = 2600, .weekend = 950, .uncached = 1800, .output = 190, .cache_read = 300, .tier = "batch"},
      {.workspace = 2, .model = "claude-sonnet-4-6", .from = D(2026, 4, 13), .to = kOpenEnd, .requests = 80,
       .weekend = 300, .uncached = 2900, .output = 700, .cache_read = 400, .us = true},

      // Texts.
      {.workspace = 3, .model = "claude-sonnet-4-5-20250929", .from = D(2025, 11, 10), .to = D(2026, 5, 31),
       .requests = 130, .weekend = 150, .uncached = 2200, .output = 1600, .web_search = 500},
      {.workspace = 3, .model = "claude-sonnet-4-6", .from = D(2026, 5, 4), .to = kOpenEnd, .requests = 150,
       .weekend = 150, .uncached = 2300, .output = 1700, .cache_read = 700, .cache_5m = 120, .web_search = 620},

      // Agents.
      {.workspace = 4, .model = "claude-opus-4-6", .from = D(2026, 4, 8), .to = kOpenEnd, .requests = 60,
       .weekend = 600, .uncached = 3900, .output = 1400, .cache_read = 33'000, .cache_5m = 2900, .web_search = 300},
      {.workspace = 4, .model = "session_usage", .from = D(2026, 4, 8), .to = kOpenEnd, .requests = 20,
       .weekend = 600, .units = 130},
      {.workspace = 4, .model = "code_execution", .from = D(2026, 4, 8), .to = kOpenEnd, .requests = 45,
       .weekend = 600, .units = 6},

      // The pilot that was given up.
      {.workspace = 5, .model = "claude-3-5-sonnet-20241022", .from = D(2024, 11, 4), .to = D(2025, 6, 20),
       .requests = 190, .weekend = 100, .uncached = 2400, .output = 800},

      // Tools for the own people.
      {.workspace = 6, .model = "claude-3-5-haiku-20241022", .from = D(2025, 2, 3), .to = D(2025, 11, 30),
       .requests = 500, .weekend = 60, .uncached = 1500, .output = 400},
      {.workspace = 6, .model = "claude-haiku-4-5-20251001", .from = D(2025, 11, 3), .to = kOpenEnd,
       .requests = 560, .weekend = 60, .uncached = 1600, .output = 430, .cache_read = 800, .cache_5m = 90},
  });
  return kWorkloads;
}
// clang-format on

const std::array<AnthropicWorkspaceTemplate, kAnthropicWorkspaceCount> kAnthropicWorkspaces = {{
    {"Support assistant", D(2024, 11, 8)},
    {"Code review", D(2025, 5, 30)},
    {"Document extraction", D(2025, 1, 10)},
    {"Marketing texts", D(2025, 11, 7)},
    {"Research agents", D(2026, 4, 7)},
    {"Pilot 2024", D(2024, 10, 30), D(2025, 6, 23)},
    {"Internal tools", D(2025, 2, 1)},
}};

const std::array<AnthropicOrganizationTemplate, kMaxAnthropicOrganizations> kAnthropicOrganizations = {{
    {"Edugami Engineering", "edugami-engineering", 500, D(2026, 3, 10), 0, false},
    {"Novalys Claude", "novalys-claude", 320, D(2025, 10, 7), 16, true},
    {"Kestrel Research", "kestrel-research", 240, D(2026, 1, 20), 0, false},
    {"Port Blanc Docs", "port-blanc-docs", 110, D(2026, 6, 9), 2, true},
}};

}  // namespace llmcost
