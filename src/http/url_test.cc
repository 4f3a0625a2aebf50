// SPDX-License-Identifier: MIT
#include "http/url.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace llmcost {
namespace {

// Any text of Unicode characters, encoded as UTF-8.
rc::Gen<std::string> AnyText() {
  const auto character = rc::gen::map(
      rc::gen::oneOf(rc::gen::inRange(0, 0x80), rc::gen::inRange(0x80, 0xD800), rc::gen::inRange(0xE000, 0x110000)),
      [](int code) {
        const auto c = static_cast<unsigned>(code);
        const auto byte = [](unsigned value) { return static_cast<char>(value); };
        std::string text;
        if (c < 0x80) {
          text = {byte(c)};
        } else if (c < 0x800) {
          text = {byte(0xC0U | c >> 6U), byte(0x80U | (c & 0x3FU))};
        } else if (c < 0x10000) {
          text = {byte(0xE0U | c >> 12U), byte(0x80U | (c >> 6U & 0x3FU)), byte(0x80U | (c & 0x3FU))};
        } else {
          text = {byte(0xF0U | c >> 18U), byte(0x80U | (c >> 12U & 0x3FU)), byte(0x80U | (c >> 6U & 0x3FU)),
                  byte(0x80U | (c & 0x3FU))};
        }
        return text;
      });
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(character), [](const auto& characters) {
    std::string text;
    for (const std::string& c : characters) text += c;
    return text;
  });
}

TEST(UrlTest, EncodesAllButUnreservedCharacters) {
  EXPECT_EQ(PercentEncode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(PercentEncode("a b&c=d/e?f+g%h"), "a%20b%26c%3Dd%2Fe%3Ff%2Bg%25h");
  EXPECT_EQ(PercentEncode("é€"), "%C3%A9%E2%82%AC");
  EXPECT_EQ(PercentEncode(std::string_view("\0\x7f\xff", 3)), "%00%7F%FF");
}

TEST(UrlTest, DecodesBothCasesAndPlusAsBlank) {
  EXPECT_EQ(PercentDecode("a+b%20c%2bd%2B"), "a b c+d+");
  EXPECT_EQ(PercentDecode("%E2%82%ac"), "€");
  EXPECT_EQ(PercentDecode(""), "");
}

TEST(UrlTest, RefusesBrokenEscapes) {
  for (const char* text : {"%", "%2", "a%", "%zz", "%2g", "%-1", "% 2", "%%20"}) {
    EXPECT_EQ(PercentDecode(text), std::nullopt) << text;
  }
}

TEST(UrlTest, RefusesWhatIsNotUtf8) {
  for (const char* text : {"%ff", "%C3", "%C3%28", "%ED%A0%80", "%C0%80", "\xff"}) {
    EXPECT_EQ(PercentDecode(text), std::nullopt) << text;
  }
}

TEST(UrlTest, ReadsAQueryInItsOrderWithRepeatedNames) {
  const QueryParameters expected = {{"b", "1"}, {"a", "x y"}, {"b", "2"}, {"flag", ""}, {"empty", ""}, {"eq", "a=b"}};
  EXPECT_EQ(ParseQuery("b=1&a=x+y&b=2&flag&empty=&eq=a=b"), expected);
}

TEST(UrlTest, SkipsEmptyParts) {
  const QueryParameters expected = {{"a", "1"}, {"b", "2"}};
  EXPECT_EQ(ParseQuery("&a=1&&b=2&"), expected);
  EXPECT_EQ(ParseQuery(""), QueryParameters{});
  EXPECT_EQ(ParseQuery("&"), QueryParameters{});
}

TEST(UrlTest, RefusesAQueryWithAnUnreadablePart) {
  EXPECT_EQ(ParseQuery("a=1&b=%zz"), std::nullopt);
  EXPECT_EQ(ParseQuery("a%=1"), std::nullopt);
}

TEST(UrlTest, FormatsAnEmptyListAsNothing) { EXPECT_EQ(FormatQuery({}), ""); }

TEST(UrlTest, ReadsBackWhatItWrites) {
  EXPECT_TRUE(rc::check([] {
    const auto text = *AnyText();
    RC_ASSERT(PercentDecode(PercentEncode(text)) == text);
    const auto parameters = *rc::gen::container<QueryParameters>(rc::gen::pair(AnyText(), AnyText()));
    RC_ASSERT(ParseQuery(FormatQuery(parameters)) == parameters);
  }));
}

TEST(UrlTest, NeverFailsOnAnyBytes) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    const auto parameters = ParseQuery(bytes);
    if (parameters) RC_ASSERT(ParseQuery(FormatQuery(*parameters)) == parameters);
  }));
}

TEST(UrlTest, TellsLoopbackAddressesFromOthers) {
  for (const char* address : {"127.0.0.1", "127.8.0.1", "::1"}) EXPECT_TRUE(IsLoopback(address)) << address;
  for (const char* other : {"0.0.0.0", "::", "128.0.0.1", "10.0.0.127", "localhost", "127.0.0.1.example.com", ""}) {
    EXPECT_FALSE(IsLoopback(other)) << other;
  }
}

}  // namespace
}  // namespace llmcost
