// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "ledger/ledger_store.h"

namespace llmcost {
namespace {

TEST(OpenLedgerStoreTest, NothingLastsInMemory) {
  const auto store = OpenLedgerStore("memory:");
  ASSERT_TRUE(store.has_value());
  EXPECT_EQ(*store, nullptr);
}

TEST(OpenLedgerStoreTest, SaysWhatAnAddressLooksLike) {
  for (const char* url : {"", "memory", "mysql://localhost/ledger", "/var/lib/ledger.db"}) {
    const auto store = OpenLedgerStore(url);
    ASSERT_FALSE(store.has_value()) << url;
    EXPECT_EQ(store.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_NE(store.error().hint.find("sqlite:<path>"), std::string::npos);
  }
}

}  // namespace
}  // namespace llmcost
