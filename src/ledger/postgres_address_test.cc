// SPDX-License-Identifier: MIT
#include "ledger/postgres_address.h"

#include <gtest/gtest.h>

namespace llmcost {
namespace {

TEST(PostgresAddressTest, ShowsNoPassword) {
  for (const char* url : {"postgres://ada:s3cret@db.example:5433/costs?sslmode=require",
                          "postgresql://db.example:5433/costs?user=ada&password=s3cret"}) {
    const auto address = ParsePostgresUrl(url);
    ASSERT_TRUE(address.has_value()) << url;
    EXPECT_EQ(address->shown, "postgres://ada@db.example:5433/costs");
    EXPECT_NE(address->connection.find("password='s3cret'"), std::string::npos);
  }
}

TEST(PostgresAddressTest, SaysNothingOfAnAddressThatIsNone) {
  const auto address = ParsePostgresUrl("postgres://ada:s3cret@[::1/costs");
  ASSERT_FALSE(address.has_value());
  EXPECT_EQ(address.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(address.error().setting, "DATABASE_URL");
  EXPECT_EQ((address.error().message + address.error().hint).find("s3cret"), std::string::npos);
}

}  // namespace
}  // namespace llmcost
