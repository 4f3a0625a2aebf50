// SPDX-License-Identifier: MIT
#include "service/exclusion.h"

#include <gtest/gtest.h>

namespace llmcost {
namespace {

constexpr std::nullopt_t kAny = std::nullopt;

TEST(ExclusionTest, AppliesToWhateverDoesNotNameIt) {
  const Exclusion provider{"openai"};
  EXPECT_TRUE(provider.AppliesTo(kAny, kAny, kAny));
  EXPECT_TRUE(provider.AppliesTo(kAny, kAny, "proj_1"));
  EXPECT_FALSE(provider.AppliesTo("openai", kAny, kAny));

  const Exclusion workspace{"openai", "a"};
  EXPECT_TRUE(workspace.AppliesTo("openai", kAny, kAny));
  EXPECT_FALSE(workspace.AppliesTo("openai", "a", kAny));

  const Exclusion project{"openai", "a", "proj_1"};
  EXPECT_TRUE(project.AppliesTo("openai", "a", kAny));
  EXPECT_FALSE(project.AppliesTo(kAny, kAny, "proj_1"));
}

TEST(ExclusionTest, DoesNotApplyToWhatItIsNoPartOf) {
  EXPECT_FALSE(Exclusion({"openai"}).AppliesTo("mistral", kAny, kAny));
  EXPECT_FALSE(Exclusion({"openai", "a"}).AppliesTo(kAny, "b", kAny));
  EXPECT_FALSE(Exclusion({"openai", "a", "proj_1"}).AppliesTo(kAny, kAny, "proj_2"));
}

TEST(ExclusionTest, IsWrittenAsItIsSet) {
  EXPECT_EQ(Exclusion({"openai"}).ToString(), "openai");
  EXPECT_EQ(Exclusion({"openai", "a", "proj_1"}).ToString(), "openai/a/proj_1");
}

}  // namespace
}  // namespace llmcost
