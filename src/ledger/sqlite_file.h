// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "core/date.h"
#include "core/result.h"

// The files of a ledger in SQLite: `path`, beside it `-wal` and `-shm` (SQLite's own), `.lock` and copies. What people
// pay is nobody else's business, so only their owner may read them.
namespace llmcost {

// The absolute path of the file that `path` means, links followed; its folder is made (0700) when missing.
Result<std::string> PrepareLedgerPath(const std::string& path);

// Makes an empty file (0600) where there is none. SQLite gives -wal and -shm the mode of the file they belong to.
Result<void> MakePrivateFile(const std::string& path);

// Whether there is a file with something in it that does not begin as SQLite's do. REQUIRES: this process has no
// connection to it, whose locks would be let go of.
bool IsNoSqliteFile(const std::string& path);

// Renames a damaged file with its -wal and -shm to `<path>.damaged-20261122T190456Z…` and gives that name.
Result<std::string> KeepAside(const std::string& path, TimePoint now);

}  // namespace llmcost
