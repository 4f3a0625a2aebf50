// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>

#include "ledger/ledger_record.h"

// Brings one ledger into another.
namespace llmcost {

struct MergeReport {
  std::int64_t days = 0;  // saved
  std::int64_t rows = 0;  // of those
  // Left as they were: read later there, the same already, or of a month that is sealed there.
  std::int64_t days_left = 0;
  std::int64_t seals = 0;         // new ones
  std::int64_t restatements = 0;  // new ones

  friend bool operator==(const MergeReport&, const MergeReport&) = default;
};

// Called now and then with the days dealt with so far.
using MergeProgress = std::function<void(std::int64_t days)>;

// Gives every record of a ledger; called twice, and must give the same both times.
using RecordSource = std::function<Result<void>(const TakeRecord&)>;

// Reads `from` once without saving anything, and then saves: of a day that both have, the one that was read later
// stays; so do the projects and notices. Months that are sealed in `to` stay as they are. At the end all that was saved
// is read back and held against its hashes. Errors: those of both; kInvalidArgument, a sealed month of `from` is
// another one in `to`, or would not be what its seal says. Nothing has been saved then. When saving itself fails, what
// is saved is whole days, and to merge again goes on from there.
Result<MergeReport> MergeRecords(const RecordSource& from, LedgerStore& to, const MergeProgress& progress = {});

struct MigrateOptions {
  bool merge = false;  // `to` may have something in it
  MergeProgress progress = {};
};

// Copies all of `from`. Errors also: kInvalidArgument, `to` is not empty, `from` is, or they are the same ledger.
Result<MergeReport> MigrateLedger(LedgerStore& from, LedgerStore& to, const MigrateOptions& options = {});

}  // namespace llmcost
