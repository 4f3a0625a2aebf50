// SPDX-License-Identifier: MIT
#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <vector>

#include "ledger/ledger_store.h"
#include "ledger/sqlite_series.h"

// LedgerStore's writing half on a connection. REQUIRES: a transaction that may write has begun. Throws
// SQLite::Exception.
namespace llmcost {

// Counts a change and gives its number, which the other functions write beside what they save.
std::int64_t BeginSqliteChange(SQLite::Database& db);

void SaveSqliteReading(SQLite::Database& db, SqliteSeries& series, const StoredReading& reading, std::int64_t change);
void SaveSqliteProjects(SQLite::Database& db, const Source& source, const std::vector<Project>& projects,
                        TimePoint read_at, std::int64_t change);
// False: that month is sealed already.
bool SaveSqliteSeal(SQLite::Database& db, const Seal& seal, std::int64_t change);

}  // namespace llmcost
