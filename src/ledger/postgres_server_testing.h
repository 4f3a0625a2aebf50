// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "ledger/ledger_store_testing.h"

namespace llmcost {

// A PostgreSQL server of the tests' own: in a temporary folder, reached by a socket in there and not over the network,
// run by an ordinary user (`postgres`, else `nobody`) when the tests run as root, which the server refuses. Ends with
// the tests, however they end. Throws std::runtime_error, in words, when there is none to be had.
class PostgresServer {
 public:
  // The one of this test program, started when it is first asked for.
  static PostgresServer& Shared();

  // `settings` as postgresql.conf has them: "max_connections=5".
  explicit PostgresServer(std::vector<std::string> settings = {});
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // The address of a database.
  std::string Url(const std::string& database) const;
  // A new and empty one; its name.
  std::string MakeDatabase();
  void DropDatabase(const std::string& name);
  // The first value of the answer, as text.
  std::string Ask(const std::string& database, const std::string& sql);

  // As when the power fails: nobody is told, nothing is put away.
  void Kill();
  void Start();

 private:
  TemporaryFolder folder_;
  std::vector<std::string> settings_;
  uid_t user_ = 0;
  gid_t group_ = 0;
  pid_t process_ = -1;
  int databases_ = 0;
};

// A database of the shared server.
class PostgresPlace final : public StorePlace {
 public:
  PostgresPlace() : database_(PostgresServer::Shared().MakeDatabase()) {}
  ~PostgresPlace() override;
  Result<std::unique_ptr<LedgerStore>> Open() override { return OpenLedgerStore(url()); }
  std::string url() const { return PostgresServer::Shared().Url(database_); }
  const std::string& database() const { return database_; }

 private:
  const std::string database_;
};

}  // namespace llmcost
