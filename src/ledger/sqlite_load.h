// SPDX-License-Identifier: MIT
#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <vector>

#include "ledger/ledger_store.h"
#include "ledger/sqlite_rows.h"
#include "ledger/sqlite_series.h"

// LedgerStore's reading half on a connection. Throws SQLite::Exception; SQLITE_CORRUPT too for figures that make no
// sense.
namespace llmcost {

// One part of what is kept that makes no sense: the rest may be sound.
class SqliteNonsense final : public SQLite::Exception {
 public:
  explicit SqliteNonsense(const char* what);
};

// Reads what belongs to a day, by its number.
class SqliteDayReader {
 public:
  explicit SqliteDayReader(const SQLite::Database& db) : db_(db) {}
  // Fills in rows, each with its number of the series, and rates. Throws SqliteNonsense.
  void Read(std::int64_t number, StoredDay& day);

 private:
  const SQLite::Database& db_;
  SqliteRows costs_{
      db_, "SELECT series, cost, requests, input_tokens, output_tokens FROM cost WHERE day = ? ORDER BY place"};
  SqliteRows rates_{db_, "SELECT currency, usd, units, date, fixed FROM rate WHERE day = ? ORDER BY place"};
};

// The corrections of a sealed day, oldest first.
std::vector<Restatement> LoadSqliteCorrections(const SQLite::Database& db, std::int64_t source, Date date);

std::int64_t LoadSqliteLedger(SQLite::Database& db, SqliteSeries& series, std::int64_t after, LedgerSink& sink);
std::vector<Restatement> LoadSqliteRestatements(SQLite::Database& db, const RestatementQuery& query);

}  // namespace llmcost
