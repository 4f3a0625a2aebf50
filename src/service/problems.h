// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "core/cost.h"
#include "service/source_reader.h"
#include "service/source_selection.h"

namespace llmcost {

// What a question's reading of one source failed with.
struct ReadOutcome {
  std::optional<Error> of_costs = std::nullopt;
  std::optional<Error> of_projects = std::nullopt;
};

struct Problems {
  std::vector<SourceError> errors = {};                   // whose costs could not be read
  std::vector<SourceError> notes = {};                    // what else is missing
  std::optional<SourceError> of_projects = std::nullopt;  // of a source whose projects were never read
};

// What stands against an answer: the failures of its own reading, and those of the last one where nothing was asked.
// `outcomes` are those of `asked`.
Problems ProblemsOf(const SourceReader& reader, const std::vector<AskedSource>& asked, const DateRange& range,
                    std::vector<ReadOutcome> outcomes);

}  // namespace llmcost
