// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { addMonths, moveBy, weeksOf } from '@/lib/calendar';

describe('weeksOf', () => {
  it('has every day of the month once, under its weekday', () => {
    const weeks = weeksOf('2026-11-22');
    expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-11-01']);
    expect(weeks.at(-1)).toEqual(['2026-11-30', null, null, null, null, null, null]);
    expect(weeks.flat().filter(Boolean)).toHaveLength(30);
    expect(weeksOf('2027-02-01')).toHaveLength(4);
  });
});

describe('addMonths', () => {
  it('ends on the last day of shorter months, and crosses years', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2028-02-29', 12)).toBe('2029-02-28');
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15');
    expect(addMonths('2026-12-31', 1)).toBe('2027-01-31');
  });
});

describe('moveBy', () => {
  it.each([
    ['ArrowLeft', false, '2026-10-31'],
    ['ArrowDown', false, '2026-11-08'],
    ['Home', false, '2026-10-26'],
    ['End', false, '2026-11-01'],
    ['PageUp', false, '2026-10-01'],
    ['PageDown', true, '2027-11-01'],
    ['a', false, null],
  ])('%s (shift: %s) from 1 November leads to %s', (key, isShifted, day) => {
    expect(moveBy(key, isShifted, '2026-11-01')).toBe(day);
  });
});
