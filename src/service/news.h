// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <set>
#include <utility>

namespace llmcost {

// Wakes those who wait for something to happen. Used on one strand, but for count(), which is thread-safe.
class News {
 public:
  explicit News(boost::asio::any_io_executor strand) : strand_(std::move(strand)) {}

  // How often something has happened.
  std::uint64_t count() const { return count_.load(); }

  void Tell() {
    ++count_;
    for (boost::asio::steady_timer* const timer : waiting_) timer->cancel();
  }

  // Returns once count() is another than `seen`, or after `limit`.
  boost::asio::awaitable<void> Wait(std::uint64_t seen, std::chrono::milliseconds limit) {
    if (count() != seen) co_return;
    boost::asio::steady_timer timer(strand_, limit);
    const Waiting waiting{waiting_, &timer};
    boost::system::error_code ignored;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }

 private:
  using Timers = std::set<boost::asio::steady_timer*>;
  // Leaves however the wait ends.
  struct Waiting {
    Timers& timers;
    boost::asio::steady_timer* timer;

    Waiting(Timers& all, boost::asio::steady_timer* one) : timers(all), timer(one) { timers.insert(timer); }
    ~Waiting() { timers.erase(timer); }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
  };

  boost::asio::any_io_executor strand_;
  std::atomic<std::uint64_t> count_ = 0;
  Timers waiting_;
};

}  // namespace llmcost
