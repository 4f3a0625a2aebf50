// SPDX-License-Identifier: MIT
// What rose and fell the most between two periods, and what of it explains that.
import { compare, type Decimal, ratio, subtract, sum } from '@/lib/decimal';

/** Less is not worth a line. */
const LEAST: Decimal = '0.01';
/** A part that is as much of the whole stands for it, alone or with the next. */
const MOST_OF_IT = 0.5;
const NEARLY_ALL = 0.75;
const WORTH_NAMING = 0.1;

export interface Pair {
  now: Decimal;
  before: Decimal;
}

export type Moved<T> = T & { difference: Decimal };

const size = (amount: Decimal) => (amount.startsWith('-') ? amount.slice(1) : amount);
const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

/** The rows that rose and that fell the most in dollars, `most` of each at most; of less than a cent none. */
export function largestMoves<T extends Pair>(rows: readonly T[], most: number) {
  const moved = rows
    .map((row): Moved<T> => ({ ...row, difference: subtract(row.now, row.before) }))
    .filter(({ difference }) => compare(size(difference), LEAST) >= 0)
    .sort((a, b) => compare(size(b.difference), size(a.difference)));
  const isFall = ({ difference }: Moved<T>) => difference.startsWith('-');
  return { rises: moved.filter((row) => !isFall(row)).slice(0, most), falls: moved.filter(isFall).slice(0, most) };
}

export interface Part {
  name: string;
  difference: Decimal;
}

export interface Reason {
  /** One part alone, some parts for the most part, or so many that none stands out. */
  kind: 'all' | 'mostly' | 'spread';
  parts: Part[];
  /** How many moved the same way. */
  count: number;
}

/** Which parts a difference comes from. Null when they do not add up to it: then they are of other figures. */
export function reasonOf(difference: Decimal, parts: readonly Part[]): Reason | null {
  if (compare(sum(parts.map((part) => part.difference)), difference) !== 0) return null;
  const moved = parts.filter((part) => compare(part.difference, '0') !== 0);
  const isFall = difference.startsWith('-');
  const same = moved
    .filter((part) => part.difference.startsWith('-') === isFall)
    .sort((a, b) => compare(size(b.difference), size(a.difference)) || byName(a, b));
  const [first, second] = same;
  if (!first) return null;
  const shareOf = (amount: Decimal) => ratio(amount, difference) ?? 0;
  const count = same.length;
  if (moved.length === 1) return { kind: 'all', parts: [first], count };
  const share = shareOf(first.difference);
  if (!second || share >= NEARLY_ALL) return { kind: 'mostly', parts: [first], count };
  const both = shareOf(sum([first.difference, second.difference]));
  if (both >= MOST_OF_IT && shareOf(second.difference) >= WORTH_NAMING) {
    return { kind: 'mostly', parts: [first, second], count };
  }
  return { kind: share >= MOST_OF_IT ? 'mostly' : 'spread', parts: [first], count };
}
