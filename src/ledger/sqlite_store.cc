// SPDX-License-Identifier: MIT
#include "ledger/sqlite_store.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <utility>

#include "core/clock.h"
#include "ledger/sqlite_error.h"
#include "ledger/sqlite_file.h"
#include "ledger/sqlite_load.h"
#include "ledger/sqlite_lock_file.h"
#include "ledger/sqlite_rows.h"
#include "ledger/sqlite_save.h"
#include "ledger/sqlite_schema.h"
#include "ledger/sqlite_series.h"
#include "ledger/sqlite_watch.h"

namespace llmcost {
namespace {

constexpr int kBusyTimeoutMillis = 5000;

// Goes once over the pages of every table, which finds most of what a bad disk or a cut-off copy leaves.
void LookOver(const SQLite::Database& db) {
  for (const char* table :
       {"ledger", "source", "project", "notice", "series", "day", "cost", "rate", "restatement", "seal"}) {
    SqliteRows(db, fmt::format("SELECT count(*) FROM {}", table)).Next();
  }
}

Result<std::unique_ptr<SQLite::Database>> Connect(const std::string& path) {
  if (auto made = MakePrivateFile(path); !made) return Failure(made.error());
  std::unique_ptr<SQLite::Database> db;
  try {
    db = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX, kBusyTimeoutMillis);
    // SQLite opens what may not be written to all the same, and fails only later.
    if (sqlite3_db_readonly(db->getHandle(), "main") != 0) return Failure(FileError("write to it", path, EACCES));
    SqliteRows(*db, "SELECT count(*) FROM sqlite_schema").Next();
    SqliteRows(*db, "PRAGMA journal_mode = WAL").Next();
    db->exec("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864");
    if (auto migrated = MigrateSqlite(*db, path); !migrated) return Failure(migrated.error());
    LookOver(*db);
    return db;
  } catch (const SQLite::Exception& exception) {
    // A table is missing that this version has.
    if (exception.getErrorCode() == SQLITE_ERROR) return Failure(DamagedLedgerError(path, exception.what()));
    return Failure(SqliteError(exception, path));
  }
}

class SqliteStore final : public LedgerStore {
 public:
  SqliteStore(std::string path, WhenDamaged when_damaged, std::unique_ptr<SqliteLockFile> locks)
      : path_(std::move(path)), replaces_(when_damaged == WhenDamaged::kReplace), locks_(std::move(locks)) {}

  // Connects, to a fresh file where this one is damaged and may be replaced.
  Result<void> Open() {
    if (auto began = locks_->BeginOpening(); !began) return began;
    auto opened = ConnectOrBeginAfresh();
    if (opened) opened = locks_->Join();
    locks_->EndOpening();
    return opened;
  }

  std::string Describe() const override { return "sqlite:" + path_; }
  const std::vector<std::string>& warnings() const override { return warnings_; }

  Result<std::int64_t> Load(std::int64_t after, LedgerSink& sink) override {
    auto loaded = TryLoad(after, sink);
    if (!loaded && loaded.error().reason == kDamagedLedger && replaces_ && !loaded_once_ && watch_ == nullptr) {
      if (auto afresh = ReplaceDamaged(); !afresh) return Failure(afresh.error());
      loaded = TryLoad(after, sink);
    }
    if (loaded) loaded_once_ = true;
    return loaded;
  }

  Result<std::int64_t> Save(const StoredReading& reading) override {
    return Change([&](std::int64_t change) {
      SaveSqliteReading(*db_, series_, reading, change);
      return true;
    });
  }

  Result<std::int64_t> SaveProjects(const Source& source, const std::vector<Project>& projects,
                                    TimePoint read_at) override {
    return Change([&](std::int64_t change) {
      SaveSqliteProjects(*db_, source, projects, read_at, change);
      return true;
    });
  }

  Result<std::int64_t> SaveSeal(const Seal& seal) override {
    auto saved = Change([&](std::int64_t change) { return SaveSqliteSeal(*db_, seal, change); });
    if (saved && *saved == 0) {
      return Fail(ErrorKind::kInvalidArgument,
                  fmt::format("{} of {} {} is sealed already", seal.month.ToString().substr(0, 7), seal.source.provider,
                              seal.source.workspace));
    }
    return saved;
  }

  Result<std::vector<Restatement>> LoadRestatements(const RestatementQuery& query) override {
    if (auto ready = Reconnect(); !ready) return Failure(ready.error());
    try {
      return LoadSqliteRestatements(*db_, query);
    } catch (const SQLite::Exception& exception) {
      return Failure(SqliteError(exception, path_));
    }
  }

  Result<std::vector<std::string>> Check() override {
    if (auto ready = Reconnect(); !ready) return Failure(ready.error());
    std::vector<std::string> found;
    try {
      SqliteRows integrity(*db_, "PRAGMA integrity_check");
      while (integrity.Next()) {
        if (integrity.Text(0) != "ok") found.emplace_back(integrity.Text(0));
      }
      SqliteRows keys(*db_, "PRAGMA foreign_key_check");
      while (keys.Next()) {
        found.push_back(
            fmt::format("a row of table {} refers to a row of table {} that is not there", keys.Text(0), keys.Text(2)));
      }
      return found;
    } catch (const SQLite::Exception& exception) {
      const Error error = SqliteError(exception, path_);
      if (error.reason != kDamagedLedger) return Failure(error);
      found.emplace_back(exception.what());
      return found;
    }
  }

