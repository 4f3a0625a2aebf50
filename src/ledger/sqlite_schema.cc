// SPDX-License-Identifier: MIT
#include "ledger/sqlite_schema.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "ledger/sqlite_error.h"
#include "ledger/sqlite_file.h"
#include "ledger/sqlite_rows.h"

namespace llmcost {
namespace {

// "LLMC": `file` and we ourselves tell a ledger from other SQLite databases by it.
constexpr std::int64_t kApplicationId = 0x4C4C4D43;

// Amounts are TEXT, exact decimals; NULL = unknown; dates are UTC days as YYYY-MM-DD; moments are milliseconds since
// 1970, UTC. `change` is the number of the change that wrote the row.
constexpr const char* kFirstVersion = R"sql(
CREATE TABLE ledger (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  change INTEGER NOT NULL
) STRICT;
INSERT INTO ledger (id, change) VALUES (1, 0);

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  provider TEXT NOT NULL,
  workspace TEXT NOT NULL,
  projects_read_at INTEGER,
  projects_change INTEGER NOT NULL DEFAULT 0,
  notices_change INTEGER NOT NULL DEFAULT 0,
  UNIQUE (provider, workspace)
) STRICT;

CREATE TABLE project (
  source INTEGER NOT NULL REFERENCES source,
  place INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT,
  archived INTEGER NOT NULL CHECK (archived IN (0, 1)),
  PRIMARY KEY (source, place)
) WITHOUT ROWID, STRICT;

CREATE TABLE notice (
  source INTEGER NOT NULL REFERENCES source,
  place INTEGER NOT NULL,
  start_date TEXT NOT NULL,
  end_date TEXT NOT NULL,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  hint TEXT NOT NULL,
  PRIMARY KEY (source, place)
) WITHOUT ROWID, STRICT;

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  project_id TEXT,
  model TEXT NOT NULL,
  line_item TEXT,
  currency TEXT NOT NULL,
  provenance TEXT NOT NULL
) STRICT;
-- A plain UNIQUE would let two series without a project be the same.
CREATE UNIQUE INDEX series_once ON series (
  model, ifnull(project_id, ''), project_id IS NULL, ifnull(line_item, ''), line_item IS NULL, currency, provenance);

CREATE TABLE day (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source,
  date TEXT NOT NULL,
  read_at INTEGER NOT NULL,
  settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
  row_count INTEGER NOT NULL,
  hash TEXT NOT NULL,
  change INTEGER NOT NULL,
  UNIQUE (source, date)
) STRICT;
CREATE INDEX day_change ON day (change);

CREATE TABLE cost (
  day INTEGER NOT NULL REFERENCES day,
  place INTEGER NOT NULL,
  series INTEGER NOT NULL REFERENCES series,
  cost TEXT NOT NULL,
  requests INTEGER,
  input_tokens INTEGER,
  output_tokens INTEGER,
  PRIMARY KEY (day, place)
) WITHOUT ROWID, STRICT;

CREATE TABLE rate (
  day INTEGER NOT NULL REFERENCES day,
  place INTEGER NOT NULL,
  currency TEXT NOT NULL,
  usd TEXT NOT NULL,
  units TEXT NOT NULL,
  date TEXT NOT NULL,
  fixed INTEGER NOT NULL CHECK (fixed IN (0, 1)),
  PRIMARY KEY (day, place)
) WITHOUT ROWID, STRICT;

CREATE TABLE restatement (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source,
  date TEXT NOT NULL,
  project_id TEXT,
  model TEXT NOT NULL,
  currency TEXT NOT NULL,
  cost_before TEXT NOT NULL,
  cost_now TEXT NOT NULL,
  read_before INTEGER NOT NULL,
  read_now INTEGER NOT NULL,
  sealed INTEGER NOT NULL CHECK (sealed IN (0, 1)),
  change INTEGER NOT NULL
) STRICT;
CREATE INDEX restatement_newest ON restatement (read_now, id);
CREATE INDEX restatement_sealed ON restatement (change) WHERE sealed = 1;

CREATE TABLE seal (
  source INTEGER NOT NULL REFERENCES source,
  month TEXT NOT NULL,
  sealed_at INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  hash TEXT NOT NULL,
  change INTEGER NOT NULL,
  PRIMARY KEY (source, month)
) WITHOUT ROWID, STRICT;

-- For people: every row with its texts.
CREATE VIEW costs AS
  SELECT source.provider, source.workspace, day.date, series.project_id, series.model, series.line_item, cost.cost,
         series.currency, series.provenance, cost.requests, cost.input_tokens, cost.output_tokens,
         datetime(day.read_at / 1000, 'unixepoch') AS read_at, day.settled
  FROM day
  JOIN source ON source.id = day.source
  JOIN cost ON cost.day = day.id
  JOIN series ON series.id = cost.series;
)sql";

constexpr std::array kMigrations = {kFirstVersion};

std::int64_t Number(const SQLite::Database& db, std::string_view sql) {
  SqliteRows rows(db, sql);
  return rows.Next() ? rows.Int(0) : 0;
}

Error NotOurs(const std::string& path, std::string what, std::string hint) {
  return {.kind = ErrorKind::kInvalidArgument,
          .message = fmt::format("ledger {}: {}", path, what),
          .hint = std::move(hint),
          .setting = "DATABASE_URL"};
}

// A copy that is whole or not there.
Result<void> BackUp(SQLite::Database& db, const std::string& path, std::int64_t version) {
  const std::string target = fmt::format("{}.backup-v{}", path, version);
  const std::string part = target + ".part";
  std::remove(part.c_str());
  if (auto made = MakePrivateFile(part); !made) return made;
  {
    SQLite::Database copy(part, SQLite::OPEN_READWRITE);
    SQLite::Backup(copy, db).executeStep();
    // The copy has the original's WAL mode; one file by itself is easier to put away.
    copy.exec("PRAGMA journal_mode = DELETE");
  }
  if (std::rename(part.c_str(), target.c_str()) != 0) return Failure(FileError("rename a copy", target, errno));
  return {};
}

}  // namespace

std::span<const char* const> SqliteMigrations() { return kMigrations; }

Result<void> MigrateSqlite(SQLite::Database& db, const std::string& path, std::span<const char* const> migrations) {
  try {
    const auto newest = static_cast<std::int64_t>(migrations.size());
    std::int64_t version = Number(db, "PRAGMA user_version");
    const bool empty = version == 0 && Number(db, "SELECT count(*) FROM sqlite_schema") == 0;
    if (!empty && Number(db, "PRAGMA application_id") != kApplicationId) {
      return Failure(NotOurs(path, "is a database of another program", "Set DATABASE_URL to another file."));
    }
    if (version > newest) {
      return Failure(NotOurs(
          path,
          fmt::format("was written by a newer version of the program (format {}, this one knows {})", version, newest),
          "Use the newer program, or set DATABASE_URL to another file."));
    }
    if (version < newest && !empty) {
      if (auto backed_up = BackUp(db, path, version); !backed_up) return backed_up;
    }
    for (; version < newest; ++version) {
      SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
      db.exec(migrations[static_cast<std::size_t>(version)]);
      db.exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
      db.exec(fmt::format("PRAGMA user_version = {}", version + 1));
      transaction.commit();
    }
    return {};
  } catch (const SQLite::Exception& exception) {
    return Failure(SqliteError(exception, path));
  }
}

}  // namespace llmcost
