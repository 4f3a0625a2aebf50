// SPDX-License-Identifier: MIT
// Whether the figures of a report can still change, and what they are without: one answer for the page and on paper.
import { type CostReport, isReadWhole } from '@/api/costs';
import type { CoverageReport, DayState } from '@/api/coverage';
import { type Day, earlier, lengthInDays } from '@/lib/dates';

export type UnreadState = Exclude<DayState, 'settled' | 'provisional'>;

export interface UnreadDays {
  provider: string;
  workspace: string;
  state: UnreadState;
  start_date: Day;
  end_date: Day;
}

export interface Standing {
  isFinal: boolean;
  /** Not one day of it was ever read: its total is no zero. */
  isUnknown: boolean;
  /** Whose figures may still change, and from which day on; null: all of them. */
  open: { provider: string; from: Day | null }[];
  /** From here on some may, whosever they are. */
  openFrom: Day | null;
  /** Its last day is over. */
  isOver: boolean;
  /** What no figure is known of; `isAll`: of no day of the period. */
  without: {
    provider: string;
    workspace: string;
    state: UnreadState;
    runs: Omit<UnreadDays, 'state'>[];
    isAll: boolean;
  }[];
  /** Some of it has no price or no rate, and is in no total. */
  isUnpriced: boolean;
  /** Something could not be read, now or yet, beyond what `without` names. */
  isPartial: boolean;
}

// A day of a year of hundreds of models is looked at once.
const opened = new WeakMap<CostReport, Standing['open']>();

/** By provider: the first day of which something may still change. */
function openOf(report: CostReport): Standing['open'] {
  const known = opened.get(report);
  if (known) return known;
  const since = report.coverage.provisional_from;
  const first = new Map<string, Day>();
  const settled = new Set<string>();
  for (const { date, breakdown } of report.daily) {
    if (since === null || date < since) continue;
    for (const { provider, provisional } of breakdown) {
      if (!provisional) settled.add(provider);
      else if (!first.has(provider)) first.set(provider, date);
    }
  }
  const isFromStart = since !== null && since <= report.start_date;
  const open = [...first].map(([provider, from]) => ({
    provider,
    from: isFromStart && !settled.has(provider) ? null : from,
  }));
  opened.set(report, open);
  return open;
}

/** Of the sources' days: those of which nothing is known, by the report itself or else by what is known since. */
function unreadOf(report: CostReport, coverage: CoverageReport | undefined): readonly UnreadDays[] {
  const { unread } = report.coverage;
  if (unread.length > 0 || !isOf(coverage, report)) return unread;
  return coverage.sources.flatMap(({ provider, workspace, days }) =>
    days.flatMap(({ state, ...days }) => (isUnread(state) ? [{ provider, workspace, state, ...days }] : [])),
  );
}

function isUnread(state: DayState): state is UnreadState {
  return state !== 'settled' && state !== 'provisional';
}

function isOf(coverage: CoverageReport | undefined, { start_date }: CostReport): coverage is CoverageReport {
  return coverage !== undefined && coverage.start_date === start_date;
}

/** `coverage`: what is known of the same days, where it is here already. */
export function standingOf(report: CostReport, coverage: CoverageReport | undefined, now: Day): Standing {
  const { start_date, end_date, breakdown, stale, errors } = report;
  const days = lengthInDays(start_date, earlier(end_date, now));
  const unread = unreadOf(report, coverage);
  const bySource = new Map<string, Standing['without'][number]>();
  for (const { state, ...run } of unread) {
    const key = `${run.provider} ${run.workspace} ${state}`;
    const known = bySource.get(key);
    const runs = [...(known?.runs ?? []), run];
    const count = runs.reduce((all, one) => all + lengthInDays(one.start_date, one.end_date), 0);
    bySource.set(key, { provider: run.provider, workspace: run.workspace, state, runs, isAll: count >= days });
  }
  const without = [...bySource.values()];
  const isWhole = isReadWhole(report, now);
  const isUnpriced = report.unconverted.length > 0 || report.providers.some(({ unpriced }) => unpriced);
  const isUnknown =
    breakdown.length === 0 &&
    start_date <= now &&
    (report.last_updated === null ||
      (without.length > 0 &&
        (!isOf(coverage, report) ||
          coverage.sources.every(({ days: all }) => all.every(({ state }) => isUnread(state))))));
  const open = openOf(report);
  const openFrom = report.coverage.provisional_from;
  const isOver = end_date < now;
  const isPartial = (stale || !isWhole) && without.length === 0;
  return {
    isFinal:
      openFrom === null && isOver && report.coverage.complete && !stale && without.length === 0 && errors.length === 0,
    isUnknown,
    open,
    openFrom,
    isOver,
    without,
    isUnpriced,
    isPartial,
  };
}
