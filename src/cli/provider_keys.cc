// SPDX-License-Identifier: MIT
#include "cli/provider_keys.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>

#include "cli/setting_values.h"
#include "core/log.h"

namespace llmcost {
namespace {

constexpr std::string_view kFileSuffix = "_FILE";
constexpr std::size_t kLargestSecretFile = 64U << 10U;

// A setting's name taken apart. `OPENAI_API_KEY_EDUGAMI_FILE` is the file form of the workspace EDUGAMI of
// OPENAI_API_KEY, and `OPENAI_API_KEY_FILE` that of no workspace.
struct KeyName {
  std::size_t key_setting = 0;                // index in ProviderEntry::key_settings
  std::optional<std::string> workspace = {};  // as written; none = unnamed
  bool is_file = false;
};

std::optional<KeyName> ParseKeyName(std::string_view name, const ProviderEntry& entry) {
  for (std::size_t i = 0; i < entry.key_settings.size(); ++i) {
    if (!name.starts_with(entry.key_settings[i])) continue;
    std::string_view rest = name.substr(entry.key_settings[i].size());
    KeyName key{.key_setting = i};
    if (rest.ends_with(kFileSuffix)) {
      key.is_file = true;
      rest.remove_suffix(kFileSuffix.size());
    }
    if (rest.empty()) return key;
    if (rest.front() != '_') continue;
    key.workspace = rest.substr(1);
    return key;
  }
  return std::nullopt;
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

// Letters and digits, parted by single underscores.
bool IsWorkspaceName(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && name.front() != '_' && name.back() != '_' && name.find("__") == std::string_view::npos &&
         std::ranges::all_of(name, [&](char c) { return c == '_' || is_letter(c); });
}

std::string WorkspaceId(std::string_view name) {
  std::string id(name);
  std::ranges::transform(id, id.begin(), Lower);
  return id;
}

// "MY_TEAM" -> "My Team"
std::string WorkspaceName(std::string_view name) {
  std::string shown(name);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (shown[i] == '_') {
      shown[i] = ' ';
    } else {
      shown[i] = i == 0 || shown[i - 1] == ' ' ? Upper(shown[i]) : Lower(shown[i]);
    }
  }
  return shown;
}

Error Fault(const Setting& setting, std::string_view what, std::string hint = {}) {
  return Error{.kind = ErrorKind::kInvalidArgument,
               .message = fmt::format("{} {}", setting.label, what),
               .hint = std::move(hint),
               .setting = setting.label};
}

struct Candidate {
  KeyName name;
  const Setting* setting;
};

// The plain form and the file form of one setting, from two places: the stronger place counts, as for any setting.
bool SameSettingElsewhere(const Candidate& a, const Candidate& b) {
  return a.name.key_setting == b.name.key_setting && a.name.workspace == b.name.workspace &&
         a.setting->source != b.setting->source;
}

const Candidate& Stronger(const Candidate& a, const Candidate& b) {
  return b.setting->source < a.setting->source ? b : a;
}

// The secret itself, or nothing after noting the problem.
std::optional<std::string> ReadSecret(const Setting& setting, bool is_file, const FileReader& read_file,
                                      std::vector<Error>& problems) {
  std::string secret = setting.value;
  if (is_file) {
    const std::string path = fmt::format("names the file '{}'", Printable(setting.value, 200));
    Result<std::optional<std::string>> text = read_file(setting.value, kLargestSecretFile);
    if (!text) {
      problems.push_back(Fault(setting, fmt::format("{}, which cannot be read: {}", path, text.error().message)));
      return std::nullopt;
    }
    if (!*text) {
      problems.push_back(Fault(setting, fmt::format("{}, which does not exist", path)));
      return std::nullopt;
    }
    secret = **text;
    secret.erase(secret.find_last_not_of("\r\n") + 1);
    if (secret.empty()) {
      problems.push_back(Fault(setting, fmt::format("{}, which is empty", path)));
      return std::nullopt;
    }
  }
  const std::string fault = SecretFault(secret);
  if (fault.empty()) return secret;
  problems.push_back(
      Fault(setting, fault, "Copy the key again and set it without quotes, blanks or line breaks around it."));
  return std::nullopt;
}

}  // namespace

bool IsKeySetting(std::string_view name, const ProviderEntry& entry) { return ParseKeyName(name, entry).has_value(); }

std::vector<ProviderKey> ReadProviderKeys(const Settings& settings, const ProviderEntry& entry,
                                          const FileReader& read_file, std::vector<Error>& problems,
                                          std::vector<std::string>& warnings) {
  std::map<std::string, Candidate> by_workspace;  // by id
  std::optional<Candidate> unnamed;

  for (const auto& [text, setting] : settings.all()) {
    const std::optional<KeyName> name = ParseKeyName(text, entry);
    if (!name) continue;
    const Candidate candidate{*name, &setting};
    // Of the unnamed ones the first of the registry counts: an ordinary OPENAI_API_KEY is there for other programs too.
    if (!name->workspace) {
      if (!unnamed || name->key_setting < unnamed->name.key_setting) {
        unnamed = candidate;
      } else if (SameSettingElsewhere(*unnamed, candidate)) {
        unnamed = Stronger(*unnamed, candidate);
      } else if (name->key_setting == unnamed->name.key_setting) {
        problems.push_back(
            Fault(setting, fmt::format("and {} both give a key; keep one of them", unnamed->setting->label)));
      }
      continue;
    }
    if (!IsWorkspaceName(*name->workspace)) {
      problems.push_back(
          Fault(setting, fmt::format("does not name a workspace: '{}' must be letters, digits and single underscores",
                                     Printable(*name->workspace, 40))));
      continue;
    }
    const auto [known, added] = by_workspace.try_emplace(WorkspaceId(*name->workspace), candidate);
    if (added) continue;
    if (SameSettingElsewhere(known->second, candidate)) {
      known->second = Stronger(known->second, candidate);
    } else {
      problems.push_back(Fault(setting, fmt::format("and {} both give the key of the workspace '{}'; keep one of them",
                                                    known->second.setting->label, known->first)));
    }
  }

  const bool any_named = !by_workspace.empty();
  if (unnamed) {
    const auto [known, added] = by_workspace.try_emplace("default", *unnamed);
    if (!added) {
      problems.push_back(
          Fault(*unnamed->setting, fmt::format("and {} both give the key of the workspace 'default'; keep "
                                               "one of them",
                                               known->second.setting->label)));
    }
  }

  std::vector<ProviderKey> keys;
  for (const auto& [id, candidate] : by_workspace) {
    std::optional<std::string> secret = ReadSecret(*candidate.setting, candidate.name.is_file, read_file, problems);
    if (!secret) continue;
    const bool named = candidate.name.workspace.has_value();
    if (!named && any_named) {
      const KeyKind kind = entry.describe_key(*secret);
      if (!kind.usable) {
        warnings.push_back(fmt::format("{} is left out: it is {}, and other workspaces have keys of their own",
                                       candidate.setting->label, kind.description));
        continue;
      }
    }
    const auto same = std::ranges::find(keys, *secret, &ProviderKey::value);
    if (same != keys.end()) {
      problems.push_back(
          Fault(*candidate.setting,
                fmt::format("holds the same key as {}: its costs would be counted twice", same->setting)));
      continue;
    }
    keys.push_back({.workspace_id = id,
                    .workspace_name = named ? WorkspaceName(*candidate.name.workspace) : "Default",
                    .value = std::move(*secret),
                    .setting = candidate.setting->name,
                    .named = named});
  }
  return keys;
}

std::string KeyBeginning(std::string_view key, const ProviderEntry& entry) {
  constexpr std::size_t kLongest = 16;  // "sk-ant-admin01-"
  const std::string kind = entry.describe_key(key).description;
  for (std::size_t length = 0; length <= kLongest && length < key.size(); ++length) {
    if (entry.describe_key(key.substr(0, length)).description == kind) return std::string(key.substr(0, length));
  }
  return {};
}

std::string MaskSecret(std::string_view secret) {
  constexpr std::size_t kLongestWord = 7;
  constexpr std::size_t kLast = 4;
  constexpr std::size_t kHidden = 8;
  std::size_t shown = 0;
  for (int words = 0; words < 2; ++words) {
    const auto dash = secret.find('-', shown);
    if (dash == std::string_view::npos || dash == shown || dash - shown > kLongestWord) break;
    if (!std::ranges::all_of(secret.substr(shown, dash - shown), [](char c) { return c >= 'a' && c <= 'z'; })) break;
    shown = dash + 1;
  }
  if (secret.size() < shown + kHidden) return "…";
  std::string masked = fmt::format("{}…", secret.substr(0, shown));
  if (secret.size() >= shown + kHidden + kLast) masked += secret.substr(secret.size() - kLast);
  return masked;
}

}  // namespace llmcost
