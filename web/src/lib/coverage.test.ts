// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { type DayRun, daysByState, worstOf } from '@/lib/coverage';

const run = (start: number, end: number, state: DayRun['state']): DayRun => ({
  start_date: `2026-11-${String(start).padStart(2, '0')}`,
  end_date: `2026-11-${String(end).padStart(2, '0')}`,
  state,
});

describe('worstOf', () => {
  it('takes the state of the source that knows least of a day', () => {
    const good = [run(1, 18, 'settled'), run(19, 22, 'provisional')];
    const failing = [run(1, 10, 'settled'), run(11, 22, 'failed')];
    expect(worstOf([good, failing])).toEqual([run(1, 10, 'settled'), run(11, 22, 'failed')]);
  });

  it('puts days of the same state together, whatever the sources are split at', () => {
    const one = [run(1, 5, 'settled'), run(6, 22, 'settled')];
    const other = [run(1, 20, 'settled'), run(21, 22, 'not_yet')];
    expect(worstOf([one, other])).toEqual([run(1, 20, 'settled'), run(21, 22, 'not_yet')]);
  });

  it('has nothing to say of no source', () => {
    expect(worstOf([])).toEqual([]);
    expect(worstOf([[]])).toEqual([]);
  });

  it('counts days', () => {
    expect([...daysByState([run(1, 18, 'settled'), run(19, 22, 'provisional')])]).toEqual([
      ['settled', 18],
      ['provisional', 4],
    ]);
  });
});
