// SPDX-License-Identifier: MIT
#include "api/web_assets.h"

#include <brotli/decode.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>

// The assets here are those of tests/web_assets/page, not the product's page.
namespace llmcost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

const WebAsset& Find(std::string_view path) {
  const auto assets = WebAssets();
  const auto found =
      std::find_if(assets.begin(), assets.end(), [&](const WebAsset& asset) { return asset.path == path; });
  if (found == assets.end()) {
    ADD_FAILURE() << "no asset " << path;
    return assets.front();
  }
  return *found;
}

std::string ReadPageFile(std::string_view path) {
  std::ifstream file(std::string(PAGE_DIR) + std::string(path), std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string UnpackGzip(std::string_view packed, std::size_t size) {
  std::string plain(size, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);  // 16: the gzip format
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  EXPECT_EQ(stream.avail_out, 0U);
  inflateEnd(&stream);
  return plain;
}

std::string UnpackBrotli(std::string_view packed, std::size_t size) {
  std::string plain(size, '\0');
  std::size_t unpacked = size;
  EXPECT_EQ(BrotliDecoderDecompress(packed.size(), reinterpret_cast<const std::uint8_t*>(packed.data()), &unpacked,
                                    reinterpret_cast<std::uint8_t*>(plain.data())),
            BROTLI_DECODER_RESULT_SUCCESS);
  EXPECT_EQ(unpacked, size);
  return plain;
}

TEST(WebAssetsTest, HoldsEveryFileSortedByPath) {
  std::vector<std::string_view> paths;
  for (const WebAsset& asset : WebAssets()) paths.push_back(asset.path);
  EXPECT_THAT(paths, ElementsAre("/assets/index-B3x9_f-a.js", "/assets/inter-Ab12Cd34.woff2", "/assets/unhashed.css",
                                 "/index.html", "/robots.txt"));
  EXPECT_TRUE(std::is_sorted(paths.begin(), paths.end()));
}

TEST(WebAssetsTest, KeepsEveryByte) {
  for (const WebAsset& asset : WebAssets()) EXPECT_EQ(asset.identity, ReadPageFile(asset.path)) << asset.path;
}

TEST(WebAssetsTest, UnpacksToTheSameBytes) {
  for (const std::string_view path : {"/index.html", "/assets/index-B3x9_f-a.js"}) {
    const WebAsset& asset = Find(path);
    ASSERT_THAT(asset.gzip, Not(IsEmpty())) << path;
    ASSERT_THAT(asset.brotli, Not(IsEmpty())) << path;
    EXPECT_LT(asset.brotli.size(), asset.identity.size() / 4) << path;
    EXPECT_EQ(UnpackGzip(asset.gzip, asset.identity.size()), asset.identity) << path;
    EXPECT_EQ(UnpackBrotli(asset.brotli, asset.identity.size()), asset.identity) << path;
  }
}

TEST(WebAssetsTest, LeavesOutWhatCompressionDoesNotMakeSmaller) {
  for (const std::string_view path : {"/assets/inter-Ab12Cd34.woff2", "/robots.txt"}) {
    EXPECT_THAT(Find(path).gzip, IsEmpty()) << path;
    EXPECT_THAT(Find(path).brotli, IsEmpty()) << path;
  }
}

TEST(WebAssetsTest, KnowsContentTypes) {
  EXPECT_EQ(Find("/index.html").content_type, "text/html; charset=utf-8");
  EXPECT_EQ(Find("/assets/index-B3x9_f-a.js").content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(Find("/assets/unhashed.css").content_type, "text/css; charset=utf-8");
  EXPECT_EQ(Find("/assets/inter-Ab12Cd34.woff2").content_type, "font/woff2");
}

TEST(WebAssetsTest, CallsOnlyHashedNamesImmutable) {
  EXPECT_TRUE(Find("/assets/index-B3x9_f-a.js").immutable);
  EXPECT_TRUE(Find("/assets/inter-Ab12Cd34.woff2").immutable);
  EXPECT_FALSE(Find("/assets/unhashed.css").immutable);
  EXPECT_FALSE(Find("/index.html").immutable);
}

TEST(WebAssetsTest, GivesEachContentItsOwnStrongEtag) {
  std::vector<std::string_view> etags;
  for (const WebAsset& asset : WebAssets()) {
    EXPECT_THAT(std::string(asset.etag), MatchesRegex("\"[0-9a-f]+\""));
    etags.push_back(asset.etag);
  }
  std::sort(etags.begin(), etags.end());
  EXPECT_EQ(std::adjacent_find(etags.begin(), etags.end()), etags.end());
}

}  // namespace
}  // namespace llmcost
