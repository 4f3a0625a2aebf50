// SPDX-License-Identifier: MIT
#pragma once

#include <SQLiteCpp/Database.h>

#include <span>
#include <string>

#include "core/result.h"

// The tables of a ledger in SQLite, and how a file of an older version becomes one of this version.
namespace llmcost {

// Each is SQL that leads from one version to the next; `PRAGMA user_version` counts those a file has been through.
// Append only: what was released once stays as it is.
std::span<const char* const> SqliteMigrations();

// Brings the file to the newest version, each step in a transaction of its own; a file that has been used before is
// first copied to `<path>.backup-v<its version>`. Errors: kInvalidArgument when a newer program or another one wrote
// the file; reason kDamagedLedger (sqlite_error.h); others as LedgerStore has them.
Result<void> MigrateSqlite(SQLite::Database& db, const std::string& path,
                           std::span<const char* const> migrations = SqliteMigrations());

}  // namespace llmcost
