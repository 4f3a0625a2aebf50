// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/commands.h"

namespace llmcost {

Result<std::unique_ptr<LedgerStore>> OpenLastingLedger(const std::string& url, const std::string& flag) {
  auto store = OpenLedgerStore(url);
  const std::string setting = flag.empty() ? "DATABASE_URL" : flag;
  if (!store) {
    Error error = std::move(store.error());
    if (flag.empty()) return Failure(std::move(error));
    error.message.insert(0, flag + ": ");
    if (error.kind == ErrorKind::kInvalidArgument) {
      error.hint = "Give the address of a ledger: sqlite:<path> or postgres://<user>@<host>/<database>.";
    }
    return Failure(std::move(error));
  }
  if (*store == nullptr) {
    return Failure(Error{.kind = ErrorKind::kInvalidArgument,
                         .message = setting + " is memory:, where nothing is kept",
                         .hint = "Give the address of a ledger that lasts, such as sqlite:<path>."});
  }
  return store;
}

Result<std::unique_ptr<LedgerStore>> OpenKeptLedger(const std::string& url, const std::string& flag) {
  if (const auto place = FindLedger(url); place && place->is_missing) {
    return Failure(
        Error{.kind = ErrorKind::kNotFound,
              .message = fmt::format("{}there is no ledger at {}", flag.empty() ? "" : flag + ": ", place->shown),
              .hint = flag.empty() ? "Check the path in DATABASE_URL." : "Check the path."});
  }
  return OpenLastingLedger(url, flag);
}

}  // namespace llmcost
