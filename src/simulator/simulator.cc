// SPDX-License-Identifier: MIT
#include "simulator/simulator.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/log.h"
#include "http/url.h"
#include "simulator/calls.h"
#include "simulator/faults.h"
#include "simulator/openai_api.h"
#include "simulator/truth.h"

namespace llmcost {
namespace {

constexpr std::string_view kControl = "/_simulator/";
constexpr int kMaxProjects = 1000;
constexpr int kMaxLineItems = 1000;
constexpr int kMaxTruthDays = 3660;

std::optional<std::string> FindParameter(const QueryParameters& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return std::nullopt;
}

// The query as a service would see it that does not know group_by.
std::string WithoutGrouping(std::string_view query) {
  auto parameters = ParseQuery(query);
  if (!parameters) return std::string(query);
  std::erase_if(*parameters, [](const auto& parameter) { return parameter.first.starts_with("group_by"); });
  return FormatQuery(*parameters);
}

class OpenAiSimulator final : public Simulator {
 public:
  OpenAiSimulator(const SimulatorOptions& options, const Clock& clock)
      : clock_(clock),
        latency_(options.latency),
        api_({options.seed, options.projects, options.line_items}, options.organizations),
        rate_limit_(options.calls_per_minute) {}

  Result<void> AddFault(std::string_view text) {
    auto rule = ParseFaultRule(text, [this](std::string_view name) {
      const auto* organization = api_.FindOrganization(name);
      return organization == nullptr ? std::optional<std::string>() : std::string(organization->name());
    });
    if (!rule) return Failure(rule.error());
    faults_.Add(std::move(*rule));
    return {};
  }

  std::vector<SimulatorKey> keys() const override {
    std::vector<SimulatorKey> keys;
    for (const auto& organization : api_.organizations()) {
      keys.push_back({"openai", std::string(organization->name()), organization->key()});
    }
    return keys;
  }

  boost::asio::awaitable<ServerResponse> Respond(const ServerRequest& request) override {
    std::string_view path = request.Path();
    if (path.starts_with(kControl)) co_return AnswerControl(path.substr(kControl.size()), request.Query());
    if (path.starts_with("/v1/")) path.remove_prefix(3);

    CallLog::Call call(calls_, OpenAiApi::RouteName(path));
    const auto authorization = request.Header("Authorization");
    const auto* organization = api_.Authenticate(authorization);
    const auto name = organization == nullptr ? std::string_view() : organization->name();
    const FaultDecision fault = faults_.Take(path, name);
    const auto delay = latency_ + fault.delay;
    if (delay.count() > 0) {
      boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, delay);
      co_await timer.async_wait(boost::asio::use_awaitable);
    }
    ServerResponse response = Answer(request, path, organization, fault.rule);
    response.headers.push_back({"X-Request-Id", fmt::format("req_{:016x}", ++requests_)});
    call.set_status(response.delivery == ServerResponse::Delivery::kReset ? 0 : response.status);
    co_return response;
  }

  ServerResponse RespondToError(int status, std::string_view detail) override {
    return AnswerOpenAiError({status, std::string(detail)});
  }

 private:
  ServerResponse Answer(const ServerRequest& request, std::string_view path, const OpenAiOrganization* organization,
                        const std::optional<FaultRule>& fault) {
    if (fault) {
      if (auto response = AnswerFault(*fault)) return *response;
    }
    if (request.method != "GET" && request.method != "HEAD") {
      auto response = AnswerOpenAiError({405, fmt::format("Not allowed to {} on /v1{}.", request.method, path),
                                         std::nullopt, "method_not_supported"});
      response.headers.push_back({"Allow", "GET, HEAD"});
      return response;
    }
    if (organization == nullptr) return OpenAiApi::RefuseKey(request.Header("Authorization"), path);
    const TimePoint now = clock_.Now();
    if (const int wait = rate_limit_.Take(organization->name(), now); wait > 0) {
      auto response = AnswerOpenAiError(
          {429, "Rate limit reached for requests per minute.", std::nullopt, "rate_limit_exceeded", "requests"});
      response.headers.push_back({"Retry-After", std::to_string(wait)});
      return response;
    }
    if (!fault) return api_.Answer(*organization, path, request.Query(), now);
    const std::string query =
        fault->kind == "ignore-grouping" ? WithoutGrouping(request.Query()) : std::string(request.Query());
    const auto parameters = ParseQuery(query);
    const auto page = parameters ? FindParameter(*parameters, "page") : std::nullopt;
    return ApplyFault(*fault, api_.Answer(*organization, path, query, now), page);
  }

