// SPDX-License-Identifier: MIT
#include "providers/registry.h"

namespace llmcost {

std::span<const ProviderEntry> ProviderRegistry() {
  static const std::vector<ProviderEntry> kRegistry = {
      {"openai",
       "OpenAI",
       "OPENAI",
       {"OPENAI_ADMIN_KEY", "OPENAI_API_KEY"},
       "https://platform.openai.com/settings/organization/admin-keys",
       DescribeOpenAiKey,
       MakeOpenAiProvider},
  };
  return kRegistry;
}

}  // namespace llmcost
