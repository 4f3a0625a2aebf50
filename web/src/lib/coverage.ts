// SPDX-License-Identifier: MIT
import { addDays, type Day, earlier, lengthInDays } from '@/lib/dates';

export type DayState = 'settled' | 'provisional' | 'failed' | 'missing' | 'not_retained' | 'not_yet';

export interface DayRun {
  start_date: Day;
  end_date: Day;
  state: DayState;
}

/** From the best known to the least. */
const ORDER: readonly DayState[] = ['settled', 'not_yet', 'provisional', 'not_retained', 'missing', 'failed'];

/** Of each day the state of the source that knows least of it; days in a row in the same state stand together. */
export function worstOf(sources: readonly (readonly DayRun[])[]): DayRun[] {
  const places = sources.map(() => 0);
  const runs: DayRun[] = [];
  let day = sources[0]?.[0]?.start_date;
  while (day !== undefined) {
    let state: DayState = 'settled';
    let end: Day | undefined;
    for (const [source, days] of sources.entries()) {
      const run = days[places[source] ?? 0];
      if (!run) continue;
      if (ORDER.indexOf(run.state) > ORDER.indexOf(state)) state = run.state;
      end = end === undefined ? run.end_date : earlier(end, run.end_date);
    }
    if (end === undefined) return runs;
    const last = runs.at(-1);
    if (last?.state === state) last.end_date = end;
    else runs.push({ start_date: day, end_date: end, state });
    for (const [source, days] of sources.entries()) {
      if (days[places[source] ?? 0]?.end_date === end) places[source] = (places[source] ?? 0) + 1;
    }
    day = addDays(end, 1);
  }
  return runs;
}

/** How many days each state has, none left out. */
export function daysByState(runs: readonly DayRun[]): Map<DayState, number> {
  const counts = new Map<DayState, number>();
  for (const { start_date, end_date, state } of runs) {
    counts.set(state, (counts.get(state) ?? 0) + lengthInDays(start_date, end_date));
  }
  return counts;
}
