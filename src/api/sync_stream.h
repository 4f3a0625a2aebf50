// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "http/http_server.h"
#include "service/cost_service.h"

// What the program is reading, and whether its figures have changed.
namespace llmcost {

std::string SyncJson(const CostService& service);

// The same as server-sent events (HTML, 9.2): one at once, and one whenever it has changed.
class SyncStream final : public BodyStream {
 public:
  // `service` must outlive it.
  explicit SyncStream(CostService& service) : service_(service) {}

  boost::asio::awaitable<std::optional<std::string>> Next() override;

 private:
  CostService& service_;
  std::string last_;
  std::chrono::steady_clock::time_point last_sent_;
};

}  // namespace llmcost
