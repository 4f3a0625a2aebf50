// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { addDays } from '@/lib/dates';
import {
  chooseGrain,
  type DayCost,
  labelledBars,
  makeSeries,
  OTHER,
  otherParts,
  otherTotals,
  peakDay,
  previousBars,
} from '@/lib/series';

function days(start: string, count: number, cost = '0.1'): DayCost[] {
  return Array.from({ length: count }, (_, index) => ({
    date: addDays(start, index),
    cost_usd: cost,
    parts: [{ key: 'a', cost }],
  }));
}

describe('makeSeries', () => {
  it('has bars of days, weeks or months as the range grows', () => {
    expect([1, 93, 94, 366, 732, 733, 3653].map(chooseGrain)).toEqual([
      'day',
      'day',
      'week',
      'week',
      'week',
      'month',
      'month',
    ]);
  });

  it('adds the days of a week up exactly, from Monday', () => {
    // 2026-01-01 is a Thursday.
    const { grain, bars } = makeSeries(days('2026-01-01', 200), ['a'], 6, null);
    expect(grain).toBe('week');
    expect(bars[0]).toMatchObject({ start: '2026-01-01', days: 4, total: '0.4' });
    expect(bars[1]).toMatchObject({ start: '2026-01-05', days: 7, total: '0.7' });
    expect(bars.reduce((count, bar) => count + bar.days, 0)).toBe(200);
  });

  it('has a bar for each month of a long range', () => {
    const { grain, bars } = makeSeries(days('2024-01-15', 800), ['a'], 6, null);
    expect(grain).toBe('month');
    expect(bars[0]).toMatchObject({ start: '2024-01-15', days: 17 });
    expect(bars[1]).toMatchObject({ start: '2024-02-01', days: 29, total: '2.9' });
  });

  it('gathers what is past the first models', () => {
    const day: DayCost = {
      date: '2026-11-22',
      cost_usd: '0.6',
      parts: [
        { key: 'a', cost: '0.3' },
        { key: 'b', cost: '0.2' },
        { key: 'c', cost: '0.1' },
      ],
    };
    const { names, bars } = makeSeries([day], ['a', 'b', 'c'], 1, null);
    expect(names).toEqual(['a', OTHER]);
    expect(bars[0]?.parts.get(OTHER)).toBe('0.3');
  });

  it('marks the bars that may still change', () => {
    const { bars } = makeSeries(days('2026-11-18', 5), ['a'], 6, '2026-11-20');
    expect(bars.map((bar) => bar.provisional)).toEqual([false, false, true, true, true]);
  });

  it('knows which parts of a bar may still change, those of one of its days too', () => {
    const part = (key: string, isProvisional: boolean) => ({ key, cost: '0.1', isProvisional });
    const { bars } = makeSeries(
      [
        { date: '2026-11-21', cost_usd: '0.3', parts: [part('a', false), part('b', true), part('c', false)] },
        { date: '2026-11-22', cost_usd: '0.3', parts: [part('a', true), part('c', true), part('d', false)] },
        { date: '2026-11-23', cost_usd: '0', parts: [{ key: 'a', cost: null, isProvisional: true }] },
      ],
      ['a', 'b', 'c', 'd'],
      2,
      '2026-11-21',
    );
    expect(bars.map(({ provisionalParts }) => [...provisionalParts])).toEqual([
      [['b', '0.1']],
      [
        ['a', '0.1'],
        [OTHER, '0.1'],
      ],
      [],
    ]);
    expect(bars[1]?.parts.get(OTHER), 'of which only half may change').toBe('0.2');
  });

  it('has a week’s part provisional when one of its days is', () => {
    const { bars } = makeSeries(
      days('2026-08-01', 114).map((day) => ({
        ...day,
        parts: day.parts.map((part) => ({ ...part, isProvisional: day.date >= '2026-11-19' })),
      })),
      ['a'],
      6,
      '2026-11-19',
    );
    expect(bars.map(({ provisionalParts }) => provisionalParts.size)).toEqual([...Array(bars.length - 1).fill(0), 1]);
  });
});

