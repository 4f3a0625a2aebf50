// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "ledger/postgres_locks.h"

namespace llmcost {

// Listens on a thread and a connection of its own for what other programs tell. Whenever it has begun to listen, now or
// after the server was away, it calls once: something may have been told before.
class PostgresWatch {
 public:
  // What `store` tells is our own and needs no call. `locks` must outlive this.
  PostgresWatch(PostgresAddress address, std::string store, PostgresLocks& locks, std::function<void()> changed);
  // Waits for a call of `changed` to end.
  ~PostgresWatch();
  PostgresWatch(const PostgresWatch&) = delete;
  PostgresWatch& operator=(const PostgresWatch&) = delete;

 private:
  void Run();
  // Until the connection breaks or it is over.
  void Listen();
  // Waits until there is something to read from the socket (none: -1). False: it is over.
  bool Wait(int socket, std::chrono::milliseconds limit) const;

  const PostgresAddress address_;
  const std::string store_;
  PostgresLocks& locks_;
  const std::function<void()> changed_;
  const int over_;  // an eventfd; may be read when it is over
  std::thread thread_;
};

}  // namespace llmcost