  ServerResponse AnswerControl(std::string_view what, std::string_view query) {
    const auto parameters = ParseQuery(query);
    if (!parameters) return AnswerOpenAiError({400, "the query string cannot be decoded"});
    if (what == "faults") return AnswerFaults(*parameters);
    if (what == "calls") {
      return AnswerJson(200, calls_.Write(FindParameter(*parameters, "reset") == "1"));
    }
    if (what == "truth") return AnswerTruth(*parameters);
    return AnswerOpenAiError({404, fmt::format("no '{}'; there are faults, calls and truth", Printable(what))});
  }

  ServerResponse AnswerFaults(const QueryParameters& parameters) {
    for (const auto& [name, value] : parameters) {
      if (name == "clear") {
        faults_.Clear();
      } else if (name == "add") {
        if (const auto added = AddFault(value); !added) return AnswerOpenAiError({400, added.error().message, "add"});
      } else {
        return AnswerOpenAiError({400, fmt::format("no parameter '{}'; there are add and clear", Printable(name))});
      }
    }
    JsonText json;
    json.BeginObject();
    json.Name("faults");
    json.BeginArray();
    for (const auto& rule : faults_.rules()) {
      json.BeginObject();
      json.Field("rule", rule.text);
      json.Field("applied", std::int64_t{rule.applied});
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
    return AnswerJson(200, json.Take());
  }

  ServerResponse AnswerTruth(const QueryParameters& parameters) {
    std::vector<const OpenAiOrganization*> organizations;
    if (const auto name = FindParameter(parameters, "organization")) {
      organizations.push_back(api_.FindOrganization(*name));
      if (organizations.front() == nullptr) {
        return AnswerOpenAiError({404, fmt::format("no organization '{}'", Printable(*name)), "organization"});
      }
    } else {
      for (const auto& organization : api_.organizations()) organizations.push_back(organization.get());
    }
    DateRange range;
    for (const auto& [name, date] : {std::pair("start_date", &range.start), std::pair("end_date", &range.end)}) {
      const auto parsed = Date::Parse(FindParameter(parameters, name).value_or(""));
      if (!parsed) return AnswerOpenAiError({400, fmt::format("{} must be YYYY-MM-DD", name), name});
      *date = *parsed;
    }
    if (range.end < range.start || range.Length() > kMaxTruthDays) {
      return AnswerOpenAiError({400, "end_date must not be before start_date, nor ten years after it", "end_date"});
    }
    return AnswerJson(200, WriteTruth(organizations, range, clock_.Now()));
  }

  const Clock& clock_;
  const std::chrono::milliseconds latency_;
  OpenAiApi api_;
  FaultBoard faults_;
  CallLog calls_;
  RateLimit rate_limit_;
  std::atomic<std::uint64_t> requests_ = 0;
};

}  // namespace

Result<std::unique_ptr<Simulator>> Simulator::Make(SimulatorOptions options, const Clock& clock) {
  const auto check = [](std::string_view name, std::int64_t value, std::int64_t min, std::int64_t max) -> Result<void> {
    if (value >= min && value <= max) return {};
    return Fail(ErrorKind::kInvalidArgument, fmt::format("simulator: {} must be {} to {}", name, min, max));
  };
  for (const auto& checked :
       {check("organizations", options.organizations, 1, kMaxOrganizations),
        check("projects", options.projects, 1, kMaxProjects), check("line items", options.line_items, 0, kMaxLineItems),
        check("latency in milliseconds", options.latency.count(), 0, 600'000),
        check("calls per minute", options.calls_per_minute, 0, 1'000'000)}) {
    if (!checked) return Failure(checked.error());
  }
  auto simulator = std::make_unique<OpenAiSimulator>(options, clock);
  for (const auto& fault : options.faults) {
    if (const auto added = simulator->AddFault(fault); !added) return Failure(added.error());
  }
  return simulator;
}

}  // namespace llmcost
