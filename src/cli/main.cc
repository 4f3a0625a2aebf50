// SPDX-License-Identifier: MIT
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "cli/version.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

// The flags, and nothing else: what a command does is in command_*.cc.
namespace llmcost {
namespace {

constexpr const char* kDescription =
    "What several LLM providers billed, to the last digit: by provider, workspace, project, model and day.";

constexpr const char* kFooter = R"(
Settings come from flags, then the environment, then .env.local, then .env, then a TOML file. The important ones:
  OPENAI_API_KEY_<WORKSPACE>   an admin key for each organization (or OPENAI_ADMIN_KEY for a single one)
  HOST, PORT                   where to serve (127.0.0.1, 3000)
  DATABASE_URL                 where what was read is kept: sqlite:<path>, postgres://… or memory:
  RECORD_DIR                   keep what providers answer, without keys, to be replayed with --replay
  SYNC_INTERVAL                read by itself this often while serving, such as 1h (default off)
  LOG_LEVEL                    trace, debug, info, warn, error or off

Examples:
  llm-cost-tracker serve --demo                 look around with made-up figures
  llm-cost-tracker doctor                       check the keys
  llm-cost-tracker costs --period month         what this month has cost so far

Exit codes: 0 all well, 1 failed, 2 wrong usage, 3 some sources failed and the rest was printed.)";

constexpr const char* kCostsFooter = R"(
Examples:
  llm-cost-tracker costs                                         this month, by model
  llm-cost-tracker costs --last 7 --group-by day
  llm-cost-tracker costs --since 2026-01-01 --until 2026-03-31 --group-by project
  llm-cost-tracker costs --workspace edugami --period year --json
  llm-cost-tracker costs --period year --group-by project --csv > costs.csv
  llm-cost-tracker costs --last 7 --record wrong-figure          then, anywhere and without a key:
  llm-cost-tracker costs --last 7 --replay wrong-figure)";

constexpr const char* kServeFooter = R"(
Examples:
  llm-cost-tracker serve                        the page and the API on http://127.0.0.1:3000
  llm-cost-tracker serve --demo --port 0        made-up figures, on any free port)";

constexpr const char* kMigrateFooter = R"(
Example:
  llm-cost-tracker migrate --from sqlite:ledger.db --to postgres://costs@db.example.com/costs
Stop the programs that use the ledger first, and set their DATABASE_URL to the new one afterwards.)";

constexpr const char* kSimulateFooter = R"(
Prints what to export so that another llm-cost-tracker asks it. Faults are rules such as
  --fault path=/organization/costs,kind=429,retry_after=2,count=3
  --fault organization=edugami,kind=slow,ms=2000
Kinds: a status (400 to 599), reset, redirect, html, wrong-json, empty, slow, cut-off, truncated-json, and more.)";

// A command that was asked for, or nothing yet.
using Chosen = std::function<int()>;

class Program {
 public:
  Program() : app_(kDescription, "llm-cost-tracker") {
    app_.footer(kFooter);
    app_.set_version_flag("--version", kVersion, "Print the version and exit");
    app_.require_subcommand(1);
    AddServe();
    AddCosts();
    AddLists();
    AddLedger();
    AddLedgerFile();
    AddDoctor();
    AddSimulate();
  }

