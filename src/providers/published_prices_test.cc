// SPDX-License-Identifier: MIT
#include "providers/published_prices.h"

#include <gtest/gtest.h>

namespace llmcost {
namespace {

std::string Input(std::string_view model) {
  const auto price = PublishedTokenPrice(model);
  return price ? price->input.ToString() : "none";
}

TEST(PublishedPricesTest, TheLongestPrefixCounts) {
  EXPECT_EQ(Input("gpt-4o"), "0.0000025");
  EXPECT_EQ(Input("gpt-4o-2024-08-06"), "0.0000025");
  EXPECT_EQ(Input("gpt-4o-mini-2024-07-18"), "0.00000015");
  EXPECT_EQ(Input("claude-opus-4-5-20251101"), "0.000005");
  EXPECT_EQ(Input("claude-opus-4-1-20250805"), "0.000015");
}

TEST(PublishedPricesTest, AGatewaysPrefixIsPassedOver) { EXPECT_EQ(Input("openai/gpt-4o-mini"), Input("gpt-4o-mini")); }

TEST(PublishedPricesTest, UnlistedModelsHaveNone) {
  EXPECT_EQ(Input("gpt-4o-mini-realtime-preview"), "none");
  EXPECT_EQ(Input("gpt-4o-audio-preview"), "none");
  EXPECT_EQ(Input("mistral-small:free"), "none");
  EXPECT_EQ(Input("web search"), "none");
  EXPECT_EQ(Input("gpt-4"), "none");
  EXPECT_EQ(Input(""), "none");
}

}  // namespace
}  // namespace llmcost
