// SPDX-License-Identifier: MIT
#include "service/single_flight.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace llmcost {
namespace {

namespace asio = boost::asio;

// One thread, one io_context: run() returns when nothing is left to do, so a test needs no waiting.
class SingleFlightTest : public testing::Test {
 protected:
  // A piece of work that ends when Release is called.
  SingleFlight<std::string, int>::Work Blocked(int value) {
    return [this, value]() -> asio::awaitable<int> { return Block(value); };
  }
  asio::awaitable<int> Block(int value) {
    ++started_;
    co_await gate_.async_wait(asio::as_tuple(asio::use_awaitable));
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) ++cancelled_;
    co_return value;
  }
  void Release() { gate_.cancel(); }

  void Call(const std::string& key, SingleFlight<std::string, int>::Work work,
            asio::cancellation_signal* cancel = nullptr) {
    auto on_end = [this](const std::exception_ptr& exception, int value) {
      if (exception) {
        ++failures_;
      } else {
        values_.push_back(value);
      }
    };
    if (cancel != nullptr) {
      asio::co_spawn(io_, flight_.Run(key, std::move(work)), asio::bind_cancellation_slot(cancel->slot(), on_end));
    } else {
      asio::co_spawn(io_, flight_.Run(key, std::move(work)), on_end);
    }
  }

  asio::io_context io_;
  asio::steady_timer gate_{io_, asio::steady_timer::time_point::max()};
  SingleFlight<std::string, int> flight_{io_.get_executor()};
  int started_ = 0;
  int cancelled_ = 0;
  int failures_ = 0;
  std::vector<int> values_;
};

TEST_F(SingleFlightTest, GivesTheValueOfItsWork) {
  Call("a", Blocked(7));
  io_.poll();
  Release();
  io_.run();
  EXPECT_EQ(values_, std::vector{7});
}

TEST_F(SingleFlightTest, CallsThatOverlapShareOneExecution) {
  for (int i = 0; i < 10; ++i) Call("a", Blocked(i));
  io_.poll();
  EXPECT_EQ(started_, 1);
  Release();
  io_.run();
  EXPECT_EQ(values_, std::vector(10, 0));
}

TEST_F(SingleFlightTest, OtherKeysRunOnTheirOwn) {
  Call("a", Blocked(1));
  Call("b", Blocked(2));
  io_.poll();
  EXPECT_EQ(started_, 2);
  Release();
  io_.run();
}

TEST_F(SingleFlightTest, ACallAfterTheEndBeginsAnew) {
  Call("a", Blocked(1));
  io_.poll();
  Release();
  io_.run();
  EXPECT_FALSE(flight_.Has("a"));
  io_.restart();
  Call("a", Blocked(2));
  io_.poll();
  Release();
  io_.run();
  EXPECT_EQ(values_, (std::vector{1, 2}));
}

asio::awaitable<int> Throw() {
  throw std::runtime_error("fault");
  co_return 0;
}

TEST_F(SingleFlightTest, AThrowFreesAllWhoWait) {
  for (int i = 0; i < 3; ++i) Call("a", [] { return Throw(); });
  io_.run();
  EXPECT_EQ(failures_, 3);
  EXPECT_FALSE(flight_.Has("a"));
}

TEST_F(SingleFlightTest, GoesOnWhenOneOfTwoGivesUp) {
  asio::cancellation_signal first;
  Call("a", Blocked(1), &first);
  Call("a", Blocked(2));
  io_.poll();
  first.emit(asio::cancellation_type::terminal);
  io_.poll();
  EXPECT_EQ(failures_, 1);
  EXPECT_EQ(cancelled_, 0);
  Release();
  io_.run();
  EXPECT_EQ(values_, std::vector{1});
}

TEST_F(SingleFlightTest, EndsItsWorkWhenTheLastOneGivesUp) {
  asio::cancellation_signal first;
  asio::cancellation_signal second;
  Call("a", Blocked(1), &first);
  Call("a", Blocked(2), &second);
  io_.poll();
  first.emit(asio::cancellation_type::terminal);
  second.emit(asio::cancellation_type::terminal);
  io_.run();  // returns although the gate was never opened
  EXPECT_EQ(cancelled_, 1);
  EXPECT_EQ(failures_, 2);
  EXPECT_FALSE(flight_.Has("a"));
}

}  // namespace
}  // namespace llmcost
