// SPDX-License-Identifier: MIT
#include "ledger/ledger_store.h"

namespace llmcost {

Result<std::unique_ptr<LedgerStore>> OpenLedgerStore(const std::string& url) {
  if (url == "memory:") return std::unique_ptr<LedgerStore>();
  return Failure(Error{.kind = ErrorKind::kInvalidArgument,
                       .message = "not an address of a ledger",
                       .hint = "Set DATABASE_URL to sqlite:<path>, postgres://<user>@<host>/<database> or memory:.",
                       .setting = "DATABASE_URL"});
}

}  // namespace llmcost
