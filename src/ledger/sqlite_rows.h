// SPDX-License-Identifier: MIT
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace llmcost {

// Steps through the answer of one statement. SQLite::Statement does too, but a year of figures has millions of rows,
// and its Column takes part in the statement's ownership for each value that is read. Throws SQLite::Exception.
class SqliteRows {
 public:
  SqliteRows(const SQLite::Database& db, std::string_view sql) : connection_(db.getHandle()) {
    sqlite3_stmt* statement = nullptr;
    Check(sqlite3_prepare_v2(connection_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr));
    statement_.reset(statement);
  }

  // Parameters count from 1. A text must stay as it is while the answer is read.
  SqliteRows& Bind(int parameter, std::int64_t value) {
    Check(sqlite3_bind_int64(statement_.get(), parameter, value));
    return *this;
  }
  SqliteRows& Bind(int parameter, std::string_view text) {
    // An empty text, too, is a text and not NULL.
    Check(sqlite3_bind_text64(statement_.get(), parameter, text.empty() ? "" : text.data(), text.size(), nullptr,
                              SQLITE_UTF8));
    return *this;
  }

  // Makes the statement ready to be bound and read from the start once more.
  void Restart() { sqlite3_reset(statement_.get()); }

  // Goes to the first or next row; false = there is none.
  bool Next() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) throw SQLite::Exception(connection_, code);
    return false;
  }

  // Columns count from 0. A text is valid until the next step.
  bool IsNull(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }
  std::int64_t Int(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  std::string_view Text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    if (text == nullptr) return {};
    return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
  }
  std::optional<std::string> OptionalText(int column) const {
    return IsNull(column) ? std::nullopt : std::optional<std::string>(Text(column));
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  void Check(int code) const {
    if (code != SQLITE_OK) throw SQLite::Exception(connection_, code);
  }

  sqlite3* connection_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace llmcost
