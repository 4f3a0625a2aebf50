// SPDX-License-Identifier: MIT
#include "cli/dotenv.h"

#include <gmock/gmock.h>

namespace llmcost {
namespace {

using ::testing::ElementsAre;
using ::testing::FieldsAre;
using ::testing::IsEmpty;

TEST(DotenvTest, ReadsPlainQuotedAndExportedValues) {
  const Dotenv env = ParseDotenv(
      "A=1\n"
      "  B = two words  \n"
      "C=\"three\"\n"
      "D='fo$ur'\n"
      "export E=five\n"
      "F=\n");
  EXPECT_THAT(env.faults, IsEmpty());
  EXPECT_THAT(env.entries,
              ElementsAre(FieldsAre("A", "1", 1), FieldsAre("B", "two words", 2), FieldsAre("C", "three", 3),
                          FieldsAre("D", "fo$ur", 4), FieldsAre("E", "five", 5), FieldsAre("F", "", 6)));
}

TEST(DotenvTest, AcceptsByteOrderMarkAndCrLf) {
  const Dotenv env = ParseDotenv(
      "\xEF\xBB\xBF"
      "A=1\r\nB=\"2\"\r\n\r\n# end\r\n");
  EXPECT_THAT(env.faults, IsEmpty());
  EXPECT_THAT(env.entries, ElementsAre(FieldsAre("A", "1", 1), FieldsAre("B", "2", 2)));
}

TEST(DotenvTest, CommentNeedsABlankBeforeIt) {
  const Dotenv env = ParseDotenv("# whole line\nA=1 # why\nB=a#b\nC=\"x\" # why\nD=# nothing\n");
  EXPECT_THAT(env.faults, IsEmpty());
  EXPECT_THAT(env.entries, ElementsAre(FieldsAre("A", "1", 2), FieldsAre("B", "a#b", 3), FieldsAre("C", "x", 4),
                                       FieldsAre("D", "", 5)));
}

TEST(DotenvTest, DoubleQuotesHaveEscapesSingleQuotesNone) {
  const Dotenv env = ParseDotenv(R"(A="a\n\"b\" \\ \q"
B='a\n'
)");
  EXPECT_THAT(env.faults, IsEmpty());
  EXPECT_THAT(env.entries, ElementsAre(FieldsAre("A", "a\n\"b\" \\ \\q", 1), FieldsAre("B", "a\\n", 2)));
}

TEST(DotenvTest, QuotedValueMayGoOverLinesAndLaterLineNumbersStayRight) {
  const Dotenv env = ParseDotenv("PEM=\"one\r\ntwo\"\nA=1\nbroken\n");
  EXPECT_THAT(env.entries, ElementsAre(FieldsAre("PEM", "one\ntwo", 1), FieldsAre("A", "1", 3)));
  EXPECT_THAT(env.faults, ElementsAre(FieldsAre(4, "no '=' in the line; write NAME=value")));
}

TEST(DotenvTest, NamesTheLineOfEachFault) {
  const Dotenv env = ParseDotenv("A=1\nnothing here\n=x\nmy name=x\nB=\"x\"y\nC='open\n");
  EXPECT_THAT(env.entries, ElementsAre(FieldsAre("A", "1", 1)));
  EXPECT_THAT(env.faults,
              ElementsAre(FieldsAre(2, "no '=' in the line; write NAME=value"),
                          FieldsAre(3, "what stands before '=' is not a name"),
                          FieldsAre(4, "what stands before '=' is not a name"),
                          FieldsAre(5, "text behind the closing quote"), FieldsAre(6, "the closing quote is missing")));
}

TEST(DotenvTest, RefusesBinaryFiles) {
  const Dotenv env = ParseDotenv(std::string_view("A=\0b\nC=1\n", 9));
  EXPECT_THAT(env.entries, IsEmpty());
  EXPECT_THAT(env.faults, ElementsAre(FieldsAre(1, "a NUL byte; the file is not text")));
}

}  // namespace
}  // namespace llmcost
