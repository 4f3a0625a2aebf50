// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "http/http_server.h"

// The providers' admin APIs played by this program itself: demo mode, tests, benchmarks, faults on demand.
namespace llmcost {

struct SimulatorKey {
  std::string provider;      // "openai"
  std::string organization;  // "Edugami"
  std::string key;           // "sk-admin-demo-edugami"
};

struct SimulatorOptions {
  unsigned seed = 1;
  int organizations = 3;  // of OpenAI
  int projects = 12;      // in each of them, archived ones included
  std::chrono::milliseconds latency{0};
};

// Answers as the providers document it, from plausible data of two years that end today. The same seed and day give the
// same data. Thread-safe; `clock` must outlive it.
class Simulator : public RequestHandler {
 public:
  static std::unique_ptr<Simulator> Make(SimulatorOptions options, const Clock& clock);

  // The keys it accepts, for wiring demo mode and for `simulate` to print.
  virtual std::vector<SimulatorKey> keys() const = 0;
};

}  // namespace llmcost
