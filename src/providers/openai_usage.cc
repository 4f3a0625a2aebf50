// SPDX-License-Identifier: MIT
#include "providers/openai_usage.h"

#include <algorithm>
#include <array>

#include "providers/line_item.h"
#include "providers/provider.h"

namespace llmcost {
namespace {

// Tool calls and sessions are counted under the names that their costs have. web_search_calls has num_model_requests
// too: those calls are in completions already. vector_stores counts nothing that is a request.
constexpr std::array<OpenAiUsageEndpoint, 10> kEndpoints = {{
    {"completions", {"num_model_requests", "", true}},
    {"embeddings", {"num_model_requests", "", true}},
    {"moderations", {"num_model_requests", "", true}},
    {"images", {"num_model_requests", "", true}},
    {"audio_speeches", {"num_model_requests", "", true}},
    {"audio_transcriptions", {"num_model_requests", "", true}},
    {"decisions", {"num_model_requests", "", true}, true},
    {"web_search_calls", {"num_requests", "web search tool calls", true}},
    {"file_search_calls", {"num_requests", "assistants api | file search", false}},
    {"code_interpreter_sessions", {"num_sessions", "code interpreter sessions", false}},
}};

// "ft:gpt-4o-2024-08-06:acme::AbC" is billed as "ft-gpt-4o-2024-08-06".
std::string BilledName(std::string_view usage_model) {
  constexpr std::string_view kFineTuned = "ft:";
  if (!usage_model.starts_with(kFineTuned)) return std::string(usage_model);
  usage_model.remove_prefix(kFineTuned.size());
  return "ft-" + std::string(usage_model.substr(0, usage_model.find(':')));
}

}  // namespace

std::span<const OpenAiUsageEndpoint> OpenAiUsageEndpoints() { return kEndpoints; }

OpenAiModelNames::OpenAiModelNames(const OpenAiNames& names, const DayTable<CostRow>& costs)
    : names_(names), costs_(costs), matches_(names.models.size()) {
  model_of_item_.reserve(names.items.size());
  model_of_item_.push_back(models_.NumberOf(kNotItemised));
  for (std::uint32_t number = 1; number < names.items.size(); ++number) {
    const auto count = models_.size();
    const auto& line_item = names.items.Item(number).line_item;
    const std::uint32_t model =
        line_item ? models_.NumberOf(ParseLineItem(*line_item).model) : models_.NumberOf(kNotItemised);
    model_of_item_.push_back(model);
    if (model < count) continue;
    by_normalised_name_[NormalisedModel(models_.Name(model))].push_back(model);
  }
}

OpenAiModelNames::Match OpenAiModelNames::MatchOf(std::uint32_t usage_model) {
  if (usage_model == 0) return {models_.NumberOf(kUnknownModel), nullptr};
  const std::string& own = names_.models.Name(usage_model);
  const std::string billed = BilledName(own);
  if (const auto exact = models_.Find(billed)) return {*exact, nullptr};
  const auto candidates = by_normalised_name_.find(NormalisedModel(billed));
  if (candidates == by_normalised_name_.end()) return {models_.NumberOf(own), nullptr};
  if (candidates->second.size() == 1) return {candidates->second.front(), nullptr};
  return {0, &candidates->second};
}

// The one candidate that was billed to the project that day, else the one billed that day at all; 0 when there is none
// or more than one.
std::uint32_t OpenAiModelNames::Choose(const std::vector<std::uint32_t>& candidates, Date date,
                                       std::uint32_t project) const {
  constexpr std::uint32_t kSeveral = ~std::uint32_t{0};
  std::uint32_t in_project = 0;
  std::uint32_t in_day = 0;
  const auto note = [](std::uint32_t& found, std::uint32_t model) {
    found = found == 0 || found == model ? model : kSeveral;
  };
  for (const CostRow& row : costs_.Rows(date)) {
    const std::uint32_t model = model_of_item_[row.line_item];
    if (std::ranges::find(candidates, model) == candidates.end()) continue;
    note(in_day, model);
    if (row.project == project) note(in_project, model);
  }
  if (in_project != 0) return in_project == kSeveral ? 0 : in_project;
  return in_day == kSeveral ? 0 : in_day;
}

const std::string& OpenAiModelNames::OfUsage(std::uint32_t usage_model, Date date, std::uint32_t project) {
  auto& match = matches_[usage_model];
  if (!match) match = MatchOf(usage_model);
  if (match->sure != 0) return models_.Name(match->sure);
  const std::uint32_t chosen = Choose(*match->candidates, date, project);
  return chosen != 0 ? models_.Name(chosen) : names_.models.Name(usage_model);
}

std::vector<CostBucket> OpenAiUsageBuckets(Date date, std::span<const DayTable<UsageRow>> tables,
                                           OpenAiModelNames& models, const OpenAiNames& names) {
  NameTable shown;
  std::vector<UsageRow> rows;
  for (const auto& table : tables) {
    for (UsageRow row : table.Rows(date)) {
      row.model = shown.NumberOf(models.OfUsage(row.model, date, row.project));
      rows.push_back(row);
    }
  }
  DayTable<UsageRow> sums({date, date});
  sums.Add(date, std::move(rows));
  std::vector<CostBucket> buckets;
  buckets.reserve(sums.Rows(date).size());
  for (const UsageRow& row : sums.Rows(date)) {
    CostBucket& bucket = buckets.emplace_back();
    bucket.date = date;
    bucket.project_id = names.projects.OptionalName(row.project);
    bucket.model = shown.Name(row.model);
    bucket.requests = row.requests;
    bucket.input_tokens = row.input_tokens;
    bucket.output_tokens = row.output_tokens;
  }
  return buckets;
}

}  // namespace llmcost
