// SPDX-License-Identifier: MIT
#include "ledger/sqlite_error.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <system_error>

namespace llmcost {
namespace {

constexpr std::string_view kWritable =
    "Let the user that runs the program write to the file and its folder, or set DATABASE_URL to another file.";
constexpr std::string_view kRoom = "Make room on the disk, then try again; nothing of what is kept is lost.";
constexpr std::string_view kDisk =
    "See whether the disk is full or a quota is reached, and look at the system's log; nothing of what is kept is "
    "lost.";
constexpr std::string_view kBusy = "Another program is writing to the ledger; try again when it is done.";

bool IsFull(int error_number) { return error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG; }

bool IsForbidden(int error_number) { return error_number == EACCES || error_number == EPERM || error_number == EROFS; }

Error Make(ErrorKind kind, const std::string& path, std::string_view what, std::string_view hint) {
  return {.kind = kind,
          .message = fmt::format("ledger {}: {}", path, what),
          .hint = std::string(hint),
          .setting = "DATABASE_URL"};
}

}  // namespace

Error SqliteError(const SQLite::Exception& exception, const std::string& path) {
  switch (exception.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Make(ErrorKind::kUnavailable, path, "locked by another program", kBusy);
    case SQLITE_FULL:
      return Make(ErrorKind::kInternal, path, "the disk is full", kRoom);
    case SQLITE_IOERR:
      return Make(ErrorKind::kInternal, path, fmt::format("the disk failed ({})", exception.what()), kDisk);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return DamagedLedgerError(path, exception.what());
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Make(ErrorKind::kInternal, path, "may not be written to", kWritable);
    case SQLITE_CANTOPEN:
      return Make(ErrorKind::kInternal, path, "cannot be opened", kWritable);
    case SQLITE_TOOBIG:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      // The same will never be kept, however often it is tried.
      return Make(ErrorKind::kInvalidArgument, path, fmt::format("cannot keep this ({})", exception.what()), "");
    default:
      return Make(ErrorKind::kInternal, path, exception.what(), "");
  }
}

Error FileError(std::string_view what, const std::string& path, int error_number) {
  const std::string text =
      fmt::format("cannot {}: {}", what, std::error_code(error_number, std::generic_category()).message());
  std::string_view hint = "Set DATABASE_URL to a file that can be made and written to.";
  if (IsFull(error_number)) hint = kRoom;
  if (IsForbidden(error_number)) hint = kWritable;
  if (error_number == EIO) hint = kDisk;
  return Make(ErrorKind::kInternal, path, text, hint);
}

Error NotALedgerError(const std::string& path) {
  return Make(ErrorKind::kInvalidArgument, path, "is a file of another kind, and stays as it is",
              "Set DATABASE_URL to another file; `llm-cost-tracker import` takes in what was exported.");
}

Error DamagedLedgerError(const std::string& path, std::string_view what) {
  Error error = Make(ErrorKind::kInternal, path, fmt::format("the file is damaged ({})", what),
                     "Put a backup in its place. Without one stop all programs that use it: then `llm-cost-tracker "
                     "sync` keeps it aside and reads figures again from the providers.");
  error.reason = kDamagedLedger;
  return error;
}

}  // namespace llmcost
