// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/settings.h"
#include "core/result.h"
#include "http/recording.h"
#include "providers/registry.h"
#include "service/cost_service.h"

// What the person has set, checked. Stronger first: flags, the environment, `.env.local`, `.env`, a TOML file.
namespace llmcost {

struct ProviderConfig {
  const ProviderEntry* entry = nullptr;  // of the registry given
  ProviderSettings settings;
};

struct Config {
  std::vector<ProviderConfig> providers;        // one for each row of the registry, in its order
  std::string host = "127.0.0.1";               // HOST: an address
  std::uint16_t port = 3000;                    // PORT: 0 = any free one
  int threads = 0;                              // THREADS: 0 = one for each core
  std::chrono::seconds cache_ttl{300};          // CACHE_TTL
  std::chrono::seconds sync_interval{0};        // SYNC_INTERVAL: 0 = nothing is read unasked
  std::chrono::seconds upstream_timeout{30};    // UPSTREAM_TIMEOUT: without a byte
  std::optional<std::string> log_level;         // LOG_LEVEL: a level that OpenLog knows
  std::map<std::string, Money> exchange_rates;  // EXCHANGE_RATES: USD for one unit of a currency
  bool fetch_exchange_rates = true;             // EXCHANGE_RATE_SOURCE: ecb or off
  std::string ecb_base_url;                     // ECB_BASE_URL; empty = the bank's own
  std::vector<Exclusion> excluded;              // EXCLUDE
  std::string database_url = "memory:";         // DATABASE_URL: as OpenLedgerStore takes it; may hold a password
  std::vector<std::string> allowed_hosts;       // ALLOWED_HOSTS
  std::string record_dir;                       // RECORD_DIR; empty = what upstreams answer is not recorded
  std::map<std::string, std::string> shaping;   // the settings that shape questions and sums, as they were written
  std::shared_ptr<const Recording> replayed;    // as in ConfigSources
  std::vector<std::string> warnings;            // odd, but usable; whole lines
};

struct ConfigSources {
  std::map<std::string, std::string> flags;        // by setting: {"PORT", "3000"} for --port 3000
  std::map<std::string, std::string> environment;  // all of it
  FileReader read_file;                            // relative paths are the working directory's
  std::string config_file;                         // --config; empty = the usual place, if there is one
  bool without_providers = false;                  // demo mode: keys and base addresses are neither used nor checked
  // A recording to be replayed; null = none. Keys (placeholders) and all that shapes questions and sums are the
  // recording's then; nothing is kept, recorded or read unasked.
  std::shared_ptr<const Recording> replayed = nullptr;
};

// A pure function of its arguments. On failure every problem found, none of them holding any of a secret; those that a
// flag is to blame for have an Error::setting that begins with "--".
tl::expected<Config, std::vector<Error>> LoadConfig(const ConfigSources& sources,
                                                    std::span<const ProviderEntry> registry);

}  // namespace llmcost
