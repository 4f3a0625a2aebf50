// SPDX-License-Identifier: MIT
#include "ledger/sqlite_series.h"

#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <string>

#include "ledger/sqlite_rows.h"
#include "ledger/stored_text.h"

namespace llmcost {

void SqliteSeries::Refresh(const SQLite::Database& db) {
  SqliteRows rows(db, "SELECT id, project_id, model, line_item, currency, provenance FROM series WHERE id > ?");
  rows.Bind(1, last_);
  while (rows.Next()) {
    const auto provenance = ParseProvenance(rows.Text(5));
    // One that makes no sense is as good as missing.
    if (rows.Int(0) > std::numeric_limits<std::uint32_t>::max() || !provenance) continue;
    Add(static_cast<std::uint32_t>(rows.Int(0)), {.project_id = rows.OptionalText(1),
                                                  .model = std::string(rows.Text(2)),
                                                  .line_item = rows.OptionalText(3),
                                                  .currency = std::string(rows.Text(4)),
                                                  .provenance = *provenance});
  }
}

void SqliteSeries::Add(std::uint32_t number, CostSeries series) {
  last_ = std::max<std::int64_t>(last_, number);
  numbers_.emplace(series, number);
  by_number_.insert_or_assign(number, std::move(series));
}

std::vector<std::uint32_t> SqliteSeries::Intern(SQLite::Database& db, std::span<const CostSeries> series) {
  Refresh(db);
  SQLite::Statement insert(db,
                           "INSERT INTO series (project_id, model, line_item, currency, provenance) "
                           "VALUES (?, ?, ?, ?, ?)");
  const auto bind_optional = [&](int parameter, const std::optional<std::string>& text) {
    if (text) {
      insert.bindNoCopy(parameter, *text);
    } else {
      insert.bind(parameter);
    }
  };
  std::vector<std::uint32_t> numbers;
  numbers.reserve(series.size());
  for (const CostSeries& one : series) {
    auto known = numbers_.find(one);
    if (known == numbers_.end()) {
      bind_optional(1, one.project_id);
      insert.bindNoCopy(2, one.model);
      bind_optional(3, one.line_item);
      insert.bindNoCopy(4, one.currency);
      insert.bind(5, std::string(ProvenanceText(one.provenance)));
      insert.exec();
      insert.reset();
      Add(static_cast<std::uint32_t>(db.getLastInsertRowid()), one);
      known = numbers_.find(one);
    }
    numbers.push_back(known->second);
  }
  return numbers;
}

void SqliteSeries::Forget() { *this = {}; }

const CostSeries* SqliteSeries::Find(std::int64_t number) const {
  const auto found = by_number_.find(number);
  return found == by_number_.end() ? nullptr : &found->second;
}

}  // namespace llmcost
