// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "core/cost.h"

namespace llmcost {

// An answer, or the problem of the source that kept us from giving one (its provider empty when the question is at
// fault).
template <typename T>
using Answer = tl::expected<T, SourceError>;

inline tl::unexpected<SourceError> Refuse(Error error, std::string provider = {}, std::string workspace = {}) {
  return tl::unexpected(SourceError{std::move(provider), std::move(workspace), std::move(error)});
}

}  // namespace llmcost
