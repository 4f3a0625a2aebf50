// SPDX-License-Identifier: MIT
#include "providers/registry.h"

namespace llmcost {

std::span<const ProviderEntry> ProviderRegistry() {
  static const std::vector<ProviderEntry> kRegistry = {
      OpenAiEntry(),
      AnthropicEntry(),
      MistralEntry(),
      OpenRouterEntry(),
  };
  return kRegistry;
}

}  // namespace llmcost
