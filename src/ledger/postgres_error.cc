// SPDX-License-Identifier: MIT
#include "ledger/postgres_error.h"

#include <fmt/format.h>

#include <pqxx/pqxx>
#include <stdexcept>

#include "ledger/postgres_session.h"

namespace llmcost {
namespace {

constexpr std::string_view kLook = "Look whether the server runs and can be reached, then try again.";
constexpr std::string_view kConnections =
    "Give the server more connections (max_connections) or close others; each program on the ledger needs three.";
constexpr std::string_view kUser =
    "Look at the user, the password and the database in DATABASE_URL, and at the server's pg_hba.conf.";
constexpr std::string_view kRights =
    "Let the user of DATABASE_URL own the schema llm_cost: CREATE SCHEMA llm_cost AUTHORIZATION <user>.";
constexpr std::string_view kSlow = "The server is busy or another program holds the ledger; try again later.";

bool Has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// The server's own line without its frame: "ERROR:  permission denied for schema llm_cost\nLINE 1: …".
std::string FirstLine(std::string_view what) {
  what = what.substr(0, what.find('\n'));
  for (const std::string_view frame : {"ERROR:  ", "FATAL:  ", "PANIC:  "}) {
    if (const auto at = what.find(frame); at != std::string_view::npos) what.remove_prefix(at + frame.size());
  }
  return std::string(what);
}

// libpq gives no code for a connection that was refused, only words.
PostgresFailure NotConnected(std::string_view what, const std::string& shown) {
  const auto make = [&](std::string_view message, std::string_view hint) {
    return PostgresFailure{.error = PostgresError(ErrorKind::kUnavailable, shown, message, hint),
                           .connection_lost = true};
  };
  if (Has(what, "too many clients") || Has(what, "remaining connection slots") || Has(what, "too many connections")) {
    return make("the server is out of connections", kConnections);
  }
  if (Has(what, "password") || Has(what, "pg_hba.conf") || Has(what, "does not exist\n") ||
      Has(what, "authentication")) {
    return make("the server refused the user or the database", kUser);
  }
  if (Has(what, "starting up") || Has(what, "shutting down") || Has(what, "recovery mode")) {
    return make("the server is starting or stopping", kLook);
  }
  if (Has(what, "read-only")) return make("no server that can be written to", kLook);
  return make("cannot be reached", kLook);
}

// libpqxx 6 keeps no code of what it has a class for.
template <typename Class>
bool Is(const pqxx::sql_error& refused) {
  return dynamic_cast<const Class*>(&refused) != nullptr;
}

PostgresFailure Refused(const pqxx::sql_error& refused, const std::string& shown) {
  const std::string_view code = refused.sqlstate();
  const auto make = [&](ErrorKind kind, std::string_view what, std::string_view hint) {
    return PostgresFailure{.error = PostgresError(kind, shown, what, hint)};
  };
  // 57P01-57P03, 57P05: the server stops, or has ended our session; 25P03: it was idle in a transaction.
  if (code.starts_with("57P") || code.starts_with("08") || code == "25P03") {
    PostgresFailure failure = make(ErrorKind::kUnavailable, "the server ended the connection", kLook);
    failure.connection_lost = true;
    return failure;
  }
  if (code.starts_with("40")) {
    PostgresFailure failure = make(ErrorKind::kUnavailable, "another program was in the way", kSlow);
    failure.try_again = true;
    return failure;
  }
  if (code == "57014" || code == "55P03") return make(ErrorKind::kUnavailable, "a statement took too long", kSlow);
  if (code == "53300") return make(ErrorKind::kUnavailable, "the server is out of connections", kConnections);
  if (code == "53100" || Is<pqxx::disk_full>(refused)) {
    return make(ErrorKind::kInternal, "the disk of the server is full",
                "Make room on the server's disk; nothing of what is kept is lost.");
  }
  if (code == "53200" || Is<pqxx::out_of_memory>(refused))
    return make(ErrorKind::kUnavailable, "the server is out of memory", kSlow);
  if (code == "25006") {
    return make(ErrorKind::kUnavailable, "the server may only be read",
                "Set DATABASE_URL to the primary server, not to a standby.");
  }
  if (code == "42501" || Is<pqxx::insufficient_privilege>(refused))
    return make(ErrorKind::kInternal, FirstLine(refused.what()), kRights);
  // Texts or numbers that no server would take, however often.
  if (code.starts_with("22") || Is<pqxx::data_exception>(refused))
    return make(ErrorKind::kInvalidArgument, FirstLine(refused.what()), "");
  return make(ErrorKind::kInternal, fmt::format("{} (SQLSTATE {})", FirstLine(refused.what()), code), "");
}

}  // namespace

Error PostgresError(ErrorKind kind, const std::string& shown, std::string_view what, std::string_view hint) {
  return {.kind = kind,
          .message = fmt::format("ledger {}: {}", shown, what),
          .hint = std::string(hint),
          .setting = "DATABASE_URL"};
}

PostgresFailure ReadPostgresException(const std::exception& exception, const std::string& shown) {
  if (dynamic_cast<const pqxx::broken_connection*>(&exception) != nullptr ||
      dynamic_cast<const pqxx::in_doubt_error*>(&exception) != nullptr) {
    return NotConnected(exception.what(), shown);
  }
  if (const auto* refused = dynamic_cast<const pqxx::sql_error*>(&exception)) return Refused(*refused, shown);
  if (dynamic_cast<const pqxx::transaction_rollback*>(&exception) != nullptr) {
    PostgresFailure failure{.error =
                                PostgresError(ErrorKind::kUnavailable, shown, "another program was in the way", kSlow)};
    failure.try_again = true;
    return failure;
  }
  if (dynamic_cast<const DamagedPostgresLedger*>(&exception) != nullptr) {
    return {.error = PostgresError(ErrorKind::kInternal, shown, fmt::format("it is damaged ({})", exception.what()),
                                   "Restore the schema llm_cost from a backup, or drop it: figures are then read again "
                                   "from the providers.")};
  }
  if (dynamic_cast<const std::range_error*>(&exception) != nullptr) {
    return {.error = PostgresError(ErrorKind::kInvalidArgument, shown, exception.what(), "")};
  }
  return {.error = PostgresError(ErrorKind::kInternal, shown, FirstLine(exception.what()), "")};
}

}  // namespace llmcost
