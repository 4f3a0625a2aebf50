// SPDX-License-Identifier: MIT
#include "ledger/stored_text.h"

#include <gtest/gtest.h>

#include <string>

namespace llmcost {
namespace {

TEST(StoredTextTest, ProvenancesAreReadAsTheyWereWritten) {
  for (const Provenance provenance : {Provenance::kBilled, Provenance::kEstimated, Provenance::kUnpriced}) {
    EXPECT_EQ(ParseProvenance(ProvenanceText(provenance)), provenance);
  }
  EXPECT_EQ(ParseProvenance("guessed"), std::nullopt);
}

TEST(StoredTextTest, NoticeKindsAreTheConstants) {
  const std::string read = "booked_together";
  const auto kind = FindNoticeKind(read);
  ASSERT_TRUE(kind.has_value());
  EXPECT_EQ(*kind, notice::kBookedTogether);
  EXPECT_NE(kind->data(), read.data());
  EXPECT_EQ(FindNoticeKind("rate_limited"), ErrorKindName(ErrorKind::kRateLimited));
  EXPECT_EQ(FindNoticeKind("of a newer program"), std::nullopt);
}

}  // namespace
}  // namespace llmcost
