// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "core/log.h"

namespace llmcost {

std::map<std::string, std::string> ProcessEnvironment() {
  std::map<std::string, std::string> environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment;
}

std::optional<Config> OpenConfig(const CommonFlags& common, std::string_view log_level, int& exit_code, bool demo) {
  std::shared_ptr<const Recording> replayed;
  if (common.replay) {
    const bool empty = common.replay->empty();
    if (empty || common.settings.contains("RECORD_DIR")) {
      PrintError(empty ? "--replay needs a value"
                       : "--record keeps what providers answer and --replay asks none: give one of them");
      exit_code = kExitUsage;
      return std::nullopt;
    }
    auto recording = LoadRecording(*common.replay);
    if (!recording) {
      PrintError(recording.error());
      exit_code = kExitFailed;
      return std::nullopt;
    }
    replayed = std::make_shared<const Recording>(*std::move(recording));
  }
  auto config = LoadConfig({.flags = common.settings,
                            .environment = ProcessEnvironment(),
                            .read_file = ReadSmallFile,
                            .config_file = common.config_file,
                            .without_providers = demo,
                            .replayed = std::move(replayed)},
                           ProviderRegistry());
  if (!config) {
    for (const Error& problem : config.error()) PrintError(problem);
    const bool by_flag =
        std::ranges::any_of(config.error(), [](const Error& e) { return e.setting.starts_with("--"); });
    exit_code = by_flag ? kExitUsage : kExitFailed;
    return std::nullopt;
  }
  for (const std::string& warning : config->warnings) PrintWarning(warning);
  OpenLog(config->log_level.value_or(std::string(log_level)));
  return std::move(*config);
}

}  // namespace llmcost
