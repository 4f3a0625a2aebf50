// SPDX-License-Identifier: MIT
#include "api/static_files.h"

#include <gtest/gtest.h>

namespace llmcost {
namespace {

constexpr WebAsset kAsset{.path = "/a.js",
                          .content_type = "text/javascript",
                          .etag = "\"abc\"",
                          .immutable = true,
                          .identity = "plain",
                          .gzip = "g",
                          .brotli = "b"};

TEST(StaticFilesTest, PrefersTheSmallerEncoding) {
  EXPECT_EQ(ChooseEncoding("gzip, deflate, br", kAsset), ContentEncoding::kBrotli);
  EXPECT_EQ(ChooseEncoding("gzip;q=1.0", kAsset), ContentEncoding::kGzip);
  EXPECT_EQ(ChooseEncoding("", kAsset), ContentEncoding::kIdentity);
  EXPECT_EQ(ChooseEncoding("deflate, zstd", kAsset), ContentEncoding::kIdentity);
}

TEST(StaticFilesTest, HonoursARefusedEncoding) {
  EXPECT_EQ(ChooseEncoding("br;q=0, gzip", kAsset), ContentEncoding::kGzip);
  EXPECT_EQ(ChooseEncoding("br; q=0.000,gzip;q=0", kAsset), ContentEncoding::kIdentity);
  EXPECT_EQ(ChooseEncoding("br;q=0.001", kAsset), ContentEncoding::kBrotli);
}

TEST(StaticFilesTest, SendsWhatItHasWhenAnEncodingIsMissing) {
  WebAsset small = kAsset;
  small.brotli = {};
  EXPECT_EQ(ChooseEncoding("br", small), ContentEncoding::kIdentity);
  EXPECT_EQ(ChooseEncoding("br, gzip", small), ContentEncoding::kGzip);
}

TEST(StaticFilesTest, ComparesEtagsWeakly) {
  EXPECT_TRUE(MatchesEtag("\"x\", W/\"abc\"", "\"abc\""));
  EXPECT_TRUE(MatchesEtag("*", "\"abc\""));
  EXPECT_FALSE(MatchesEtag("", "\"abc\""));
  EXPECT_FALSE(MatchesEtag("abc", "\"abc\""));
}

TEST(StaticFilesTest, ServesThePageAtTheRootAndNothingElseUnasked) {
  ServerRequest request;
  request.method = "GET";
  request.target = "/";
  const auto page = StaticResponse("/", request);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
  EXPECT_TRUE(FindHeader(page->headers, "content-type").starts_with("text/html"));
  request.headers.push_back({"If-None-Match", std::string(FindHeader(page->headers, "ETag"))});
  const auto unchanged = StaticResponse("/", request);
  ASSERT_TRUE(unchanged);
  EXPECT_EQ(unchanged->status, 304);
  EXPECT_EQ(unchanged->body, nullptr);
  EXPECT_FALSE(StaticResponse("/../etc/passwd", request));
  EXPECT_FALSE(StaticResponse("/nothing.js", request));
}

}  // namespace
}  // namespace llmcost
