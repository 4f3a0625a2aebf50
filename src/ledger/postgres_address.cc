// SPDX-License-Identifier: MIT
#include "ledger/postgres_address.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <map>
#include <memory>
#include <string_view>

namespace llmcost {
namespace {

// Used where the address says nothing else. A server that is gone without a word is noticed within a minute.
const std::map<std::string, std::string> kDefaults = {
    {"connect_timeout", "5"},  {"application_name", "llm-cost-tracker"},
    {"keepalives_idle", "30"}, {"keepalives_interval", "10"},
    {"keepalives_count", "3"}, {"tcp_user_timeout", "30000"},
};

std::string Quoted(std::string_view value) {
  std::string quoted = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

Failure NoAddress() {
  return Failure(Error{.kind = ErrorKind::kInvalidArgument,
                       .message = "not an address of a PostgreSQL database",
                       .hint = "Set DATABASE_URL to postgres://<user>:<password>@<host>:<port>/<database>; write "
                               "special characters of the password as %25, %2F, %40 and so on.",
                       .setting = "DATABASE_URL"});
}

// Ports of one host or of several: "5432", "5432,5433".
bool IsPorts(const std::string& text) { return text.find_first_not_of("0123456789,") == std::string::npos; }

}  // namespace

Result<PostgresAddress> ParsePostgresUrl(const std::string& url) {
  // libpq's own words quote the text, password and all.
  char* words = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), &words),
                                                                             PQconninfoFree);
  PQfreemem(words);
  if (options == nullptr) return NoAddress();
  std::map<std::string, std::string> given = kDefaults;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) given[option->keyword] = option->val;
  }
  // A "/" or "@" of a password that is not written as it should be makes the rest of it look like another part.
  const bool has_password_elsewhere =
      given["dbname"].find_first_of("/@") != std::string::npos || given["host"].find('@') != std::string::npos;
  if (!IsPorts(given["port"]) || has_password_elsewhere) return NoAddress();
  // Of several hosts, the one that can be written to.
  if (given["host"].find(',') != std::string::npos) given.try_emplace("target_session_attrs", "read-write");
  given["client_encoding"] = "UTF8";

  PostgresAddress address;
  for (const auto& [keyword, value] : given) {
    if (!value.empty()) address.connection += fmt::format("{}={} ", keyword, Quoted(value));
  }
  const std::string user = given["user"].empty() ? "" : given["user"] + "@";
  const std::string port = given["port"].empty() ? "" : ":" + given["port"];
  address.shown = fmt::format("postgres://{}{}{}/{}", user, given["host"], port, given["dbname"]);
  return address;
}

}  // namespace llmcost
