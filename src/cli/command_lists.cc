// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include "api/api_handler.h"
#include "cli/app.h"
#include "cli/commands.h"
#include "cli/output_table.h"
#include "cli/terminal.h"
#include "cli/version.h"
#include "http/url.h"

namespace llmcost {
namespace {

struct Lists {
  Config config;
  std::unique_ptr<App> app;
};

std::optional<Lists> Open(const CommonFlags& common, int& exit_code, bool asks_upstream = true) {
  auto config = OpenConfig(common, "error", exit_code);
  if (!config) return std::nullopt;
  auto app = App::Make(*config, {.record = asks_upstream});
  if (!app) {
    PrintError(app.error());
    exit_code = kExitFailed;
    return std::nullopt;
  }
  CatchInterrupt();
  return Lists{std::move(*config), std::move(*app)};
}

// What the API answers to the same question, so that the two cannot differ.
int PrintApiAnswer(App& app, const std::string& path, const SourceFlags& source) {
  QueryParameters query;
  if (source.provider) query.emplace_back("provider", *source.provider);
  if (source.workspace) query.emplace_back("workspace", *source.workspace);
  ApiOptions options;
  options.version = kVersion;
  const auto handler = MakeApiHandler(app.service(), app.clock(), options);
  const ServerRequest request{.method = "GET",
                              .target = query.empty() ? path : path + "?" + FormatQuery(query),
                              .headers = {{"Host", "localhost"}}};
  auto work = handler->Respond(request);
  const ServerResponse response = app.workers().Run(std::move(work));
  const std::string body = response.body ? *response.body : std::string();
  return PrintOutput(body + "\n", response.status == 200 ? kExitOk : kExitFailed);
}

int PrintTable(const OutputTable& table, int exit_code) {
  return PrintOutput(FormatTable(table, OutputWidth(), OutputHasColour()), exit_code);
}

std::string StatusText(const ProviderStatus& status) {
  if (!status.configured) return "no key";
  if (status.available) return "ready";
  return status.error ? std::string(ErrorKindName(status.error->kind)) : "not available";
}

}  // namespace

int PrintProviders(const CommonFlags& common, bool json) {
  int exit_code = kExitOk;
  const auto lists = Open(common, exit_code);
  if (!lists) return exit_code;
  if (json) return PrintApiAnswer(*lists->app, "/api/providers", {});

  auto work = lists->app->service().Providers();
  const std::vector<ProviderStatus> statuses = lists->app->workers().Run(std::move(work));
  OutputTable table{{{"PROVIDER"}, {"NAME"}, {"KEYS", true}, {"STATUS"}}, {}, {}};
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    table.rows.push_back({statuses[i].id, statuses[i].name,
                          std::to_string(lists->config.providers[i].settings.keys.size()), StatusText(statuses[i])});
  }
  exit_code = PrintTable(table, exit_code);
  for (const ProviderStatus& status : statuses) {
    if (!status.error) continue;
    if (status.configured) {
      PrintError(*status.error);
    } else {
      PrintNote(status.error->message + (status.error->hint.empty() ? "" : ". " + status.error->hint));
    }
  }
  return exit_code;
}

int PrintWorkspaces(const CommonFlags& common, const SourceFlags& source, bool json) {
  int exit_code = kExitOk;
  const auto lists = Open(common, exit_code, false);
  if (!lists) return exit_code;
  const auto known = lists->app->service().Workspaces(source.provider);
  if (!known) {
    PrintError(known.error());
    return ExitCodeOf(known.error().error);
  }
  if (json) return PrintApiAnswer(*lists->app, "/api/workspaces", source);

  OutputTable table{{{"PROVIDER"}, {"WORKSPACE"}, {"NAME"}, {"SETTING"}}, {}, {}};
  for (const ProviderConfig& provider : lists->config.providers) {
    if (source.provider && *source.provider != provider.entry->id) continue;
    for (const ProviderKey& key : provider.settings.keys) {
      table.rows.push_back({std::string(provider.entry->id), key.workspace_id, key.workspace_name, key.setting});
    }
  }
  exit_code = PrintTable(table, exit_code);
  if (table.rows.empty()) PrintNote("no key is set; `llm-cost-tracker doctor` says how to set one");
  return exit_code;
}

int PrintProjects(const CommonFlags& common, const SourceFlags& source, bool json) {
  int exit_code = kExitOk;
  const auto lists = Open(common, exit_code);
  if (!lists) return exit_code;
  CostService& service = lists->app->service();
  WorkerThreads& workers = lists->app->workers();

  // All sources at the same time; this also finds what is wrong with the question.
  auto all = service.Projects(source.provider, source.workspace);
  const auto any = workers.Run(std::move(all));
  if (!any) {
    SourceError problem = any.error();
    if (problem.error.hint.starts_with("GET /api/workspaces")) {
      problem.error.hint = "`llm-cost-tracker workspaces` lists them.";
    }
    PrintError(problem);
    return ExitCodeOf(problem.error);
  }
  if (json) return PrintApiAnswer(*lists->app, "/api/projects", source);

  // Then one after the other, to tell which workspace a project is of; what was just read is not asked for again.
  OutputTable table{{{"PROVIDER"}, {"WORKSPACE"}, {"PROJECT ID"}, {"NAME"}, {"STATE"}}, {}, {}};
  for (const ProviderConfig& provider : lists->config.providers) {
    const std::string id(provider.entry->id);
    if (source.provider && *source.provider != id) continue;
    for (const ProviderKey& key : provider.settings.keys) {
      if (source.workspace && *source.workspace != key.workspace_id) continue;
      auto work = service.Projects(id, key.workspace_id);
      const auto report = workers.Run(std::move(work));
      if (!report) {
        PrintError(report.error());
        exit_code = kExitPartial;
        continue;
      }
      for (const Project& project : report->projects) {
        table.rows.push_back({id, key.workspace_id, PlainText(project.id), PlainText(project.name.value_or("-")),
                              project.archived ? "archived" : "active"});
      }
    }
  }
  return PrintTable(table, exit_code);
}

}  // namespace llmcost
