// SPDX-License-Identifier: MIT
import { useSyncExternalStore } from 'react';

/** The widths, in rem, from which on the style's `sm:`, `md:`, `lg:` and `xl:` count. */
const WIDTHS = { sm: 40, md: 48, lg: 64, xl: 80 };
type Breakpoint = keyof typeof WIDTHS;
export type Breakpoints = Readonly<Record<Breakpoint, boolean>>;

const NAMES = Object.keys(WIDTHS) as Breakpoint[];
const ALL: Breakpoints = { sm: true, md: true, lg: true, xl: true };

function queries() {
  return typeof window.matchMedia === 'function'
    ? NAMES.map((name) => ({ name, query: window.matchMedia(`(min-width: ${WIDTHS[name]}rem)`) }))
    : [];
}

let last = ALL;

/** The same object for as long as it says the same. */
function read(): Breakpoints {
  const now = { ...ALL, ...Object.fromEntries(queries().map(({ name, query }) => [name, query.matches])) };
  if (NAMES.some((name) => now[name] !== last[name])) last = now;
  return last;
}

function subscribe(follow: () => void): () => void {
  const followed = queries();
  for (const { query } of followed) query.addEventListener('change', follow);
  return () => {
    for (const { query } of followed) query.removeEventListener('change', follow);
  };
}

/**
 * What there is room for: what the style would hide in hundreds of rows is not even made. A window that is made narrower
 * between the first drawing and the moment it is followed is noticed too.
 */
export function useBreakpoints(): Breakpoints {
  return useSyncExternalStore(subscribe, read);
}
