// SPDX-License-Identifier: MIT
#include "api/host_check.h"

#include <gtest/gtest.h>

#include <vector>

namespace llmcost {
namespace {

TEST(HostCheckTest, AnswersToLoopbackNamesWithAnyPort) {
  for (const char* host :
       {"localhost", "LocalHost:3000", "127.0.0.1", "127.0.0.1:80", "127.8.9.10:1", "[::1]", "[::1]:3000"}) {
    EXPECT_TRUE(IsAllowedHost(host, {})) << host;
  }
}

TEST(HostCheckTest, RefusesOtherNames) {
  for (const char* host : {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.evil",
                           "127.0.0", "127.0.0.", "127.0.0.1.", "127.0.0.1.1", "10.0.0.1", "[::2]",
                           "localhost:99999999", "localhost:3a", ":3000", "localhost:3000:1", "127.0000.0.1"}) {
    EXPECT_FALSE(IsAllowedHost(host, {})) << host;
  }
}

TEST(HostCheckTest, AnswersToNamesThatWereAllowed) {
  const std::vector<std::string> allowed = {"costs.example.org"};
  EXPECT_TRUE(IsAllowedHost("Costs.Example.org:443", allowed));
  EXPECT_FALSE(IsAllowedHost("example.org", allowed));
}

}  // namespace
}  // namespace llmcost
