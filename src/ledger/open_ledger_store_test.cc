// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "ledger/ledger_store.h"
#include "ledger/ledger_store_testing.h"

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

TEST(OpenLedgerStoreTest, ASqliteAddressNeedsAFile) {
  for (const char* url : {"sqlite:", "sqlite::memory:"}) {
    const auto store = OpenLedgerStore(url);
    ASSERT_FALSE(store.has_value()) << url;
    EXPECT_EQ(store.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(store.error().setting, "DATABASE_URL");
    EXPECT_FALSE(store.error().hint.empty());
  }
}

TEST(FindLedgerTest, TellsWhereItIsWithoutMakingIt) {
  const TemporaryFolder folder;
  const std::string url = "sqlite:" + folder.Path("costs/ledger.db");
  const auto place = FindLedger("sqlite:" + folder.Path("costs/../costs/ledger.db"));
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->shown, url);
  EXPECT_TRUE(place->is_missing);
  EXPECT_TRUE(FindLedger(url)->is_missing) << "it was made";
  ASSERT_TRUE(OpenLedgerStore(url).has_value());
  EXPECT_FALSE(FindLedger(url)->is_missing);
}

TEST(FindLedgerTest, ShowsNoPassword) {
  const auto place = FindLedger("postgres://ada:s3cret@db.example/costs");
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->shown.find("s3cret"), std::string::npos);
  EXPECT_NE(place->shown.find("db.example"), std::string::npos);
}

TEST(FindLedgerTest, RefusesWhatCannotBeOpened) {
  for (const char* url : {"", "mysql://localhost/ledger", "sqlite:"}) {
    const auto place = FindLedger(url);
    ASSERT_FALSE(place.has_value()) << url;
    EXPECT_EQ(place.error().kind, ErrorKind::kInvalidArgument);
  }
  EXPECT_EQ(FindLedger("memory:")->shown, "memory:");
}

// Sets HOME for the length of a test.
class HomeTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* home = std::getenv("HOME");
    if (home != nullptr) before_ = home;
  }
  void TearDown() override {
    if (before_) {
      setenv("HOME", before_->c_str(), 1);
    } else {
      unsetenv("HOME");
    }
  }

  TemporaryFolder folder_;
  std::optional<std::string> before_;
};

TEST_F(HomeTest, ATildeIsTheHomeFolder) {
  setenv("HOME", folder_.Path("ada").c_str(), 1);
  const auto store = OpenLedgerStore("sqlite:~/costs/ledger.db");
  ASSERT_TRUE(store.has_value()) << store.error().message;
  EXPECT_EQ((*store)->Describe(), "sqlite:" + folder_.Path("ada/costs/ledger.db"));
}

TEST_F(HomeTest, ATildeWithoutAHomeFolderIsRefused) {
  unsetenv("HOME");
  const auto store = OpenLedgerStore("sqlite:~/ledger.db");
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().kind, ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace llmcost
