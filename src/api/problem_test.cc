// SPDX-License-Identifier: MIT
#include "api/problem.h"

#include <gtest/gtest.h>

#include "http/header.h"

namespace llmcost {
namespace {

std::string_view RetryAfter(Error error) {
  static ServerResponse response;
  response = ProblemResponse({"openai", "edugami", std::move(error)});
  return FindHeader(response.headers, "Retry-After");
}

TEST(ProblemTest, ARateLimitAlwaysSaysHowLongToWait) {
  EXPECT_EQ(RetryAfter({ErrorKind::kRateLimited, "openai: status 429", std::chrono::seconds(7)}), "7");
  EXPECT_EQ(RetryAfter({ErrorKind::kRateLimited, "openai: status 429"}), "60");
  EXPECT_EQ(RetryAfter({ErrorKind::kUnavailable, "openai: status 500"}), "");
}

}  // namespace
}  // namespace llmcost
