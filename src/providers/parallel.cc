// SPDX-License-Identifier: MIT
#include "providers/parallel.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>
#include <deque>
#include <exception>
#include <mutex>

namespace llmcost {

namespace asio = boost::asio;

// A coroutine in the queue. It sleeps on a timer that never ends; whoever gives it a slot ends the timer. A timer
// brings cancellation and the end of its executor with it.
struct AsyncSemaphore::Waiter {
  explicit Waiter(const asio::any_io_executor& executor) : timer(executor, asio::steady_timer::time_point::max()) {}

  asio::steady_timer timer;
  bool granted = false;  // guarded by State::mutex
};

struct AsyncSemaphore::State {
  std::mutex mutex;
  int free = 0;                                 // guarded by mutex
  std::deque<std::shared_ptr<Waiter>> waiting;  // guarded by mutex; not granted yet

  void Release() {
    std::shared_ptr<Waiter> next;
    {
      const std::lock_guard lock(mutex);
      if (waiting.empty()) {
        ++free;
        return;
      }
      next = std::move(waiting.front());
      waiting.pop_front();
      next->granted = true;
    }
    // On the waiter's own executor: by then it has begun to wait.
    auto executor = next->timer.get_executor();
    asio::post(executor, [next = std::move(next)] { next->timer.cancel(); });
  }
};

AsyncSemaphore::Permit::~Permit() {
  if (state_ != nullptr) state_->Release();
}

AsyncSemaphore::AsyncSemaphore(int slots) : state_(std::make_shared<State>()) { state_->free = slots; }

asio::awaitable<AsyncSemaphore::Permit> AsyncSemaphore::Acquire() {
  // Leaves the queue, or hands the slot on, however the wait ends: a wake-up, a cancellation, the end of the executor.
  struct Place {
    std::shared_ptr<State> state;
    std::shared_ptr<Waiter> waiter;
    ~Place() {
      if (waiter == nullptr) return;
      {
        const std::lock_guard lock(state->mutex);
        std::erase(state->waiting, waiter);
        if (!waiter->granted) return;
      }
      state->Release();
    }
  };
  Place place;
  place.state = state_;
  auto executor = co_await asio::this_coro::executor;
  {
    const std::lock_guard lock(place.state->mutex);
    if (place.state->free > 0) {
      --place.state->free;
      co_return Permit(place.state);
    }
    place.waiter = std::make_shared<Waiter>(executor);
    place.state->waiting.push_back(place.waiter);
  }
  co_await place.waiter->timer.async_wait(asio::as_tuple(asio::use_awaitable));
  bool granted = false;
  {
    const std::lock_guard lock(place.state->mutex);
    granted = place.waiter->granted;
  }
  if (!granted) throw boost::system::system_error(asio::error::operation_aborted);
  place.waiter.reset();
  co_return Permit(place.state);
}

asio::awaitable<void> AwaitAll(std::vector<asio::awaitable<void>> work) {
  if (work.empty()) co_return;
  auto executor = co_await asio::this_coro::executor;
  using Operation = decltype(asio::co_spawn(executor, std::move(work.front()), asio::deferred));
  std::vector<Operation> operations;
  operations.reserve(work.size());
  for (auto& each : work) operations.push_back(asio::co_spawn(executor, std::move(each), asio::deferred));
  auto group = asio::experimental::make_parallel_group(std::move(operations));
  auto [order, exceptions] = co_await group.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
  for (const std::exception_ptr& exception : exceptions) {
    if (exception != nullptr) std::rethrow_exception(exception);
  }
}

}  // namespace llmcost
