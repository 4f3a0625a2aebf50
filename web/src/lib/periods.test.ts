// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { daysOf, type Range, stepRange, unitOf, wholeUnit } from '@/lib/periods';

const NOW = '2026-11-22';

describe('daysOf', () => {
  it('counts today as the last of the last days', () => {
    expect(daysOf({ last: 7 }, NOW)).toEqual({ from: '2026-11-16', to: NOW });
    expect(daysOf({ last: 365 }, NOW)).toEqual({ from: '2025-11-23', to: NOW });
    expect(daysOf({ period: 'month' }, NOW)).toEqual({ from: '2026-11-01', to: NOW });
  });
});

describe('wholeUnit', () => {
  it('ends months on their last day, leap years too', () => {
    expect(wholeUnit('month', '2028-02-10')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(wholeUnit('month', '2026-12-31')).toEqual({ from: '2026-12-01', to: '2026-12-31' });
    expect(wholeUnit('week', '2026-11-22')).toEqual({ from: '2026-11-16', to: '2026-11-22' });
  });

  it('is recognised, and nothing else is', () => {
    expect(unitOf({ from: '2026-10-01', to: '2026-10-31' })).toBe('month');
    expect(unitOf({ from: '2025-01-01', to: '2025-12-31' })).toBe('year');
    expect(unitOf({ from: '2026-11-09', to: '2026-11-15' })).toBe('week');
    expect(unitOf({ from: '2026-10-01', to: '2026-10-30' })).toBeNull();
    expect(unitOf({ from: '2026-11-10', to: '2026-11-16' })).toBeNull();
  });
});

describe('stepRange', () => {
  const steps: [Range, -1 | 1, Range | null][] = [
    [{ period: 'month' }, -1, { from: '2026-10-01', to: '2026-10-31' }],
    [{ period: 'year' }, -1, { from: '2025-01-01', to: '2025-12-31' }],
    [{ period: 'week' }, -1, { from: '2026-11-09', to: '2026-11-15' }],
    [{ from: '2026-03-01', to: '2026-03-31' }, -1, { from: '2026-02-01', to: '2026-02-28' }],
    [{ from: '2026-10-01', to: '2026-10-31' }, 1, { period: 'month' }],
    [{ from: '2026-11-09', to: '2026-11-15' }, 1, { period: 'week' }],
    [{ last: 30 }, -1, { from: '2026-09-24', to: '2026-10-23' }],
    [{ from: '2026-09-24', to: '2026-10-23' }, 1, { last: 30 }],
    [{ from: '2026-11-10', to: '2026-11-12' }, 1, { from: '2026-11-13', to: '2026-11-15' }],
    [{ period: 'month' }, 1, null],
    [{ last: 7 }, 1, null],
  ];
  it.each(steps)('of %j by %i is %j', (range, direction, expected) => {
    expect(stepRange(range, direction, NOW)).toEqual(expected);
  });
});
