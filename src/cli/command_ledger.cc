// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <limits>

#include "api/ledger_json.h"
#include "cli/app.h"
#include "cli/commands.h"
#include "cli/cost_output.h"
#include "cli/date_flags.h"
#include "cli/output_table.h"
#include "cli/progress_line.h"
#include "cli/terminal.h"
#include "ledger/verify.h"

// What is kept, and what became of it.
namespace llmcost {
namespace {

// The app of a command, or null after telling why there is none.
std::unique_ptr<App> OpenApp(const CommonFlags& common, int& exit_code, bool asks_upstream = false) {
  const auto config = OpenConfig(common, "error", exit_code);
  if (!config) return nullptr;
  auto app = App::Make(*config, {.record = asks_upstream, .reads_costs = asks_upstream});
  if (!app) {
    PrintError(app.error());
    exit_code = kExitFailed;
    return nullptr;
  }
  for (const std::string& warning : (*app)->service().LedgerWarnings()) PrintWarning(warning);
  CatchInterrupt();
  return std::move(*app);
}

std::string NameOf(const Source& source) { return source.provider + "/" + source.workspace; }

// "2026-11-01..2026-11-18 settled"
std::string RunText(const CoverageRun& run) {
  const std::string days = run.range.start == run.range.end ? run.range.start.ToString() : run.range.ToString();
  return fmt::format("{} {}", days, DayStateName(run.state));
}

OutputTable CoverageTable(const CoverageReport& report) {
  OutputTable table{{{"SOURCE"}, {"LAST READ"}, {"DAYS"}}, {}, {}};
  for (const SourceCoverage& source : report.sources) {
    std::string name = NameOf(source.source);
    std::string read = source.last_read ? FormatTime(*source.last_read) : "-";
    for (const CoverageRun& run : source.runs) {
      table.rows.push_back({std::move(name), std::move(read), RunText(run)});
      name.clear();
      read.clear();
    }
  }
  return table;
}

// The month's first day.
Result<Date> ParseMonth(const std::string& text) {
  Result<Date> first = Date::Parse(text + "-01");
  if (!first || text.size() != 7) {
    return Failure(Error{.kind = ErrorKind::kInvalidArgument,
                         .message = fmt::format("--month must be a month such as 2026-10, not '{}'", PlainText(text))});
  }
  return first;
}

}  // namespace

int PrintCoverage(const CommonFlags& common, const CostsFlags& flags) {
  int exit_code = kExitOk;
  const auto app = OpenApp(common, exit_code);
  if (!app) return exit_code;
  const Result<DateRange> range = ParseDateFlags(flags, app->clock().Today());
  if (!range) {
    PrintError(range.error().message, "See `llm-cost-tracker coverage --help`.");
    return kExitUsage;
  }
  auto work = app->service().Coverage(flags.source.provider, flags.source.workspace, *range);
  const Answer<CoverageReport> report = app->workers().Run(std::move(work));
  if (!report) return PrintRefusal(report.error());
  if (flags.json) return PrintOutput(CoverageJson(*report) + "\n");
  exit_code = PrintOutput(FormatTable(CoverageTable(*report), OutputWidth(), OutputHasColour()));
  std::vector<UnreadDays> unread;
  for (const SourceCoverage& source : report->sources) {
    std::ranges::move(UnreadOf(source.source, source.runs), std::back_inserter(unread));
  }
  for (const std::string& note : UnreadNotes(unread)) PrintNote(note);
  if (report->complete) {
    PrintNote(unread.empty() ? "complete: every day is known of every source"
                             : "complete otherwise: every other day is known of every source");
  } else if (report->through) {
    PrintNote(fmt::format("nothing is missing through {}", report->through->ToString()));
  } else {
    PrintNote("days are missing; `llm-cost-tracker sync` reads them");
  }
  return exit_code;
}

int PrintRestatements(const CommonFlags& common, const CostsFlags& flags) {
  int exit_code = kExitOk;
  const auto app = OpenApp(common, exit_code);
  if (!app) return exit_code;
  RestatementQuery query{.provider = flags.source.provider,
                         .workspace = flags.source.workspace,
                         .project_id = flags.project,
                         .model = flags.model,
                         .limit = std::numeric_limits<int>::max()};
  if (flags.period || flags.since || flags.until || flags.last) {
    const Result<DateRange> range = ParseDateFlags(flags, app->clock().Today());
    if (!range) {
      PrintError(range.error().message, "See `llm-cost-tracker restatements --help`.");
      return kExitUsage;
    }
    query.range = *range;
  }
  auto work = app->service().Restatements(query);
  const Answer<std::vector<Restatement>> restatements = app->workers().Run(std::move(work));
  if (!restatements) return PrintRefusal(restatements.error());
  if (flags.json) return PrintOutput(RestatementsJson(*restatements) + "\n");
  OutputTable table{
      {{"DAY"}, {"SOURCE"}, {"PROJECT"}, {"MODEL"}, {"BEFORE", true}, {"NOW", true}, {"CURRENCY"}, {"READ"}}, {}, {}};
  for (const Restatement& one : *restatements) {
    table.rows.push_back({one.date.ToString(), NameOf(one.source), PlainText(one.project_id.value_or("-")),
                          PlainText(one.model), one.cost_before.ToString(), one.cost_now.ToString(),
                          one.currency + (one.sealed ? " (sealed)" : ""),
                          FormatTime(one.read_before) + " -> " + FormatTime(one.read_now)});
  }
  exit_code = PrintOutput(FormatTable(table, OutputWidth(), OutputHasColour()));
  if (restatements->empty()) PrintNote("no figure has moved after its day was over");
  return exit_code;
}

int RunSync(const CommonFlags& common) {
  int exit_code = kExitOk;
  const auto app = OpenApp(common, exit_code, true);
  if (!app) return exit_code;
  ProgressLine progress(app->service());
  auto work = app->service().ReadAll();
  auto pending = app->workers().Begin(std::move(work));
  const std::vector<SourceError> errors =
      WorkerThreads::Wait(std::move(pending), [&] { progress.Update(); }, [&] { progress.Clear(); });
  progress.Clear();
  for (const SourceError& problem : errors) PrintError(problem);
  if (auto not_kept = app->service().Flush()) {
    // What only this program knows, and not for long, is not to be told as if it were kept.
    not_kept->message.insert(0, "what was read is not kept: ");
    PrintError(*not_kept);
    return kExitPartial;
  }
  const Date today = app->clock().Today();
  auto asking = app->service().Coverage(std::nullopt, std::nullopt, {today - 364, today});
  const Answer<CoverageReport> report = app->workers().Run(std::move(asking));
  if (!report) return PrintRefusal(report.error());
  exit_code = PrintOutput(FormatTable(CoverageTable(*report), OutputWidth(), OutputHasColour()));
  return errors.empty() ? exit_code : kExitPartial;
}

int RunSeal(const CommonFlags& common, const SourceFlags& source, const std::string& month) {
  const Result<Date> first = ParseMonth(month);
  if (!first) {
    PrintError(first.error().message, "See `llm-cost-tracker seal --help`.");
    return kExitUsage;
  }
  int exit_code = kExitOk;
  const auto app = OpenApp(common, exit_code);
  if (!app) return exit_code;
  auto work = app->service().SealMonth(*first, source.provider, source.workspace);
  const Answer<std::vector<SealOutcome>> outcomes = app->workers().Run(std::move(work));
  if (!outcomes) return PrintRefusal(outcomes.error());
  OutputTable table{{{"SOURCE"}, {"MONTH"}, {"ROWS", true}, {"SHA-256"}}, {}, {}};
  for (const SealOutcome& outcome : *outcomes) {
    if (!outcome.seal) {
      PrintError(outcome.seal.error());
      exit_code = kExitPartial;
      continue;
    }
    table.rows.push_back({NameOf(outcome.source), month, std::to_string(outcome.seal->rows), outcome.seal->hash});
  }
  if (table.rows.empty()) return kExitFailed;
  return PrintOutput(FormatTable(table, OutputWidth(), OutputHasColour()), exit_code);
}

int RunVerify(const CommonFlags& common) {
  int exit_code = kExitOk;
  const auto config = OpenConfig(common, "error", exit_code);
  if (!config) return exit_code;
  const auto store = OpenKeptLedger(config->database_url, {});
  if (!store) return PrintRefusal(store.error());
  const Result<VerifyReport> report = Verify(**store);
  if (!report) return PrintRefusal(report.error());
  for (const std::string& problem : report->problems) PrintError(problem);
  exit_code = PrintOutput(fmt::format(
      "{}: {} days, {} rows, {} sealed months: {}\n", (*store)->Describe(), report->days, report->rows, report->seals,
      report->problems.empty() ? "all as written" : fmt::format("{} problems", report->problems.size())));
  return report->problems.empty() ? exit_code : kExitFailed;
}

}  // namespace llmcost
