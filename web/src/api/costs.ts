// SPDX-License-Identifier: MIT
import { queryOptions } from '@tanstack/react-query';
import { get, type Schema } from '@/api/client';
import { previousRange } from '@/lib/dates';
import type { Range, Selection } from '@/lib/selection';

export type CostReport = Schema<'CostReport'>;
export type ModelCost = Schema<'ModelCost'>;
export type DailyCost = Schema<'DailyCost'>;
export type ProjectCost = Schema<'ProjectCost'>;
export type WorkspaceCost = Schema<'WorkspaceCost'>;
export type ProviderCost = Schema<'ProviderCost'>;

function question({ provider, workspace, project, range }: Selection) {
  return {
    ...(provider && { provider }),
    ...(workspace && { workspace }),
    ...(project && { project_id: project }),
    ...('period' in range ? { period: range.period } : { start_date: range.from, end_date: range.to }),
  };
}

export function costsQuery(selection: Selection) {
  return queryOptions({
    queryKey: ['costs', question(selection)],
    queryFn: ({ signal }) => get('/api/costs', question(selection), signal),
  });
}

/** Has the providers asked again for all of it. */
export function fetchCostsAgain(selection: Selection, signal: AbortSignal): Promise<CostReport> {
  return get('/api/costs', { ...question(selection), refresh: true }, signal);
}

/** The period of the same length before the report's. */
export function previousSelection(selection: Selection, report: CostReport): Selection {
  const { start, end } = previousRange(report.start_date, report.end_date);
  const range: Range = { from: start, to: end };
  return { ...selection, range };
}
