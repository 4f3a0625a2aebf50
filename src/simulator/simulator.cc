// SPDX-License-Identifier: MIT
#include "simulator/simulator.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>
#include <ranges>

#include "core/log.h"
#include "http/url.h"
#include "simulator/anthropic_api.h"
#include "simulator/api_parts.h"
#include "simulator/calls.h"
#include "simulator/ecb_api.h"
#include "simulator/faults.h"
#include "simulator/mistral_api.h"
#include "simulator/openai_api.h"
#include "simulator/openrouter_api.h"
#include "simulator/simulated_api.h"

namespace llmcost {
namespace {

constexpr std::string_view kControl = "/_simulator/";
constexpr int kMaxProjects = 1000;
constexpr int kMaxLineItems = 1000;
constexpr int kMaxTruthDays = 3660;

// The query as a service would see it that does not know group_by.
std::string WithoutGrouping(std::string_view query) {
  auto parameters = ParseQuery(query);
  if (!parameters) return std::string(query);
  std::erase_if(*parameters, [](const auto& parameter) { return parameter.first.starts_with("group_by"); });
  return FormatQuery(*parameters);
}

class ProviderSimulator final : public Simulator {
 public:
  ProviderSimulator(const SimulatorOptions& options, const Clock& clock)
      : clock_(clock), latency_(options.latency), rates_(options.seed), rate_limit_(options.calls_per_minute) {
    apis_.push_back(std::make_unique<EcbApi>(rates_));
    if (options.openrouter > 0) apis_.push_back(std::make_unique<OpenRouterApi>(options.seed, options.openrouter));
    if (options.mistral > 0) apis_.push_back(std::make_unique<MistralApi>(options.seed, options.mistral, rates_));
    if (options.anthropic > 0) apis_.push_back(std::make_unique<AnthropicApi>(options.seed, options.anthropic));
    // The last one takes every path that is left.
    apis_.push_back(std::make_unique<OpenAiApi>(OpenAiDataOptions{options.seed, options.projects, options.line_items},
                                                options.organizations));
  }

  Result<void> AddFault(std::string_view text) {
    auto rule = ParseFaultRule(text, [this](std::string_view name) -> std::optional<std::string> {
      for (const auto& api : apis_) {
        if (auto found = api->FindOrganization(name)) return found;
      }
      return std::nullopt;
    });
    if (!rule) return Failure(rule.error());
    faults_.Add(std::move(*rule));
    return {};
  }

  std::vector<SimulatedProvider> providers() const override {
    std::vector<SimulatedProvider> providers;
    for (const auto& api : apis_ | std::views::reverse) providers.push_back(api->provider());
    return providers;
  }

  std::vector<SimulatorKey> keys() const override {
    std::vector<SimulatorKey> keys;
    for (const auto& api : apis_ | std::views::reverse) std::ranges::copy(api->keys(), std::back_inserter(keys));
    return keys;
  }

  boost::asio::awaitable<ServerResponse> Respond(const ServerRequest& request) override {
    std::string_view path = request.Path();
    if (path.starts_with(kControl)) co_return AnswerControl(path.substr(kControl.size()), request.Query());
    if (path.starts_with("/v1/")) path.remove_prefix(3);

    SimulatedApi& api = ApiOf(path);
    CallLog::Call call_count(calls_, api.RouteName(path));
    SimulatedCall call{request, path, std::string(request.Query()), clock_.Now(),
                       fmt::format("req_{:016x}", ++requests_)};
    const auto owner = api.Owner(call);
    const FaultDecision fault = faults_.Take(path, owner.value_or(std::string_view()));
    const auto delay = latency_ + fault.delay;
    if (delay.count() > 0) {
      boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, delay);
      co_await timer.async_wait(boost::asio::use_awaitable);
      call.now = clock_.Now();
    }
    ServerResponse response = Answer(api, call, owner, fault.rule);
    response.headers.push_back({std::string(api.request_id_header()), call.request_id});
    call_count.set_status(response.delivery == ServerResponse::Delivery::kReset ? 0 : response.status);
    co_return response;
  }

  ServerResponse RespondToError(int status, std::string_view detail) override {
    return AnswerOpenAiError({status, std::string(detail)});
  }

 private:
  SimulatedApi& ApiOf(std::string_view path) const {
    return **std::ranges::find_if(apis_, [&](const auto& api) { return api->Handles(path); });
  }

