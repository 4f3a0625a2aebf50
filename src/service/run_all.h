// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>
#include <vector>

namespace llmcost {

// Runs the coroutines side by side on `executor` and gives their values in the order given. Throws what the first of
// them that failed threw, once all have ended. Cancelling it cancels all.
template <typename T>
boost::asio::awaitable<std::vector<T>> RunAll(boost::asio::any_io_executor executor,
                                              std::vector<boost::asio::awaitable<T>> coroutines) {
  if (coroutines.empty()) co_return std::vector<T>();
  using Operation =
      decltype(boost::asio::co_spawn(executor, std::declval<boost::asio::awaitable<T>>(), boost::asio::deferred));
  std::vector<Operation> operations;
  operations.reserve(coroutines.size());
  for (auto& coroutine : coroutines) {
    operations.push_back(boost::asio::co_spawn(executor, std::move(coroutine), boost::asio::deferred));
  }
  auto group = boost::asio::experimental::make_parallel_group(std::move(operations));
  auto [order, exceptions, values] =
      co_await group.async_wait(boost::asio::experimental::wait_for_all(), boost::asio::use_awaitable);
  for (const std::exception_ptr& exception : exceptions) {
    if (exception) std::rethrow_exception(exception);
  }
  co_return std::move(values);
}

}  // namespace llmcost
