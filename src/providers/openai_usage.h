// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/cost.h"
#include "providers/day_table.h"
#include "providers/openai_json.h"

namespace llmcost {

// One of OpenAI's usage endpoints that count something people call a request.
struct OpenAiUsageEndpoint {
  std::string_view name;  // the last part of its path
  OpenAiUsageForm form;
  bool is_beta = false;  // not there for every organization

  // Whether its rows name the model that was used.
  bool names_models() const { return form.by_model && form.pseudo_model.empty(); }
};

std::span<const OpenAiUsageEndpoint> OpenAiUsageEndpoints();

// The models and services of one fetch's costs, and what the models of the usage endpoints are called there. The two
// families of endpoints spell some names differently: "gpt-image-1-2025-04-23" is used, "gpt-image-1" is billed.
class OpenAiModelNames {
 public:
  // Both must outlive this and not change.
  OpenAiModelNames(const OpenAiNames& names, const DayTable<CostRow>& costs);

  // What a cost row's item is shown as.
  const std::string& OfItem(std::uint32_t item) const { return models_.Name(model_of_item_[item]); }

  // What a usage row's model is shown as: the same name when costs have it; else the one cost name that is the same but
  // for a date, looked for in the project's day, then the day, then the whole fetch; else its own name.
  const std::string& OfUsage(std::uint32_t usage_model, Date date, std::uint32_t project);

 private:
  struct Match {
    std::uint32_t sure = 0;                                  // in models_; 0 = it depends on day and project
    const std::vector<std::uint32_t>* candidates = nullptr;  // two or more, in models_
  };
  Match MatchOf(std::uint32_t usage_model);
  std::uint32_t Choose(const std::vector<std::uint32_t>& candidates, Date date, std::uint32_t project) const;

  const OpenAiNames& names_;
  const DayTable<CostRow>& costs_;
  NameTable models_;                          // of the costs, then own names of usage
  std::vector<std::uint32_t> model_of_item_;  // by line item, in models_
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> by_normalised_name_;
  std::vector<std::optional<Match>> matches_;  // by usage model
};

// The sums of all usage tables for one day, by project and by the name shown. `shown` numbers the names.
std::vector<CostBucket> OpenAiUsageBuckets(Date date, std::span<const DayTable<UsageRow>> tables,
                                           OpenAiModelNames& models, const OpenAiNames& names);

}  // namespace llmcost
