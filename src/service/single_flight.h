// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace llmcost {

// Makes calls with the same key that overlap in time share one execution and its outcome, errors and exceptions
// included; nothing is kept once it has ended. When the last caller is cancelled, so is the execution. Not thread-safe:
// used, and its work run, on one strand. `T` is copied to each caller.
template <typename Key, typename T>
class SingleFlight {
 public:
  using Work = std::function<boost::asio::awaitable<T>()>;

  explicit SingleFlight(boost::asio::any_io_executor strand) : strand_(std::move(strand)) {}

  // Whether an execution of that key is under way, so that Run would join it.
  bool Has(const Key& key) const { return flights_->contains(key); }

  // `work` is called at once when no execution of that key is under way, else not at all.
  boost::asio::awaitable<T> Run(Key key, Work work) {
    std::shared_ptr<Flight> flight;
    if (const auto entry = flights_->find(key); entry != flights_->end()) {
      flight = entry->second;
    } else {
      flight = std::make_shared<Flight>(strand_);
      flights_->emplace(key, flight);
      Start(key, flight, std::move(work));
    }
    const Wait wait(flights_, std::move(key), std::move(flight));
    co_return co_await wait.Outcome();
  }

 private:
  struct Flight {
    explicit Flight(const boost::asio::any_io_executor& strand)
        : ended(strand, boost::asio::steady_timer::time_point::max()) {}

    boost::asio::steady_timer ended;  // never fires; cancelled to wake those who wait
    boost::asio::cancellation_signal cancel;
    bool done = false;
    int waiting = 0;
    T value{};
    std::exception_ptr exception;
  };
  using Flights = std::map<Key, std::shared_ptr<Flight>>;

  // One caller's place in the queue. Leaving it as the last one, before the end, ends the execution.
  class Wait {
   public:
    Wait(std::shared_ptr<Flights> flights, Key key, std::shared_ptr<Flight> flight)
        : flights_(std::move(flights)), key_(std::move(key)), flight_(std::move(flight)) {
      ++flight_->waiting;
    }
    ~Wait() {
      if (--flight_->waiting > 0 || flight_->done) return;
      Forget(*flights_, key_, flight_);
      flight_->cancel.emit(boost::asio::cancellation_type::terminal);
    }
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;

    boost::asio::awaitable<T> Outcome() const {
      if (!flight_->done) co_await flight_->ended.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
      if (!flight_->done) throw boost::system::system_error(boost::asio::error::operation_aborted);
      if (flight_->exception) std::rethrow_exception(flight_->exception);
      co_return flight_->value;
    }

   private:
    std::shared_ptr<Flights> flights_;
    Key key_;
    std::shared_ptr<Flight> flight_;
  };

  static void Forget(Flights& flights, const Key& key, const std::shared_ptr<Flight>& flight) {
    const auto entry = flights.find(key);
    if (entry != flights.end() && entry->second == flight) flights.erase(entry);
  }

  void Start(const Key& key, std::shared_ptr<Flight> flight, Work work) {
    auto on_end = [flights = flights_, key, flight](std::exception_ptr exception, T value) {
      flight->done = true;
      flight->exception = std::move(exception);
      flight->value = std::move(value);
      Forget(*flights, key, flight);
      flight->ended.cancel();
    };
    boost::asio::co_spawn(strand_, Hold(std::move(work)),
                          boost::asio::bind_cancellation_slot(flight->cancel.slot(), std::move(on_end)));
  }

  // Keeps the function, and what it captured, alive for as long as its coroutine runs.
  static boost::asio::awaitable<T> Hold(Work work) { co_return co_await work(); }

  boost::asio::any_io_executor strand_;
  std::shared_ptr<Flights> flights_ = std::make_shared<Flights>();
};

}  // namespace llmcost
