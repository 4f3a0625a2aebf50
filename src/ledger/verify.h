// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/ledger_store.h"

namespace llmcost {

struct VerifyReport {
  std::int64_t days = 0;
  std::int64_t rows = 0;
  std::int64_t seals = 0;
  std::vector<std::string> problems = {};  // empty = all is as it was written
};

// Reads all that is kept and compares it with the hashes that were written with it: of each day, and of each sealed
// month; and asks the engine for its own findings.
Result<VerifyReport> Verify(LedgerStore& store);

}  // namespace llmcost
