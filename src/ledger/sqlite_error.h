// SPDX-License-Identifier: MIT
#pragma once

#include <SQLiteCpp/Exception.h>

#include <string>
#include <string_view>

#include "core/result.h"

namespace llmcost {

// Error::reason of a ledger whose file is damaged.
inline constexpr std::string_view kDamagedLedger = "damaged_ledger";

// What SQLite says as a person should read it: what failed on which file, and what to do.
Error SqliteError(const SQLite::Exception& exception, const std::string& path);

// The same for a call of the operating system that failed with `error_number`; `what` is "open", say.
Error FileError(std::string_view what, const std::string& path, int error_number);

// A file that never was one.
Error NotALedgerError(const std::string& path);

// Figures in the file that this program cannot have written.
Error DamagedLedgerError(const std::string& path, std::string_view what);

}  // namespace llmcost
