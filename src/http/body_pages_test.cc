// SPDX-License-Identifier: MIT
#include "http/body_pages.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <string>

namespace llmcost {
namespace {

constexpr std::string_view kHead = "HTTP/1.1 200 OK\r\n\r\n";

// What comes out at the other end of a socket when the same head is sent twice: only then is it worth laying out.
std::string SentAtTheSecondTime(const BodyPages& pages) {
  std::array<int, 2> ends{};
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  EXPECT_EQ(pages.SendTo(ends[0], kHead), 0U);
  const std::size_t sent = pages.SendTo(ends[0], kHead);
  close(ends[0]);
  std::string got(sent + 1, '\0');
  std::size_t size = 0;
  for (ssize_t part = 1; part > 0; size += static_cast<std::size_t>(part)) {
    part = read(ends[1], got.data() + size, got.size() - size);
    if (part < 0) break;
  }
  close(ends[1]);
  got.resize(size);
  return got;
}

std::string SomeBody() {
  std::string body;
  for (int i = 0; body.size() < 40'000; ++i) body += std::to_string(i);
  return body;
}

class BodyPagesTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const char* folder = std::getenv("TMPDIR")) before_ = folder;
  }
  void TearDown() override {
    if (before_.empty()) {
      unsetenv("TMPDIR");
    } else {
      setenv("TMPDIR", before_.c_str(), 1);
    }
  }

 private:
  std::string before_;
};

TEST_F(BodyPagesTest, SendsHeadAndBody) {
  const std::string body = SomeBody();
  EXPECT_EQ(SentAtTheSecondTime(BodyPages(std::make_shared<const std::string>(body))), std::string(kHead) + body);
}

TEST_F(BodyPagesTest, SendsFromMemoryWhereNoFileCanBe) {
  const std::string body = SomeBody();
  for (const char* folder : {"/nonexistent", "/proc", "/dev/null"}) {
    setenv("TMPDIR", folder, 1);
    EXPECT_EQ(SentAtTheSecondTime(BodyPages(std::make_shared<const std::string>(body))), std::string(kHead) + body)
        << folder;
  }
}

}  // namespace
}  // namespace llmcost
