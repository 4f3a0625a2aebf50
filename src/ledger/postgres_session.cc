// SPDX-License-Identifier: MIT
#include "ledger/postgres_session.h"

#include <fmt/format.h>

#include "core/clock.h"

namespace llmcost {
namespace {

// A limit that the address, the user or the database has is kept. `idle_session_timeout` is not there before PostgreSQL
// 14; a listener is idle for hours.
constexpr const char* kPrepareSession = R"sql(
SET client_min_messages = warning;
SET search_path = llm_cost;
SET datestyle = 'ISO, YMD';
SET default_transaction_isolation = 'read committed';
SET idle_in_transaction_session_timeout = '60s';
SET tcp_keepalives_idle = 30;
SET tcp_keepalives_interval = 10;
SET tcp_keepalives_count = 3;
SELECT set_config('statement_timeout', '60s', false) WHERE current_setting('statement_timeout') = '0';
SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout';
)sql";

// Clocks that differ by no more are as good as the same.
constexpr std::chrono::seconds kSameTime{2};

}  // namespace

std::string PostgresArray(const std::vector<std::int64_t>& numbers) {
  return fmt::format("{{{}}}", fmt::join(numbers, ","));
}

std::string PostgresArray(const std::vector<std::string>& texts) {
  std::string array = "{";
  for (const std::string& text : texts) {
    array += array.size() > 1 ? ",\"" : "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') array += '\\';
      array += c;
    }
    array += '"';
  }
  return array + "}";
}

PostgresValue::PostgresValue(Money money) : text_(money.ToString()) {
  // As far as Money::Parse goes.
  constexpr Money kMost = Money::FromUnits(1'000'000'000'000'000);
  if (money > kMost || money < -kMost) throw std::range_error("an amount beyond ±10^15");
}

Money PostgresRow::Amount(int column) const {
  const auto money = Money::Parse(View(column));
  if (!money) throw DamagedPostgresLedger("an amount that is none");
  return *money;
}

Date PostgresRow::Day(int column) const {
  const auto date = Date::Parse(View(column));
  if (!date) throw DamagedPostgresLedger("a date that is none");
  return *date;
}

PostgresSession::PostgresSession(const PostgresAddress& address) : connection_(address.connection) {
#if PQXX_VERSION_MAJOR < 7
  // A connection that came back by itself would lack what is set here, and the locks.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection_.inhibit_reactivation(true);
#pragma GCC diagnostic pop
#endif
  pqxx::nontransaction preparing(connection_);
  preparing.exec(kPrepareSession);
  const auto answer = preparing.exec("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint");
  // In whole seconds, so that a moment comes back as it was given though each connection measures anew.
  const auto ahead =
      std::chrono::round<std::chrono::seconds>(PostgresRow(answer.front()).Time(0) - SystemClock().Now());
  if (std::chrono::abs(ahead) > kSameTime) server_ahead_ = ahead;
}

}  // namespace llmcost
