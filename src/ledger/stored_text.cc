// SPDX-License-Identifier: MIT
#include "ledger/stored_text.h"

#include <algorithm>
#include <array>

namespace llmcost {
namespace {

constexpr std::array kProvenances = {Provenance::kBilled, Provenance::kEstimated, Provenance::kUnpriced};
constexpr std::array kNoticeKinds = {notice::kUnpriced,     notice::kUnconverted, notice::kNotIncluded,
                                     notice::kShortHistory, notice::kUnitSuspect, notice::kBookedTogether};

}  // namespace

std::string_view ProvenanceText(Provenance provenance) {
  switch (provenance) {
    case Provenance::kBilled:
      return "billed";
    case Provenance::kEstimated:
      return "estimated";
    case Provenance::kUnpriced:
      return "unpriced";
  }
  return "billed";
}

std::optional<Provenance> ParseProvenance(std::string_view text) {
  const auto found = std::ranges::find(kProvenances, text, ProvenanceText);
  return found == kProvenances.end() ? std::nullopt : std::optional(*found);
}

std::optional<std::string_view> FindNoticeKind(std::string_view text) {
  // What could not be read of the days stands under the name of the error's kind.
  if (const auto error = ParseErrorKind(text)) return ErrorKindName(*error);
  const auto found = std::ranges::find(kNoticeKinds, text);
  return found == kNoticeKinds.end() ? std::nullopt : std::optional(*found);
}

}  // namespace llmcost
