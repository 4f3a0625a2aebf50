// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "ledger/ledger_store.h"

namespace llmcost {

// A ledger in a PostgreSQL database, in a schema of its own, `llm_cost`, which any number of programs on any number of
// machines may share. Takes up to three connections. Errors: as OpenLedgerStore.
Result<std::unique_ptr<LedgerStore>> OpenPostgresStore(const std::string& url);

}  // namespace llmcost
