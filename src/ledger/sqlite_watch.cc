// SPDX-License-Identifier: MIT
#include "ledger/sqlite_watch.h"

#include <SQLiteCpp/Database.h>

#include <chrono>
#include <utility>

#include "ledger/sqlite_rows.h"

namespace llmcost {

// Throws SQLite::Exception.
class SqliteWatch::Connection {
 public:
  explicit Connection(const std::string& path) : db_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX) {}

  // Whether there is a change beyond `known` that was not there at the last call.
  bool NoticeChange(std::int64_t known) {
    // Costs next to nothing while nobody writes.
    const std::int64_t version = Number(version_);
    if (version == seen_version_) return false;
    const std::int64_t change = Number(change_);
    seen_version_ = version;
    return change > known;
  }

 private:
  static std::int64_t Number(SqliteRows& rows) {
    rows.Restart();
    const std::int64_t number = rows.Next() ? rows.Int(0) : 0;
    rows.Restart();
    return number;
  }

  SQLite::Database db_;
  SqliteRows version_{db_, "PRAGMA data_version"};
  SqliteRows change_{db_, "SELECT change FROM ledger"};
  std::int64_t seen_version_ = -1;
};

SqliteWatch::SqliteWatch(std::string path, SqliteLockFile& locks, const std::atomic<std::int64_t>& known,
                         std::function<void()> changed)
    : path_(std::move(path)), locks_(locks), known_(known), changed_(std::move(changed)), thread_([this] { Run(); }) {}

SqliteWatch::~SqliteWatch() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

bool SqliteWatch::Pause() {
  constexpr auto kPause = std::chrono::milliseconds(500);
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, kPause, [this] { return over_; });
}

void SqliteWatch::Run() {
  std::unique_ptr<Connection> connection;
  do {
    bool changed = locks_.NoticeLetGo();
    try {
      if (connection == nullptr) connection = std::make_unique<Connection>(path_);
      if (connection->NoticeChange(known_)) changed = true;
    } catch (const SQLite::Exception&) {
      // Busy, or gone for the moment. Who reads or saves is told what is wrong; this looks again with a fresh eye.
      connection.reset();
    }
    if (changed) changed_();
  } while (Pause());
}

}  // namespace llmcost
