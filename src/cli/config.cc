// SPDX-License-Identifier: MIT
#include "cli/config.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "cli/provider_keys.h"
#include "cli/setting_values.h"
#include "core/log.h"
#include "http/named_secrets.h"
#include "http/url.h"

namespace llmcost {
namespace {

using std::chrono::seconds;

constexpr std::size_t kLargestSettingsFile = 256U << 10U;
constexpr std::string_view kBaseUrlSuffix = "_BASE_URL";
constexpr std::string_view kCallIntervalSuffix = "_CALL_INTERVAL";
constexpr std::array<std::string_view, 16> kPlainSettings = {"HOST",           "PORT",
                                                             "THREADS",        "CACHE_TTL",
                                                             "MAX_IN_FLIGHT",  "UPSTREAM_TIMEOUT",
                                                             "DATABASE_URL",   "DATABASE_URL_FILE",
                                                             "LOG_LEVEL",      "ALLOWED_HOSTS",
                                                             "EXCHANGE_RATES", "EXCHANGE_RATE_SOURCE",
                                                             "ECB_BASE_URL",   "EXCLUDE",
                                                             "SYNC_INTERVAL",  "RECORD_DIR"};
// Those that decide what is asked and what comes of it, beside the addresses of the providers.
constexpr std::array<std::string_view, 6> kShapingSettings = {
    "CACHE_TTL", "MAX_IN_FLIGHT", "EXCHANGE_RATES", "EXCHANGE_RATE_SOURCE", "ECB_BASE_URL", "EXCLUDE"};
// What a replay has no use for.
constexpr std::array<std::string_view, 4> kNotReplayed = {"DATABASE_URL", "DATABASE_URL_FILE", "SYNC_INTERVAL",
                                                          "RECORD_DIR"};
constexpr std::string_view kLogLevels = "trace, debug, info, warn, error or off";

Error Fault(std::string message, std::string hint = {}, std::string setting = {}) {
  return Error{.kind = ErrorKind::kInvalidArgument,
               .message = std::move(message),
               .hint = std::move(hint),
               .setting = std::move(setting)};
}

// Collects what is wrong instead of ending at the first fault.
class Loader {
 public:
  Loader(const ConfigSources& sources, std::span<const ProviderEntry> registry)
      : sources_(sources), registry_(registry) {}

  tl::expected<Config, std::vector<Error>> Load() {
    Collect();
    ReadPlain();
    ReadProviders();
    CheckExclusions();
    if (!problems_.empty()) return tl::unexpected(std::move(problems_));
    return std::move(config_);
  }

 private:
  bool IsKnown(std::string_view name) const {
    if (std::ranges::find(kPlainSettings, name) != kPlainSettings.end()) return true;
    return std::ranges::any_of(registry_, [&](const ProviderEntry& entry) {
      return IsKeySetting(name, entry) || name == ProviderSetting(entry, kBaseUrlSuffix) ||
             name == ProviderSetting(entry, kCallIntervalSuffix);
    });
  }

  // "MISTRAL_BASE_URL"
  static std::string ProviderSetting(const ProviderEntry& entry, std::string_view suffix) {
    return std::string(entry.setting_prefix) + std::string(suffix);
  }

  const std::string* Environment(const std::string& name) const {
    const auto found = sources_.environment.find(name);
    return found == sources_.environment.end() || found->second.empty() ? nullptr : &found->second;
  }

  // Puts all settings together, strongest first.
  void Collect() {
    for (const auto& [name, value] : sources_.flags) {
      std::string flag = "--";
      for (const char c : name) flag += c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
      if (name == "RECORD_DIR") flag = "--record";
      // A flag given empty is a mistake, not a setting left out.
      if (value.empty()) problems_.push_back(Fault(flag + " needs a value", {}, flag));
      Add({.name = name, .value = value, .source = SettingSource::kFlag, .label = flag});
    }
    for (const auto& [name, value] : sources_.environment) {
      Add({.name = name, .value = value, .source = SettingSource::kEnvironment, .label = name});
    }
    AddDotenv(".env.local", SettingSource::kDotenvLocal);
    AddDotenv(".env", SettingSource::kDotenv);
    AddConfigFile();
    AddRecorded();
    for (const auto& [name, setting] : settings_.all()) {
      if (IsShaping(name)) config_.shaping.emplace(name, setting.value);
    }
  }

