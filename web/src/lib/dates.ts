// SPDX-License-Identifier: MIT
// UTC days as text, `2026-11-22`: they compare and sort as they are.

export type Day = string;

const MS_PER_DAY = 86_400_000;

export function fromDay(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}

export function toDay(date: Date): Day {
  return date.toISOString().slice(0, 10);
}

export function today(now: Date = new Date()): Day {
  return toDay(now);
}

export function addDays(day: Day, days: number): Day {
  return toDay(new Date(fromDay(day).getTime() + days * MS_PER_DAY));
}

export function earlier(a: Day, b: Day): Day {
  return a < b ? a : b;
}

/** How many days from start to end, both included. */
export function lengthInDays(start: Day, end: Day): number {
  return Math.round((fromDay(end).getTime() - fromDay(start).getTime()) / MS_PER_DAY) + 1;
}

/** The range of the same length that ends the day before `start`. */
export function previousRange(start: Day, end: Day): { start: Day; end: Day } {
  return { start: addDays(start, -lengthInDays(start, end)), end: addDays(start, -1) };
}

/** The Monday of the day's week. */
export function startOfWeek(day: Day): Day {
  return addDays(day, -((fromDay(day).getUTCDay() + 6) % 7));
}

export function startOfMonth(day: Day): Day {
  return `${day.slice(0, 8)}01`;
}

export type Period = 'week' | 'month' | 'year';

export const PERIODS: readonly Period[] = ['week', 'month', 'year'];

/** From the first day of the calendar week (Monday), month or year to today, as the server counts. */
export function periodToDate(period: Period, now: Day): { start: Day; end: Day } {
  if (period === 'week') return { start: startOfWeek(now), end: now };
  return { start: period === 'month' ? startOfMonth(now) : `${now.slice(0, 4)}-01-01`, end: now };
}

/** Whether the text is a day that exists, written 2026-11-22. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = fromDay(text);
  return !Number.isNaN(date.getTime()) && toDay(date) === text;
}

export type DateOrder = 'dmy' | 'mdy';

/**
 * Reads a day as people write it: `22/11/2026`, `22.11.26`, `22 11 2026`, `22112026`, `2026-11-22`. Null when it is no
 * day that exists.
 */
export function parseDay(text: string, order: DateOrder): Day | null {
  const parts = text.trim().match(/\d+/g) ?? [];
  const only = parts[0] ?? '';
  if (/[^\d\s./,-]/.test(text)) return null;
  let fields: [string, string, string] | null = null;
  if (parts.length === 1 && only.length === 8) fields = [only.slice(0, 2), only.slice(2, 4), only.slice(4)];
  else if (parts.length === 3) fields = parts as [string, string, string];
  if (!fields) return null;
  const [a, b, c] = fields;
  if (a.length === 4) return checked(a, b, c);
  const year = c.length === 2 ? `20${c}` : c;
  return order === 'dmy' ? checked(year, b, a) : checked(year, a, b);
}

function checked(year: string, month: string, dayOfMonth: string): Day | null {
  if (year.length !== 4 || month.length > 2 || dayOfMonth.length > 2) return null;
  const day = `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`;
  return isDay(day) ? day : null;
}

/** `22/11/2026` or `11/22/2026`. */
export function writeDay(day: Day, order: DateOrder): string {
  const [year, month, dayOfMonth] = day.split('-');
  return order === 'dmy' ? `${dayOfMonth}/${month}/${year}` : `${month}/${dayOfMonth}/${year}`;
}

/** The first and last days the server takes. */
export const FIRST_DAY: Day = '2015-01-01';
export const MAX_FUTURE_DAYS = 366;
export const MAX_RANGE_DAYS = 3653;

export type RangeProblem = 'end_before_start' | 'out_of_range' | 'too_long';

/** What is wrong with a range, as the server would say; null when nothing is. */
export function checkRange(start: Day, end: Day, now: Day): RangeProblem | null {
  const last = addDays(now, MAX_FUTURE_DAYS);
  if (start < FIRST_DAY || end < FIRST_DAY || start > last || end > last) return 'out_of_range';
  if (end < start) return 'end_before_start';
  return lengthInDays(start, end) > MAX_RANGE_DAYS ? 'too_long' : null;
}
