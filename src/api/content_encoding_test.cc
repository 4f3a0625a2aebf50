// SPDX-License-Identifier: MIT
#include "api/content_encoding.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

namespace llmcost {
namespace {

std::string Unpack(const std::string& packed) {
  std::string bytes(std::size_t{1} << 20U, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  std::string in = packed;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  bytes.resize(stream.total_out);
  inflateEnd(&stream);
  return bytes;
}

TEST(ContentEncodingTest, TakesWhatIsNamedAndNotRefused) {
  EXPECT_TRUE(ReadAcceptEncoding("gzip, deflate, br").gzip);
  EXPECT_TRUE(ReadAcceptEncoding("gzip;q=0.1").gzip);
  EXPECT_FALSE(ReadAcceptEncoding("gzip;q=0.0, br").gzip);
  EXPECT_FALSE(ReadAcceptEncoding("").gzip);
  EXPECT_FALSE(ReadAcceptEncoding("gzipped").gzip);
}

TEST(ContentEncodingTest, PacksTheSameBytes) {
  std::string bytes;
  for (int i = 0; i < 2000; ++i) bytes += "{\"cost_usd\":0." + std::to_string(i) + "},";
  const auto packed = Gzip(bytes);
  ASSERT_TRUE(packed);
  EXPECT_LT(packed->size(), bytes.size() / 2);
  EXPECT_EQ(Unpack(*packed), bytes);
}

TEST(ContentEncodingTest, LeavesWhatWouldNotBeSmallerOrTakesLong) {
  EXPECT_EQ(Gzip(""), nullptr);
  EXPECT_EQ(Gzip(std::string(1000, 'a')), nullptr);
  EXPECT_EQ(Gzip(std::string(std::size_t{9} << 20U, 'a')), nullptr);
  std::string noise;
  for (unsigned i = 0, x = 1; i < 4000; ++i) noise += static_cast<char>((x = x * 1'103'515'245 + 12'345) >> 16U);
  EXPECT_EQ(Gzip(noise), nullptr);
}

}  // namespace
}  // namespace llmcost
