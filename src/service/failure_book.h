// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/cost.h"
#include "ledger/stored.h"
#include "service/coverage.h"

namespace llmcost {

// How the last try to read each source went.
class FailureBook {
 public:
  // A try to read the costs of these days, or the projects, ended. Gives whether what is to be told has changed.
  bool NoteCosts(const Source& source, const std::optional<Error>& error, const std::vector<DateRange>& ranges,
                 TimePoint now);
  bool NoteProjects(const Source& source, const std::optional<Error>& error);

  // Null when the last try went well. Valid until the next one ends.
  const SourceFailure* FindCosts(const Source& source) const;
  std::optional<Error> FindProjects(const Source& source) const;

  // Why the provider refused the source's key, for its costs or altogether, when it was last asked; nothing when it did
  // not.
  std::optional<Error> Refusal(const Source& source) const;

 private:
  std::map<Source, SourceFailure> costs_;
  std::map<Source, Error> projects_;
  std::map<Source, Error> cost_refusals_;
  std::map<Source, Error> project_refusals_;  // of the key; a permission may be lacking for projects alone
};

}  // namespace llmcost
