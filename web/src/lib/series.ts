// SPDX-License-Identifier: MIT
// What the chart draws: days, weeks or months, each with its cost by model, or by whatever else it is split.
import { addDays, type Day, lengthInDays, startOfMonth, startOfWeek } from '@/lib/dates';
import { compare, type Decimal, isZero, sum } from '@/lib/decimal';
import type { Known } from '@/lib/unread';

/** The line under which everything past the first ones is gathered. No key of anything else. */
export const OTHER = '\u0000other';

/** Tells apart what may be named alike: a model of one provider from that of another. */
export function keyOf(...parts: readonly string[]): string {
  return parts.join('\u0001');
}

export type Grain = 'day' | 'week' | 'month';

export interface DayTotal {
  date: Day;
  cost_usd: Decimal;
}

export interface DayCost extends DayTotal {
  /** null: not known in dollars, so in no sum. */
  parts: readonly { key: string; cost: Decimal | null; isProvisional?: boolean }[];
}

export interface Bar {
  /** The first day of it that is in the range. */
  start: Day;
  days: number;
  total: Decimal;
  /** By series; a series without cost is left out. */
  parts: ReadonlyMap<string, Decimal>;
  /** Has a day in it that the providers may still change. */
  provisional: boolean;
  /** How much of which of its series they may. */
  provisionalParts: ReadonlyMap<string, Decimal>;
  /** Left out: all of it. */
  known?: Known;
}

export interface Series {
  grain: Grain;
  /** Largest first, `OTHER` last. */
  names: string[];
  bars: Bar[];
}

const MAX_DAILY_BARS = 93;
const MAX_WEEKLY_BARS_IN_DAYS = 2 * 366;

export function chooseGrain(days: number): Grain {
  if (days <= MAX_DAILY_BARS) return 'day';
  return days <= MAX_WEEKLY_BARS_IN_DAYS ? 'week' : 'month';
}

function barStart(day: Day, grain: Grain): Day {
  if (grain === 'day') return day;
  return grain === 'week' ? startOfWeek(day) : startOfMonth(day);
}

type Parts = Pick<Bar, 'parts' | 'provisionalParts'>;

function push(amounts: Map<string, Decimal[]>, name: string, cost: Decimal) {
  const list = amounts.get(name);
  if (list) list.push(cost);
  else amounts.set(name, [cost]);
}

function sums(amounts: ReadonlyMap<string, Decimal[]>): Map<string, Decimal> {
  return new Map([...amounts].map(([name, list]) => [name, list.length === 1 ? (list[0] ?? '0') : sum(list)]));
}

/** What the days came to by key, those that are not among the keys together. */
function partsOfDays(days: readonly DayCost[], known: ReadonlySet<string>): Parts {
  const amounts = new Map<string, Decimal[]>();
  const provisional = new Map<string, Decimal[]>();
  for (const { parts } of days) {
    for (const { key, cost, isProvisional } of parts) {
      if (cost === null) continue;
      const name = known.has(key) ? key : OTHER;
      if (isProvisional) push(provisional, name, cost);
      push(amounts, name, cost);
    }
  }
  return { parts: sums(amounts), provisionalParts: sums(provisional) };
}

/** A bar with each of the keys by itself. */
export function nameParts<T extends Pick<Bar, 'start' | 'days'>>(
  bar: T,
  daily: readonly DayCost[],
  keys: readonly string[],
): T & Parts {
  const end = addDays(bar.start, bar.days - 1);
  const days = daily.filter(({ date }) => date >= bar.start && date <= end);
  return { ...bar, ...partsOfDays(days, new Set(keys)) };
}

interface Made {
  keys: readonly string[];
  shown: number;
  provisionalFrom: Day | null;
  series: Series;
}

// Ten years of hundreds of models take their time: what was made last of the same days is not made again.
const made = new WeakMap<readonly DayCost[], Made>();

