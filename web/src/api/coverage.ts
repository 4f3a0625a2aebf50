// SPDX-License-Identifier: MIT
import { queryOptions } from '@tanstack/react-query';
import { get, type Schema } from '@/api/client';
import { type CostReport, question } from '@/api/costs';
import type { Selection } from '@/lib/selection';

export type CoverageReport = Schema<'CoverageReport'>;
export type SourceCoverage = Schema<'SourceCoverage'>;
export type DayState = SourceCoverage['days'][number]['state'];
export type Restatement = Schema<'Restatement'>;

/** The most restatements that are asked for. */
export const MOST_RESTATEMENTS = 200;

/** What is known of each day of the report; asked again with each new report. */
export function coverageQuery(
  { project: _project, model: _model, ...selection }: Selection,
  report: CostReport | undefined,
) {
  return queryOptions({
    queryKey: ['coverage', question(selection), report?.last_updated, report?.stale],
    queryFn: ({ signal }) => get('/api/coverage', question(selection), signal),
  });
}

/** What of the report's days came to something else before. */
export function restatementsQuery(selection: Selection, report: CostReport | undefined) {
  return queryOptions({
    queryKey: ['restatements', question(selection), report?.last_updated],
    queryFn: ({ signal }) => get('/api/restatements', { ...question(selection), limit: MOST_RESTATEMENTS }, signal),
  });
}
