// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "api/api_handler.h"
#include "api/security_headers.h"
#include "cli/app.h"
#include "cli/commands.h"
#include "cli/setting_values.h"
#include "cli/terminal.h"
#include "cli/version.h"
#include "http/url.h"

namespace llmcost {
namespace {

namespace asio = boost::asio;

// Who stops a container kills it ten seconds later, and what was read is still to be kept by then.
constexpr std::chrono::milliseconds kGrace{8'000};

bool HasAnyKey(const Config& config) {
  for (const ProviderConfig& provider : config.providers) {
    if (!provider.settings.keys.empty()) return true;
  }
  return false;
}

}  // namespace

int Serve(const CommonFlags& common, const ServeFlags& flags) {
  if (flags.demo && (common.replay || common.settings.contains("RECORD_DIR"))) {
    PrintError(fmt::format("--demo makes its figures up: give it without --{}", common.replay ? "replay" : "record"));
    return kExitUsage;
  }
  int exit_code = kExitOk;
  const auto config = OpenConfig(common, "info", exit_code, flags.demo);
  if (!config) return exit_code;
  const bool is_public = !IsLoopback(config->host);
  if (is_public && !flags.insecure_no_auth) {
    PrintError(
        fmt::format("{} can be reached by other machines, and there is no login yet: anyone could read your costs",
                    config->host),
        "Serve on 127.0.0.1 behind a proxy that asks for a password, or add --insecure-no-auth if the network "
        "is all yours.");
    return kExitUsage;
  }
  if (!flags.demo && !config->replayed && !HasAnyKey(*config)) {
    PrintWarning("no provider's key is set; the page says what to set, and --demo shows made-up figures");
  }

  auto app = App::Make(*config, {.demo = flags.demo, .retry = {}, .record = true, .reads_costs = true});
  if (!app) {
    PrintError(app.error());
    return kExitFailed;
  }
  WorkerThreads& workers = (*app)->workers();
  ApiOptions api;
  api.version = kVersion;
  api.demo = flags.demo;
  api.allowed_hosts = config->allowed_hosts;
  api.any_host = is_public && config->allowed_hosts.empty();
  const auto handler = MakeApiHandler((*app)->service(), (*app)->clock(), std::move(api));

  HttpServerOptions options;
  options.host = config->host;
  options.port = config->port;
  options.headers = SecurityHeaders();
  options.single_threaded = config->threads == 1;
  auto server = HttpServer::Open(workers.context().get_executor(), options, *handler);
  if (!server) {
    std::string hint = server.error().hint;
    if (hint.find("port") != std::string::npos) hint += " --port chooses it, and --port 0 takes any free one.";
    PrintError(server.error().message, hint);
    return kExitFailed;
  }
  asio::signal_set signals(workers.context(), SIGINT, SIGTERM);
  if (is_public) PrintWarning("whoever can reach this address can read your costs: there is no login");
  exit_code = PrintOutput(fmt::format("Listening on http://{}:{}\n", UrlHost(config->host), (*server)->port()));
  if (exit_code != kExitOk) return exit_code;

  if (config->sync_interval.count() > 0) {
    asio::co_spawn(workers.context(), (*app)->service().KeepReading(config->sync_interval), asio::detached);
  }
  auto running = RunUntilSignal(**server, signals, kGrace);
  workers.Begin(std::move(running)).get();
  (*app)->Close();  // before the server and the handler go
  return kExitOk;
}

}  // namespace llmcost
