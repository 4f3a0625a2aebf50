// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>
#include <vector>

// Many calls at a time, with a bound. Included by providers' .cc files only.
#include "http/await_on.h"

namespace llmcost {

// Slots that coroutines wait for without holding a thread, first come, first served. Shared by everything that calls
// upstream with one key, whatever threads it runs on. Thread-safe.
class AsyncSemaphore {
 public:
  // Holds one slot until it is destroyed. May outlive the semaphore.
  class Permit;

  // REQUIRES: slots > 0.
  explicit AsyncSemaphore(int slots);

  // REQUIRES: awaited on a strand, or where one thread runs the executor (OnStrand sees to it). Cancelling the awaiting
  // coroutine ends the wait.
  boost::asio::awaitable<Permit> Acquire();

 private:
  struct State;
  struct Waiter;
  std::shared_ptr<State> state_;
};

class AsyncSemaphore::Permit {
 public:
  Permit() = default;
  explicit Permit(std::shared_ptr<State> state) : state_(std::move(state)) {}
  Permit(Permit&&) noexcept = default;
  Permit& operator=(Permit&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~Permit();

 private:
  std::shared_ptr<State> state_;
};

// Runs `work` on a strand of its own, so that what it starts with AwaitAll shares data without locks.
template <typename T>
boost::asio::awaitable<T> OnStrand(boost::asio::awaitable<T> work) {
  auto executor = co_await boost::asio::this_coro::executor;
  auto strand = boost::asio::make_strand(executor);
  co_return co_await AwaitOn(strand, std::move(work));
}

// Starts all of them on the caller's executor and returns when the last has ended. Cancelling the awaiting coroutine
// cancels them all. An exception of one is thrown on after all have ended.
boost::asio::awaitable<void> AwaitAll(std::vector<boost::asio::awaitable<void>> work);

}  // namespace llmcost
