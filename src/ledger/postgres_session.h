// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/cost.h"
#include "ledger/postgres_address.h"

// What the files of the PostgreSQL store share: a thin layer over what libpqxx 6 and 7 have in common. Everything here
// throws what libpqxx throws; postgres_error.h makes errors of that.
namespace llmcost {

// Where other programs listen for news; the payload is the name of the store that tells.
inline constexpr const char* kPostgresChannel = "llm_cost";

// Rows that the program cannot have written.
class DamagedPostgresLedger : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A value of a statement: NULL or its text.
class PostgresValue {
 public:
  explicit PostgresValue(std::string text) : text_(std::move(text)) {}
  explicit PostgresValue(std::string_view text) : text_(std::string(text)) {}
  explicit PostgresValue(const char* text) : text_(text) {}
  explicit PostgresValue(std::optional<std::string> text) : text_(std::move(text)) {}
  explicit PostgresValue(bool value) : text_(value ? "true" : "false") {}
  explicit PostgresValue(std::int64_t number) : text_(std::to_string(number)) {}
  explicit PostgresValue(Date date) : text_(date.ToString()) {}
  explicit PostgresValue(std::optional<Date> date) {
    if (date) text_ = date->ToString();
  }
  explicit PostgresValue(TimePoint time) : PostgresValue(std::int64_t{time.time_since_epoch().count()}) {}
  // Throws std::range_error for what could not be read again.
  explicit PostgresValue(Money money);

  const char* c_str() const { return text_ ? text_->c_str() : nullptr; }

 private:
  std::optional<std::string> text_;
};

// A count as the store keeps it: NULL = unknown.
inline std::optional<std::string> CountValue(std::int64_t count) {
  return count < 0 ? std::nullopt : std::optional(std::to_string(count));
}

// {1,2,3} or {"a","b"}, for a parameter of type bigint[] or text[].
std::string PostgresArray(const std::vector<std::int64_t>& numbers);
std::string PostgresArray(const std::vector<std::string>& texts);

// Later releases of libpqxx have other names for these two and warn of the old ones.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

// Runs one statement with its parameters $1, $2 and so on.
template <typename... Values>
pqxx::result Ask(pqxx::transaction_base& transaction, const char* sql, const Values&... values) {
  return std::apply([&](const auto&... texts) { return transaction.exec_params(sql, texts.c_str()...); },
                    std::tuple(PostgresValue(values)...));
}

// Adds rows to a table the fast way.
class PostgresCopy {
 public:
  PostgresCopy(pqxx::transaction_base& transaction, std::string table, std::vector<std::string> columns)
      : transaction_(transaction), table_(std::move(table)), columns_(std::move(columns)) {}

  template <typename... Values>
  void Add(const Values&... values) {
    if (stream_ == nullptr) stream_ = std::make_unique<pqxx::stream_to>(transaction_, table_, columns_);
    std::apply([this](const auto&... texts) { *stream_ << std::tuple(texts.c_str()...); },
               std::tuple(PostgresValue(values)...));
    // One statement for all could take longer than statements may.
    if (++rows_ % kRowsPerStatement == 0) Finish();
  }

  // REQUIRES: called before anything else is done in the transaction.
  void Finish() {
    if (stream_ != nullptr) stream_->complete();
    stream_.reset();
  }

 private:
  static constexpr std::int64_t kRowsPerStatement = 200'000;

  pqxx::transaction_base& transaction_;
  const std::string table_;
  const std::vector<std::string> columns_;
  std::unique_ptr<pqxx::stream_to> stream_;
  std::int64_t rows_ = 0;
};

#pragma GCC diagnostic pop

// One row of an answer. Columns count from 0.
class PostgresRow {
 public:
  // `row` must outlive it.
  explicit PostgresRow(const pqxx::row& row) : row_(row) {}

  bool IsNull(int column) const { return At(column).is_null(); }
  std::int64_t Int(int column) const { return At(column).as<std::int64_t>(); }
  std::int64_t Count(int column) const { return IsNull(column) ? -1 : Int(column); }
  bool Flag(int column) const { return At(column).as<bool>(); }
  std::string Text(int column) const { return std::string(View(column)); }
  std::optional<std::string> OptionalText(int column) const {
    return IsNull(column) ? std::nullopt : std::optional(Text(column));
  }
  Money Amount(int column) const;
  Date Day(int column) const;
  // By the clock that it is kept by, which is `ahead` of the one wanted.
  TimePoint Time(int column, std::chrono::milliseconds ahead = std::chrono::milliseconds(0)) const {
    return TimePoint(std::chrono::milliseconds(Int(column))) - ahead;
  }

 private:
  pqxx::field At(int column) const { return row_[static_cast<pqxx::row::size_type>(column)]; }
  std::string_view View(int column) const {
    const pqxx::field field = At(column);
    return {field.c_str(), static_cast<std::size_t>(field.size())};
  }

  const pqxx::row& row_;
};

// A connection whose session is as the store needs it: names are looked up in its schema, statements do not take longer
// than a minute unless the address says so, and a server that loses us lets go of what we hold. Used by one thread at a
// time.
class PostgresSession {
 public:
  explicit PostgresSession(const PostgresAddress& address);

  pqxx::connection& connection() { return connection_; }
  bool IsOpen() const { return connection_.is_open(); }
  // By how much the server's clock is ahead of ours; 0 where it is not much. What is kept is stamped by the server's
  // clock, so that programs whose clocks differ can tell which reading is the later one.
  std::chrono::milliseconds server_ahead() const { return server_ahead_; }

 private:
  pqxx::connection connection_;
  std::chrono::milliseconds server_ahead_{0};
};

}  // namespace llmcost