/** `keys`: all of them, largest first; those past `shown` become `OTHER`. */
export function makeSeries(
  daily: readonly DayCost[],
  keys: readonly string[],
  shown: number,
  provisionalFrom: Day | null,
): Series {
  const last = made.get(daily);
  const isSame = last?.shown === shown && last.provisionalFrom === provisionalFrom && areSame(last.keys, keys);
  if (last && isSame) return last.series;
  const series = drawSeries(daily, keys, shown, provisionalFrom);
  made.set(daily, { keys, shown, provisionalFrom, series });
  return series;
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

function drawSeries(
  daily: readonly DayCost[],
  keys: readonly string[],
  shown: number,
  provisionalFrom: Day | null,
): Series {
  const grain = chooseGrain(daily.length);
  const known = new Set(keys.slice(0, shown));
  const groups = new Map<Day, DayCost[]>();
  for (const day of daily) {
    const key = barStart(day.date, grain);
    const group = groups.get(key);
    if (group) group.push(day);
    else groups.set(key, [day]);
  }

  const bars = [...groups.values()].map((days): Bar => {
    const start = days[0]?.date ?? '';
    const end = days.at(-1)?.date ?? '';
    return {
      start,
      days: lengthInDays(start, end),
      total: sum(days.map((day) => day.cost_usd)),
      provisional: provisionalFrom !== null && end >= provisionalFrom,
      ...partsOfDays(days, known),
    };
  });
  const hasOther = bars.some(({ parts }) => parts.has(OTHER));
  return { grain, names: [...keys.slice(0, shown), ...(hasOther ? [OTHER] : [])], bars };
}

/**
 * The previous period's total for each bar: its days laid beside this period's one by one. It has fewer where days of this
 * one are to come: a bar of those alone has no total, one that has begun that of as many days.
 */
export function previousBars(series: Series, previous: readonly DayTotal[] | undefined): (Decimal | null)[] {
  const days = series.bars.reduce((count, bar) => count + bar.days, 0);
  if (!previous || previous.length > days) return series.bars.map(() => null);
  let at = 0;
  return series.bars.map((bar) => {
    const beside = previous.slice(at, at + bar.days);
    at += bar.days;
    return beside.length > 0 ? sum(beside.map((day) => day.cost_usd)) : null;
  });
}

/** What each of the keys cost in a bar's days: largest first, those without cost left out. */
export function otherParts(
  daily: readonly DayCost[],
  keys: readonly string[],
  bar: Pick<Bar, 'start' | 'days'>,
): [string, Decimal][] {
  const end = addDays(bar.start, bar.days - 1);
  const amounts = new Map<string, Decimal[]>(keys.map((key) => [key, []]));
  for (const { date, parts } of daily) {
    if (date < bar.start || date > end) continue;
    for (const { key, cost } of parts) if (cost !== null) amounts.get(key)?.push(cost);
  }
  return largestFirst([...amounts].map(([key, list]) => [key, sum(list)]));
}

/** The same of the whole period, from its totals. */
export function otherTotals(totals: ReadonlyMap<string, Decimal>, keys: readonly string[]): [string, Decimal][] {
  return largestFirst(keys.map((key) => [key, totals.get(key) ?? '0']));
}

function largestFirst(parts: [string, Decimal][]): [string, Decimal][] {
  return parts.filter(([, cost]) => !isZero(cost)).sort(([, a], [, b]) => compare(b, a));
}

/** The day of highest cost. */
export function peakDay(daily: readonly DayTotal[], isMore: (a: Decimal, b: Decimal) => boolean): DayTotal | null {
  let peak: DayTotal | null = null;
  for (const day of daily) if (!peak || isMore(day.cost_usd, peak.cost_usd)) peak = day;
  return peak;
}

/** The bars whose label stands under the axis: every n-th, counted from the last, so that there are at most `most`. */
export function labelledBars(count: number, most: number): number[] {
  if (count === 0) return [];
  const step = Math.max(1, Math.ceil(count / Math.max(1, most)));
  const labelled: number[] = [];
  for (let index = count - 1; index >= 0; index -= step) labelled.unshift(index);
  return labelled;
}

export function lastDay(bar: Bar): Day {
  return addDays(bar.start, bar.days - 1);
}
