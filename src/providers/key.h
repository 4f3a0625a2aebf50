// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace llmcost {

// One key of a provider as the settings gave it. Made by cli/config, which has trimmed and checked it: printable ASCII
// without blanks or quotes.
struct ProviderKey {
  std::string workspace_id;    // "edugami"; "default" for the one unnamed key
  std::string workspace_name;  // "Edugami"; "Default"
  std::string value;           // the secret
  std::string setting;         // where it came from: "OPENAI_API_KEY_EDUGAMI"
  bool named = false;          // whether the person named the workspace
};

struct ProviderSettings {
  std::vector<ProviderKey> keys;  // in order of workspace_id; empty = not configured
  std::string base_url;           // empty = the provider's own
  // At least, between the starts of two calls with one key; none = as the provider's profile has it.
  std::optional<std::chrono::seconds> call_interval = std::nullopt;
  int max_in_flight = 48;  // calls at the same time for each workspace
};

}  // namespace llmcost
