// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "providers/provider.h"

namespace llmcost {

// What a model's tokens cost by the list, in USD for one token, as the vendors' price pages had it in November 2026 or
// when the model was last listed. Right within a factor of two at best, which is all that the unit guard needs: no
// figure is ever made of it. None: the model is not in the list. "openai/gpt-4o" is read as "gpt-4o".
std::optional<TokenPrice> PublishedTokenPrice(std::string_view model);

}  // namespace llmcost
