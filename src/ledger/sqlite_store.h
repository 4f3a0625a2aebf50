// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "ledger/ledger_store.h"

namespace llmcost {

// A ledger in one SQLite file, which any number of programs of one machine may share; the file and its folder are made
// when missing. Where a damaged file is replaced, warnings() tells it: now, or after the first Load when the damage
// shows only there. Errors: as OpenLedgerStore.
Result<std::unique_ptr<LedgerStore>> OpenSqliteStore(const std::string& path, WhenDamaged when_damaged);

}  // namespace llmcost
