// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
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

std::vector<Restatement> LoadPostgresRestatements(PostgresSession& session, const RestatementQuery& query);

// What does not fit together, in words.
std::vector<std::string> CheckPostgresLedger(PostgresSession& session);

}  // namespace llmcost
