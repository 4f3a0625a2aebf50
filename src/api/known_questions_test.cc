// SPDX-License-Identifier: MIT
#include "api/known_questions.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace llmcost {
namespace {

constexpr Date kToday{2026, 11, 30};

TEST(KnownQuestionsTest, AKnownQuestionIsTheSameOne) {
  KnownQuestions questions;
  const auto first = questions.Get("period=week&provider=openai", kToday);
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)->provider, "openai");
  EXPECT_EQ(*questions.Get("period=week&provider=openai", kToday), *first);
  EXPECT_NE(*questions.Get("period=week", kToday), *first);
}

TEST(KnownQuestionsTest, TomorrowItIsAnother) {
  KnownQuestions questions;
  EXPECT_EQ((*questions.Get("period=month", kToday))->range, (DateRange{Date(2026, 11, 1), kToday}));
  EXPECT_EQ((*questions.Get("period=month", kToday + 1))->range, (DateRange{Date(2026, 12, 1), kToday + 1}));
  EXPECT_EQ((*questions.Get("period=month", kToday))->range, (DateRange{Date(2026, 11, 1), kToday}));
}

TEST(KnownQuestionsTest, WhatIsWrongIsToldEachTime) {
  KnownQuestions questions;
  for (int turn = 0; turn < 2; ++turn) {
    const auto question = questions.Get("period=moon", kToday);
    ASSERT_FALSE(question);
    EXPECT_EQ(question.error().front().name, "period");
  }
}

TEST(KnownQuestionsTest, ManyQuestionsDoNotPileUpWrongly) {
  KnownQuestions questions;
  for (int turn = 0; turn < 2; ++turn) {
    for (int number = 0; number < 200; ++number) {
      const std::string provider = fmt::format("p{}", number);
      EXPECT_EQ((*questions.Get("period=week&provider=" + provider, kToday))->provider, provider);
    }
  }
}

}  // namespace
}  // namespace llmcost
