// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/result.h"
#include "ledger/sqlite_lock_file.h"

namespace llmcost {

// Looks twice a second whether another program has saved something or let work go, on a thread and a connection of its
// own: SQLite's files tell nobody by themselves.
class SqliteWatch {
 public:
  // `known` is the newest change that needs no call; `locks` and `known` must outlive this.
  SqliteWatch(std::string path, SqliteLockFile& locks, const std::atomic<std::int64_t>& known,
              std::function<void()> changed);
  // Waits for a call of `changed` to end.
  ~SqliteWatch();
  SqliteWatch(const SqliteWatch&) = delete;
  SqliteWatch& operator=(const SqliteWatch&) = delete;

 private:
  class Connection;

  void Run();
  // False: it is over.
  bool Pause();

  const std::string path_;
  SqliteLockFile& locks_;
  const std::atomic<std::int64_t>& known_;
  const std::function<void()> changed_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace llmcost
