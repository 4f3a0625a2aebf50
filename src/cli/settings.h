// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

// Settings as text, from wherever they came, before anything is read into them.
namespace llmcost {

// Where a setting stands, strongest first.
enum class SettingSource { kFlag, kEnvironment, kDotenvLocal, kDotenv, kConfigFile };

struct Setting {
  std::string name;  // as in the environment: "PORT"
  std::string value;
  SettingSource source = SettingSource::kEnvironment;
  std::string label;  // for messages: "--port", "PORT", "PORT (.env:3)"
};

// All settings of a run, each with the value of its strongest source. An empty value counts as not set.
class Settings {
 public:
  void Add(Setting setting);
  // Null when it is not set. The pointer lives as long as this object and no Add follows.
  const Setting* Find(std::string_view name) const;
  // In order of name.
  const std::map<std::string, Setting, std::less<>>& all() const { return settings_; }

 private:
  std::map<std::string, Setting, std::less<>> settings_;
};

// The whole text of a file, or nothing when there is none. Error kInvalidArgument: it cannot be read, is no file, or is
// larger than `max_bytes`; the message says why without naming the path.
using FileReader = std::function<Result<std::optional<std::string>>(const std::string& path, std::size_t max_bytes)>;

// The reader for real files.
Result<std::optional<std::string>> ReadSmallFile(const std::string& path, std::size_t max_bytes);

// The settings of a `.env` file and of a TOML file. `file` is how messages call it; faults are added to `problems`, one
// for each line that cannot be used.
std::vector<Setting> ReadDotenv(std::string_view text, const std::string& file, SettingSource source,
                                std::vector<Error>& problems);
std::vector<Setting> ReadToml(std::string_view text, const std::string& file, std::vector<Error>& problems);

}  // namespace llmcost
