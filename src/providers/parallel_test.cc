// SPDX-License-Identifier: MIT
#include "providers/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <stdexcept>
#include <string>

#include "providers/provider_testing.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;

struct Load {
  std::atomic<int> now = 0;
  std::atomic<int> most = 0;
  std::atomic<int> done = 0;
};

asio::awaitable<void> Turn() {
  auto executor = co_await asio::this_coro::executor;
  co_await asio::post(executor, asio::use_awaitable);
}

asio::awaitable<void> Work(AsyncSemaphore& slots, Load& load, int turns) {
  const auto permit = co_await slots.Acquire();
  const int now = ++load.now;
  int most = load.most;
  while (most < now && !load.most.compare_exchange_weak(most, now)) {
  }
  for (int i = 0; i < turns; ++i) co_await Turn();
  --load.now;
  ++load.done;
}

asio::awaitable<int> ManyAtATime(AsyncSemaphore& slots, Load& load, int count) {
  std::vector<asio::awaitable<void>> work;
  for (int i = 0; i < count; ++i) work.push_back(Work(slots, load, i % 5));
  co_await AwaitAll(std::move(work));
  co_return load.done;
}

TEST(AsyncSemaphoreTest, LetsNoMoreThanItsSlotsIn) {
  AsyncSemaphore slots(3);
  Load load;
  EXPECT_EQ(RunToEnd(OnStrand(ManyAtATime(slots, load, 50))), 50);
  EXPECT_EQ(load.most, 3);
}

TEST(AsyncSemaphoreTest, IsSharedByThreads) {
  AsyncSemaphore slots(3);
  Load load;
  asio::thread_pool pool(4);
  for (int i = 0; i < 8; ++i) asio::co_spawn(pool, OnStrand(ManyAtATime(slots, load, 200)), asio::detached);
  pool.join();
  EXPECT_EQ(load.done, 1600);
  EXPECT_LE(load.most, 3);
  EXPECT_GE(load.most, 1);
}

TEST(AsyncSemaphoreTest, LetsInFirstWhoCameFirst) {
  AsyncSemaphore slots(1);
  std::string order;
  const auto note = [](AsyncSemaphore& all, std::string& text, char name) -> asio::awaitable<void> {
    const auto permit = co_await all.Acquire();
    co_await Turn();
    text.push_back(name);
  };
  asio::io_context context;
  for (const char name : {'a', 'b', 'c', 'd'}) asio::co_spawn(context, note(slots, order, name), asio::detached);
  context.run_for(std::chrono::seconds(60));
  EXPECT_EQ(order, "abcd");
}

TEST(AsyncSemaphoreTest, ACancelledWaitLeavesTheQueue) {
  AsyncSemaphore slots(1);
  asio::io_context context;
  std::exception_ptr ended;
  bool third_got_in = false;
  asio::cancellation_signal cancel;
  const auto hold = [](AsyncSemaphore& all, asio::cancellation_signal& signal) -> asio::awaitable<void> {
    const auto permit = co_await all.Acquire();
    co_await Turn();
    signal.emit(asio::cancellation_type::terminal);
    co_await Turn();
  };
  const auto enter = [](AsyncSemaphore& all, bool& in) -> asio::awaitable<void> {
    const auto permit = co_await all.Acquire();
    in = true;
  };
  bool second_got_in = false;
  asio::co_spawn(context, hold(slots, cancel), asio::detached);
  asio::co_spawn(context, enter(slots, second_got_in),
                 asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr thrown) { ended = thrown; }));
  asio::co_spawn(context, enter(slots, third_got_in), asio::detached);
  context.run_for(std::chrono::seconds(60));
  EXPECT_FALSE(second_got_in);
  EXPECT_TRUE(third_got_in);
  ASSERT_TRUE(ended);
  EXPECT_THROW(std::rethrow_exception(ended), boost::system::system_error);
}

TEST(AsyncSemaphoreTest, OutlivesAContextThatEndsWithWaitersInIt) {
  AsyncSemaphore slots(1);
  Load load;
  {
    asio::io_context context;
    asio::co_spawn(context, Work(slots, load, 1'000'000), asio::detached);
    asio::co_spawn(context, Work(slots, load, 0), asio::detached);
    for (int i = 0; i < 10; ++i) context.run_one();
  }
  EXPECT_EQ(RunToEnd(OnStrand(ManyAtATime(slots, load, 1))), 1);
}

asio::awaitable<void> Throw() {
  co_await Turn();
  throw std::runtime_error("boom");
}

asio::awaitable<int> ThrowAmongOthers(AsyncSemaphore& slots, Load& load) {
  std::vector<asio::awaitable<void>> work;
  work.push_back(Throw());
  work.push_back(Work(slots, load, 10));
  co_await AwaitAll(std::move(work));
  co_return 0;
}

TEST(AwaitAllTest, ThrowsOnAfterAllHaveEnded) {
  AsyncSemaphore slots(1);
  Load load;
  EXPECT_THROW(RunToEnd(OnStrand(ThrowAmongOthers(slots, load))), std::runtime_error);
  EXPECT_EQ(load.done, 1);
}

TEST(AwaitAllTest, NothingToDoIsDone) {
  AsyncSemaphore slots(1);
  Load load;
  EXPECT_EQ(RunToEnd(OnStrand(ManyAtATime(slots, load, 0))), 0);
}

}  // namespace
}  // namespace llmcost
