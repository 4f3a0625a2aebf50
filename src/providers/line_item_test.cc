// SPDX-License-Identifier: MIT
#include "providers/line_item.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <vector>

namespace llmcost {
namespace {

LineItem Item(std::string raw, std::string model, std::string kind = "") {
  LineItem item;
  item.raw = std::move(raw);
  item.model = std::move(model);
  item.kind = std::move(kind);
  return item;
}

LineItem Service(std::string raw) {
  LineItem item = Item(raw, raw);
  item.service = true;
  return item;
}

TEST(LineItemTest, ReadsEveryFormSeenInLiveAnswers) {
  LineItem priority = Item("priority | gpt-5.6-sol, output, long context", "gpt-5.6-sol", "output");
  priority.tier = "priority";
  priority.long_context = true;
  LineItem image = Item("gpt-image-1 image, output", "gpt-image-1", "output");
  image.part = "image";
  LineItem text = Item("gpt-image-1 text, cached input", "gpt-image-1", "cached input");
  text.part = "text";
  LineItem audio = Item("gpt-4o-audio-preview audio, input", "gpt-4o-audio-preview", "input");
  audio.part = "audio";
  const std::vector<LineItem> rows = {
      Item("gpt-4o-mini-2024-07-18, input", "gpt-4o-mini-2024-07-18", "input"),
      Item("gpt-4o-mini-2024-07-18, cached input", "gpt-4o-mini-2024-07-18", "cached input"),
      Item("gpt-4o-mini-2024-07-18, output", "gpt-4o-mini-2024-07-18", "output"),
      Item("gpt-5.6-sol, cache writes", "gpt-5.6-sol", "cache writes"),
      priority,
      Item("ft-gpt-4o-2024-08-06, input", "ft-gpt-4o-2024-08-06", "input"),
      image,
      text,
      audio,
      Item("text-embedding-3-small", "text-embedding-3-small"),
      Item("whisper", "whisper"),
      Service("web search tool calls"),
      Service("code interpreter sessions"),
      Service("assistants api | file search"),
      Service("Vector storage"),
  };
  for (const LineItem& row : rows) EXPECT_EQ(ParseLineItem(row.raw), row) << row.raw;
}

TEST(LineItemTest, TakesAnyWordBeforeTheBarAsTier) {
  const LineItem item = ParseLineItem("flex | gpt-9, input");
  EXPECT_EQ(item.tier, "flex");
  EXPECT_EQ(item.model, "gpt-9");
}

TEST(LineItemTest, ShowsAnUnknownTextAsItIs) {
  for (const char* raw : {"gpt-9, reasoning", "gpt-9, input, weekend", "priority | gpt-9", ", input", "input", "", " ",
                          "two words | gpt-9, per minute", "a,b", "gpt-9,input", " | gpt-9, nothing", "日本, 入力"}) {
    EXPECT_EQ(ParseLineItem(raw).model, raw);
    EXPECT_EQ(ParseLineItem(raw).raw, raw);
    EXPECT_EQ(ParseLineItem(raw).kind, "");
  }
}

TEST(LineItemTest, AnUnknownTextWithABlankIsAService) {
  EXPECT_TRUE(ParseLineItem("container sessions").service);
  EXPECT_FALSE(ParseLineItem("dall-e-3").service);
}

TEST(LineItemTest, NeverLosesTheRawText) {
  const bool holds = rc::check([](const std::string& raw) {
    const LineItem item = ParseLineItem(raw);
    RC_ASSERT(item.raw == raw);
    RC_ASSERT(raw.find(item.model) != std::string::npos);
    RC_ASSERT(raw.empty() || !item.model.empty());
  });
  EXPECT_TRUE(holds);
}

TEST(NormalisedModelTest, DropsOnlyATrailingDate) {
  EXPECT_EQ(NormalisedModel("gpt-image-1-2025-04-23"), "gpt-image-1");
  EXPECT_EQ(NormalisedModel("gpt-4o"), "gpt-4o");
  EXPECT_EQ(NormalisedModel("gpt-4-0613"), "gpt-4-0613");
  EXPECT_EQ(NormalisedModel("gpt-2025-04-23-mini"), "gpt-2025-04-23-mini");
  EXPECT_EQ(NormalisedModel("-2025-04-23"), "-2025-04-23");
  EXPECT_EQ(NormalisedModel("m-2025-04-2x"), "m-2025-04-2x");
  EXPECT_EQ(NormalisedModel(""), "");
}

}  // namespace
}  // namespace llmcost
