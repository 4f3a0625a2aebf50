// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "core/result.h"
#include "ledger/postgres_session.h"

namespace llmcost {

// What makes the schema `llm_cost` of each version from the one before. Only ever added to.
std::span<const char* const> PostgresMigrations();

// Brings the database to the newest of them, each in a transaction of its own. Programs that start together wait for
// each other. Errors: kInvalidArgument when a newer program was here, or the database cannot hold our texts. Throws as
// libpqxx does.
Result<void> MigratePostgres(PostgresSession& session, const std::string& shown,
                             std::span<const char* const> migrations = PostgresMigrations());

}  // namespace llmcost