  bool IsShaping(std::string_view name) const {
    return std::ranges::find(kShapingSettings, name) != kShapingSettings.end() ||
           std::ranges::any_of(registry_,
                               [&](const auto& entry) { return name == ProviderSetting(entry, kBaseUrlSuffix); });
  }

  // What is set now does not count in a replay where the recording decides.
  void Add(Setting setting) {
    const bool counts = !sources_.replayed || (!IsShaping(setting.name) &&
                                               std::ranges::find(kNotReplayed, setting.name) == kNotReplayed.end());
    if (counts) settings_.Add(std::move(setting));
  }

  void AddRecorded() {
    if (!sources_.replayed) return;
    config_.replayed = sources_.replayed;
    for (const auto& [name, value] : sources_.replayed->head.settings) {
      if (!IsShaping(name)) continue;
      settings_.Add({.name = name, .value = value, .source = SettingSource::kFlag, .label = name + " (recorded)"});
    }
  }

  // The text of a settings file, or nothing (after noting a problem, if it is there and cannot be read).
  std::optional<std::string> ReadFile(const std::string& path, bool must_exist) {
    Result<std::optional<std::string>> text = sources_.read_file(path, kLargestSettingsFile);
    if (!text) {
      problems_.push_back(Fault(fmt::format("settings file {} cannot be read: {}", path, text.error().message)));
      return std::nullopt;
    }
    if (!*text && must_exist) {
      problems_.push_back(Fault(fmt::format("settings file {} does not exist", path), {}, "--config"));
    }
    return std::move(*text);
  }

  void AddDotenv(const std::string& path, SettingSource source) {
    const std::optional<std::string> text = ReadFile(path, false);
    if (!text) return;
    std::map<std::string, Setting> first;
    for (Setting& setting : ReadDotenv(*text, path, source, problems_)) {
      // The file may hold settings of other programs; only ours are looked at.
      if (!IsKnown(setting.name) || setting.value.empty()) continue;
      const auto [known, added] = first.try_emplace(setting.name, setting);
      if (!added && known->second.value != setting.value) {
        problems_.push_back(
            Fault(fmt::format("{} and {} differ; keep one of them", known->second.label, setting.label)));
      }
      Add(std::move(setting));
    }
  }

  void AddConfigFile() {
    std::string path = sources_.config_file;
    if (path.empty()) {
      if (const std::string* home = Environment("XDG_CONFIG_HOME")) {
        path = *home;
      } else if (const std::string* user = Environment("HOME")) {
        path = *user + "/.config";
      } else {
        return;
      }
      path += "/llm-cost-tracker/config.toml";
    }
    const std::optional<std::string> text = ReadFile(path, !sources_.config_file.empty());
    if (!text) return;
    for (Setting& setting : ReadToml(*text, path, problems_)) {
      if (!IsKnown(setting.name)) {
        problems_.push_back(
            Fault(setting.label + " is not a setting", "The settings are listed in docs/deployment.md."));
        continue;
      }
      Add(std::move(setting));
    }
  }

  // Reads the setting by `parse` into `target` when it is set.
  template <typename T, typename Parse>
  void Read(std::string_view name, T& target, Parse parse) {
    const Setting* setting = settings_.Find(name);
    if (setting == nullptr) return;
    auto value = parse(setting->value);
    if (value) {
      target = static_cast<T>(std::move(*value));
    } else {
      problems_.push_back(
          Fault(fmt::format("{} {}", setting->label, value.error().message), value.error().hint, setting->label));
    }
  }

