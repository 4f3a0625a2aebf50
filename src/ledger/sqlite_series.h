// SPDX-License-Identifier: MIT
#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

#include "ledger/stored.h"

namespace llmcost {

// The table `series`, as far as it was read. Its numbers stay what they are once committed. Throws SQLite::Exception.
class SqliteSeries {
 public:
  // Reads what others have added since.
  void Refresh(const SQLite::Database& db);

  // The numbers of those, in their order; new ones are added to the table. After a rollback: Forget().
  std::vector<std::uint32_t> Intern(SQLite::Database& db, std::span<const CostSeries> series);
  void Forget();

  // Null for a number that is not in the table.
  const CostSeries* Find(std::int64_t number) const;

 private:
  void Add(std::uint32_t number, CostSeries series);

  std::unordered_map<std::int64_t, CostSeries> by_number_;
  std::map<CostSeries, std::uint32_t> numbers_;
  std::int64_t last_ = 0;
};

}  // namespace llmcost
