// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "core/cost.h"

// How the closed sets of stored.h are written in a store. What is kept once keeps its name for ever.
namespace llmcost {

// "billed", "estimated", "unpriced"
std::string_view ProvenanceText(Provenance provenance);
// Nothing for any other text.
std::optional<Provenance> ParseProvenance(std::string_view text);

// The constant of core/cost.h that reads like `text`; nothing for a kind that this program does not know, such as one
// that a newer program has saved.
std::optional<std::string_view> FindNoticeKind(std::string_view text);

}  // namespace llmcost
