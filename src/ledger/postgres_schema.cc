// SPDX-License-Identifier: MIT
#include "ledger/postgres_schema.h"

#include <fmt/format.h>

#include <array>

#include "ledger/postgres_error.h"

namespace llmcost {
namespace {

// Of our own choosing; of one database.
constexpr const char* kLockMigrations = "SELECT pg_advisory_xact_lock(5498131426340823117)";

// Amounts are exact decimals; NULL = unknown; dates are UTC days; moments are milliseconds since 1970, UTC. `change` is
// the number of the change that wrote the row. Whoever writes holds the row of `ledger`, so writers come one after the
// other: numbers have no gaps, and ids are given without sequences.
constexpr const char* kFirstVersion = R"sql(
CREATE TABLE ledger (
  id integer PRIMARY KEY CHECK (id = 1),
  change bigint NOT NULL
);
INSERT INTO ledger (id, change) VALUES (1, 0);

CREATE TABLE source (
  id bigint PRIMARY KEY,
  provider text COLLATE "C" NOT NULL,
  workspace text COLLATE "C" NOT NULL,
  projects_read_at bigint,
  projects_change bigint NOT NULL DEFAULT 0,
  notices_change bigint NOT NULL DEFAULT 0,
  UNIQUE (provider, workspace)
);

CREATE TABLE project (
  source bigint NOT NULL REFERENCES source,
  place bigint NOT NULL,
  id text NOT NULL,
  name text,
  archived boolean NOT NULL,
  PRIMARY KEY (source, place)
);

CREATE TABLE notice (
  source bigint NOT NULL REFERENCES source,
  place bigint NOT NULL,
  start_date date NOT NULL,
  end_date date NOT NULL,
  kind text NOT NULL,
  message text NOT NULL,
  hint text NOT NULL,
  PRIMARY KEY (source, place)
);

CREATE TABLE series (
  id bigint PRIMARY KEY,
  project_id text COLLATE "C",
  model text COLLATE "C" NOT NULL,
  line_item text COLLATE "C",
  currency text COLLATE "C" NOT NULL,
  provenance text COLLATE "C" NOT NULL
);
-- Of hashes, as an index takes no long texts. NULL is not the same as an empty text.
CREATE UNIQUE INDEX series_once ON series (
  md5(model), md5(coalesce(project_id, '')), (project_id IS NULL), md5(coalesce(line_item, '')), (line_item IS NULL),
  currency, provenance);

CREATE TABLE day (
  id bigint PRIMARY KEY,
  source bigint NOT NULL REFERENCES source,
  date date NOT NULL,
  read_at bigint NOT NULL,
  settled boolean NOT NULL,
  row_count bigint NOT NULL,
  hash text NOT NULL,
  change bigint NOT NULL,
  UNIQUE (source, date)
);
CREATE INDEX day_change ON day (change);

CREATE TABLE cost (
  day bigint NOT NULL REFERENCES day,
  place bigint NOT NULL,
  series bigint NOT NULL REFERENCES series,
  cost numeric(38, 18) NOT NULL,
  requests bigint,
  input_tokens bigint,
  output_tokens bigint,
  PRIMARY KEY (day, place)
);

CREATE TABLE rate (
  day bigint NOT NULL REFERENCES day,
  place bigint NOT NULL,
  currency text NOT NULL,
  usd numeric(38, 18) NOT NULL,
  units numeric(38, 18) NOT NULL,
  date date NOT NULL,
  fixed boolean NOT NULL,
  PRIMARY KEY (day, place)
);

CREATE TABLE restatement (
  id bigint PRIMARY KEY,
  source bigint NOT NULL REFERENCES source,
  date date NOT NULL,
  project_id text COLLATE "C",
  model text NOT NULL,
  currency text NOT NULL,
  cost_before numeric(38, 18) NOT NULL,
  cost_now numeric(38, 18) NOT NULL,
  read_before bigint NOT NULL,
  read_now bigint NOT NULL,
  sealed boolean NOT NULL,
  change bigint NOT NULL
);
CREATE INDEX restatement_newest ON restatement (read_now, id);
CREATE INDEX restatement_sealed ON restatement (change) WHERE sealed;

CREATE TABLE seal (
  source bigint NOT NULL REFERENCES source,
  month date NOT NULL,
  sealed_at bigint NOT NULL,
  row_count bigint NOT NULL,
  hash text NOT NULL,
  change bigint NOT NULL,
  PRIMARY KEY (source, month)
);

-- For people: every row with its texts.
CREATE VIEW costs AS
  SELECT source.provider, source.workspace, day.date, series.project_id, series.model, series.line_item, cost.cost,
         series.currency, series.provenance, cost.requests, cost.input_tokens, cost.output_tokens,
         to_timestamp(day.read_at / 1000) AS read_at, day.settled
  FROM day
  JOIN source ON source.id = day.source
  JOIN cost ON cost.day = day.id
  JOIN series ON series.id = cost.series;
)sql";

constexpr std::array kMigrations = {kFirstVersion};

// -1: nothing of ours is there.
std::int64_t Version(pqxx::transaction_base& transaction) {
  // Of the catalogue itself: to_regclass may answer from what the server remembers of the time before we waited for the
  // lock.
  const auto there = transaction.exec(
      "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'llm_cost' AND tablename = 'ledger_version')");
  if (!PostgresRow(there.front()).Flag(0)) return -1;
  const auto version = transaction.exec("SELECT version FROM llm_cost.ledger_version");
  return version.empty() ? -1 : PostgresRow(version.front()).Int(0);
}

void MakeVersionTable(pqxx::transaction_base& transaction) {
  // "IF NOT EXISTS" asks for the right to make schemas even where there is one.
  if (transaction.exec("SELECT 1 FROM pg_namespace WHERE nspname = 'llm_cost'").empty()) {
    transaction.exec("CREATE SCHEMA llm_cost");
  }
  transaction.exec(
      "CREATE TABLE ledger_version (id integer PRIMARY KEY CHECK (id = 1), version bigint NOT NULL);"
      "INSERT INTO ledger_version (id, version) VALUES (1, 0)");
}

// One step, if there is one to take; gives the version reached.
std::int64_t Step(PostgresSession& session, std::span<const char* const> migrations) {
  pqxx::work transaction(session.connection());
  transaction.exec(kLockMigrations);
  std::int64_t version = Version(transaction);
  if (version < 0) {
    MakeVersionTable(transaction);
    version = 0;
  }
  if (version < static_cast<std::int64_t>(migrations.size())) {
    transaction.exec(migrations[static_cast<std::size_t>(version)]);
    Ask(transaction, "UPDATE ledger_version SET version = $1", ++version);
  }
  transaction.commit();
  return version;
}

}  // namespace

std::span<const char* const> PostgresMigrations() { return kMigrations; }

Result<void> MigratePostgres(PostgresSession& session, const std::string& shown,
                             std::span<const char* const> migrations) {
  const auto newest = static_cast<std::int64_t>(migrations.size());
  std::int64_t version = -1;
  {
    pqxx::nontransaction reading(session.connection());
    const auto answer = reading.exec("SHOW server_encoding");
    if (const std::string encoding = PostgresRow(answer.front()).Text(0); encoding != "UTF8") {
      return Failure(PostgresError(ErrorKind::kInvalidArgument, shown,
                                   fmt::format("the database has the encoding {}, not UTF8", encoding),
                                   "Make one that has: CREATE DATABASE <name> ENCODING 'UTF8' TEMPLATE template0."));
    }
    version = Version(reading);
  }
  while (version < newest) version = Step(session, migrations);
  if (version > newest) {
    return Failure(PostgresError(
        ErrorKind::kInvalidArgument, shown,
        fmt::format("was written by a newer version of the program (format {}, this one knows {})", version, newest),
        "Use the newer program, or set DATABASE_URL to another database."));
  }
  return {};
}

}  // namespace llmcost
