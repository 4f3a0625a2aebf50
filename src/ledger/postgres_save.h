// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include "ledger/ledger_store.h"
#include "ledger/postgres_session.h"
#include "ledger/series_book.h"

// LedgerStore's writing half. Throws what libpqxx throws.
namespace llmcost {

// A transaction that changes the ledger. No other one does meanwhile, in whatever program.
struct PostgresChange {
  pqxx::transaction_base& transaction;
  std::int64_t number = 0;
  std::string id;  // of the transaction, for the server
  TimePoint now;   // by the server's clock
  std::chrono::milliseconds server_ahead{0};

  // The moment by the server's clock. One that is ahead all the same must not keep later readings out until the others
  // have caught up with it.
  TimePoint Stamp(TimePoint time) const { return std::min(time + server_ahead, now); }
};

// Waits for others that are changing the ledger.
PostgresChange BeginPostgresChange(pqxx::transaction_base& transaction, std::chrono::milliseconds server_ahead);

// After a rollback the book has to be read anew.
void SavePostgresReading(const PostgresChange& change, SeriesBook& book, const StoredReading& given);
void SavePostgresProjects(const PostgresChange& change, const Source& source, const std::vector<Project>& projects,
                          TimePoint read_at);
// False: that month is sealed already.
bool SavePostgresSeal(const PostgresChange& change, const Seal& seal);

}  // namespace llmcost
