// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "ledger/ledger_store.h"

namespace llmcost {

// A ledger in one SQLite file, which any number of programs of one machine may share; the file and its folder are made
// when missing. A damaged file is kept aside and a fresh one begun, which warnings() tells: now, or after the first
// Load when the damage shows only there (what Load had given before stays as true as it was). Errors: as
// OpenLedgerStore.
Result<std::unique_ptr<LedgerStore>> OpenSqliteStore(const std::string& path);

}  // namespace llmcost
