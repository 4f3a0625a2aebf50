// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "http/http_server.h"
#include "service/cost_service.h"

// The HTTP API and the page, as docs/openapi.yaml describes them.
namespace llmcost {

struct ApiOptions {
  std::string version;  // of the program
  bool demo = false;    // the figures are the simulator's
  // Names a Host header may have beside "localhost" and loopback addresses; any port. Empty with any_host = only those.
  std::vector<std::string> allowed_hosts;
  bool any_host = false;  // --insecure-no-auth on another address: no Host check
};

// `service` and `clock` must outlive it. Thread-safe.
std::unique_ptr<RequestHandler> MakeApiHandler(CostService& service, const Clock& clock, ApiOptions options);

}  // namespace llmcost
