// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

// The texts in which OpenAI says what a cost is for. There is no published list; the forms known are those seen in
// live answers of the costs endpoint up to August 2026. A text of no known form is its own model name, so that nothing
// is ever dropped.
namespace llmcost {

struct LineItem {
  std::string raw;
  std::string model;          // "gpt-4o-mini-2024-07-18"; for a service or an unknown text the raw text
  std::string kind;           // "input", "cached input", "output", "cache writes"; empty = not told
  std::string tier;           // "priority"; empty = the standard one
  std::string part;           // "image", "text", "audio" of a model that bills them apart; empty = whole
  bool long_context = false;  // billed at the price for long contexts
  bool service = false;       // something that is no model: tool calls, storage

  friend bool operator==(const LineItem&, const LineItem&) = default;
};

LineItem ParseLineItem(std::string_view raw);

// The name without a trailing date: "gpt-image-1-2025-04-23" and "gpt-image-1" are the same model to the two families
// of endpoints.
std::string_view NormalisedModel(std::string_view model);

}  // namespace llmcost
