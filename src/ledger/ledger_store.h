// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "ledger/stored.h"

// Where the ledger lasts. All SQL is below this interface.
namespace llmcost {

// Days of one source that change together: all of them are saved, or none.
struct StoredReading {
  Source source;
  std::vector<CostSeries> series;  // a row's `series` is a place in here
  std::vector<StoredDay> days;     // each replaces what was kept of that day, whole
  // The notices of the source as they are from now on; none = they have not changed.
  std::optional<std::vector<DatedNotice>> notices = std::nullopt;
  std::vector<Restatement> restatements = {};  // added to those kept
};

// Takes what a store has kept. A row's `series` is the number that AddSeries was called with before.
class LedgerSink {
 public:
  virtual ~LedgerSink() = default;
  // A load begins. Where it is not the first call, an earlier try broke off: what it gave is void.
  virtual void Begin() = 0;
  virtual void AddSeries(std::uint32_t number, CostSeries series) = 0;
  virtual void AddDay(const Source& source, StoredDay day) = 0;
  // Replaces what was known of the source's projects, or its notices.
  virtual void SetProjects(const Source& source, std::vector<Project> projects, TimePoint read_at) = 0;
  virtual void SetNotices(const Source& source, std::vector<DatedNotice> notices) = 0;
  virtual void AddSeal(Seal seal) = 0;
  // A restatement of a sealed day.
  virtual void AddCorrection(Restatement restatement) = 0;
  // A part of it that makes no sense and is left out: "openai/edugami 2026-11-05: an amount that is none". A day of
  // which it is said is not known, and is mended when it is read and saved again.
  virtual void AddDamage(std::string what) = 0;
};

// Newest first.
struct RestatementQuery {
  std::optional<std::string> provider = std::nullopt;
  std::optional<std::string> workspace = std::nullopt;
  std::optional<std::string> project_id = std::nullopt;  // kNoProject = what has none
  std::optional<std::string> model = std::nullopt;
  std::optional<DateRange> range = std::nullopt;  // of the days restated
  int limit = 1000;
};

// Used by one thread at a time, except Watch's callback; may block. Errors: kUnavailable when a later try may succeed
// (the server is away, the file is locked), kInvalidArgument when it never can (an amount beyond ±10^15), kInternal
// otherwise (disk full, read-only), with a hint that says what to do. After an error nothing of what was to be saved is
// kept, and the store may be used again.
class LedgerStore {
 public:
  virtual ~LedgerStore() = default;

  // Where it is, for people, without a password: "sqlite:/home/ada/ledger.db".
  virtual std::string Describe() const = 0;
  // What happened at Open that a person should know: a damaged file was kept aside, say. Full sentences.
  virtual const std::vector<std::string>& warnings() const = 0;

  // Gives what was saved after change number `after` (0 = everything), by whatever program, in an order that keeps the
  // sink's rules, and the number of the newest change. Days come in order of source and date.
  virtual Result<std::int64_t> Load(std::int64_t after, LedgerSink& sink) = 0;

  // Each save is one transaction, and gives the number of the change: where it is the one after the last that Load or a
  // save gave, nobody else has changed anything in between.
  // A day that is kept with a later read_at stays as it is, unless that is yet to come: then a clock was ahead once. Of
  // a day whose month is sealed only read_at changes, whoever sealed it and whenever. Where `reading` has other figures
  // for it, who read it did not know of the seal: how they differ from what was told of the day last is kept as sealed
  // restatements, instead of those that it came with.
  virtual Result<std::int64_t> Save(const StoredReading& reading) = 0;
  virtual Result<std::int64_t> SaveProjects(const Source& source, const std::vector<Project>& projects,
                                            TimePoint read_at) = 0;
  // kInvalidArgument: the month of that source is sealed already.
  virtual Result<std::int64_t> SaveSeal(const Seal& seal) = 0;
  virtual Result<std::vector<Restatement>> LoadRestatements(const RestatementQuery& query) = 0;

  // What the engine finds wrong with its own data; empty = nothing.
  virtual Result<std::vector<std::string>> Check() = 0;

  // Holds a piece of work ("costs openai edugami") against other programs on the same store; false = another one holds
  // it. A holder that dies lets go. Not counted: REQUIRES that this program does not hold it.
  virtual Result<bool> TryLock(const std::string& work) = 0;
  virtual void Unlock(const std::string& work) = 0;

  // From now on calls `changed` whenever another program has saved something or let work go, from a thread of its
  // own, until the store is gone; at times without reason. A store that cannot tell never calls.
  virtual void Watch(std::function<void()> changed) = 0;
};

// What becomes of a file that is damaged as a whole.
enum class WhenDamaged {
  kRefuse,   // it stays where it is, and the error says what is wrong with it
  kReplace,  // it is kept aside under another name and a fresh one begun: for who reads upstream again what was in it
};

// Settings as DATABASE_URL has them: "memory:" (null: nothing lasts), "sqlite:<path>", "postgres://…". Errors:
// kInvalidArgument for any other text; kUnavailable, kInternal as above; kInvalidArgument with a hint when the data was
// written by a newer version of the program, or the file is no ledger.
Result<std::unique_ptr<LedgerStore>> OpenLedgerStore(const std::string& url,
                                                     WhenDamaged when_damaged = WhenDamaged::kRefuse);

// Where a ledger is, found out without touching it.
struct LedgerPlace {
  std::string shown;        // for people, without a password: "sqlite:/home/ada/ledger.db", "memory:"
  bool is_missing = false;  // a file that OpenLedgerStore would make; of a server nobody knows before it is asked
};

// Errors: kInvalidArgument as OpenLedgerStore.
Result<LedgerPlace> FindLedger(const std::string& url);

}  // namespace llmcost
