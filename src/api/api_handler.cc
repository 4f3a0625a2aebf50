// SPDX-License-Identifier: MIT
#include "api/api_handler.h"

#include <algorithm>
#include <array>
#include <utility>

#include "api/body_cache.h"
#include "api/content_encoding.h"
#include "api/host_check.h"
#include "api/known_questions.h"
#include "api/ledger_json.h"
#include "api/parameters.h"
#include "api/problem.h"
#include "api/static_files.h"
#include "api/sync_stream.h"
#include "core/json_writer.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;

void SayPacked(ServerResponse& response) { response.headers.push_back({"Content-Encoding", "gzip"}); }

bool TakesGzip(const ServerRequest& request) { return ReadAcceptEncoding(request.Header("Accept-Encoding")).gzip; }

ServerResponse Respond(const BodyCache::Body& body) {
  ServerResponse response = JsonResponse(body.text);
  response.pages = body.pages;
  if (body.is_gzip) SayPacked(response);
  return response;
}

// What is not kept and was written for this question.
void Pack(const ServerRequest& request, ServerResponse& response) {
  if (!response.body || response.status != 200 || !TakesGzip(request)) return;
  auto packed = Gzip(*response.body);
  if (!packed) return;
  response.body = std::move(packed);
  SayPacked(response);
}

ServerResponse Respond(const JsonWriter& json) {
  return JsonResponse(std::make_shared<const std::string>(json.Take()));
}