  Result<bool> TryLock(const std::string& work) override { return locks_->TryLock(work); }
  void Unlock(const std::string& work) override { locks_->Unlock(work); }

  void Watch(std::function<void()> changed) override {
    watch_.reset();
    watch_ = std::make_unique<SqliteWatch>(path_, *locks_, known_, std::move(changed));
  }

 private:
  Result<void> ConnectOrBeginAfresh() {
    auto connected = Connect(path_);
    if (!connected && connected.error().reason == kDamagedLedger && replaces_) {
      if (auto kept = MoveAside(); !kept) return kept;
      connected = Connect(path_);
    }
    if (!connected) return Failure(connected.error());
    db_ = std::move(*connected);
    return {};
  }

  // REQUIRES: BeginOpening, no connection of our own.
  Result<void> MoveAside() {
    if (!locks_->IsAlone()) {
      Error error = DamagedLedgerError(path_, "and another program uses it");
      error.hint = "Stop all programs that use the ledger, then start again: the file is kept aside.";
      return Failure(std::move(error));
    }
    const auto aside = KeepAside(path_, SystemClock().Now());
    if (!aside) return Failure(aside.error());
    warnings_.push_back(
        fmt::format("The ledger {} was damaged and is kept aside as {}; figures are read again from the providers.",
                    path_, *aside));
    return {};
  }

  Result<void> ReplaceDamaged() {
    if (auto began = locks_->BeginOpening(); !began) return began;
    db_.reset();
    series_.Forget();
    auto replaced = MoveAside();
    if (replaced) replaced = ConnectOrBeginAfresh();
    locks_->EndOpening();
    return replaced;
  }

  // A damaged file that could not be replaced leaves the store without a connection; what can be read of it is used.
  Result<void> Reconnect() {
    if (db_ != nullptr) return {};
    if (auto began = locks_->BeginOpening(); !began) return began;
    auto connected = Connect(path_);
    locks_->EndOpening();
    if (!connected) return Failure(connected.error());
    db_ = std::move(*connected);
    return {};
  }

  Result<std::int64_t> TryLoad(std::int64_t after, LedgerSink& sink) {
    if (auto ready = Reconnect(); !ready) return Failure(ready.error());
    sink.Begin();
    try {
      const std::int64_t change = LoadSqliteLedger(*db_, series_, after, sink);
      known_ = change;
      return change;
    } catch (const SQLite::Exception& exception) {
      return Failure(SqliteError(exception, path_));
    }
  }

  // Runs `save`, which gets the number of the change, in a transaction; where it gives false there is no change, and
  // the number is 0.
  template <typename Save>
  Result<std::int64_t> Change(const Save& save) {
    if (auto ready = Reconnect(); !ready) return Failure(ready.error());
    if (auto there = CheckIsThere(); !there) return Failure(there.error());
    try {
      // IMMEDIATE: who waits for another program waits here and not half-way.
      SQLite::Transaction transaction(*db_, SQLite::TransactionBehavior::IMMEDIATE);
      const std::int64_t change = BeginSqliteChange(*db_);
      if (!save(change)) return 0;
      transaction.commit();
      if (change == known_ + 1) known_ = change;
      return change;
    } catch (const SQLite::Exception& exception) {
      const Error error = SqliteError(exception, path_);
      series_.Forget();
      return Failure(error);
    }
  }

  // A file that was taken away lives on until it is closed, but what is saved into it is lost then.
  Result<void> CheckIsThere() const {
    int moved = 0;
    if (sqlite3_file_control(db_->getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK || moved == 0) {
      return {};
    }
    return Failure(Error{.kind = ErrorKind::kInternal,
                         .message = fmt::format("ledger {}: the file was moved away while it was in use", path_),
                         .hint = "Put the file back or leave it away, then start the program again.",
                         .setting = "DATABASE_URL"});
  }

  const std::string path_;
  const bool replaces_;
  std::vector<std::string> warnings_;
  std::unique_ptr<SqliteLockFile> locks_;
  std::unique_ptr<SQLite::Database> db_;
  SqliteSeries series_;
  bool loaded_once_ = false;
  // The newest change up to which there is none that Load or a save has not given.
  std::atomic<std::int64_t> known_ = 0;
  std::unique_ptr<SqliteWatch> watch_;  // uses those above
};

}  // namespace

Result<std::unique_ptr<LedgerStore>> OpenSqliteStore(const std::string& path, WhenDamaged when_damaged) {
  const auto absolute = PrepareLedgerPath(path);
  if (!absolute) return Failure(absolute.error());
  // Beside every ledger there is a lock file. Without it a file that does not even begin like one was never ours.
  if (!std::filesystem::exists(*absolute + ".lock") && IsNoSqliteFile(*absolute)) {
    return Failure(NotALedgerError(*absolute));
  }
  auto locks = SqliteLockFile::Open(*absolute + ".lock");
  if (!locks) return Failure(locks.error());
  auto store = std::make_unique<SqliteStore>(*absolute, when_damaged, std::move(*locks));
  if (auto opened = store->Open(); !opened) return Failure(opened.error());
  return store;
}

}  // namespace llmcost