describe('previousBars', () => {
  it('lays days beside days', () => {
    const series = makeSeries(days('2026-11-01', 3), ['a'], 6, null);
    expect(previousBars(series, days('2026-10-29', 3, '2'))).toEqual(['2', '2', '2']);
    expect(previousBars(series, days('2026-10-29', 4, '2'))).toEqual([null, null, null]);
    expect(previousBars(series, undefined)).toEqual([null, null, null]);
  });

  it('has none for days that are to come', () => {
    const series = makeSeries(days('2026-11-01', 3), ['a'], 6, null);
    expect(previousBars(series, days('2026-10-30', 2, '2'))).toEqual(['2', '2', null]);
    // 2026-01-01 is a Thursday: the second week has begun, the third has not.
    const weeks = makeSeries(days('2026-01-01', 100), ['a'], 6, null);
    expect(previousBars(weeks, days('2025-12-26', 6, '2')).slice(0, 3)).toEqual(['8', '4', null]);
  });

  it('adds up as many of them as a week or a month has days', () => {
    // 2026-01-01 is a Thursday: the first week has four days.
    const series = makeSeries(days('2026-01-01', 200), ['a'], 6, null);
    const before = previousBars(series, days('2025-06-15', 200, '2'));
    expect(before.slice(0, 2)).toEqual(['8', '14']);
    expect(before).toHaveLength(series.bars.length);
  });
});

describe('peakDay', () => {
  it('is the first of the costliest days', () => {
    const list = [...days('2026-11-01', 1, '1'), ...days('2026-11-02', 2, '3')];
    expect(peakDay(list, (a, b) => Number(a) > Number(b))?.date).toBe('2026-11-02');
    expect(peakDay([], () => true)).toBeNull();
  });
});

describe('labelledBars', () => {
  it('labels the last bar and as many as fit', () => {
    expect(labelledBars(5, 10)).toEqual([0, 1, 2, 3, 4]);
    expect(labelledBars(22, 11)).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21]);
    expect(labelledBars(31, 5).length).toBeLessThanOrEqual(5);
    expect(labelledBars(31, 5).at(-1)).toBe(30);
    expect(labelledBars(0, 5)).toEqual([]);
    expect(labelledBars(3, 0)).toEqual([2]);
  });
});

describe('otherParts', () => {
  const daily: DayCost[] = [
    {
      date: '2026-11-01',
      cost_usd: '6',
      parts: [
        { key: 'a', cost: '1' },
        { key: 'b', cost: '5' },
      ],
    },
    {
      date: '2026-11-02',
      cost_usd: '7',
      parts: [
        { key: 'a', cost: '7' },
        { key: 'c', cost: null },
      ],
    },
  ];

  it('adds up the days of each key, the largest first, without what cost nothing', () => {
    const both = { start: '2026-11-01', days: 2 };
    expect(otherParts(daily, ['b', 'a', 'c'], both)).toEqual([
      ['a', '8'],
      ['b', '5'],
    ]);
    expect(otherParts(daily, ['b'], both)).toEqual([['b', '5']]);
  });

  it('has the same of the whole period from its totals', () => {
    const totals = new Map([
      ['b', '5'],
      ['a', '8'],
      ['c', '0'],
    ]);
    expect(otherTotals(totals, ['b', 'a', 'c', 'unknown'])).toEqual([
      ['a', '8'],
      ['b', '5'],
    ]);
  });

  it('has only the days of a bar', () => {
    expect(otherParts(daily, ['a', 'b'], { start: '2026-11-02', days: 1 })).toEqual([['a', '7']]);
    expect(otherParts(daily, ['a', 'b'], { start: '2026-11-03', days: 7 })).toEqual([]);
  });
});
