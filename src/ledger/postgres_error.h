// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "core/result.h"

namespace llmcost {

struct PostgresFailure {
  Error error;
  bool connection_lost = false;  // a fresh connection may do better
  bool try_again = false;        // the server gave up this transaction in favour of another one
};

// What libpqxx threw, as a person should read it: what failed on which server, and what to do. `shown` is the address
// without its password.
PostgresFailure ReadPostgresException(const std::exception& exception, const std::string& shown);

Error PostgresError(ErrorKind kind, const std::string& shown, std::string_view what, std::string_view hint);

}  // namespace llmcost
