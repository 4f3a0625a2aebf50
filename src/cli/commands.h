// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/config.h"

// The subcommands. Each prints what it has to say and returns the exit code (terminal.h).
namespace llmcost {

// What every command takes.
struct CommonFlags {
  std::string config_file;                      // --config
  std::map<std::string, std::string> settings;  // flags that are settings: {"PORT", "3000"}
  std::optional<std::string> replay;            // --replay: the folder of a recording
};

struct ServeFlags {
  bool demo = false;
  bool insecure_no_auth = false;
};

struct SourceFlags {
  std::optional<std::string> provider;
  std::optional<std::string> workspace;
};

struct CostsFlags {
  SourceFlags source;
  std::optional<std::string> project;
  std::optional<std::string> model;
  std::optional<std::string> period;
  std::optional<std::string> since;
  std::optional<std::string> until;
  std::optional<int> last;
  std::string group_by = "model";
  bool refresh = false;
  bool offline = false;
  bool json = false;
  bool csv = false;
};

struct DoctorFlags {
  bool offline = false;
  bool json = false;
};

struct ExportFlags {
  std::string format = "jsonl";
  std::optional<std::string> output;  // none = standard output
};

struct MigrateFlags {
  std::string from;  // as DATABASE_URL
  std::string to;
  bool merge = false;
};

struct SimulateFlags {
  std::uint16_t port = 0;
  unsigned seed = 1;
  int organizations = 3;
  int anthropic = 1;
  int mistral = 1;
  int openrouter = 1;
  int projects = 12;
  int line_items = 0;
  int latency_ms = 0;
  int calls_per_minute = 0;
  std::vector<std::string> faults;
};

int Serve(const CommonFlags& common, const ServeFlags& flags);
int PrintCosts(const CommonFlags& common, const CostsFlags& flags);
int PrintProviders(const CommonFlags& common, bool json);
int PrintWorkspaces(const CommonFlags& common, const SourceFlags& source, bool json);
int PrintProjects(const CommonFlags& common, const SourceFlags& source, bool json);
int RunDoctor(const CommonFlags& common, const DoctorFlags& flags);
int PrintCoverage(const CommonFlags& common, const CostsFlags& flags);
int PrintRestatements(const CommonFlags& common, const CostsFlags& flags);
int RunSync(const CommonFlags& common);
// `month` as YYYY-MM.
int RunSeal(const CommonFlags& common, const SourceFlags& source, const std::string& month);
int RunVerify(const CommonFlags& common);
int RunExport(const CommonFlags& common, const ExportFlags& flags);
// "-" = standard input.
int RunImport(const CommonFlags& common, const std::string& file);
int RunMigrate(const CommonFlags& common, const MigrateFlags& flags);
int Simulate(const CommonFlags& common, const SimulateFlags& flags);

// The settings of this run, with the log opened at LOG_LEVEL or else `log_level`. On failure every problem has been
// printed, and `exit_code` says how the program ends. Warnings have been printed.
std::optional<Config> OpenConfig(const CommonFlags& common, std::string_view log_level, int& exit_code,
                                 bool demo = false);
// The ledger that `url` names, made when it is missing; a damaged one is refused. `flag` is what the person gave the
// address with; empty = DATABASE_URL.
Result<std::unique_ptr<LedgerStore>> OpenLastingLedger(const std::string& url, const std::string& flag);
// The same for who only reads it: a missing file is refused, or a typing error would pass for an empty ledger.
Result<std::unique_ptr<LedgerStore>> OpenKeptLedger(const std::string& url, const std::string& flag);
// All of the process's environment.
std::map<std::string, std::string> ProcessEnvironment();

}  // namespace llmcost
