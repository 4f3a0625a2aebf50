// SPDX-License-Identifier: MIT
#include "simulator/openrouter_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulator/api_parts.h"
#include "simulator/hash.h"

namespace llmcost {
namespace {

constexpr std::int64_t kAttoOfPrice = 1'000'000;  // a millionth of a USD for a million tokens, for one
constexpr Date D(int year, unsigned month, unsigned day) { return {year, month, day}; }

struct AccountTemplate {
  std::string_view name;
  std::string_view slug;
  int scale;
};
constexpr std::array<AccountTemplate, kMaxOpenRouterAccounts> kAccounts = {{
    {"Edugami Lab", "edugami-lab", 450},
    {"Brume Essais", "brume-essais", 160},
    {"Kestrel Routing", "kestrel-routing", 320},
}};

struct WorkspaceTemplate {
  std::string_view name;
  std::string_view slug;
  Date created;
};
constexpr std::array<WorkspaceTemplate, 3> kWorkspaces = {{
    {"Default Workspace", "default", {2024, 9, 28}},
    {"Model comparison", "model-comparison", {2026, 2, 16}},
    {"Translation", "translation", {2026, 4, 7}},
}};

// clang-format off: a table
constexpr std::array kWorkloads = std::to_array<OpenRouterWorkload>({
    {0, "openai/gpt-4o-mini", "openai/gpt-4o-mini-2024-07-18", "OpenAI", D(2024, 10, 1), D(2026, 6, 30),
     700, 250, 1300, 320, 0, 150'000, 600'000},
    {0, "anthropic/claude-3.5-sonnet", "anthropic/claude-3.5-sonnet-20241022", "Anthropic", D(2024, 10, 28),
     D(2025, 9, 30), 120, 150, 2100, 600, 0, 3'000'000, 15'000'000},
    {0, "meta-llama/llama-3.3-70b-instruct", "meta-llama/llama-3.3-70b-instruct", "DeepInfra", D(2024, 12, 9), kOpenEnd,
     900, 600, 1100, 260, 0, 38'000, 120'000},
    {0, "meta-llama/llama-3.3-70b-instruct", "meta-llama/llama-3.3-70b-instruct", "Together", D(2025, 3, 3), kOpenEnd,
     220, 600, 1100, 260, 0, 880'000, 880'000},
    {0, "google/gemma-3n-e4b-it:free", "google/gemma-3n-e4b-it", "Google AI Studio", D(2025, 8, 4), kOpenEnd,
     60, 400, 700, 150, 0, 0, 0},
    // One model, served by two: rows differ by endpoint alone.
    {1, "anthropic/claude-sonnet-4.6", "anthropic/claude-sonnet-4.6-20260217", "Anthropic", D(2026, 2, 23), kOpenEnd,
     90, 120, 2600, 900, 0, 3'000'000, 15'000'000},
    {1, "anthropic/claude-sonnet-4.6", "anthropic/claude-sonnet-4.6-20260217", "Amazon Bedrock", D(2026, 2, 23),
     kOpenEnd, 35, 120, 2600, 900, 0, 3'000'000, 15'000'000},
    {1, "openai/gpt-5.5", "openai/gpt-5.5-20260423", "OpenAI", D(2026, 4, 27), kOpenEnd,
     110, 120, 2400, 1200, 700, 2'000'000, 14'000'000},
    {1, "deepseek/deepseek-v3.2", "deepseek/deepseek-v3.2-20251201", "DeepSeek", D(2026, 2, 16), kOpenEnd,
     260, 120, 2500, 1100, 650, 260'000, 380'000},
    {1, "x-ai/grok-4.3", "x-ai/grok-4.3-20260320", "xAI", D(2026, 4, 1), kOpenEnd,
     40, 120, 2400, 1300, 900, 1'250'000, 5'000'000},
    {2, "mistralai/mistral-medium-3.1", "mistralai/mistral-medium-3.1", "Mistral", D(2026, 4, 7), kOpenEnd,
     600, 500, 900, 950, 0, 400'000, 2'000'000, true},
    {2, "google/gemini-2.5-flash-lite", "google/gemini-2.5-flash-lite", "Google", D(2026, 4, 7), kOpenEnd,
     1500, 500, 850, 900, 0, 100'000, 400'000},
    {2, "qwen/qwen3-4b", "qwen/qwen3-4b-04-28", "Nebius", D(2026, 5, 4), kOpenEnd,
     2, 100, 9, 4, 0, 20'000, 30'000},
});
// clang-format on

std::string Hex(std::uint64_t seed) {
  return fmt::format("{:016x}{:016x}{:016x}{:016x}", Mix(seed, 1), Mix(seed, 2), Mix(seed, 3), Mix(seed, 4));
}

}  // namespace

OpenRouterAccount::OpenRouterAccount(std::size_t index, unsigned seed)
    : name_(kAccounts[index].name),
      slug_(kAccounts[index].slug),
      scale_(kAccounts[index].scale),
      seed_(Mix(Mix(seed, index), HashText("openrouter"))),
      key_("sk-or-v1-" + Hex(HashText(kAccounts[index].slug))),
      user_id_("user_" + RandomText(Mix(seed_, 3), 27)) {
  for (const auto& known : kWorkspaces) {
    const std::uint64_t what = 100 + workspaces_.size();
    workspaces_.push_back({.id = RandomUuid(Mix(seed_, what)),
                           .name = std::string(known.name),
                           .slug = std::string(known.slug),
                           .created = known.created,
                           .api_key_hash = Hex(Mix(seed_, 1000 + what))});
  }
}

std::string OpenRouterAccount::EndpointId(const OpenRouterWorkload& workload) const {
  return RandomUuid(HashText(workload.provider, HashText(workload.permaslug)));
}

std::vector<OpenRouterRow> OpenRouterAccount::Rows(Date day, TimePoint now) const {
  std::vector<OpenRouterRow> rows;
  const auto visibility = VisibilityOf(day, now, {});
  if (visibility.None()) return rows;
  std::uint64_t number = 0;
  for (const auto& workload : kWorkloads) {
    const std::uint64_t hash = Mix(Mix(seed_, ++number), static_cast<std::uint64_t>(day.UnixSeconds()));
    const Volume volume{.base = std::max(1, workload.requests * scale_ / 1000),
                        .weekend = workload.weekend,
                        .from = workload.from,
                        .to = workload.to};
    const std::int64_t requests = CountOfDay(volume, day, hash);
    const auto tokens = [&](int mean, std::uint64_t what) {
      return PartOfDay(requests * mean * Noise(Mix(hash, what), 120) / 1000, kMinutesOfDay, visibility);
    };
    OpenRouterRow row;
    row.workload = &workload;
    row.day = day;
    row.requests = PartOfDay(requests, kMinutesOfDay, visibility);
    if (row.requests == 0) continue;
    row.prompt_tokens = tokens(workload.prompt, 1);
    row.completion_tokens = tokens(workload.completion, 2);
    row.reasoning_tokens = std::min(row.completion_tokens, tokens(workload.reasoning, 2));
    const Int128 atto =
        (Int128{row.prompt_tokens} * workload.input + Int128{row.completion_tokens} * workload.output) * kAttoOfPrice;
    row.usage = Money::FromAtto(workload.own_key ? atto / 20 : atto);
    if (workload.own_key) row.byok_inference = Money::FromAtto(atto);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace llmcost
