// SPDX-License-Identifier: MIT
#include "service/problems.h"

#include <utility>

namespace llmcost {

Problems ProblemsOf(const SourceReader& reader, const std::vector<AskedSource>& asked, const DateRange& range,
                    std::vector<ReadOutcome> outcomes) {
  Problems problems;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const Source source = asked[i].source();
    ReadOutcome& outcome = outcomes[i];
    if (!outcome.of_projects) outcome.of_projects = reader.failures().FindProjects(source);
    if (outcome.of_projects && !problems.of_projects && reader.FindProjects(source) == nullptr) {
      problems.of_projects = SourceError{source.provider, source.workspace, *outcome.of_projects};
    }
    if (!outcome.of_costs) outcome.of_costs = reader.FailureOf(*asked[i].provider, source, range);
    if (outcome.of_costs) {
      problems.errors.push_back({source.provider, source.workspace, *std::move(outcome.of_costs)});
      continue;
    }
    if (outcome.of_projects) {
      problems.notes.push_back({source.provider, source.workspace, *std::move(outcome.of_projects)});
    }
    for (Error& incomplete : reader.Incomplete(source, range)) {
      problems.notes.push_back({source.provider, source.workspace, std::move(incomplete)});
    }
  }
  return problems;
}

}  // namespace llmcost
