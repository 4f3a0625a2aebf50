// SPDX-License-Identifier: MIT
#include "ledger/figures.h"

namespace llmcost {

DayFigures FiguresOf(std::span<const StoredRow> rows, const FindSeries& series) {
  DayFigures figures;
  for (const StoredRow& row : rows) {
    const CostSeries& its = series(row.series);
    if (its.provenance == Provenance::kUnpriced || row.cost.IsZero()) continue;
    figures[{its.project_id, its.model, its.currency}] += row.cost;
  }
  return figures;
}

std::vector<Restatement> SealedRestatements(const Source& source, Date date, DayFigures sealed,
                                            std::span<const Restatement> corrections, const DayFigures& now,
                                            TimePoint read_before, TimePoint read_now) {
  for (const Restatement& its : corrections) sealed[{its.project_id, its.model, its.currency}] = its.cost_now;
  std::vector<Restatement> restatements;
  ForEachDifference(sealed, now, [&](const FigureKey& key, Money cost_before, Money cost_now) {
    restatements.push_back({.source = source,
                            .date = date,
                            .project_id = key.project_id,
                            .model = key.model,
                            .currency = key.currency,
                            .cost_before = cost_before,
                            .cost_now = cost_now,
                            .read_before = read_before,
                            .read_now = read_now,
                            .sealed = true});
  });
  return restatements;
}

}  // namespace llmcost
