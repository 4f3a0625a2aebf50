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
  for (const char* url : {
           "postgres://ada:s3cret@[::1/costs",
           "postgres://ada:s3cret/more@db.example/costs",
           "postgres://ada:/s3cret@db.example:5433/costs",
           "postgres://ada:5432/s3cret@db.example/costs",
           "postgres://ada:p@s3cret@db.example/costs",
           "postgres://ada:p@s3cret/more@db.example/costs",
           "postgres://db.example:s3cret/costs",
       }) {
    const auto address = ParsePostgresUrl(url);
    ASSERT_FALSE(address.has_value()) << url << " is " << address->shown;
    EXPECT_EQ(address.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_EQ(address.error().setting, "DATABASE_URL");
    EXPECT_EQ((address.error().message + address.error().hint).find("s3cret"), std::string::npos);
  }
  EXPECT_TRUE(ParsePostgresUrl("postgres://ada:s3cr%2Fet%40@a.example:5432,b.example:5433/costs").has_value());
  EXPECT_TRUE(ParsePostgresUrl("postgres:///costs?host=/var/run/postgresql").has_value());
}

}  // namespace
}  // namespace llmcost
