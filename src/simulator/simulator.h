// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "http/http_server.h"

// The providers' admin APIs played by this program itself: demo mode, tests, benchmarks, faults on demand.
//
// What it answers:
//   /v1/organization/…       OpenAI's admin API (the paths without /v1 as well), told apart by the bearer key
//   /v1/organizations/…      Anthropic's, told apart by x-api-key
//   /v1/admin/…              Mistral's (/api/admin/…, its old address, as well), by bearer token or x-api-key
//   /api/v1/…                OpenRouter's, told apart by the bearer key
//   /stats/eurofxref/…       the European Central Bank's exchange rates, for anybody
//   /_simulator/faults       the fault rules in force; ?add=RULE (repeatable) adds, ?clear=1 removes all (faults.h)
//   /_simulator/calls        how often each path was called, and the most calls in flight; ?reset=1 then starts anew
//   /_simulator/truth        what was really spent, exact, read past the API's own grouping and paging:
//                            ?provider= (left out = openai) &organization=NAME (left out = all of the provider's)
//                            &start_date= &end_date= (both included)
//   /_simulator/rates        the dollar's rate that is used for each day; ?start_date= &end_date=
namespace llmcost {

// A provider as the simulator plays it.
struct SimulatedProvider {
  std::string id;         // "openai", as in the registry of providers
  std::string name;       // "OpenAI"
  std::string base_path;  // "/v1": what its base address has after the simulator's own
};

struct SimulatorKey {
  std::string provider;      // "openai"
  std::string organization;  // "Edugami"
  std::string key;           // "sk-admin-demo-edugami"
};

struct SimulatorOptions {
  unsigned seed = 1;
  int organizations = 3;  // of OpenAI, 1 to 8
  int anthropic = 1;      // organizations of Anthropic, 0 to 4
  int mistral = 1;        // organizations of Mistral, billed in EUR, 0 to 3
  int openrouter = 1;     // accounts of OpenRouter, 0 to 3
  int projects = 12;      // in each of them, archived ones included, 1 to 1000
  // 0 = the plausible data of small companies. More (up to 1000): every project has this many line items with costs on
  // every day, and none is archived; for benchmarks.
  int line_items = 0;
  std::chrono::milliseconds latency{0};  // added to every answer of the providers' APIs
  int calls_per_minute = 0;              // of one organization, before it gets 429; 0 = any number
  std::vector<std::string> faults;  // rules as in faults.h: "path=/organization/costs,kind=429,retry_after=2,count=3"
};

// Answers as the providers document it, from plausible data that begin in October 2024 and end now. The same seed and
// day give the same data on every machine; only the last three days still grow, as they do at the real ones.
// Thread-safe.
class Simulator : public RequestHandler {
 public:
  // `clock` must outlive it. Error kInvalidArgument: an option out of range or a fault rule that cannot be read; the
  // message says which.
  static Result<std::unique_ptr<Simulator>> Make(SimulatorOptions options, const Clock& clock);

  virtual std::vector<SimulatedProvider> providers() const = 0;
  // The keys it accepts, for wiring demo mode and for `simulate` to print.
  virtual std::vector<SimulatorKey> keys() const = 0;
};

}  // namespace llmcost
