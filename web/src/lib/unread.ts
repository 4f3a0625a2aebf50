// SPDX-License-Identifier: MIT
import { addDays, type Day } from '@/lib/dates';
import { type Decimal, isZero } from '@/lib/decimal';

/** Days of a source of which nothing is known; `not_yet`: the provider gives them later. */
export interface UnreadRun {
  state: 'failed' | 'missing' | 'not_retained' | 'not_yet';
  start_date: Day;
  end_date: Day;
}

/** How much is known of some days: all, at least so much, or nothing, which is not zero. */
export type Known = 'all' | 'part' | 'nothing';

export function knownOf(
  { start, days, total }: { start: Day; days: number; total: Decimal },
  unread: readonly UnreadRun[],
): Known {
  const end = addDays(start, days - 1);
  const gaps = unread.filter(({ start_date, end_date }) => start_date <= end && end_date >= start);
  if (gaps.length === 0) return 'all';
  if (isZero(total)) return 'nothing';
  return hasGap(gaps) ? 'part' : 'all';
}

/** What is to come yet is no gap. */
export function hasGap(unread: readonly UnreadRun[]): boolean {
  return unread.some(({ state }) => state !== 'not_yet');
}
