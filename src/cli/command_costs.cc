// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include "api/report_json.h"
#include "cli/app.h"
#include "cli/commands.h"
#include "cli/cost_output.h"
#include "cli/date_flags.h"
#include "cli/progress_line.h"
#include "cli/terminal.h"

namespace llmcost {
namespace {

// "Costs from 2026-11-01 to 2026-11-22 (UTC days) of openai/edugami by model"
std::string Heading(const CostReport& report, const CostsFlags& flags) {
  std::string heading =
      fmt::format("Costs from {} to {} (UTC days)", report.range.start.ToString(), report.range.end.ToString());
  std::string source = flags.source.provider.value_or("");
  if (flags.source.workspace) source += (source.empty() ? "" : "/") + *flags.source.workspace;
  if (flags.project) source += (source.empty() ? "" : ", ") + fmt::format("project {}", *flags.project);
  if (flags.model) source += (source.empty() ? "" : ", ") + fmt::format("model {}", *flags.model);
  if (!source.empty()) heading += " of " + PlainText(source);
  return heading + " by " + flags.group_by;
}

// The service's advice is written for the API; on the command line there are commands for it.
SourceError ForCommandLine(SourceError problem) {
  if (problem.error.hint.starts_with("GET /api/workspaces")) {
    problem.error.hint = "`llm-cost-tracker workspaces` lists them.";
  } else if (problem.error.hint.starts_with("GET /api/projects")) {
    problem.error.hint = "`llm-cost-tracker projects` lists them.";
  }
  return problem;
}

}  // namespace

int PrintCosts(const CommonFlags& common, const CostsFlags& flags) {
  const auto group_by = ParseGroupBy(flags.group_by);
  if (!group_by) {
    PrintError(fmt::format("--group-by must be model, project, workspace, provider or day, not '{}'", flags.group_by));
    return kExitUsage;
  }
  if (flags.json && flags.csv) {
    PrintError("give one of --json and --csv");
    return kExitUsage;
  }
  if (flags.refresh && flags.offline) {
    PrintError("--refresh asks the providers and --offline asks nobody: give one of them");
    return kExitUsage;
  }
  if (flags.offline && common.settings.contains("RECORD_DIR")) {
    PrintError("--record keeps what providers answer and --offline asks nobody: give one of them");
    return kExitUsage;
  }
  int exit_code = kExitOk;
  const auto config = OpenConfig(common, "error", exit_code);
  if (!config) return exit_code;
  auto app = App::Make(*config, {.record = !flags.offline, .reads_costs = !flags.offline});
  if (!app) {
    PrintError(app.error());
    return kExitFailed;
  }
  const Result<DateRange> range = ParseDateFlags(flags, (*app)->clock().Today());
  if (!range) {
    PrintError(range.error().message, "See `llm-cost-tracker costs --help`.");
    return kExitUsage;
  }

  CatchInterrupt();
  CostService& service = (*app)->service();
  ProgressLine progress(service);
  auto work = service.Costs({.provider = flags.source.provider,
                             .workspace = flags.source.workspace,
                             .project_id = flags.project,
                             .model = flags.model,
                             .range = *range,
                             .refresh = flags.refresh,
                             .offline = flags.offline});
  auto pending = (*app)->workers().Begin(std::move(work));
  const auto answer = WorkerThreads::Wait(std::move(pending), [&] { progress.Update(); }, [&] { progress.Clear(); });
  progress.Clear();
  if (!answer) {
    const SourceError problem = ForCommandLine(answer.error());
    PrintError(problem);
    return ExitCodeOf(problem.error);
  }

  const CostReport& report = **answer;
  if (flags.offline && !report.last_updated) {
    // Figures of 0 would look like an answer.
    PrintError("nothing is known of these days", "Ask without --offline to read them.");
    return kExitFailed;
  }
  for (const SourceError& problem : report.errors) PrintError(ForCommandLine(problem));
  if (!report.errors.empty()) exit_code = kExitPartial;
  if (flags.json) {
    exit_code = PrintOutput(CostReportJson(report) + "\n", exit_code);
  } else if (flags.csv) {
    exit_code = PrintOutput(CostCsv(report, *group_by), exit_code);
  } else {
    exit_code = PrintOutput(
        Heading(report, flags) + "\n\n" + FormatTable(CostTable(report, *group_by), OutputWidth(), OutputHasColour()),
        exit_code);
  }
  for (const std::string& note : CostNotes(report)) PrintNote(note);
  return exit_code;
}

}  // namespace llmcost
