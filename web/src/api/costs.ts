// SPDX-License-Identifier: MIT
import { queryOptions } from '@tanstack/react-query';
import { get, type Schema } from '@/api/client';
import { checkRange, type Day, earlier, previousRange, today } from '@/lib/dates';
import { type Decimal, sum } from '@/lib/decimal';
import { daysOf, type Range } from '@/lib/periods';
import type { Selection } from '@/lib/selection';

export type CostReport = Schema<'CostReport'>;
export type ModelCost = Schema<'ModelCost'>;
export type DailyCost = Schema<'DailyCost'>;
export type ProjectCost = Schema<'ProjectCost'>;
export type WorkspaceCost = Schema<'WorkspaceCost'>;
export type ProviderCost = Schema<'ProviderCost'>;
export type ReportNotice = Schema<'Notice'>;
export type ExchangeRate = Schema<'ExchangeRate'>;
export type CurrencyAmount = Schema<'CurrencyAmount'>;
type ReportError = CostReport['errors'][number];

/** How a row was charged, beside its dollars. */
export type Charged = Pick<ProviderCost, 'cost' | 'currency' | 'provenance' | 'unpriced' | 'unconverted'>;

function daysAsked(range: Range) {
  const { from, to } = daysOf(range, today());
  return { start_date: from, end_date: to };
}

/** The choice as the API takes it. */
export function question({
  provider,
  workspace,
  project,
  model,
  range,
}: Pick<Selection, 'range'> & Partial<Selection>) {
  return {
    ...(provider && { provider }),
    ...(workspace && { workspace }),
    ...(project && { project_id: project }),
    ...(model && { model }),
    ...('period' in range ? { period: range.period } : daysAsked(range)),
  };
}

type Asked = ReturnType<typeof question> & { daily_by?: Selection['by'] };

/** What the server knows by now, without its asking the providers; `shown` is what the page has. */
export type AskKnown = (shown: CostReport | undefined, signal: AbortSignal) => Promise<CostReport>;

/** An answer made of what is kept need not say what failed: that stays said for as long as it is not read. */
function askKnown(asked: Asked): AskKnown {
  return async (shown, signal) => {
    const report = await get('/api/costs', { ...asked, offline: true }, signal);
    if (!shown || shown.errors.length === 0) return report;
    const { project_id: _project, model: _model, daily_by: _by, ...days } = asked;
    const { sources } = await get('/api/coverage', days, signal);
    return withErrors(report, shown, sources);
  };
}

type Source = Schema<'SourceCoverage'>;

/** The report with those errors of `shown` whose source was not read since. */
export function withErrors(report: CostReport, shown: CostReport, sources: readonly Source[]): CostReport {
  const isSame = (one: ReportError, other: ReportError) =>
    one.provider === other.provider && one.workspace === other.workspace;
  const isRead = ({ provider, workspace }: ReportError) => {
    const own = sources.filter((one) => one.provider === provider && (!workspace || one.workspace === workspace));
    return own.length > 0 && own.every(({ failing_since }) => failing_since === null);
  };
  const kept = shown.errors.filter((error) => !isRead(error) && !report.errors.some((one) => isSame(one, error)));
  return { ...report, stale: report.stale || (shown.stale && kept.length > 0), errors: [...report.errors, ...kept] };
}

/** `meta.known` is an AskKnown. */
export function costsQuery(selection: Selection) {
  const asked = question(selection);
  return queryOptions({
    queryKey: ['costs', asked],
    queryFn: ({ signal }) => get('/api/costs', asked, signal),
    meta: { known: askKnown(asked) },
  });
}

/** The same answered at once from what the server keeps; `daily_by` what the chart is split by. */
export function savedQuery(selection: Selection) {
  const { by } = selection;
  const asked = {
    ...question(selection),
    ...((by === 'project' || by === 'workspace') && { daily_by: by }),
    offline: true,
  };
  return queryOptions({
    queryKey: ['saved', asked],
    queryFn: ({ signal }) => get('/api/costs', asked, signal),
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
}

/** Whether a saved report says something: nothing kept, or nothing yet of what costs anything, is no zero. */
export function isWorthShowing({ last_updated, breakdown }: CostReport): boolean {
  return last_updated !== null && breakdown.length > 0;
}

/** The days split by what they are asked for; `by` models they come with the rest. */
export function splitQuery(selection: Selection) {
  const asked = { ...question(selection), daily_by: selection.by };
  return queryOptions({
    queryKey: ['split', asked],
    queryFn: ({ signal }) => get('/api/costs', asked, signal),
    meta: { known: askKnown(asked) },
  });
}

/** Has the providers asked again for all of it. */
export function fetchCostsAgain(selection: Selection, signal: AbortSignal): Promise<CostReport> {
  return get('/api/costs', { ...question(selection), refresh: true }, signal);
}

/**
 * The period before the report's, as long as what of it has begun: days that are to come cost nothing yet. Null when there
 * are no others, or when the server does not go back as far.
 */
export function previousSelection(selection: Selection, report: CostReport): Selection | null {
  const now = today();
  if (report.start_date > now) return null;
  const { start, end } = previousRange(report.start_date, earlier(report.end_date, now));
  if (checkRange(start, end, now) !== null) return null;
  const range: Range = { from: start, to: end };
  return { ...selection, range };
}

/** Whether every day up to `now` was read from every source. Some of it may still be unpriced or unconverted. */
export function isReadWhole({ coverage, start_date, end_date }: CostReport, now: Day): boolean {
  if (coverage.complete || start_date > now) return true;
  return coverage.through !== null && coverage.through >= earlier(end_date, now);
}

/** Amounts of each currency added up. */
export function addByCurrency(amounts: readonly CurrencyAmount[]): CurrencyAmount[] {
  const totals = new Map<string, Decimal[]>();
  for (const { currency, cost } of amounts) totals.set(currency, [...(totals.get(currency) ?? []), cost]);
  return [...totals].map(([currency, costs]) => ({ currency, cost: sum(costs) }));
}

/** There was usage, and none of it has a known price in dollars: that is no zero. */
export function isTotalUnknown({ breakdown }: CostReport): boolean {
  return breakdown.length > 0 && breakdown.every(({ cost_usd }) => cost_usd === null);
}
