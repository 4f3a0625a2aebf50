// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "http/http_client.h"
#include "providers/key.h"
#include "providers/provider.h"

// The list of providers: one declaration and one row each. What else is to be known of a provider is in its own file.
namespace llmcost {

// What a key's prefix tells about it, for `doctor` and for messages.
struct KeyKind {
  bool usable = false;      // the kind of key that the cost calls need
  std::string description;  // "an OpenAI admin key"
  std::string advice;       // a sentence: what to do when it is not usable; else empty
};

struct ProviderEntry {
  std::string_view id;              // "openai"
  std::string_view name;            // "OpenAI"
  std::string_view setting_prefix;  // "OPENAI": base address in OPENAI_BASE_URL
  std::vector<std::string_view>
      key_settings;  // {"OPENAI_ADMIN_KEY", "OPENAI_API_KEY"}: each alone, with _<NAME>, with _FILE
  KeyToMake key_to_make;
  KeyKind (*describe_key)(std::string_view key);
  std::unique_ptr<Provider> (*make)(ProviderSettings settings, HttpClient& client, const Clock& clock);
};

// In the order in which they are shown.
std::span<const ProviderEntry> ProviderRegistry();

// The rows, each in its provider's own file.
ProviderEntry OpenAiEntry();
ProviderEntry AnthropicEntry();
ProviderEntry MistralEntry();
ProviderEntry OpenRouterEntry();

}  // namespace llmcost