// Nothing is null.
std::optional<std::string_view> OrNull(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void WriteKeyToMake(JsonWriter& json, const KeyToMake& key) {
  json.BeginObject("key");
  json.Write("page", key.page);
  json.Write("kind", key.kind);
  json.Write("begins", OrNull(key.begins));
  json.Write("made_by", OrNull(key.made_by));
  json.BeginArray("permissions");
  for (const std::string_view permission : key.permissions) json.Write(permission);
  json.EndArray();
  json.Write("plan", OrNull(key.plan));
  json.Write("ordinary", OrNull(key.ordinary));
  json.EndObject();
}

class ApiHandler final : public RequestHandler {
 public:
  ApiHandler(CostService& service, const Clock& clock, ApiOptions options)
      : service_(service), clock_(clock), options_(std::move(options)) {}

  asio::awaitable<ServerResponse> Respond(const ServerRequest& request) override {
    if (auto refusal = Refuse(request)) co_return *std::move(refusal);
    const std::string_view path = request.Path();
    const auto route = std::ranges::find(kRoutes, path, &Route::path);
    if (route == kRoutes.end()) {
      auto file = path.starts_with("/api/") ? std::nullopt : StaticResponse(path, request);
      if (!file) file = HttpProblemResponse(404, "no such path; docs/openapi.yaml lists what is here");
      co_return *std::move(file);
    }
    // An answer given before needs no waiting.
    if (route->respond == &ApiHandler::RespondToCosts) {
      if (auto kept = KeptCosts(request)) co_return *std::move(kept);
    }
    auto answer = (this->*route->respond)(request);
    ServerResponse response = co_await std::move(answer);
    if (route->respond != &ApiHandler::RespondToCosts) Pack(request, response);
    co_return response;
  }

  ServerResponse RespondToError(int status, std::string_view detail) override {
    return HttpProblemResponse(status, detail);
  }

 private:
  struct Route {
    std::string_view path;
    asio::awaitable<ServerResponse> (ApiHandler::*respond)(const ServerRequest& request);
  };
  static const std::array<Route, 9> kRoutes;

  std::optional<ServerResponse> Refuse(const ServerRequest& request) const {
    if (!options_.any_host && !IsAllowedHost(request.Header("Host"), options_.allowed_hosts)) {
      return HttpProblemResponse(
          421, "this server answers to localhost only; set ALLOWED_HOSTS to serve it under another name");
    }
    if (request.method != "GET" && request.method != "HEAD") {
      ServerResponse response = HttpProblemResponse(405, "only GET and HEAD are served");
      response.headers.push_back({"Allow", "GET, HEAD"});
      return response;
    }
    return std::nullopt;
  }

  asio::awaitable<ServerResponse> RespondToHealth(const ServerRequest& request) {
    if (auto none = ParseNoQuery(request.Query()); !none) co_return BadParametersResponse(none.error());
    JsonWriter json;
    json.BeginObject();
    json.Write("status", "ok");
    json.Write("version", std::string_view(options_.version));
    json.Write("demo", options_.demo);
    json.EndObject();
    co_return llmcost::Respond(json);
  }

  asio::awaitable<ServerResponse> RespondToProviders(const ServerRequest& request) {
    if (auto none = ParseNoQuery(request.Query()); !none) co_return BadParametersResponse(none.error());
    auto asked = service_.Providers();
    const std::vector<ProviderStatus> statuses = co_await std::move(asked);
    JsonWriter json;
    json.BeginObject();
    json.BeginArray("providers");
    for (const ProviderStatus& status : statuses) {
      json.BeginObject();
      json.Write("id", std::string_view(status.id));
      json.Write("name", std::string_view(status.name));
      json.Write("supports_workspaces", status.supports_workspaces);
      json.Write("available", status.available);
      if (status.error) {
        json.BeginObject("error");
        WriteProblem(json, {status.id, {}, *status.error});
        json.EndObject();
      } else {
        json.Write("error", std::optional<std::string_view>());
      }
      WriteKeyToMake(json, status.key);
      json.EndObject();
    }
    json.EndArray();
    json.Write("demo", options_.demo);
    json.EndObject();
    co_return llmcost::Respond(json);
  }

  asio::awaitable<ServerResponse> RespondToWorkspaces(const ServerRequest& request) {
    const auto provider = ParseWorkspacesQuery(request.Query());
    if (!provider) co_return BadParametersResponse(provider.error());
    const auto workspaces = service_.Workspaces(*provider);
    if (!workspaces) co_return ProblemResponse(workspaces.error());
    JsonWriter json;
    json.BeginObject();
    json.BeginArray("workspaces");
    for (const Workspace& workspace : *workspaces) {
      json.BeginObject();
      json.Write("id", std::string_view(workspace.id));
      json.Write("name", std::string_view(workspace.name));
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
    co_return llmcost::Respond(json);
  }

  asio::awaitable<ServerResponse> RespondToProjects(const ServerRequest& request) {
    auto question = ParseProjectsQuery(request.Query());
    if (!question) co_return BadParametersResponse(question.error());
    auto asked = service_.Projects(std::move(question->provider), std::move(question->workspace), question->refresh);
    const Answer<ProjectsReport> answer = co_await std::move(asked);
    if (!answer) co_return ProblemResponse(answer.error());
    JsonWriter json;
    json.BeginObject();
    json.BeginArray("projects");
    for (const Project& project : answer->projects) {
      json.BeginObject();
      json.Write("id", std::string_view(project.id));
      json.Write("name", project.name);
      json.Write("archived", project.archived);
      json.EndObject();
    }
    json.EndArray();
    json.Write("last_updated", answer->last_updated);
    json.EndObject();
    co_return llmcost::Respond(json);
  }

  std::optional<ServerResponse> KeptCosts(const ServerRequest& request) {
    const auto question = questions_.Get(request.Query(), clock_.Today());
    if (!question) return BadParametersResponse(question.error());
    auto report = service_.CachedCosts(**question);
    if (!report) return std::nullopt;
    return llmcost::Respond(bodies_.Get(report, TakesGzip(request)));
  }

  asio::awaitable<ServerResponse> RespondToCosts(const ServerRequest& request) {
    const auto question = questions_.Get(request.Query(), clock_.Today());
    if (!question) co_return BadParametersResponse(question.error());
    auto asked = service_.Costs(**question);
    const Answer<std::shared_ptr<const CostReport>> answer = co_await std::move(asked);
    if (!answer) co_return ProblemResponse(answer.error());
    co_return llmcost::Respond(bodies_.Get(*answer, TakesGzip(request)));
  }

  asio::awaitable<ServerResponse> RespondToCoverage(const ServerRequest& request) {
    auto question = ParseCoverageQuery(request.Query(), clock_.Today());
    if (!question) co_return BadParametersResponse(question.error());
    auto asked = service_.Coverage(std::move(question->provider), std::move(question->workspace), question->range);
    const Answer<CoverageReport> answer = co_await std::move(asked);
    if (!answer) co_return ProblemResponse(answer.error());
    co_return JsonResponse(std::make_shared<const std::string>(CoverageJson(*answer)));
  }

  asio::awaitable<ServerResponse> RespondToRestatements(const ServerRequest& request) {
    auto question = ParseRestatementsQuery(request.Query(), clock_.Today());
    if (!question) co_return BadParametersResponse(question.error());
    auto asked = service_.Restatements(*std::move(question));
    const Answer<std::vector<Restatement>> answer = co_await std::move(asked);
    if (!answer) co_return ProblemResponse(answer.error());
    co_return JsonResponse(std::make_shared<const std::string>(RestatementsJson(*answer)));
  }

  asio::awaitable<ServerResponse> RespondToSync(const ServerRequest& request) {
    if (auto none = ParseNoQuery(request.Query()); !none) co_return BadParametersResponse(none.error());
    co_return JsonResponse(std::make_shared<const std::string>(SyncJson(service_)));
  }

  asio::awaitable<ServerResponse> RespondToEvents(const ServerRequest& request) {
    if (auto none = ParseNoQuery(request.Query()); !none) co_return BadParametersResponse(none.error());
    ServerResponse response;
    response.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
    response.stream = std::make_shared<SyncStream>(service_);
    co_return response;
  }

  CostService& service_;
  const Clock& clock_;
  const ApiOptions options_;
  KnownQuestions questions_;
  BodyCache bodies_;
};

const std::array<ApiHandler::Route, 9> ApiHandler::kRoutes = {{
    {"/api/costs", &ApiHandler::RespondToCosts},
    {"/api/providers", &ApiHandler::RespondToProviders},
    {"/api/workspaces", &ApiHandler::RespondToWorkspaces},
    {"/api/projects", &ApiHandler::RespondToProjects},
    {"/api/coverage", &ApiHandler::RespondToCoverage},
    {"/api/restatements", &ApiHandler::RespondToRestatements},
    {"/api/sync", &ApiHandler::RespondToSync},
    {"/api/events", &ApiHandler::RespondToEvents},
    {"/health", &ApiHandler::RespondToHealth},
}};

}  // namespace

std::unique_ptr<RequestHandler> MakeApiHandler(CostService& service, const Clock& clock, ApiOptions options) {
  return std::make_unique<ApiHandler>(service, clock, std::move(options));
}

}  // namespace llmcost
