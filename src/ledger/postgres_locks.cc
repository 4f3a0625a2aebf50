// SPDX-License-Identifier: MIT
#include "ledger/postgres_locks.h"

#include <string_view>

namespace llmcost {
namespace {

// FNV-1a, 64 bits: the server names locks by numbers. Two pieces of work with the same number would only wait for each
// other.
std::int64_t Key(std::string_view work) {
  std::uint64_t hash = 14695981039346656037U;
  for (const std::string_view text : {std::string_view("llm_cost "), work}) {
    for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 1099511628211U;
  }
  return static_cast<std::int64_t>(hash);
}

}  // namespace

Result<bool> PostgresLocks::TryLock(const std::string& work) {
  const std::int64_t key = Key(work);
  auto locked = link_.Run<bool>([key](PostgresSession& session) -> Result<bool> {
    pqxx::nontransaction asking(session.connection());
    return PostgresRow(Ask(asking, "SELECT pg_try_advisory_lock($1::bigint)", key).front()).Flag(0);
  });
  if (locked) {
    const std::lock_guard lock(mutex_);
    if (*locked) {
      refused_.erase(key);
    } else {
      refused_.insert(key);
    }
  }
  return locked;
}

void PostgresLocks::Unlock(const std::string& work) {
  // With its session the server has taken it back already.
  if (!link_.IsOpen()) return;
  const std::int64_t key = Key(work);
  const auto let_go = link_.Run<bool>([&](PostgresSession& session) -> Result<bool> {
    pqxx::nontransaction asking(session.connection());
    Ask(asking, "SELECT pg_advisory_unlock($1::bigint)", key);
    Ask(asking, "SELECT pg_notify($1, $2)", kPostgresChannel, store_);
    return true;
  });
  // What cannot be let go must not be held either.
  if (!let_go) link_.Close();
}

bool PostgresLocks::NoticeLetGo(PostgresSession& session) {
  std::vector<std::int64_t> keys;
  {
    const std::lock_guard lock(mutex_);
    keys.assign(refused_.begin(), refused_.end());
  }
  if (keys.empty()) return false;
  pqxx::nontransaction asking(session.connection());
  const auto answer = Ask(asking,
                          "SELECT key FROM unnest($1::bigint[]) AS wanted (key) WHERE NOT EXISTS ("
                          "SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database "
                          "WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND datname = current_database() "
                          "AND ((classid::bigint << 32) | objid::bigint) = key)",
                          PostgresArray(keys));
  const std::lock_guard lock(mutex_);
  for (const auto& its : answer) refused_.erase(PostgresRow(its).Int(0));
  return !answer.empty();
}

}  // namespace llmcost
