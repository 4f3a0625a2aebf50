// SPDX-License-Identifier: MIT
#include "service/failure_book.h"

namespace llmcost {
namespace {

bool IsSame(const Error& a, const Error& b) { return a.kind == b.kind && a.message == b.message; }

std::optional<Error> Find(const std::map<Source, Error>& errors, const Source& source) {
  const auto found = errors.find(source);
  return found == errors.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

bool FailureBook::NoteCosts(const Source& source, const std::optional<Error>& error,
                            const std::vector<DateRange>& ranges, TimePoint now) {
  if (!error) {
    // Who may read costs has a good key, whatever else it lacks.
    cost_refusals_.erase(source);
    project_refusals_.erase(source);
    return costs_.erase(source) > 0;
  }
  const bool is_refusal = error->kind == ErrorKind::kInvalidKey || error->kind == ErrorKind::kPermissionDenied;
  if (is_refusal) cost_refusals_.insert_or_assign(source, *error);
  const auto [entry, added] = costs_.try_emplace(source, SourceFailure{*error, now, ranges});
  SourceFailure& failure = entry->second;
  const bool changed = added || !IsSame(failure.error, *error) || failure.ranges != ranges;
  failure.error = *error;
  failure.ranges = ranges;
  return changed;
}

bool FailureBook::NoteProjects(const Source& source, const std::optional<Error>& error) {
  if (!error) {
    project_refusals_.erase(source);
    return projects_.erase(source) > 0;
  }
  if (error->kind == ErrorKind::kInvalidKey) project_refusals_.insert_or_assign(source, *error);
  const auto [entry, added] = projects_.try_emplace(source, *error);
  const bool changed = added || !IsSame(entry->second, *error);
  entry->second = *error;
  return changed;
}

const SourceFailure* FailureBook::FindCosts(const Source& source) const {
  const auto failure = costs_.find(source);
  return failure == costs_.end() ? nullptr : &failure->second;
}

std::optional<Error> FailureBook::FindProjects(const Source& source) const { return Find(projects_, source); }

std::optional<Error> FailureBook::Refusal(const Source& source) const {
  auto refusal = Find(cost_refusals_, source);
  return refusal ? refusal : Find(project_refusals_, source);
}

}  // namespace llmcost
