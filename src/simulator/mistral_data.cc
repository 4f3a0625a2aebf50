// SPDX-License-Identifier: MIT
#include "simulator/mistral_data.h"

#include <algorithm>
#include <array>

#include "simulator/api_parts.h"
#include "simulator/hash.h"

namespace llmcost {
namespace {

constexpr Delay kDelay{std::chrono::hours(1), 30'000};
constexpr Date kFineTuningSince{2025, 9, 1};
constexpr Date D(int year, unsigned month, unsigned day) { return {year, month, day}; }

struct OrganizationTemplate {
  std::string_view name;
  std::string_view slug;
  int scale;
};
constexpr std::array<OrganizationTemplate, kMaxMistralOrganizations> kOrganizations = {{
    {"Novalys Europe", "novalys-europe", 600},
    {"Ferrand Edition", "ferrand-edition", 250},
    {"Oriel Recherche", "oriel-recherche", 120},
}};

struct WorkspaceTemplate {
  std::string_view name;
  std::string_view description;
  bool archived = false;
};
constexpr std::array<WorkspaceTemplate, 6> kWorkspaces = {{
    {"Default", ""},
    {"Assistant client", "Réponses aux clients"},
    {"Documents", "Lecture des pièces entrantes"},
    {"Développement", ""},
    {"Pilote 2025", "Terminé en juin 2025", true},
    {"Voix", ""},
}};

// clang-format off: tables
constexpr std::array<MistralPrice, 38> kPrices = {{
    {"api_tokens", "mistral-large-2411", "input", "global", "standard", "0.0000017000"},
    {"api_tokens", "mistral-large-2411", "output", "global", "standard", "0.0000051000"},
    {"api_tokens", "mistral-large-2512", "input", "global", "standard", "4.30E-7"},
    {"api_tokens", "mistral-large-2512", "output", "global", "standard", "0.0000012900"},
    {"api_tokens", "mistral-large-2512", "cached", "global", "standard", "4.3E-8"},
    {"api_tokens", "mistral-large-2512", "input", "eu", "standard", "4.73E-7"},
    {"api_tokens", "mistral-large-2512", "output", "eu", "standard", "0.0000014190"},
    {"api_tokens", "mistral-large-2512", "cached", "eu", "standard", "4.73E-8"},
    {"api_tokens", "mistral-medium-2508", "input", "global", "standard", "3.40E-7"},
    {"api_tokens", "mistral-medium-2508", "output", "global", "standard", "0.0000017000"},
    {"api_tokens", "mistral-medium-2508", "input", "global", "priority", "5.10E-7"},
    {"api_tokens", "mistral-medium-2508", "output", "global", "priority", "0.0000025500"},
    // One price for every zone.
    {"api_tokens", "mistral-small-2506", "input", "global", "standard", "8.50E-8"},
    {"api_tokens", "mistral-small-2506", "output", "global", "standard", "2.55E-7"},
    {"api_tokens", "codestral-2508", "input", "global", "standard", "2.55E-7"},
    {"api_tokens", "codestral-2508", "output", "global", "standard", "7.65E-7"},
    {"api_tokens", "mistral-embed", "input", "global", "standard", "8.5E-8"},
    {"api_tokens", "ministral-8b-2512", "input", "global", "standard", "1.28E-7"},
    {"api_tokens", "ministral-8b-2512", "output", "global", "standard", "1.28E-7"},
    {"api_tokens", "open-mistral-nemo", "training", "global", "standard", "8.5E-7"},
    {"api_tokens", "open-mistral-nemo", "input", "global", "standard", "1.275E-7"},
    {"api_tokens", "open-mistral-nemo", "output", "global", "standard", "1.275E-7"},
    // The same metric and group at two prices: the event tells them apart.
    {"api_pages", "mistral-ocr-2505", "pages", "global", "standard", "0.00085", true},
    {"api_libraries_pages", "mistral-ocr-2505", "pages", "global", "standard", "0.00255", true},
    {"api_libraries_tokens", "mistral-embed", "input", "global", "standard", "1.7E-7"},
    {"api_libraries_audio", "voxtral-mini-2507", "seconds", "global", "standard", "0.0000425"},
    {"api_audio_seconds", "voxtral-mini-2507", "seconds", "global", "standard", "0.0000283"},
    {"api_audio_characters", "voxtral-tts-2603", "characters", "global", "standard", "0.0000136"},
    // For whatever event.
    {"", "web_search", "calls", "global", "standard", "0.0255", true},
    {"", "code_interpreter", "calls", "global", "standard", "0.0255", true},
    {"vibe_tokens", "devstral-2512", "input", "global", "standard", "3.40E-7"},
    {"vibe_tokens", "devstral-2512", "output", "global", "standard", "0.0000017000"},
    {"vibe_tokens", "devstral-2512", "cached", "global", "standard", "3.4E-8"},
    {"vibe_connectors", "vibe-web-search", "calls", "global", "standard", "0.0085", true},
    {"vibe_pages", "mistral-ocr-2505", "pages", "global", "standard", "0.00085", true},
    {"api_tokens", "mistral-large-2411", "cached", "global", "standard", "1.7E-7"},
    // Nobody has used these.
    {"deployment_tokens", "mistral-large-2512", "input", "global", "standard", "0", true},
    {"gpu_hour", "h100", "hours", "eu", "standard", "2.35", true},
}};

const std::vector<MistralWorkload>& Workloads() {
  static const std::vector<MistralWorkload> kWorkloads = {
      {0, "completion", "mistral-large-latest", "mistral-large-2411", "api_tokens", D(2024, 11, 18), D(2026, 1, 31),
       220, 200, {{"input", 2100}, {"output", 540}, {"cached", 300}}},
      {0, "completion", "mistral-small-latest", "mistral-small-2506", "api_tokens", D(2025, 6, 20), kOpenEnd,
       900, 300, {{"input", 1500}, {"output", 320}}, {}, {}, 20'000},
      {0, "chat", "mistral-medium-latest", "mistral-medium-2508", "api_tokens", D(2025, 8, 12), kOpenEnd,
       90, 60, {{"input", 1700}, {"output", 620}}, "global", "standard"},
      {1, "completion", "mistral-large-latest", "mistral-large-2512", "api_tokens", D(2025, 12, 4), kOpenEnd,
       900, 450, {{"input", 2600}, {"output", 520}, {"cached", 1900}}, "global", "standard"},
      {1, "completion", "mistral-large-latest", "mistral-large-2512", "api_tokens", D(2026, 2, 2), kOpenEnd,
       400, 450, {{"input", 2400}, {"output", 500}, {"cached", 1500}}, "eu", "standard"},
      {1, "completion", "mistral-medium-latest", "mistral-medium-2508", "api_tokens", D(2025, 9, 1), kOpenEnd,
       300, 450, {{"input", 1900}, {"output", 480}}, "global", "standard"},
      {1, "completion", "mistral-medium-latest", "mistral-medium-2508", "api_tokens", D(2026, 4, 1), kOpenEnd,
       60, 700, {{"input", 1900}, {"output", 480}}, "global", "priority"},
      {1, "connectors", "web_search", "web_search", "api_connectors", D(2025, 10, 6), kOpenEnd,
       40, 450, {{"calls", 1}}},
      {1, "connectors", "code_interpreter", "code_interpreter", "api_connectors", D(2026, 1, 12), kOpenEnd,
       9, 200, {{"calls", 1}}},
      {2, "ocr", "mistral-ocr-latest", "mistral-ocr-2505", "api_pages", D(2025, 5, 26), kOpenEnd,
       60, 100, {{"pages", 7}}, {}, {}, 25},
      {2, "libraries_api.pages", "mistral-ocr-latest", "mistral-ocr-2505", "api_libraries_pages", D(2025, 9, 15),
       kOpenEnd, 8, 100, {{"pages", 11}}},
      {2, "libraries_api.tokens", "mistral-embed", "mistral-embed", "api_libraries_tokens", D(2025, 9, 15), kOpenEnd,
       8, 100, {{"input", 42'000}}},
      {2, "completion", "mistral-embed", "mistral-embed", "api_tokens", D(2024, 12, 2), kOpenEnd,
       1400, 300, {{"input", 1100}}},
      {2, "completion", "mistral-small-latest", "mistral-small-2506", "api_tokens", D(2025, 7, 14), kOpenEnd,
       700, 900, {{"input", 3200}, {"output", 260}}, "us", "standard"},
      {2, "completion", "ministral-8b-latest", "ministral-8b-2512", "api_tokens", D(2025, 12, 8), kOpenEnd,
       2100, 900, {{"input", 1200}, {"output", 90}}},
      {3, "completion", "codestral-latest", "codestral-2508", "api_tokens", D(2025, 8, 4), kOpenEnd,
       1300, 50, {{"input", 1900}, {"output", 130}}},
      {3, "vibe_code.completion", "devstral-latest", "devstral-2512", "vibe_tokens", D(2025, 12, 11), kOpenEnd,
       240, 60, {{"input", 9100}, {"output", 700}, {"cached", 21'000}}},
      {3, "vibe_code.connectors", "vibe-web-search", "vibe-web-search", "vibe_connectors", D(2026, 2, 2), kOpenEnd,
       12, 60, {{"calls", 1}}},
      {3, "vibe_code.ocr", "mistral-ocr-latest", "mistral-ocr-2505", "vibe_pages", D(2026, 3, 2), kOpenEnd,
       2, 60, {{"pages", 4}}},
      // A preview that no price is published for.
      {3, "completion", "magistral-preview", "magistral-preview-2609", "api_tokens", D(2026, 9, 7), kOpenEnd,
       50, 50, {{"input", 2800}, {"output", 2100}}},
      {3, "fine_tuning.training", "open-mistral-nemo", "open-mistral-nemo", "api_tokens", kFineTuningSince, kOpenEnd,
       1, 0, {{"training", 1'900'000}}},
      {4, "completion", "mistral-large-latest", "mistral-large-2411", "api_tokens", D(2025, 1, 20), D(2025, 6, 20),
       150, 100, {{"input", 1800}, {"output", 700}}},
      {4, "completion", "open-mistral-nemo", "open-mistral-nemo", "api_tokens", D(2024, 10, 14), D(2025, 6, 20),
       500, 100, {{"input", 900}, {"output", 280}}},
      {5, "audio", "voxtral-mini-latest", "voxtral-mini-2507", "api_audio_seconds", D(2025, 7, 21), kOpenEnd,
       45, 80, {{"seconds", 340}}},
      {5, "libraries_api.audio_seconds", "voxtral-mini-latest", "voxtral-mini-2507", "api_libraries_audio",
       D(2025, 11, 3), kOpenEnd, 6, 80, {{"seconds", 900}}},
      {5, "audio_characters", "voxtral-tts-latest", "voxtral-tts-2603", "api_audio_characters", D(2026, 3, 30),
       kOpenEnd, 70, 200, {{"characters", 780}}},
      // Of the organization itself, before anybody made workspaces and by what belongs to none.
      {-1, "completion", "open-mistral-nemo", "open-mistral-nemo", "api_tokens", D(2024, 10, 1), kOpenEnd,
       260, 400, {{"input", 1300}, {"output", 350}}},
      {-1, "completion", "mistral-large-latest", "mistral-large-2512", "api_tokens", D(2026, 1, 5), kOpenEnd,
       45, 300, {{"input", 2000}, {"output", 700}}, "eu", "standard"},
  };
  return kWorkloads;
}
// clang-format on

// As the documentation reads the list: all that is known first, then without tier, without zone, without event.
std::optional<Money> FindPrice(const MistralWorkload& workload, std::string_view group) {
  const std::string_view zone = workload.zone.empty() ? "global" : workload.zone;
  const std::string_view tier = workload.tier.empty() ? "standard" : workload.tier;
  for (int left_out = 0; left_out <= 3; ++left_out) {
    for (const auto& price : kPrices) {
      if (price.metric != workload.metric || price.group != group) continue;
      if (left_out < 1 && price.tier != tier) continue;
      if (left_out < 2 && price.zone != zone) continue;
      if (left_out < 3 && price.event_type != workload.event_type) continue;
      return Money::Parse(price.text).value_or(Money());
    }
  }
  return std::nullopt;
}

}  // namespace

std::span<const MistralPrice> MistralPrices() { return kPrices; }

bool MistralOmitsPaid(std::string_view metric) { return metric == "mistral-embed"; }

MistralOrganization::MistralOrganization(std::size_t index, unsigned seed)
    : name_(kOrganizations[index].name),
      slug_(kOrganizations[index].slug),
      scale_(kOrganizations[index].scale),
      seed_(Mix(Mix(seed, index), HashText("mistral"))),
      id_(RandomUuid(Mix(seed_, 1))),
      key_(RandomText(HashText(kOrganizations[index].slug), 32)) {
  for (const auto& known : kWorkspaces) {
    workspaces_.push_back({.uuid = RandomUuid(Mix(seed_, 100 + workspaces_.size())),
                           .name = std::string(known.name),
                           .description = std::string(known.description),
                           .is_default = workspaces_.empty(),
                           .archived = known.archived});
  }
}

std::vector<MistralRow> MistralOrganization::Rows(Date day, TimePoint now) const {
  std::vector<MistralRow> rows;
  const auto visibility = VisibilityOf(day, now, kDelay);
  if (visibility.None()) return rows;
  std::uint64_t number = 0;
  for (const auto& workload : Workloads()) {
    const std::uint64_t hash = Mix(Mix(seed_, ++number), static_cast<std::uint64_t>(day.UnixSeconds()));
    const Volume volume{.base = std::max(1, workload.requests * scale_ / 1000),
                        .weekend = workload.weekend,
                        .from = workload.from,
                        .to = workload.to};
    const std::int64_t requests = CountOfDay(volume, day, hash);
    if (requests == 0) continue;
    for (std::size_t i = 0; i < workload.uses.size(); ++i) {
      const auto& use = workload.uses[i];
      const std::int64_t total = use.mean == 1 ? requests : requests * use.mean * Noise(Mix(hash, i + 1), 120) / 1000;
      MistralRow row{.workload = &workload, .group = use.group, .day = day, .cost = FindPrice(workload, use.group)};
      row.value = PartOfDay(total, kMinutesOfDay, visibility);
      if (row.value == 0) continue;
      row.value_paid = std::max<std::int64_t>(0, row.value - workload.free);
      if (row.cost) row.cost = Money::FromAtto(row.cost->atto() * row.value_paid);
      rows.push_back(row);
    }
  }
  return rows;
}

std::vector<MistralStorage> MistralOrganization::Storage(std::chrono::year_month month, TimePoint now) const {
  const Date first{std::chrono::sys_days(month / 1)};
  if (first < kFineTuningSince || now < first.Start()) return {};
  const std::int64_t months = (first - kFineTuningSince) / 30;
  return {{3, "open-mistral-nemo", 1 + months / 4}};
}

}  // namespace llmcost
