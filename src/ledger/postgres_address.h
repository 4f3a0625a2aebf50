// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "core/result.h"

namespace llmcost {

// Where a ledger in PostgreSQL is.
struct PostgresAddress {
  std::string connection;  // for libpq; may hold the password
  std::string shown;       // for people, without it: "postgres://ada@db.example:5432/costs"
};

// `url` is "postgres://…" or "postgresql://…", with any parameter that libpq knows. What it leaves out is taken from
// libpq's own places (PGUSER, PGPASSWORD, ~/.pgpass); times that libpq would wait without end have one. Error:
// kInvalidArgument; it says nothing of what the text is.
Result<PostgresAddress> ParsePostgresUrl(const std::string& url);

}  // namespace llmcost