  ServerResponse Answer(SimulatedApi& api, SimulatedCall& call, const std::optional<std::string_view>& owner,
                        const std::optional<FaultRule>& fault) {
    if (fault) {
      const auto answer_status = [&](int status) { return api.AnswerStatus(call, status); };
      if (auto response = AnswerFault(*fault, answer_status)) return *response;
    }
    if (call.request.method != "GET" && call.request.method != "HEAD") {
      auto response = api.RefuseMethod(call);
      response.headers.push_back({"Allow", "GET, HEAD"});
      return response;
    }
    if (!owner) return api.RefuseKey(call);
    const int wait = owner->empty() ? 0 : rate_limit_.Take(*owner, call.now);
    if (wait > 0) {
      auto response = api.RefuseRate(call);
      response.headers.push_back({"Retry-After", std::to_string(wait)});
      return response;
    }
    if (!fault) return api.Answer(call);
    if (fault->kind == "ignore-grouping") call.query = WithoutGrouping(call.query);
    const auto parameters = ParseQuery(call.query);
    const auto page = parameters ? FindValue(*parameters, "page") : std::nullopt;
    return ApplyFault(*fault, api.Answer(call), page ? std::optional<std::string>(*page) : std::nullopt);
  }

  ServerResponse AnswerControl(std::string_view what, std::string_view query) {
    const auto parameters = ParseQuery(query);
    if (!parameters) return AnswerOpenAiError({400, "the query string cannot be decoded"});
    if (what == "faults") return AnswerFaults(*parameters);
    if (what == "calls") return AnswerJson(200, calls_.Write(FindValue(*parameters, "reset") == "1"));
    if (what == "truth") return AnswerTruth(*parameters, FindValue(*parameters, "provider").value_or("openai"));
    if (what == "rates") return AnswerTruth(*parameters, "ecb");
    return AnswerOpenAiError({404, fmt::format("no '{}'; there are faults, calls, truth and rates", Printable(what))});
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

  ServerResponse AnswerTruth(const QueryParameters& parameters, std::string_view provider) {
    const auto api = std::ranges::find_if(apis_, [&](const auto& each) { return each->provider().id == provider; });
    if (api == apis_.end()) {
      return AnswerOpenAiError({404, fmt::format("no provider '{}' is simulated", Printable(provider)), "provider"});
    }
    std::optional<std::string> organization;
    if (const auto name = FindValue(parameters, "organization")) {
      organization = (*api)->FindOrganization(*name);
      if (!organization) {
        return AnswerOpenAiError({404, fmt::format("no organization '{}'", Printable(*name)), "organization"});
      }
    }
    const auto range = ReadRange(parameters);
    if (!range) return AnswerOpenAiError(range.error());
    return AnswerJson(200, (*api)->WriteTruth(organization, *range, clock_.Now()));
  }

  static OpenAiResult<DateRange> ReadRange(const QueryParameters& parameters) {
    DateRange range;
    for (const auto& [name, date] : {std::pair("start_date", &range.start), std::pair("end_date", &range.end)}) {
      const auto parsed = Date::Parse(FindValue(parameters, name).value_or(""));
      if (!parsed) return tl::unexpected(OpenAiError{400, fmt::format("{} must be YYYY-MM-DD", name), name});
      *date = *parsed;
    }
    if (range.end < range.start || range.Length() > kMaxTruthDays) {
      return tl::unexpected(
          OpenAiError{400, "end_date must not be before start_date, nor ten years after it", "end_date"});
    }
    return range;
  }

  const Clock& clock_;
  const std::chrono::milliseconds latency_;
  const EcbRates rates_;
  std::vector<std::unique_ptr<SimulatedApi>> apis_;  // the first that handles a path has it
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
        check("organizations of Anthropic", options.anthropic, 0, kMaxAnthropicOrganizations),
        check("organizations of Mistral", options.mistral, 0, kMaxMistralOrganizations),
        check("accounts of OpenRouter", options.openrouter, 0, kMaxOpenRouterAccounts),
        check("projects", options.projects, 1, kMaxProjects), check("line items", options.line_items, 0, kMaxLineItems),
        check("latency in milliseconds", options.latency.count(), 0, 600'000),
        check("calls per minute", options.calls_per_minute, 0, 1'000'000)}) {
    if (!checked) return Failure(checked.error());
  }
  auto simulator = std::make_unique<ProviderSimulator>(options, clock);
  for (const auto& fault : options.faults) {
    if (const auto added = simulator->AddFault(fault); !added) return Failure(added.error());
  }
  return simulator;
}

}  // namespace llmcost
