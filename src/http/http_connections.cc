// SPDX-License-Identifier: MIT
#include <algorithm>

#include "http/http_connection.h"

namespace llmcost {

void HttpConnections::OnLeave(std::function<void()> callback) {
  const std::lock_guard lock(mutex_);
  on_leave_ = std::move(callback);
}

void HttpConnections::Notify(bool notify) {
  const std::lock_guard lock(mutex_);
  notify_ = notify;
}

void HttpConnections::Add(HttpConnection* connection) {
  const std::lock_guard lock(mutex_);
  connections_.insert(connection);
}

void HttpConnections::Remove(HttpConnection* connection) {
  std::function<void()> call;
  {
    const std::lock_guard lock(mutex_);
    connections_.erase(connection);
    if (notify_) call = on_leave_;
  }
  if (call) call();
}

std::size_t HttpConnections::size() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

// The mutex keeps each pointer valid, as a destructor has to pass it; the weak pointer tells whether it already waits.
std::vector<std::shared_ptr<HttpConnection>> HttpConnections::All() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<HttpConnection>> all;
  for (HttpConnection* connection : connections_) {
    if (auto shared = connection->weak_from_this().lock()) all.push_back(std::move(shared));
  }
  return all;
}

std::shared_ptr<HttpConnection> HttpConnections::LongestIdle() const {
  const std::lock_guard lock(mutex_);
  HttpConnection* longest = nullptr;
  for (HttpConnection* connection : connections_) {
    if (connection->idle() && (!longest || connection->deadline() < longest->deadline())) longest = connection;
  }
  return longest ? longest->weak_from_this().lock() : nullptr;
}

std::vector<std::shared_ptr<HttpConnection>> HttpConnections::Late(std::chrono::steady_clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<HttpConnection>> late;
  for (HttpConnection* connection : connections_) {
    if (now < connection->deadline()) continue;
    if (auto shared = connection->weak_from_this().lock()) late.push_back(std::move(shared));
  }
  return late;
}

}  // namespace llmcost
