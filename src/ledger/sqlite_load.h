// SPDX-License-Identifier: MIT
#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <vector>

#include "ledger/ledger_store.h"
#include "ledger/sqlite_series.h"

// LedgerStore's reading half on a connection. Throws SQLite::Exception; SQLITE_CORRUPT too for figures that make no
// sense.
namespace llmcost {

std::int64_t LoadSqliteLedger(SQLite::Database& db, SqliteSeries& series, std::int64_t after, LedgerSink& sink);
std::vector<Restatement> LoadSqliteRestatements(SQLite::Database& db, const RestatementQuery& query);

}  // namespace llmcost
