// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "service/coverage.h"

namespace llmcost {

// As docs/openapi.yaml has them.
std::string CoverageJson(const CoverageReport& report);
std::string RestatementsJson(std::span<const Restatement> restatements);

}  // namespace llmcost
