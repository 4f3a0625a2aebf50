// SPDX-License-Identifier: MIT
#include "cli/settings.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "cli/dotenv.h"
#include "core/log.h"

namespace llmcost {
namespace {

Error Fault(std::string message, std::string setting = {}) {
  return Error{.kind = ErrorKind::kInvalidArgument, .message = std::move(message), .setting = std::move(setting)};
}

Failure ReadFault(int error) { return Fail(ErrorKind::kInvalidArgument, std::generic_category().message(error)); }

// The text of a TOML value, or nothing when it is of a kind that no setting has.
std::optional<std::string> TomlText(const toml::node& node) {
  if (auto text = node.value_exact<std::string>()) return text;
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  const toml::array* list = node.as_array();
  if (list == nullptr) return std::nullopt;
  std::string joined;
  for (const toml::node& item : *list) {
    const auto text = item.value_exact<std::string>();
    if (!text) return std::nullopt;
    if (!joined.empty()) joined += ',';
    joined += *text;
  }
  return joined;
}

bool IsSettingName(std::string_view name) {
  return std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

void Settings::Add(Setting setting) {
  if (setting.value.empty()) return;
  const auto [known, added] = settings_.try_emplace(setting.name, setting);
  if (!added && setting.source < known->second.source) known->second = std::move(setting);
}

const Setting* Settings::Find(std::string_view name) const {
  const auto found = settings_.find(name);
  return found == settings_.end() ? nullptr : &found->second;
}

Result<std::optional<std::string>> ReadSmallFile(const std::string& path, std::size_t max_bytes) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return ReadFault(errno);
  }
  struct stat status{};
  if (::fstat(file, &status) == 0 && S_ISDIR(status.st_mode)) {
    ::close(file);
    return ReadFault(EISDIR);
  }
  std::string text;
  char chunk[4096];
  ssize_t got = 0;
  int error = 0;
  while (text.size() <= max_bytes) {
    got = ::read(file, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error = errno;
    if (got <= 0) break;
    text.append(chunk, static_cast<std::size_t>(got));
  }
  ::close(file);
  if (error != 0) return ReadFault(error);
  if (text.size() > max_bytes) {
    return Fail(ErrorKind::kInvalidArgument, fmt::format("larger than {} bytes", max_bytes));
  }
  return text;
}

std::vector<Setting> ReadDotenv(std::string_view text, const std::string& file, SettingSource source,
                                std::vector<Error>& problems) {
  const Dotenv parsed = ParseDotenv(text);
  for (const DotenvFault& fault : parsed.faults) {
    problems.push_back(Fault(fmt::format("{}:{}: {}", file, fault.line, fault.message)));
  }
  std::vector<Setting> settings;
  settings.reserve(parsed.entries.size());
  for (const DotenvEntry& entry : parsed.entries) {
    settings.push_back({.name = entry.name,
                        .value = entry.value,
                        .source = source,
                        .label = fmt::format("{} ({}:{})", entry.name, file, entry.line)});
  }
  return settings;
}

std::vector<Setting> ReadToml(std::string_view text, const std::string& file, std::vector<Error>& problems) {
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    // The parser's own words may quote the line, which may hold a key; the place is enough to find it.
    problems.push_back(Fault(fmt::format("{}:{}: not valid TOML (column {})", file, error.source().begin.line,
                                         error.source().begin.column)));
    return {};
  }
  std::vector<Setting> settings;
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    const auto line = key.source().begin.line;
    if (!IsSettingName(name)) {
      problems.push_back(
          Fault(fmt::format("{}:{}: '{}' is not the name of a setting", file, line, Printable(name, 60))));
      problems.back().hint = "Names are the settings' own in lower case, such as openai_api_key_edugami.";
      continue;
    }
    const std::optional<std::string> value = TomlText(node);
    if (!value) {
      problems.push_back(
          Fault(fmt::format("{}:{}: {} must be text, a whole number or a list of texts", file, line, name)));
      continue;
    }
    std::string upper = name;
    std::ranges::transform(upper, upper.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    settings.push_back({.name = std::move(upper),
                        .value = *value,
                        .source = SettingSource::kConfigFile,
                        .label = fmt::format("{} ({}:{})", name, file, line)});
  }
  return settings;
}

}  // namespace llmcost
