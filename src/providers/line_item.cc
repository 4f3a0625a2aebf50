// SPDX-License-Identifier: MIT
#include "providers/line_item.h"

#include <algorithm>
#include <array>

namespace llmcost {
namespace {

constexpr std::array<std::string_view, 4> kKinds = {"input", "output", "cached input", "cache writes"};
constexpr std::array<std::string_view, 3> kParts = {"image", "text", "audio"};
constexpr std::array<std::string_view, 4> kServices = {"web search tool calls", "code interpreter sessions",
                                                       "assistants api | file search", "Vector storage"};
constexpr std::string_view kTierEnd = " | ";
constexpr std::string_view kLongContext = ", long context";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A tier is one word before " | ", and the rest has a comma: "assistants api | file search" is no tier.
std::string_view TakeTier(std::string_view& text) {
  const auto end = text.find(kTierEnd);
  if (end == std::string_view::npos || end == 0) return {};
  const std::string_view tier = text.substr(0, end);
  const std::string_view rest = text.substr(end + kTierEnd.size());
  if (tier.find(' ') != std::string_view::npos || rest.find(',') == std::string_view::npos) return {};
  text = rest;
  return tier;
}

}  // namespace

LineItem ParseLineItem(std::string_view raw) {
  LineItem item;
  item.raw = raw;
  std::string_view text = raw;
  const std::string_view tier = TakeTier(text);
  const bool long_context = text.ends_with(kLongContext);
  if (long_context) text.remove_suffix(kLongContext.size());
  const auto comma = text.rfind(", ");
  const std::string_view kind = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 2);
  std::string_view model = text.substr(0, comma);
  if (model.empty() || std::ranges::find(kKinds, kind) == kKinds.end()) {
    item.model = raw;
    item.service = std::ranges::find(kServices, raw) != kServices.end() || raw.find(' ') != std::string_view::npos;
    return item;
  }
  for (const std::string_view part : kParts) {
    if (model.size() > part.size() + 1 && model.ends_with(part) && model[model.size() - part.size() - 1] == ' ') {
      item.part = part;
      model.remove_suffix(part.size() + 1);
      break;
    }
  }
  item.model = model;
  item.kind = kind;
  item.tier = tier;
  item.long_context = long_context;
  return item;
}

std::string_view NormalisedModel(std::string_view model) {
  constexpr std::string_view kPattern = "-0000-00-00";
  if (model.size() <= kPattern.size()) return model;
  const std::string_view end = model.substr(model.size() - kPattern.size());
  const bool dated =
      std::ranges::equal(end, kPattern, [](char c, char pattern) { return pattern == '-' ? c == '-' : IsDigit(c); });
  return dated ? model.substr(0, model.size() - kPattern.size()) : model;
}

}  // namespace llmcost