  void ReadPlain() {
    Read("HOST", config_.host, ParseHost);
    Read("PORT", config_.port, [](std::string_view text) { return ParseWhole(text, 0, 65535); });
    Read("THREADS", config_.threads, [](std::string_view text) { return ParseWhole(text, 1, 256); });
    Read("CACHE_TTL", config_.cache_ttl,
         [](std::string_view text) { return ParseSeconds(text, seconds(0), seconds(604'800)); });
    Read("SYNC_INTERVAL", config_.sync_interval, ParseSyncInterval);
    Read("UPSTREAM_TIMEOUT", config_.upstream_timeout,
         [](std::string_view text) { return ParseSeconds(text, seconds(1), seconds(600)); });
    Read("MAX_IN_FLIGHT", max_in_flight_, [](std::string_view text) { return ParseWhole(text, 1, 64); });
    Read("ALLOWED_HOSTS", config_.allowed_hosts, ParseHostList);
    Read("EXCHANGE_RATES", config_.exchange_rates, ParseExchangeRates);
    Read("EXCHANGE_RATE_SOURCE", config_.fetch_exchange_rates, ParseRateSource);
    Read("ECB_BASE_URL", config_.ecb_base_url, ParseBaseUrl);
    Read("EXCLUDE", config_.excluded, ParseExclusions);
    Read("LOG_LEVEL", config_.log_level, ParseLogLevel);
    // Made-up figures need no recording: the demo makes the same ones everywhere.
    if (const Setting* record = settings_.Find("RECORD_DIR"); record != nullptr && !sources_.without_providers) {
      config_.record_dir = record->value;
    }
    ReadDatabase();
  }

  static Result<seconds> ParseSyncInterval(std::string_view text) {
    if (text == "off") return seconds(0);
    return ParseSeconds(text, seconds(60), seconds(604'800));
  }

  static Result<bool> ParseRateSource(std::string_view text) {
    if (text == "ecb") return true;
    if (text == "off") return false;
    return Fail(ErrorKind::kInvalidArgument, fmt::format("must be ecb or off, not '{}'", Printable(text, 40)));
  }

  // What is left out must be there, or a slip of the pen would count it twice in silence.
  void CheckExclusions() {
    for (const Exclusion& exclusion : config_.excluded) {
      const auto provider = std::ranges::find(config_.providers, exclusion.provider,
                                              [](const ProviderConfig& config) { return config.entry->id; });
      if (provider == config_.providers.end()) {
        problems_.push_back(Fault(
            fmt::format("EXCLUDE names '{}', which is no provider", Printable(exclusion.provider, 40)), {}, "EXCLUDE"));
        continue;
      }
      if (!exclusion.workspace || sources_.without_providers) continue;
      const auto& keys = provider->settings.keys;
      if (std::ranges::find(keys, *exclusion.workspace, &ProviderKey::workspace_id) == keys.end()) {
        config_.warnings.push_back(fmt::format("EXCLUDE names '{}', but {} has no such workspace",
                                               Printable(exclusion.ToString(), 80), provider->entry->name));
      }
    }
  }

  static Result<std::string> ParseLogLevel(std::string_view text) {
    std::string level(text);
    std::ranges::transform(level, level.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (level == "warning") level = "warn";
    for (const std::string_view known : {"trace", "debug", "info", "warn", "error", "off"}) {
      if (level == known) return level;
    }
    return Fail(ErrorKind::kInvalidArgument,
                fmt::format("must be one of {}, not '{}'", kLogLevels, Printable(text, 40)));
  }

  // Made-up figures never stand beside real ones, nor those of another day: neither demo nor replay keeps any.
  void ReadDatabase() {
    if (sources_.without_providers || sources_.replayed) return;
    config_.database_url = DefaultDatabase();
    Read("DATABASE_URL", config_.database_url, ParseDatabase);
    const Setting* file = settings_.Find("DATABASE_URL_FILE");
    if (file == nullptr) return;
    if (settings_.Find("DATABASE_URL") != nullptr) {
      problems_.push_back(Fault("DATABASE_URL and DATABASE_URL_FILE are both set; keep one of them"));
      return;
    }
    Result<std::optional<std::string>> text = sources_.read_file(file->value, kLargestSettingsFile);
    if (!text || !*text) {
      problems_.push_back(Fault(fmt::format("{} names a file that {}", file->label,
                                            text ? "does not exist" : "cannot be read: " + text.error().message)));
      return;
    }
    std::string url = **text;
    url.erase(url.find_last_not_of(" \t\r\n") + 1);
    if (auto parsed = ParseDatabase(url)) {
      config_.database_url = *std::move(parsed);
    } else {
      problems_.push_back(
          Fault(fmt::format("{}: the text of the file {}", file->label, parsed.error().message), parsed.error().hint));
    }
  }

  std::string DefaultDatabase() const {
    std::string folder;
    if (const std::string* state = Environment("XDG_STATE_HOME")) {
      folder = *state;
    } else if (const std::string* home = Environment("HOME")) {
      folder = *home + "/.local/state";
    } else {
      return "memory:";  // there is no place of the person's to keep anything
    }
    return "sqlite:" + folder + "/llm-cost-tracker/ledger.db";
  }

  static Result<std::string> ParseDatabase(std::string_view text) {
    constexpr std::string_view kSqlite = "sqlite:";
    const bool is_sqlite = text.starts_with(kSqlite) && text.size() > kSqlite.size();
    if (text == "memory:" || is_sqlite || text.starts_with("postgres://") || text.starts_with("postgresql://")) {
      return std::string(text);
    }
    // The address may hold a password, so no more than its scheme is repeated.
    const std::string_view scheme = text.substr(0, std::min(text.find(':'), text.size()));
    return Failure(Error{
        .kind = ErrorKind::kInvalidArgument,
        .message = fmt::format("must be sqlite:<path>, postgres://… or memory:, not '{}…'", Printable(scheme, 20)),
        .hint = "Leave it out to keep the figures in a file under your home folder."});
  }

  void ReadProviders() {
    for (const ProviderEntry& entry : registry_) {
      ProviderConfig provider{.entry = &entry, .settings = {}};
      if (sources_.without_providers) {
        config_.providers.push_back(std::move(provider));
        continue;
      }
      provider.settings.keys =
          sources_.replayed ? RecordedKeys(entry)
                            : ReadProviderKeys(settings_, entry, sources_.read_file, problems_, config_.warnings);
      provider.settings.max_in_flight = max_in_flight_;
      const std::string setting = ProviderSetting(entry, kBaseUrlSuffix);
      Read(ProviderSetting(entry, kCallIntervalSuffix), provider.settings.call_interval,
           [](std::string_view text) { return ParseSeconds(text, seconds(0), seconds(60)); });
      Read(setting, provider.settings.base_url, ParseBaseUrl);
      if (!sources_.replayed && SendsKeysInClear(provider.settings.base_url)) {
        config_.warnings.push_back(
            fmt::format("{} is http: keys and figures cross the network unencrypted", settings_.Find(setting)->label));
      }
      config_.providers.push_back(std::move(provider));
    }
  }

  // With a placeholder in place of each secret.
  std::vector<ProviderKey> RecordedKeys(const ProviderEntry& entry) const {
    std::vector<ProviderKey> keys;
    for (const RecordedKey& key : sources_.replayed->head.keys) {
      if (key.provider != entry.id) continue;
      keys.push_back({.workspace_id = key.workspace_id,
                      .workspace_name = key.workspace_name,
                      .value = key.kind + NamedSecrets::PlaceholderOf(key.setting),
                      .setting = key.setting,
                      .named = key.named});
    }
    std::ranges::sort(keys, {}, &ProviderKey::workspace_id);
    return keys;
  }

  // Plain http to anywhere but this machine.
  static bool SendsKeysInClear(std::string_view url) {
    constexpr std::string_view kHttp = "http://";
    if (!url.starts_with(kHttp)) return false;
    url.remove_prefix(kHttp.size());
    const bool bracketed = url.starts_with('[');
    const std::string host(bracketed ? url.substr(1, url.find(']') - 1) : url.substr(0, url.find_first_of(":/")));
    return host != "localhost" && !IsLoopback(host);
  }

  const ConfigSources& sources_;
  std::span<const ProviderEntry> registry_;
  Settings settings_;
  int max_in_flight_ = ProviderSettings{}.max_in_flight;
  Config config_;
  std::vector<Error> problems_;
};

}  // namespace

tl::expected<Config, std::vector<Error>> LoadConfig(const ConfigSources& sources,
                                                    std::span<const ProviderEntry> registry) {
  return Loader(sources, registry).Load();
}

}  // namespace llmcost
