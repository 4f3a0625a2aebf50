// SPDX-License-Identifier: MIT
#include "providers/published_prices.h"

#include <array>

namespace llmcost {
namespace {

struct ListPrice {
  std::string_view prefix;
  std::string_view input;  // USD for a million tokens
  std::string_view output;
};

// The longest prefix that fits counts.
constexpr auto kListPrices = std::to_array<ListPrice>({
    {"gpt-3.5-turbo", "0.5", "1.5"},
    {"gpt-4-turbo", "10", "30"},
    {"gpt-4.1", "2", "8"},
    {"gpt-4.1-mini", "0.4", "1.6"},
    {"gpt-4.1-nano", "0.1", "0.4"},
    {"gpt-4o", "2.5", "10"},
    {"gpt-4o-mini", "0.15", "0.6"},
    {"gpt-5", "1.25", "10"},
    {"gpt-5-mini", "0.25", "2"},
    {"gpt-5-nano", "0.05", "0.4"},
    {"o1", "15", "60"},
    {"o3", "2", "8"},
    {"o3-mini", "1.1", "4.4"},
    {"o4-mini", "1.1", "4.4"},
    {"text-embedding-3-large", "0.13", "0"},
    {"text-embedding-3-small", "0.02", "0"},
    {"claude-3-5-haiku", "0.8", "4"},
    {"claude-3-haiku", "0.25", "1.25"},
    {"claude-haiku", "1", "5"},
    {"claude-opus", "5", "25"},
    {"claude-opus-4-1", "15", "75"},
    {"claude-opus-4-2", "15", "75"},
    {"claude-sonnet", "3", "15"},
    {"codestral", "0.3", "0.9"},
    {"ministral", "0.1", "0.1"},
    {"mistral-large", "2", "6"},
    {"mistral-medium", "0.4", "2"},
    {"mistral-small", "0.1", "0.3"},
});

Money PerToken(std::string_view per_million) {
  const auto price = Money::Parse(per_million, -6);
  return price ? *price : Money();
}

}  // namespace

std::optional<TokenPrice> PublishedTokenPrice(std::string_view model) {
  if (const auto slash = model.rfind('/'); slash != std::string_view::npos) model.remove_prefix(slash + 1);
  // Their tokens of sound, speech or pictures have prices of their own; free ones have none.
  for (const std::string_view other : {"realtime", "audio", "transcribe", "tts", "image", ":free"}) {
    if (model.find(other) != std::string_view::npos) return std::nullopt;
  }
  const ListPrice* found = nullptr;
  for (const ListPrice& price : kListPrices) {
    if (!model.starts_with(price.prefix)) continue;
    if (found == nullptr || price.prefix.size() > found->prefix.size()) found = &price;
  }
  if (found == nullptr) return std::nullopt;
  return TokenPrice{PerToken(found->input), PerToken(found->output)};
}

}  // namespace llmcost
