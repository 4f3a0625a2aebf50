// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <utility>

namespace llmcost {

// Runs `coroutine` on another executor and gives its value here; cancelling the one that waits cancels it. In place of
// co_await co_spawn(…, use_awaitable), which in Boost 1.81 passes a cancellation on to the other executor by a bare
// pointer: when the coroutine ends before that arrives, the pointer dangles. Here whoever is on the way shares the
// signal.
template <typename T>
boost::asio::awaitable<T> AwaitOn(boost::asio::any_io_executor executor, boost::asio::awaitable<T> coroutine) {
  namespace asio = boost::asio;
  auto signal = std::make_shared<asio::cancellation_signal>();
  auto start = [executor, signal, &coroutine]<typename Handler>(Handler&& handler) {
    if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected()) {
      slot.assign([executor, signal](asio::cancellation_type type) {
        asio::post(executor, [signal, type] { signal->emit(type); });
      });
    }
    auto on_end = [signal, waiting = std::forward<Handler>(handler)](std::exception_ptr exception, T value) mutable {
      auto home = asio::get_associated_executor(waiting);
      asio::post(home, [resume = std::move(waiting), failed = std::move(exception),
                        result = std::move(value)]() mutable { std::move(resume)(failed, std::move(result)); });
    };
    asio::co_spawn(executor, std::move(coroutine), asio::bind_cancellation_slot(signal->slot(), std::move(on_end)));
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(std::exception_ptr, T)>(
      start, asio::use_awaitable);
}

}  // namespace llmcost
