// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ledger/ledger_store.h"
#include "ledger/postgres_session.h"
#include "ledger/series_book.h"

// LedgerStore's reading half. Throws what libpqxx throws, and DamagedPostgresLedger.
namespace llmcost {

// Adds to the book the series that were saved since.
void ReadNewPostgresSeries(pqxx::transaction_base& transaction, SeriesBook& book);

// Gives everything from one moment. When it throws, it may be called again with the same sink.
std::int64_t LoadPostgresLedger(PostgresSession& session, SeriesBook& book, std::int64_t after, LedgerSink& sink);

struct PostgresDayRef {
  std::int64_t id = 0;
  std::int64_t row_count = 0;
};
// Gives rows and rates of each day; null for one that makes no sense.
void ReadPostgresDays(pqxx::transaction_base& transaction, const SeriesBook& book, std::span<const PostgresDayRef> refs,
                      const std::function<void(std::int64_t id, const StoredDay* day)>& take);

// The corrections of a sealed day, oldest first.
std::vector<Restatement> LoadPostgresCorrections(pqxx::transaction_base& transaction, std::int64_t source, Date date,
                                                 std::chrono::milliseconds ahead);

std::vector<Restatement> LoadPostgresRestatements(PostgresSession& session, const RestatementQuery& query);

// What does not fit together, in words.
std::vector<std::string> CheckPostgresLedger(PostgresSession& session);

}  // namespace llmcost