  int Run(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
      return PrintOutput(app_.help());
    } catch (const CLI::CallForVersion&) {
      return PrintOutput(std::string(kVersion) + "\n");
    } catch (const CLI::ParseError& error) {
      return UsageError(error);
    }
    return chosen_();
  }

 private:
  CLI::App* Add(const char* name, const char* description, const char* footer = "") {
    CLI::App* command = app_.add_subcommand(name, description);
    command->footer(footer);
    command->set_version_flag("--version", kVersion, "Print the version and exit");
    command->add_option("--config", common_.config_file, "TOML file with settings")->type_name("FILE");
    AddSetting(*command, "--log-level", "LOG_LEVEL", "trace, debug, info, warn, error or off", "LEVEL");
    return command;
  }

  // A flag that is a setting: checked with the settings, so that a bad value is told in the same words.
  void AddSetting(CLI::App& command, const char* flag, const char* setting, const char* description, const char* type) {
    command
        .add_option_function<std::string>(
            flag, [this, setting](const std::string& value) { common_.settings[setting] = value; }, description)
        ->type_name(type);
  }

  void AddReplay(CLI::App& command) {
    command.add_option("--replay", common_.replay, "Answer from a recording, with its date and settings; ask nobody")
        ->type_name("DIR");
  }

  void AddRecording(CLI::App& command) {
    AddSetting(command, "--record", "RECORD_DIR", "Keep what providers answer there, without keys", "DIR");
    AddReplay(command);
  }

  void AddSource(CLI::App& command, bool workspace) {
    command.add_option("--provider", source_.provider, "Only this provider, such as openai")->type_name("ID");
    if (workspace) {
      command.add_option("--workspace", source_.workspace, "Only this workspace, such as edugami")->type_name("ID");
    }
  }

  void AddDates(CLI::App& command, const char* period) {
    command.add_option("--period", costs_.period, period)->type_name("PERIOD");
    command.add_option("--since", costs_.since, "First day, UTC")->type_name("YYYY-MM-DD");
    command.add_option("--until", costs_.until, "Last day, included (default today)")->type_name("YYYY-MM-DD");
    command.add_option("--last", costs_.last, "So many days, the last one today")->type_name("DAYS");
  }

  void AddServe() {
    CLI::App* command = Add("serve", "Serve the page and the API", kServeFooter);
    AddSetting(*command, "--host", "HOST", "Address to listen on (default 127.0.0.1)", "ADDRESS");
    AddSetting(*command, "--port", "PORT", "Port to listen on, 0 = any free one (default 3000)", "PORT");
    AddSetting(*command, "--threads", "THREADS", "Threads, 1 to 256 (default one for each core)", "N");
    command->add_flag("--demo", serve_.demo, "Show made-up figures; no key is needed or used");
    AddRecording(*command);
    command->add_flag("--insecure-no-auth", serve_.insecure_no_auth,
                      "Allow an address that other machines can reach, although there is no login");
    command->callback([this] { chosen_ = [this] { return Serve(common_, serve_); }; });
  }

  void AddCosts() {
    CLI::App* command = Add("costs", "Print what was billed", kCostsFooter);
    AddSource(*command, true);
    AddParts(*command);
    AddDates(*command, "week, month or year, to date (default month)");
    command->add_option("--group-by", costs_.group_by, "model, project, workspace, provider or day (default model)")
        ->type_name("WHAT");
    command->add_flag("--refresh", costs_.refresh, "Ask the providers for every day again");
    command->add_flag("--offline", costs_.offline, "Ask nobody, answer from what is known");
    AddRecording(*command);
    command->add_flag("--json", costs_.json, "Print JSON, as GET /api/costs does");
    command->add_flag("--csv", costs_.csv, "Print CSV with every digit");
    command->callback([this] {
      chosen_ = [this] {
        costs_.source = source_;
        return PrintCosts(common_, costs_);
      };
    });
  }

  void AddLists() {
    CLI::App* providers = Add("providers", "List the providers and whether they can be asked");
    AddRecording(*providers);
    providers->add_flag("--json", json_, "Print JSON, as GET /api/providers does");
    providers->callback([this] { chosen_ = [this] { return PrintProviders(common_, json_); }; });

    CLI::App* workspaces = Add("workspaces", "List the workspaces: one for each key");
    AddSource(*workspaces, false);
    AddReplay(*workspaces);
    workspaces->add_flag("--json", json_, "Print JSON, as GET /api/workspaces does");
    workspaces->callback([this] { chosen_ = [this] { return PrintWorkspaces(common_, source_, json_); }; });

    CLI::App* projects = Add("projects", "List the projects, archived ones too");
    AddSource(*projects, true);
    AddRecording(*projects);
    projects->add_flag("--json", json_, "Print JSON, as GET /api/projects does");
    projects->callback([this] { chosen_ = [this] { return PrintProjects(common_, source_, json_); }; });
  }

  void AddLedger() {
    CLI::App* coverage = Add("coverage", "Tell what is known of each day, asking nobody");
    AddSource(*coverage, true);
    AddDates(*coverage, "week, month or year, to date (default month)");
    coverage->add_flag("--json", costs_.json, "Print JSON, as GET /api/coverage does");
    coverage->callback([this] { chosen_ = [this] { return PrintCoverage(common_, LedgerFlags()); }; });

    CLI::App* restatements = Add("restatements", "List figures that moved after their day was over, newest first");
    AddSource(*restatements, true);
    AddParts(*restatements);
    AddDates(*restatements, "Only days of this week, month or year, to date (default any day)");
    restatements->add_flag("--json", costs_.json, "Print JSON, as GET /api/restatements does");
    restatements->callback([this] { chosen_ = [this] { return PrintRestatements(common_, LedgerFlags()); }; });

    CLI::App* sync = Add("sync", "Read all that is due, back to the first bill, and keep it");
    AddRecording(*sync);
    sync->callback([this] { chosen_ = [this] { return RunSync(common_); }; });

    CLI::App* seal = Add("seal", "Close a month: reports keep its figures, later changes stand beside them");
    AddSource(*seal, true);
    seal->add_option("--month", month_, "The month to close")->type_name("YYYY-MM")->required();
    seal->callback([this] { chosen_ = [this] { return RunSeal(common_, source_, month_); }; });

    CLI::App* verify = Add("verify", "Check that all that is kept is as it was written");
    verify->callback([this] { chosen_ = [this] { return RunVerify(common_); }; });
  }

  void AddLedgerFile() {
    CLI::App* save = Add("export", "Write all that is kept as JSON lines: a backup, or for another ledger");
    save->add_option("--format", export_.format, "jsonl (default)")->type_name("FORMAT");
    save->add_option("--output", export_.output, "File to write once all is well (default standard output)")
        ->type_name("FILE");
    save->callback([this] { chosen_ = [this] { return RunExport(common_, export_); }; });

    CLI::App* take = Add("import", "Take in what export has written; of a day known twice, the later reading stays");
    take->add_option("file", import_file_, "File to read, - = standard input")->type_name("FILE")->required();
    take->callback([this] { chosen_ = [this] { return RunImport(common_, import_file_); }; });

    CLI::App* migrate = Add("migrate", "Copy a ledger into another one and compare both", kMigrateFooter);
    migrate->add_option("--from", migrate_.from, "Where it is, as in DATABASE_URL")->type_name("URL")->required();
    migrate->add_option("--to", migrate_.to, "Where it goes, as in DATABASE_URL")->type_name("URL")->required();
    migrate->add_flag("--merge", migrate_.merge, "The other one need not be empty");
    migrate->callback([this] { chosen_ = [this] { return RunMigrate(common_, migrate_); }; });
  }

  void AddParts(CLI::App& command) {
    command.add_option("--project", costs_.project, "Only this project, by id; none = cost without a project")
        ->type_name("ID");
    command.add_option("--model", costs_.model, "Only this model, as the provider calls it")->type_name("NAME");
  }

  CostsFlags LedgerFlags() {
    costs_.source = source_;
    return costs_;
  }

  void AddDoctor() {
    CLI::App* command = Add("doctor", "Check settings, keys and the way to the providers");
    command->add_flag("--offline", doctor_.offline, "Look at the settings only, call nobody");
    command->add_flag("--json", doctor_.json, "Print JSON");
    command->callback([this] { chosen_ = [this] { return RunDoctor(common_, doctor_); }; });
  }

  void AddSimulate() {
    CLI::App* command =
        Add("simulate", "Play the providers' admin APIs with made-up figures, for tests", kSimulateFooter);
    command->add_option("--port", simulate_.port, "Port on 127.0.0.1, 0 = any free one (default 0)")->type_name("PORT");
    command->add_option("--seed", simulate_.seed, "Other figures for another number (default 1)")->type_name("N");
    command->add_option("--organizations", simulate_.organizations, "Organizations of OpenAI (default 3)")
        ->type_name("N");
    command->add_option("--anthropic", simulate_.anthropic, "Organizations of Anthropic (default 1)")->type_name("N");
    command->add_option("--mistral", simulate_.mistral, "Organizations of Mistral (default 1)")->type_name("N");
    command->add_option("--openrouter", simulate_.openrouter, "Accounts of OpenRouter (default 1)")->type_name("N");
    command->add_option("--projects", simulate_.projects, "Projects of each of OpenAI's (default 12)")->type_name("N");
    command->add_option("--line-items", simulate_.line_items, "Line items of each project and day, for benchmarks")
        ->type_name("N");
    command->add_option("--latency", simulate_.latency_ms, "Added to every answer (default 0)")
        ->type_name("MS")
        ->check(CLI::Range(0, 600'000));
    command->add_option("--rate-limit", simulate_.calls_per_minute, "Calls a minute before 429 (default any number)")
        ->type_name("N")
        ->check(CLI::Range(0, 1'000'000));
    command->add_option("--fault", simulate_.faults, "A fault to happen; may be given more than once")
        ->type_name("RULE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command->callback([this] { chosen_ = [this] { return Simulate(common_, simulate_); }; });
  }

  // The command named on the line, or the program itself.
  const CLI::App* Command() const {
    const auto commands = app_.get_subcommands();
    return commands.empty() ? &app_ : commands.front();
  }

  // CLI11's words in ours.
  std::string UsageMessage(const CLI::ParseError& error) const {
    constexpr std::string_view kBadValue = "Could not convert: ";
    constexpr std::string_view kNoValue = ": 1 required ";
    std::string message = error.what();
    if (message.starts_with("The following argument")) {
      return "unknown argument" + message.substr(std::min(message.find(':'), message.size()));
    }
    if (message.starts_with("A subcommand is required")) {
      const std::vector<std::string> rest = app_.remaining();
      if (!rest.empty()) return "unknown argument: " + rest.front();
      return "say what to do: serve, costs, providers, workspaces, projects, coverage, restatements, sync, seal, "
             "verify, export, import, migrate, doctor or simulate";
    }
    if (const auto equals = message.find(" = "); message.starts_with(kBadValue) && equals != std::string::npos) {
      return message.substr(kBadValue.size(), equals - kBadValue.size()) + " cannot be '" + message.substr(equals + 3) +
             "'";
    }
    if (const auto colon = message.find(kNoValue); colon != std::string::npos) {
      return message.substr(0, colon) + " needs a value";
    }
    return message;
  }

  int UsageError(const CLI::ParseError& error) const {
    const CLI::App* command = Command();
    const std::string name = command == &app_ ? "" : " " + command->get_name();
    PrintError(UsageMessage(error), "See `llm-cost-tracker" + name + " --help`.");
    return kExitUsage;
  }

  CLI::App app_;
  CommonFlags common_;
  ServeFlags serve_;
  SourceFlags source_;
  CostsFlags costs_;
  DoctorFlags doctor_;
  ExportFlags export_;
  MigrateFlags migrate_;
  SimulateFlags simulate_;
  bool json_ = false;
  std::string month_;
  std::string import_file_;
  Chosen chosen_;
};

// Answers of megabytes come and go by the hundred while a year is read. The C library would hand each one's pages back
// to the system and take fresh ones for the next, which costs more than reading them. service/source_reader gives back
// what is left when a reading has ended.
void KeepFreedMemory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  mallopt(M_ARENA_MAX, 1);
#endif
}

}  // namespace
}  // namespace llmcost

int main(int argc, char** argv) {
  llmcost::KeepFreedMemory();
  // A reader that left (`| head`) shows up as a failed write.
  std::signal(SIGPIPE, SIG_IGN);
  // A limit on the size of files shows up as a disk that is full.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return llmcost::Program().Run(argc, argv);
  } catch (const std::exception& error) {
    llmcost::PrintError(std::string("unexpected: ") + error.what(),
                        "This is a fault of the program; please report it.");
    return llmcost::kExitFailed;
  }
}
