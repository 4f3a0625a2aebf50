// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "ledger/ledger_store.h"
#include "ledger/postgres_address.h"
#include "ledger/postgres_store.h"
#include "ledger/sqlite_store.h"

namespace llmcost {
namespace {

constexpr std::string_view kMemory = "memory:";
constexpr std::string_view kSqlite = "sqlite:";

Failure Refuse(std::string message, std::string hint) {
  return Failure(Error{.kind = ErrorKind::kInvalidArgument,
                       .message = std::move(message),
                       .hint = std::move(hint),
                       .setting = "DATABASE_URL"});
}

// The path that `sqlite:<path>` means.
Result<std::string> SqlitePath(std::string path) {
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
  return path;
}

Failure RefuseAddress() {
  return Refuse("not an address of a ledger",
                "Set DATABASE_URL to sqlite:<path>, postgres://<user>@<host>/<database> or memory:.");
}

bool IsPostgres(const std::string& url) { return url.starts_with("postgres://") || url.starts_with("postgresql://"); }

}  // namespace

Result<std::unique_ptr<LedgerStore>> OpenLedgerStore(const std::string& url, WhenDamaged when_damaged) {
  if (url == kMemory) return std::unique_ptr<LedgerStore>();
  if (IsPostgres(url)) return OpenPostgresStore(url);
  if (!url.starts_with(kSqlite)) return RefuseAddress();
  const auto path = SqlitePath(url.substr(kSqlite.size()));
  if (!path) return Failure(path.error());
  return OpenSqliteStore(*path, when_damaged);
}

Result<LedgerPlace> FindLedger(const std::string& url) {
  if (url == kMemory) return LedgerPlace{.shown = url};
  if (IsPostgres(url)) {
    auto address = ParsePostgresUrl(url);
    if (!address) return Failure(std::move(address.error()));
    return LedgerPlace{.shown = std::move(address->shown)};
  }
  if (!url.starts_with(kSqlite)) return RefuseAddress();
  const auto path = SqlitePath(url.substr(kSqlite.size()));
  if (!path) return Failure(path.error());
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(*path, error);
  return LedgerPlace{.shown = std::string(kSqlite) + absolute.lexically_normal().string(),
                     .is_missing = !std::filesystem::exists(absolute, error) && !error};
}

}  // namespace llmcost
