// SPDX-License-Identifier: MIT
// Periods as people bill: weeks, months and years, the last days, and whatever lies between two days; and the steps
// from one to the next.
import {
  addDays,
  type Day,
  FIRST_DAY,
  lengthInDays,
  PERIODS,
  type Period,
  periodToDate,
  startOfWeek,
} from '@/lib/dates';

/** A calendar period to date, the last days up to today, or two days, both included. */
export type Range = { period: Period } | { last: number } | { from: Day; to: Day };

/** How many days back there is a button for. */
export const LAST_DAYS: readonly number[] = [7, 30, 90, 365];

export interface Days {
  from: Day;
  to: Day;
}

export function daysOf(range: Range, now: Day): Days {
  if ('from' in range) return range;
  if ('last' in range) return { from: addDays(now, 1 - range.last), to: now };
  const { start, end } = periodToDate(range.period, now);
  return { from: start, to: end };
}

/** The whole calendar week, month or year that the day is in. */
export function wholeUnit(unit: Period, day: Day): Days {
  const year = Number(day.slice(0, 4));
  if (unit === 'year') return { from: `${year}-01-01`, to: `${year}-12-31` };
  if (unit === 'week') {
    const monday = startOfWeek(day);
    return { from: monday, to: addDays(monday, 6) };
  }
  const from = `${day.slice(0, 8)}01`;
  // Day 0 of the next month.
  const to = new Date(Date.UTC(year, Number(day.slice(5, 7)), 0)).toISOString().slice(0, 10);
  return { from, to };
}

/** The calendar unit that the days are, from its first day to its last; null when they are none. */
export function unitOf({ from, to }: Days): Period | null {
  const isWhole = (unit: Period) => {
    const whole = wholeUnit(unit, from);
    return whole.from === from && whole.to === to;
  };
  return PERIODS.find(isWhole) ?? null;
}

/**
 * The period before (-1) or after (+1): the next calendar unit, or as many days. Null when there is none: it lies in the
 * future, or before all bills.
 */
export function stepRange(range: Range, direction: -1 | 1, now: Day): Range | null {
  const days = daysOf(range, now);
  const unit = 'period' in range ? range.period : 'last' in range ? null : unitOf(days);
  const next = unit ? stepUnit(unit, days.from, direction) : stepDays(days, direction);
  return next.from > now || next.from < FIRST_DAY ? null : asNamed(next, now);
}

function stepUnit(unit: Period, from: Day, direction: -1 | 1): Days {
  const whole = wholeUnit(unit, from);
  return wholeUnit(unit, direction < 0 ? addDays(whole.from, -1) : addDays(whole.to, 1));
}

function stepDays({ from, to }: Days, direction: -1 | 1): Days {
  const shift = lengthInDays(from, to) * direction;
  return { from: addDays(from, shift), to: addDays(to, shift) };
}

/** Days that have a button are called by its name, so that a link to them stays up to date. */
function asNamed(days: Days, now: Day): Range {
  const unit = unitOf(days);
  if (unit && days.from <= now && now <= days.to) return { period: unit };
  if (days.to === now && LAST_DAYS.includes(lengthInDays(days.from, days.to))) {
    return { last: lengthInDays(days.from, days.to) };
  }
  return days;
}
