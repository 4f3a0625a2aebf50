// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/ledger_store.h"
#include "ledger/postgres_store.h"
#include "ledger/sqlite_store.h"

namespace llmcost {
namespace {

Failure Refuse(std::string message, std::string hint) {
  return Failure(Error{.kind = ErrorKind::kInvalidArgument,
                       .message = std::move(message),
                       .hint = std::move(hint),
                       .setting = "DATABASE_URL"});
}

Result<std::unique_ptr<LedgerStore>> OpenSqlite(std::string path) {
  if (path.empty()) {
    return Refuse("an address of a ledger without a file",
                  "Set DATABASE_URL to sqlite:<path>, such as sqlite:ledger.db.");
  }
  if (path == ":memory:") return Refuse("not an address of a ledger", "Set DATABASE_URL to memory: to keep nothing.");
  if (path == "~" || path.starts_with("~/")) {
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home == '\0') {
      return Refuse("cannot tell what ~ is: HOME is not set", "Set DATABASE_URL to sqlite: and the whole path.");
    }
    path.replace(0, 1, home);
  }
  return OpenSqliteStore(path);
}

}  // namespace

Result<std::unique_ptr<LedgerStore>> OpenLedgerStore(const std::string& url) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (url == "memory:") return std::unique_ptr<LedgerStore>();
  if (url.starts_with(kSqlite)) return OpenSqlite(url.substr(kSqlite.size()));
  if (url.starts_with("postgres://") || url.starts_with("postgresql://")) return OpenPostgresStore(url);
  return Refuse("not an address of a ledger",
                "Set DATABASE_URL to sqlite:<path>, postgres://<user>@<host>/<database> or memory:.");
}

}  // namespace llmcost
