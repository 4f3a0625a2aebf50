// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "ledger/ledger_merge.h"

// A ledger as a file of JSON lines, for backups, other tools and other stores: a header, a line for each day, the
// projects, the notices, the seals, the restatements, and a last line with a SHA-256 over all before it. The same
// ledger gives the same lines from any store.
namespace llmcost {

// Takes the file's bytes, some at a time.
using TakeBytes = std::function<Result<void>(std::string_view)>;

// A line longer than this is neither written nor read: it would be a day of a million rows.
inline constexpr std::size_t kLedgerLineLimit = std::size_t{256} << 20U;

struct ExportReport {
  std::int64_t days = 0;
  std::int64_t rows = 0;
};

// Writes all that is kept. Errors: those of the store and of `take`; kInternal, a day is not as it was saved. What was
// taken until then lacks its last line, and no import takes it.
Result<ExportReport> ExportLedger(LedgerStore& from, TimePoint written_at, const TakeBytes& take,
                                  const MergeProgress& progress = {});

struct ImportOptions {
  std::size_t line_limit = kLedgerLineLimit;
  MergeProgress progress = {};
};

struct ImportReport {
  MergeReport merged;
  std::int64_t unknown_lines = 0;  // of a newer program; passed over
};

// Reads all of `in` and checks it before anything is saved, then reads it again and merges it (ledger_merge.h).
// REQUIRES: `in` can be read again from its beginning. Errors: kInvalidArgument, names the line: "line 7: row 3: cost
// is not a number"; those of MergeRecords.
Result<ImportReport> ImportLedger(std::istream& in, LedgerStore& to, const ImportOptions& options = {});

}  // namespace llmcost
