// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "ledger/postgres_link.h"

namespace llmcost {

// Pieces of work that one program holds at a time: advisory locks of a session of their own, which the server takes
// back when the program dies. Not for connection poolers that hand out another session for each transaction.
class PostgresLocks {
 public:
  // `store` is the name under which news is told.
  PostgresLocks(const PostgresAddress& address, std::string store) : link_(address), store_(std::move(store)) {}

  Result<bool> TryLock(const std::string& work);
  // Tells those who listen.
  void Unlock(const std::string& work);

  // Of the work that others held when we wanted it, whether some is free by now: who dies lets go without a word. Asked
  // over the given session. Thread-safe, throws what libpqxx throws.
  bool NoticeLetGo(PostgresSession& session);

 private:
  PostgresLink link_;
  const std::string store_;
  std::mutex mutex_;
  std::set<std::int64_t> refused_;  // guarded by mutex_
};

}  // namespace llmcost
