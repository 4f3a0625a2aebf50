// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "core/cost.h"

// The JSON of the API's answers; `costs --json` prints the same.
namespace llmcost {

std::string CostReportJson(const CostReport& report);

}  // namespace llmcost
