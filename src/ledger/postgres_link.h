// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "ledger/postgres_error.h"
#include "ledger/postgres_session.h"

namespace llmcost {

// A transaction whose end is not known, as the connection broke while it was committed.
class PostgresInDoubt : public std::exception {
 public:
  PostgresInDoubt(std::string id, std::int64_t number) : id_(std::move(id)), number_(number) {}
  const std::string& id() const { return id_; }
  std::int64_t number() const { return number_; }

 private:
  std::string id_;
  std::int64_t number_;
};

// A session that is made when it is needed, and made anew once when it turns out to be broken. Used by one thread at a
// time.
class PostgresLink {
 public:
  explicit PostgresLink(PostgresAddress address) : address_(std::move(address)) {}

  bool IsOpen() const { return session_ != nullptr && session_->IsOpen(); }
  void Close() { session_.reset(); }

  // What `work` gives. It gets the session, may throw what libpqxx throws, and is called again where it surely has not
  // changed anything: after a lost connection, or when the server gave way to another program. A PostgresInDoubt is
  // passed on.
  template <typename T>
  Result<T> Run(const std::function<Result<T>(PostgresSession&)>& work) {
    for (int attempt = 1;; ++attempt) {
      const bool last = attempt == kAttempts;
      try {
        if (session_ == nullptr) session_ = std::make_unique<PostgresSession>(address_);
      } catch (const std::exception& exception) {
        return Failure(ReadPostgresException(exception, address_.shown).error);
      }
      try {
        return work(*session_);
      } catch (const PostgresInDoubt&) {
        session_.reset();
        throw;
      } catch (const std::exception& exception) {
        PostgresFailure failure = ReadPostgresException(exception, address_.shown);
        const bool broken = failure.connection_lost || !session_->IsOpen();
        if (broken) session_.reset();
        if (broken && failure.error.kind != ErrorKind::kUnavailable) {
          failure.error = PostgresError(ErrorKind::kUnavailable, address_.shown, "the connection broke",
                                        "Look whether the server runs, then try again.");
        }
        if (last || !(broken || failure.try_again)) return Failure(std::move(failure.error));
      }
    }
  }

 private:
  static constexpr int kAttempts = 2;

  const PostgresAddress address_;
  std::unique_ptr<PostgresSession> session_;
};

}  // namespace llmcost
