// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import {
  addDays,
  checkRange,
  isDay,
  lengthInDays,
  parseDay,
  periodToDate,
  previousRange,
  startOfWeek,
  writeDay,
} from '@/lib/dates';

describe('dates', () => {
  it('knows which days exist', () => {
    expect(isDay('2028-02-29')).toBe(true);
    for (const text of ['2026-02-29', '2026-13-01', '2026-11-31', '2026-1-1', '', 'today'])
      expect(isDay(text)).toBe(false);
  });

  it('counts days over the change of clocks and of years', () => {
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(lengthInDays('2026-01-01', '2026-12-31')).toBe(365);
  });

  it('gives the range of the same length before', () => {
    expect(previousRange('2026-11-01', '2026-11-22')).toEqual({ start: '2026-10-10', end: '2026-10-31' });
    expect(previousRange('2026-11-22', '2026-11-22')).toEqual({ start: '2026-11-21', end: '2026-11-21' });
  });

  it('starts weeks on Monday, months and years on their first day', () => {
    expect(startOfWeek('2026-11-22')).toBe('2026-11-16');
    expect(startOfWeek('2026-11-16')).toBe('2026-11-16');
    expect(periodToDate('week', '2026-11-22')).toEqual({ start: '2026-11-16', end: '2026-11-22' });
    expect(periodToDate('month', '2026-11-22').start).toBe('2026-11-01');
    expect(periodToDate('year', '2026-11-22').start).toBe('2026-01-01');
  });

  it.each(['22/11/2026', '22.11.2026', '22-11-26', ' 22 11 2026 ', '22112026', '2026-11-22', '22/11/26'])(
    'reads %s as the French write it',
    (text) => expect(parseDay(text, 'dmy')).toBe('2026-11-22'),
  );

  it.each(['11/22/2026', '11/22/26', '11222026', '2026-11-22'])('reads %s in the American order', (text) =>
    expect(parseDay(text, 'mdy')).toBe('2026-11-22'),
  );

  it.each(['', '31/02/2026', '22/11', '32/01/2026', '22/13/2026', 'demain', '22/11/2026x', '22/11/202', '1/2/3/4'])(
    'refuses %j',
    (text) => expect(parseDay(text, 'dmy')).toBeNull(),
  );

  it('writes what it reads', () => {
    for (const order of ['dmy', 'mdy'] as const)
      expect(parseDay(writeDay('2026-02-03', order), order)).toBe('2026-02-03');
  });

  it('says what is wrong with a range', () => {
    const now = '2026-11-22';
    expect(checkRange('2026-11-01', '2026-11-22', now)).toBeNull();
    expect(checkRange('2026-11-22', '2026-11-01', now)).toBe('end_before_start');
    expect(checkRange('2014-12-31', '2026-11-01', now)).toBe('out_of_range');
    expect(checkRange('2026-11-22', '2027-11-24', now)).toBe('out_of_range');
    expect(checkRange('2015-01-01', '2026-11-22', now)).toBe('too_long');
  });
});
