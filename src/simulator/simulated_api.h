// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.h"
#include "http/http_server.h"
#include "simulator/simulator.h"

// One provider's admin API, as the simulator hosts it beside the others.
namespace llmcost {

// A call on its way through the simulator.
struct SimulatedCall {
  const ServerRequest& request;
  std::string_view path;  // as fault rules and the call log know it: without a leading /v1
  std::string query;      // the request's, unless a fault changed it
  TimePoint now;
  std::string request_id;  // "req_0000000000000001"
};

// Thread-safe: many calls at a time.
class SimulatedApi {
 public:
  virtual ~SimulatedApi() = default;

  virtual SimulatedProvider provider() const = 0;
  // Whether it is asked for this path (see SimulatedCall).
  virtual bool Handles(std::string_view path) const = 0;
  // The documented form of a path, with "{project_id}" for an id; "(unknown)" for what is not documented.
  virtual std::string_view RouteName(std::string_view path) const = 0;

  virtual std::vector<SimulatorKey> keys() const = 0;
  // The name of the organization meant: by name, id or the last part of its key, in any case.
  virtual std::optional<std::string> FindOrganization(std::string_view text) const = 0;
  // The name of the organization whose key the call has; nothing = refused, see RefuseKey. Empty = no key is needed.
  virtual std::optional<std::string_view> Owner(const SimulatedCall& call) const = 0;

  // GET or HEAD of an owner that may go on.
  virtual ServerResponse Answer(const SimulatedCall& call) = 0;
  virtual ServerResponse RefuseKey(const SimulatedCall& call) const = 0;
  // An error in the provider's own form, as it comes with that status (400 to 599).
  virtual ServerResponse AnswerStatus(const SimulatedCall& call, int status) const = 0;
  virtual ServerResponse RefuseMethod(const SimulatedCall& call) const { return AnswerStatus(call, 405); }
  virtual ServerResponse RefuseRate(const SimulatedCall& call) const { return AnswerStatus(call, 429); }
  virtual std::string_view request_id_header() const { return "X-Request-Id"; }

  // What was really spent, as JSON. `organization` is a name that FindOrganization gave; nothing = all of them.
  virtual std::string WriteTruth(const std::optional<std::string>& organization, const DateRange& range,
                                 TimePoint now) const = 0;
};

}  // namespace llmcost
