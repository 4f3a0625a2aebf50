// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "core/result.h"

namespace llmcost {

// What programs on one ledger tell one another through `<path>.lock`, by locks on single bytes of it. The locks belong
// to the open file, not to the process (F_OFD_SETLK): two stores of one process exclude each other too, and they are
// gone with who held them, however that ended. Thread-safe.
class SqliteLockFile {
 public:
  static Result<std::unique_ptr<SqliteLockFile>> Open(const std::string& path);
  ~SqliteLockFile();
  SqliteLockFile(const SqliteLockFile&) = delete;
  SqliteLockFile& operator=(const SqliteLockFile&) = delete;

  // As LedgerStore has them.
  Result<bool> TryLock(const std::string& work);
  void Unlock(const std::string& work);
  // Whether, since the last call, another one has let work go that it said so of, or that TryLock was refused for.
  bool NoticeLetGo();

  // Of those who open the ledger only one at a time goes about it. Waits for up to 10 s; kUnavailable after that.
  Result<void> BeginOpening();
  void EndOpening();
  // From now on (until the end) this one uses the ledger.
  Result<void> Join();
  // Whether nobody else uses it.
  bool IsAlone();

 private:
  SqliteLockFile(std::string path, int file) : path_(std::move(path)), file_(file) {}
  // Locks a byte as `type` (F_RDLCK, F_WRLCK, F_UNLCK), and gives 0 or what went wrong.
  int SetLock(std::int64_t byte, short type);
  bool IsHeldElsewhere(std::int64_t byte);

  const std::string path_;
  const int file_;
  std::mutex mutex_;
  std::set<std::int64_t> refused_;     // works that another one held when it was last tried
  std::uint64_t seen_letting_go_ = 0;  // the mark that was in the file
};

}  // namespace llmcost
