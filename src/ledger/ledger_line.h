// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "ledger/ledger_record.h"

// The lines of a ledger's file (ledger_file.h), each one JSON object. Amounts are JSON numbers with all their digits,
// moments RFC 3339 with milliseconds, what is not known is null.
namespace llmcost {

inline constexpr std::string_view kLedgerFileFormat = "llm-cost-tracker-ledger";
// Raised when an older program could not make sense of a file any more. Fields and types of lines that it can do
// without may be added at any time: it passes over them.
inline constexpr std::int64_t kLedgerFileVersion = 1;

// The last line: what was written before it.
struct LedgerFileEnd {
  std::int64_t days = 0;
  std::int64_t rows = 0;
  std::int64_t seals = 0;
  std::int64_t restatements = 0;
  std::string sha256 = {};  // of all lines before, with their ends

  friend bool operator==(const LedgerFileEnd&, const LedgerFileEnd&) = default;
};

// A line of a type that this program does not know.
struct UnknownLine {
  std::string type;
};

using LedgerLine = std::variant<LedgerRecord, LedgerFileEnd, UnknownLine>;

// Without the end of the line.
std::string FormatHeaderLine(TimePoint written_at);
std::string FormatRecordLine(const LedgerRecord& record);
std::string FormatEndLine(const LedgerFileEnd& end);

// The first line. Error: kInvalidArgument, it is no file of ours or one of a newer program.
Result<void> ParseHeaderLine(const std::string& line);
// Any other line. Error: kInvalidArgument, says what is wrong with it. A day is held against its hash.
Result<LedgerLine> ParseLine(const std::string& line);

}  // namespace llmcost
