// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "http/await_on.h"
#include "ledger/ledger_store.h"
#include "service/ledger_batch.h"

namespace llmcost {

// Keeps what is read in a store without letting anybody wait for the disk: the store blocks, so it has a thread of its
// own, which does one thing after the other. What could not be saved is tried again with the next save and every
// quarter of a minute; what the store can never take is dropped, and is a problem until the same days were read again
// and saved. Thread-safe. Without a store nothing lasts, and every call succeeds at once.
class LedgerArchive {
 public:
  // A piece of work that nobody else on the same store does meanwhile. Lets go when it is destroyed.
  class Lock {
   public:
    Lock(LedgerArchive& archive, std::string work) : archive_(archive), work_(std::move(work)) {}
    ~Lock() { archive_.Unlock(work_); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    LedgerArchive& archive_;
    std::string work_;
  };

  // `problem_changed` is called from another thread when problem() has another answer, until the archive is gone.
  explicit LedgerArchive(std::shared_ptr<LedgerStore> store, std::function<void()> problem_changed = [] {});
  ~LedgerArchive();  // as Flush()
  LedgerArchive(const LedgerArchive&) = delete;
  LedgerArchive& operator=(const LedgerArchive&) = delete;

  bool lasts() const { return store_ != nullptr; }
  // Where; empty when nothing lasts.
  std::string Describe() const { return lasts() ? store_->Describe() : std::string(); }
  // What happened when the store was opened.
  std::vector<std::string> Warnings() const { return lasts() ? store_->warnings() : std::vector<std::string>(); }

  // Gives all that is kept. Blocks. REQUIRES: nothing else was called before.
  Result<void> LoadAll(LedgerSink& sink);
  // What others have saved since; empty when nothing. An error is logged, and the next call gives what it left out.
  boost::asio::awaitable<std::unique_ptr<LedgerBatch>> LoadChanges();

  // Saves some time after; in the order of the calls.
  void Save(StoredReading reading);
  void SaveProjects(Source source, std::vector<Project> projects, TimePoint read_at);

  // Null: it is being done, by another program or by this one. When the store does not answer, the work is ours:
  // figures are worth more than a call saved.
  boost::asio::awaitable<std::shared_ptr<Lock>> TryLock(std::string work);

  // `changed` is called from another thread when others may have saved something, or what is known here was saved late.
  // REQUIRES: called before anything is saved.
  void Watch(std::function<void()> changed);

  // Why what was read is not kept at the moment; nothing when it is.
  std::optional<Error> problem() const;

  // Runs `work` with the store on its thread, after what was to be saved before. REQUIRES: lasts().
  template <typename T>
  boost::asio::awaitable<T> Ask(std::function<T(LedgerStore&)> work);

  // Runs `work` some time after what was to be saved before is no longer held here.
  void Then(std::function<void()> work);

  // Waits until all is saved that can be, ten seconds at most. Blocks. Why not all is, if so.
  std::optional<Error> Flush();

 private:
  struct ProjectList {
    Source source;
    std::vector<Project> projects;
    TimePoint read_at;
  };
  using Waiting = std::variant<StoredReading, ProjectList>;
  // What the store can never take, of one source.
  struct Refused {
    std::set<Date> days;
    bool projects = false;
    Error error;
  };

  void Add(Waiting what);
  void SaveWaiting();
  void TryAgainLater();
  Result<std::int64_t> SaveOne(const Waiting& what);
  void DropReplaced(const StoredReading& by);
  void NoteChange(std::int64_t number);
  void NoteSaved(const Waiting& what);
  void NoteRefused(const Waiting& what, Error error);
  // `away` is why the store takes nothing at the moment.
  void NoteProblem(std::optional<Error> away);
  void NoteTrouble(const Error& error);
  void Unlock(std::string work);
  template <typename T>
  static boost::asio::awaitable<T> Run(std::function<T()> work);
  template <typename T>
  boost::asio::awaitable<T> OnThread(std::function<T()> work);

  std::shared_ptr<LedgerStore> store_;     // used on the thread, after LoadAll and Watch
  std::function<void()> problem_changed_;  // used on the thread
  std::deque<Waiting> waiting_;            // used on the thread
  bool trying_again_ = false;              // used on the thread; what waits could not be saved before
  std::function<void()> changed_;          // used on the thread, after Watch
  std::map<Source, Refused> refused_;      // used on the thread
  std::set<std::string> held_;             // used on the thread; the work that is ours
  std::string trouble_;                    // used on the thread; the last one logged
  std::int64_t last_change_ = 0;           // used on the thread; all up to it is known here
  mutable std::mutex mutex_;
  std::optional<Error> problem_;  // guarded by mutex_
  boost::asio::thread_pool thread_{1};
  boost::asio::steady_timer again_{thread_};  // used on the thread
};

template <typename T>
boost::asio::awaitable<T> LedgerArchive::Run(std::function<T()> work) {
  co_return work();
}

template <typename T>
boost::asio::awaitable<T> LedgerArchive::OnThread(std::function<T()> work) {
  boost::asio::awaitable<T> running = Run<T>(std::move(work));
  co_return co_await AwaitOn(boost::asio::any_io_executor(thread_.get_executor()), std::move(running));
}

template <typename T>
boost::asio::awaitable<T> LedgerArchive::Ask(std::function<T(LedgerStore&)> work) {
  std::function<T()> with_store = [this, work = std::move(work)] {
    SaveWaiting();
    return work(*store_);
  };
  co_return co_await OnThread<T>(std::move(with_store));
}

}  // namespace llmcost
