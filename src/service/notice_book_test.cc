// SPDX-License-Identifier: MIT
#include "service/notice_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmcost {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Source kSource{"mistral", "default"};
const Notice kUnpriced{notice::kUnpriced, "mistral: codestral has no price"};
const Notice kBooked{notice::kBookedTogether, "mistral: storage"};

DateRange November(unsigned first, unsigned last) { return {Date(2026, 11, first), Date(2026, 11, last)}; }

TEST(NoticeBookTest, FindsWhatWasSaidOfAnyDayOnce) {
  NoticeBook book;
  book.Replace(kSource, November(1, 5), {kUnpriced});
  book.Replace(kSource, November(6, 10), {kUnpriced, kBooked});
  EXPECT_THAT(book.Find(kSource, November(1, 10)), ElementsAre(kUnpriced, kBooked));
  EXPECT_THAT(book.Find(kSource, November(5, 5)), ElementsAre(kUnpriced));
  EXPECT_THAT(book.Find(kSource, November(11, 30)), IsEmpty());
  EXPECT_THAT(book.Find({"mistral", "other"}, November(1, 10)), IsEmpty());
}

TEST(NoticeBookTest, ReadingDaysAgainTakesBackWhatWasSaidOfThem) {
  NoticeBook book;
  book.Replace(kSource, November(1, 30), {kUnpriced});
  book.Replace(kSource, November(10, 20), {});
  EXPECT_THAT(book.Find(kSource, November(10, 20)), IsEmpty());
  EXPECT_THAT(book.Find(kSource, November(9, 10)), ElementsAre(kUnpriced));
  EXPECT_THAT(book.Find(kSource, November(21, 21)), ElementsAre(kUnpriced));
}

}  // namespace
}  // namespace llmcost
