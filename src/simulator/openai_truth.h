// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "simulator/openai_data.h"

namespace llmcost {

// What the organizations really spent in a range of days, as JSON with exact decimal texts: in all, by line item, by
// project, by day, by organization; and the requests by the names that usage gives the models. Adds up the rows of each
// day directly, so that a test can hold figures that came through the API against it.
std::string WriteOpenAiTruth(const std::vector<const OpenAiOrganization*>& organizations, const DateRange& range,
                             TimePoint now);

}  // namespace llmcost
