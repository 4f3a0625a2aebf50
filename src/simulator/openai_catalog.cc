// SPDX-License-Identifier: MIT
#include "simulator/openai_catalog.h"

#include <algorithm>
#include <cassert>

namespace llmcost {
namespace {

constexpr std::int64_t kUsd = 1'000'000;

// `cache_write` 0 = the model has no such charge.
CatalogModel Chat(std::string_view cost_name, std::string_view usage_name, std::int64_t input, std::int64_t cached,
                  std::int64_t cache_write, std::int64_t output, UsageKind kind = UsageKind::kCompletions) {
  CatalogModel model{cost_name, usage_name, kind, {}};
  model.lines.push_back({", input", kUncached, input, "tokens"});
  model.lines.push_back({", cached input", kCached, cached, "tokens"});
  if (cache_write > 0) model.lines.push_back({", cache writes", kCacheWrite, cache_write, "tokens"});
  model.lines.push_back({", output", kOutput, output, "tokens"});
  return model;
}

CatalogModel Image(std::string_view cost_name, std::string_view usage_name, std::int64_t output) {
  return {cost_name,
          usage_name,
          UsageKind::kImages,
          {{" text, input", kUncached, 5 * kUsd, "tokens"},
           {" text, cached input", kCached, kUsd * 5 / 4, "tokens"},
           {" image, input", kCacheWrite, 10 * kUsd, "tokens"},
           {" image, output", kOutput, output, "tokens"}}};
}

CatalogModel Single(std::string_view cost_name, std::string_view usage_name, UsageKind kind, Counter counter,
                    std::int64_t price, std::string_view unit) {
  return {cost_name, usage_name, kind, {{"", counter, price, unit}}};
}

const std::vector<CatalogModel>& Catalog() {
  static const std::vector<CatalogModel> kCatalog = {
      Chat("gpt-4o-mini-2024-07-18", "gpt-4o-mini-2024-07-18", 150'000, 75'000, 0, 600'000),
      Chat("ft-gpt-4o-mini-2024-07-18", "ft:gpt-4o-mini-2024-07-18:edugami:tutor:B7xQ2LmN", 300'000, 150'000, 0,
           1'200'000),
      Chat("gpt-5-mini-2025-08-07", "gpt-5-mini-2025-08-07", 250'000, 25'000, 0, 2 * kUsd),
      Chat("gpt-6-luna", "gpt-6-luna", 500'000, 50'000, 0, 4 * kUsd, UsageKind::kDecisions),
      Chat("o4-mini-2025-04-16", "o4-mini-2025-04-16", 1'100'000, 275'000, 0, 4'400'000),
      Chat("gpt-4.1-2025-04-14", "gpt-4.1-2025-04-14", 2 * kUsd, 500'000, 0, 8 * kUsd),
      Chat("gpt-4o-2024-08-06", "gpt-4o-2024-08-06", 2'500'000, 1'250'000, 0, 10 * kUsd),
      Chat("gpt-5-2025-08-07", "gpt-5-2025-08-07", 1'250'000, 125'000, 0, 10 * kUsd),
      Chat("gpt-5.5", "gpt-5.5", 2 * kUsd, 200'000, 0, 14 * kUsd),
      Chat("gpt-5.6-sol", "gpt-5.6-sol", 3 * kUsd, 300'000, 3'750'000, 18 * kUsd),
      // Usage and costs spell the image models differently, each in its own direction.
      Image("gpt-image-1", "gpt-image-1-2025-04-23", 40 * kUsd),
      Image("gpt-image-2-2026-04-21", "gpt-image-2", 32 * kUsd),
      Single("text-embedding-3-small", "text-embedding-3-small", UsageKind::kEmbeddings, kUncached, 20'000, "tokens"),
      Single("text-embedding-3-large", "text-embedding-3-large", UsageKind::kEmbeddings, kUncached, 130'000, "tokens"),
      Single("whisper", "whisper-1", UsageKind::kAudioTranscriptions, kUnits, 100 * kUsd, "duration_seconds"),
      Single("tts-1", "tts-1", UsageKind::kAudioSpeeches, kUnits, 15 * kUsd, "characters"),
      {"gpt-4o-mini-tts",
       "gpt-4o-mini-tts",
       UsageKind::kAudioSpeeches,
       {{" text, input", kUncached, 600'000, "tokens"}, {" audio, output", kOutput, 12 * kUsd, "tokens"}}},
      {"omni-moderation", "omni-moderation-2024-09-26", UsageKind::kModerations, {}},
      Single("web search tool calls", "gpt-5.5", UsageKind::kWebSearchCalls, kUnits, 10'000 * kUsd, ""),
      Single("code interpreter sessions", "", UsageKind::kCodeInterpreterSessions, kUnits, 30'000 * kUsd, ""),
      Single("assistants api | file search", "", UsageKind::kFileSearchCalls, kUnits, 2'500 * kUsd, ""),
      // 0.10 USD for a GiB and a day, which has no end in decimals for an hour.
      Single("Vector storage", "", UsageKind::kVectorStores, kUnits, 4'166'666'667, "gibibyte_hours"),
  };
  return kCatalog;
}

constexpr Date D(int year, unsigned month, unsigned day) { return {year, month, day}; }

}  // namespace

const CatalogModel& FindCatalogModel(std::string_view cost_name) {
  const auto found = std::ranges::find(Catalog(), cost_name, &CatalogModel::cost_name);
  assert(found != Catalog().end());
  return *found;
}

std::vector<const CatalogModel*> CatalogChatModels() {
  std::vector<const CatalogModel*> models;
  for (const auto& model : Catalog()) {
    if (model.kind == UsageKind::kCompletions) models.push_back(&model);
  }
  return models;
}

// clang-format off: a table, two lines for a workload
std::span<const WorkloadTemplate> WorkloadTemplates() {
  static const std::vector<WorkloadTemplate> kTemplates = {
      // Before projects existed, usage belonged to the organization.
      {.role = -1, .model = "gpt-4o-mini-2024-07-18", .from = kFirstDay, .to = D(2024, 11, 30), .requests = 900,
       .weekend = 300, .uncached = 1400, .cached = 0, .output = 420},
      {.role = 0, .model = "gpt-4o-mini-2024-07-18", .from = D(2024, 11, 1), .to = kOpenEnd, .requests = 260,
       .weekend = 200, .uncached = 1100, .cached = 300, .output = 350, .key = 1},
      {.role = 0, .model = "omni-moderation", .from = D(2024, 12, 1), .to = kOpenEnd, .requests = 700, .weekend = 400,
       .uncached = 300},

      // Support: one model after the other, a fine-tuned one beside them, the urgent ones by priority.
      {.role = 1, .model = "gpt-4o-2024-08-06", .from = kFirstDay, .to = D(2025, 9, 14), .requests = 1500,
       .weekend = 350, .uncached = 1200, .cached = 500, .output = 430},
      {.role = 1, .model = "gpt-5-2025-08-07", .from = D(2025, 8, 20), .to = D(2026, 5, 31), .requests = 1400,
       .weekend = 350, .uncached = 1000, .cached = 1300, .output = 610},
      {.role = 1, .model = "gpt-5.5", .from = D(2026, 5, 4), .to = kOpenEnd, .requests = 1500, .weekend = 350,
       .uncached = 900, .cached = 1600, .output = 350},
      {.role = 1, .model = "gpt-5.5", .from = D(2026, 4, 27), .to = kOpenEnd, .requests = 130, .weekend = 40,
       .uncached = 1000, .cached = 700, .output = 380, .key = 1},
      {.role = 1, .model = "gpt-5.6-sol", .from = D(2026, 8, 17), .to = kOpenEnd, .requests = 70, .weekend = 600,
       .uncached = 1500, .cached = 500, .cache_write = 240, .output = 560, .tier = "priority"},
      {.role = 1, .model = "ft-gpt-4o-mini-2024-07-18", .from = D(2025, 3, 3), .to = D(2026, 9, 30), .requests = 600,
       .weekend = 350, .uncached = 600, .output = 210, .organizations = 0b001},
      {.role = 1, .model = "assistants api | file search", .from = D(2025, 6, 1), .to = kOpenEnd, .requests = 240,
       .weekend = 300, .units = 1},

      // Texts in number.
      {.role = 2, .model = "gpt-4o-2024-08-06", .from = D(2024, 11, 12), .to = D(2026, 2, 28), .requests = 420,
       .weekend = 250, .uncached = 1500, .cached = 600, .output = 900},
      {.role = 2, .model = "gpt-4.1-2025-04-14", .from = D(2025, 4, 22), .to = D(2026, 7, 15), .requests = 330,
       .weekend = 250, .uncached = 2600, .cached = 900, .output = 1100},
      {.role = 2, .model = "gpt-5.6-sol", .from = D(2026, 7, 9), .to = kOpenEnd, .requests = 320, .weekend = 250,
       .uncached = 2500, .cached = 800, .cache_write = 600, .output = 1400},
      {.role = 2, .model = "o4-mini-2025-04-16", .from = D(2025, 4, 21), .to = D(2026, 8, 31), .requests = 240,
       .weekend = 200, .uncached = 1500, .cached = 300, .output = 2400},

      // The trial that was given up.
      {.role = 3, .model = "gpt-4o-2024-08-06", .from = kFirstDay, .to = D(2025, 5, 30), .requests = 180,
       .weekend = 100, .uncached = 1900, .cached = 0, .output = 800},
      {.role = 3, .model = "text-embedding-3-large", .from = kFirstDay, .to = D(2025, 5, 30), .requests = 300,
       .weekend = 100, .uncached = 2200},

      // Search.
      {.role = 4, .model = "text-embedding-3-small", .from = D(2025, 1, 15), .to = kOpenEnd, .requests = 5200,
       .weekend = 400, .uncached = 900},
      {.role = 4, .model = "text-embedding-3-large", .from = D(2025, 9, 1), .to = kOpenEnd, .requests = 800,
       .weekend = 400, .uncached = 1100},
      {.role = 4, .model = "Vector storage", .from = D(2025, 2, 1), .to = kOpenEnd, .requests = 0, .weekend = 1000,
       .units = 21'375},

      // The project that nobody named.
      {.role = 5, .model = "gpt-4o-mini-2024-07-18", .from = D(2025, 3, 10), .to = D(2026, 6, 30), .requests = 500,
       .weekend = 150, .uncached = 800, .cached = 200, .output = 300, .key = 1},
      {.role = 5, .model = "gpt-5-mini-2025-08-07", .from = D(2025, 9, 2), .to = kOpenEnd, .requests = 620,
       .weekend = 150, .uncached = 900, .cached = 350, .output = 420, .key = 1},

      // Sound.
      {.role = 6, .model = "whisper", .from = D(2025, 2, 10), .to = kOpenEnd, .requests = 55, .weekend = 120,
       .units = 260},
      {.role = 6, .model = "tts-1", .from = D(2025, 3, 17), .to = D(2026, 7, 31), .requests = 60, .weekend = 300,
       .units = 850},
      {.role = 6, .model = "gpt-4o-mini-tts", .from = D(2026, 6, 15), .to = kOpenEnd, .requests = 75, .weekend = 300,
       .uncached = 240, .output = 1300, .units = 800},

      // Pictures.
      {.role = 7, .model = "gpt-image-1", .from = D(2025, 5, 5), .to = D(2026, 6, 20), .requests = 32, .weekend = 300,
       .uncached = 140, .cached = 60, .cache_write = 320, .output = 4160, .units = 1, .size = "1024x1024",
       .source = "image.generation"},
      {.role = 7, .model = "gpt-image-2-2026-04-21", .from = D(2026, 5, 18), .to = kOpenEnd, .requests = 30,
       .weekend = 300, .uncached = 150, .cached = 70, .output = 4160, .units = 1, .size = "1024x1024",
       .source = "image.generation"},
      {.role = 7, .model = "gpt-image-2-2026-04-21", .from = D(2026, 5, 25), .to = kOpenEnd, .requests = 9,
       .weekend = 300, .uncached = 120, .cached = 70, .cache_write = 1100, .output = 6240, .units = 2,
       .key = 1, .size = "1536x1024", .source = "image.edit"},

      // Agents: long conversations and tools.
      {.role = 8, .model = "gpt-5.6-sol", .from = D(2026, 7, 6), .to = kOpenEnd, .requests = 6, .weekend = 500,
       .uncached = 214'000, .cached = 61'000, .cache_write = 8'000, .output = 4'200, .long_context = true},
      {.role = 8, .model = "gpt-5.6-sol", .from = D(2026, 9, 1), .to = kOpenEnd, .requests = 2, .weekend = 500,
       .uncached = 180'000, .cached = 40'000, .cache_write = 5'000, .output = 3'100, .tier = "priority",
       .long_context = true},
      {.role = 8, .model = "gpt-5.5", .from = D(2026, 4, 20), .to = kOpenEnd, .requests = 190, .weekend = 500,
       .uncached = 4'100, .cached = 6'500, .output = 700},
      {.role = 8, .model = "web search tool calls", .from = D(2026, 4, 20), .to = kOpenEnd, .requests = 90,
       .weekend = 500, .units = 1, .context = "medium"},
      {.role = 8, .model = "web search tool calls", .from = D(2026, 6, 2), .to = kOpenEnd, .requests = 12,
       .weekend = 500, .units = 2, .key = 1, .context = "high"},
      {.role = -1, .model = "web search tool calls", .from = D(2026, 6, 1), .to = kOpenEnd, .requests = 5,
       .weekend = 500, .units = 1, .context = "low"},
      {.role = 8, .model = "code interpreter sessions", .from = D(2026, 4, 20), .to = kOpenEnd, .requests = 16,
       .weekend = 300, .units = 1},

      // Night runs.
      {.role = 9, .model = "gpt-4o-mini-2024-07-18", .from = D(2025, 7, 1), .to = kOpenEnd, .requests = 2600,
       .weekend = 900, .uncached = 1250, .output = 310, .batch = true},
      {.role = 9, .model = "gpt-4o-mini-2024-07-18", .from = D(2025, 7, 1), .to = kOpenEnd, .requests = 90,
       .weekend = 50, .uncached = 1250, .cached = 200, .output = 310, .key = 1},
      {.role = 9, .model = "gpt-5-2025-08-07", .from = D(2025, 10, 6), .to = kOpenEnd, .requests = 160,
       .weekend = 900, .uncached = 1700, .output = 900, .batch = true},

      // Sorting what comes in.
      {.role = 10, .model = "omni-moderation", .from = D(2025, 1, 10), .to = kOpenEnd, .requests = 4200,
       .weekend = 700, .uncached = 260},
      {.role = 10, .model = "gpt-5-mini-2025-08-07", .from = D(2025, 9, 22), .to = kOpenEnd, .requests = 900,
       .weekend = 700, .uncached = 500, .cached = 700, .output = 60},
      {.role = 10, .model = "gpt-6-luna", .from = D(2026, 10, 8), .to = kOpenEnd, .requests = 480, .weekend = 700,
       .uncached = 700, .cached = 120, .output = 60},

      // Tools for the own people.
      {.role = 11, .model = "gpt-4o-mini-2024-07-18", .from = D(2024, 10, 21), .to = kOpenEnd, .requests = 800,
       .weekend = 60, .uncached = 1500, .cached = 500, .output = 400, .key = 1},
      {.role = 11, .model = "gpt-5.5", .from = D(2026, 5, 11), .to = kOpenEnd, .requests = 110, .weekend = 60,
       .uncached = 3000, .cached = 1000, .output = 800, .key = 1},
  };
  return kTemplates;
}
// clang-format on

const std::array<ProjectRole, kProjectRoleCount> kProjectRoles = {{
    {{"Default project", "Default project", "Default project"}, D(2024, 9, 20)},
    {{"tutor-chat", "support-bot", "client-desk"}, D(2024, 10, 1)},
    {{"course-generator", "proposal-writer", "catalogue-texts"}, D(2024, 11, 12)},
    {{"old-trial", "pilot-2024", "essai"}, D(2024, 9, 25), D(2025, 6, 3)},
    {{"library-search", "knowledge-base", "archive-search"}, D(2025, 1, 15)},
    {{"", "", ""}, D(2025, 3, 1)},
    {{"lecture-transcripts", "call-notes", "interviews"}, D(2025, 2, 10)},
    {{"illustrations", "ad-visuals", "moodboards"}, D(2025, 5, 5)},
    {{"research-agent", "ops-agent", "sourcing-agent"}, D(2026, 4, 1)},
    {{"grading-batch", "nightly-evals", "tagging-batch"}, D(2025, 7, 1)},
    {{"moderation", "mail-triage", "order-triage"}, D(2025, 1, 10)},
    {{"internal-tools", "internal-tools", "outils internes"}, D(2024, 10, 20)},
}};

const std::array<OrganizationTemplate, kMaxOrganizations> kOrganizations = {{
    {"Edugami", "edugami", 650, D(2026, 3, 10), true, true},
    {"Novalys", "novalys", 400, D(2025, 10, 7), false, false},
    {"Atelier Ferrand", "atelier-ferrand", 150, D(2026, 9, 22), true, true},
    {"Brume Studio", "brume-studio", 140, D(2025, 5, 13), false, true},
    {"Kestrel Labs", "kestrel-labs", 330, D(2026, 1, 20), true, false},
    {"Maison Oriel", "maison-oriel", 90, D(2025, 11, 25), false, true},
    {"Port Blanc", "port-blanc", 260, D(2026, 6, 9), true, true},
    {"Lumen et Fils", "lumen-et-fils", 70, D(2026, 2, 3), false, true},
}};

}  // namespace llmcost
