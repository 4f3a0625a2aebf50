// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "cli/app.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace llmcost {

int Simulate(const CommonFlags& common, const SimulateFlags& flags) {
  int exit_code = kExitOk;
  // The person's own keys are of no interest here.
  const auto config = OpenConfig(common, "info", exit_code, true);
  if (!config) return exit_code;

  const SystemClock clock;
  WorkerThreads workers(config->threads);
  SimulatorOptions options;
  options.seed = flags.seed;
  options.organizations = flags.organizations;
  options.anthropic = flags.anthropic;
  options.mistral = flags.mistral;
  options.openrouter = flags.openrouter;
  options.projects = flags.projects;
  options.line_items = flags.line_items;
  options.latency = std::chrono::milliseconds(flags.latency_ms);
  options.calls_per_minute = flags.calls_per_minute;
  options.faults = flags.faults;
  auto running = RunningSimulator::Open(workers.context(), options, flags.port, clock);
  if (!running) {
    PrintError(running.error().message,
               running.error().hint.empty() ? "See `llm-cost-tracker simulate --help`." : running.error().hint);
    return kExitFailed;
  }

  std::string text;
  for (const SimulatedProvider& provider : running->simulator->providers()) {
    const std::string url = running->BaseUrl(provider.id);
    text += fmt::format("Simulating {} at {}\nexport {}={}\n", provider.name, url,
                        SimulatorSetting(provider.id, "BASE_URL"), url);
    for (const SimulatorKey& key : running->simulator->keys()) {
      if (key.provider == provider.id) text += fmt::format("export {}={}\n", SimulatorKeySetting(key), key.key);
    }
  }
  boost::asio::signal_set signals(workers.context(), SIGINT, SIGTERM);
  exit_code = PrintOutput(text);
  if (exit_code != kExitOk) return exit_code;
  auto until_signal = RunUntilSignal(*running->server, signals, std::chrono::milliseconds(0));
  workers.Begin(std::move(until_signal)).get();
  workers.Finish();  // before the server and the simulator go
  return kExitOk;
}

}  // namespace llmcost
