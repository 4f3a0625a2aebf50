// SPDX-License-Identifier: MIT
#include "ledger/postgres_store.h"

#include <fmt/format.h>

#include <random>
#include <utility>

#include "ledger/postgres_link.h"
#include "ledger/postgres_load.h"
#include "ledger/postgres_locks.h"
#include "ledger/postgres_save.h"
#include "ledger/postgres_schema.h"
#include "ledger/postgres_watch.h"

#if defined(__SANITIZE_ADDRESS__)
// libpqxx 6 loses the answer of a statement whose connection breaks: two kilobytes each time.
extern "C" const char* __lsan_default_suppressions() { return "leak:libpqxx-6"; }
extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }
#endif

namespace llmcost {
namespace {

// How long is waited until the server can say what became of a transaction.
constexpr int kLooksAfterDoubt = 50;
constexpr std::chrono::milliseconds kBetweenLooks{100};

enum class Outcome { kCommitted, kAborted, kUnknown };

std::string MakeStoreName() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

class PostgresStore final : public LedgerStore {
 public:
  explicit PostgresStore(PostgresAddress address)
      : address_(std::move(address)), name_(MakeStoreName()), link_(address_), locks_(address_, name_) {}

  Result<void> Open() {
    const auto opened = Guarded<bool>([this](PostgresSession& session) -> Result<bool> {
      if (auto migrated = MigratePostgres(session, address_.shown); !migrated) return Failure(migrated.error());
      return true;
    });
    if (!opened) return Failure(opened.error());
    return {};
  }

  std::string Describe() const override { return address_.shown; }
  const std::vector<std::string>& warnings() const override { return warnings_; }

  Result<std::int64_t> Load(std::int64_t after, LedgerSink& sink) override {
    return Guarded<std::int64_t>([&](PostgresSession& session) -> Result<std::int64_t> {
      return LoadPostgresLedger(session, series_, after, sink);
    });
  }

  Result<std::int64_t> Save(const StoredReading& reading) override {
    return Change([&](const PostgresChange& change) -> Result<void> {
      SavePostgresReading(change, series_, reading);
      return {};
    });
  }

  Result<std::int64_t> SaveProjects(const Source& source, const std::vector<Project>& projects,
                                    TimePoint read_at) override {
    return Change([&](const PostgresChange& change) -> Result<void> {
      SavePostgresProjects(change, source, projects, read_at);
      return {};
    });
  }

  Result<std::int64_t> SaveSeal(const Seal& seal) override {
    return Change([&](const PostgresChange& change) -> Result<void> {
      if (SavePostgresSeal(change, seal)) return {};
      return Fail(ErrorKind::kInvalidArgument,
                  fmt::format("{} of {} {} is sealed already", seal.month.ToString().substr(0, 7), seal.source.provider,
                              seal.source.workspace));
    });
  }

  Result<std::vector<Restatement>> LoadRestatements(const RestatementQuery& query) override {
    using Found = std::vector<Restatement>;
    return Guarded<Found>(
        [&](PostgresSession& session) -> Result<Found> { return LoadPostgresRestatements(session, query); });
  }

  Result<std::vector<std::string>> Check() override {
    using Found = std::vector<std::string>;
    return Guarded<Found>([](PostgresSession& session) -> Result<Found> { return CheckPostgresLedger(session); });
  }

  Result<bool> TryLock(const std::string& work) override { return locks_.TryLock(work); }
  void Unlock(const std::string& work) override { locks_.Unlock(work); }

  void Watch(std::function<void()> changed) override {
    watch_.reset();
    watch_ = std::make_unique<PostgresWatch>(address_, name_, locks_, std::move(changed));
  }

 private:
  // A link that cannot throw. REQUIRES: `work` changes nothing.
  template <typename T>
  Result<T> Guarded(const std::function<Result<T>(PostgresSession&)>& work) {
    try {
      return link_.Run<T>(work);
    } catch (const std::exception& exception) {
      return Failure(ReadPostgresException(exception, address_.shown).error);
    }
  }

  // Runs `save` in a transaction; where it fails, there is no change.
  Result<std::int64_t> Change(const std::function<Result<void>(const PostgresChange&)>& save) {
    constexpr int kAttempts = 2;
    for (int attempt = 1;; ++attempt) {
      try {
        return link_.Run<std::int64_t>([&](PostgresSession& session) { return TryChange(session, save); });
      } catch (const PostgresInDoubt& doubt) {
        const Outcome outcome = FindOutcome(doubt);
        if (outcome == Outcome::kCommitted) return doubt.number();
        series_ = {};
        if (outcome == Outcome::kUnknown || attempt == kAttempts) {
          return Failure(PostgresError(ErrorKind::kUnavailable, address_.shown, "the connection broke",
                                       "Look whether the server runs, then try again."));
        }
      } catch (const std::exception& exception) {
        series_ = {};
        return Failure(ReadPostgresException(exception, address_.shown).error);
      }
    }
  }

  Result<std::int64_t> TryChange(PostgresSession& session,
                                 const std::function<Result<void>(const PostgresChange&)>& save) {
    std::optional<PostgresChange> change;
    pqxx::work transaction(session.connection());
    try {
      change.emplace(BeginPostgresChange(transaction, session.server_ahead()));
      if (auto saved = save(*change); !saved) {
        series_ = {};
        return Failure(saved.error());
      }
      // Comes with the commit, or not at all.
      Ask(transaction, "SELECT pg_notify($1, $2)", kPostgresChannel, name_);
    } catch (const std::exception&) {
      series_ = {};
      throw;
    }
    try {
      transaction.commit();
    } catch (const std::exception&) {
      throw PostgresInDoubt(change->id, change->number);
    }
    return change->number;
  }

  // Asks the server what became of the transaction.
  Outcome FindOutcome(const PostgresInDoubt& doubt) {
    for (int look = 0; look < kLooksAfterDoubt; ++look) {
      const auto status = Guarded<std::string>([&](PostgresSession& session) -> Result<std::string> {
        pqxx::nontransaction asking(session.connection());
        return PostgresRow(Ask(asking, "SELECT coalesce(txid_status($1::bigint), '')", doubt.id()).front()).Text(0);
      });
      if (status && *status == "committed") return Outcome::kCommitted;
      if (status && *status == "aborted") return Outcome::kAborted;
      // The server is starting, or has not noticed yet that we are gone.
      std::this_thread::sleep_for(kBetweenLooks);
    }
    return Outcome::kUnknown;
  }

  const PostgresAddress address_;
  const std::string name_;  // by which our own notices are told from those of others
  const std::vector<std::string> warnings_;
  PostgresLink link_;
  PostgresLocks locks_;
  SeriesBook series_;
  std::unique_ptr<PostgresWatch> watch_;  // uses those above
};

}  // namespace

Result<std::unique_ptr<LedgerStore>> OpenPostgresStore(const std::string& url) {
  auto address = ParsePostgresUrl(url);
  if (!address) return Failure(address.error());
  auto store = std::make_unique<PostgresStore>(*std::move(address));
  if (auto opened = store->Open(); !opened) return Failure(opened.error());
  return store;
}

}  // namespace llmcost
