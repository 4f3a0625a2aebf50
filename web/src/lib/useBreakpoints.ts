// SPDX-License-Identifier: MIT
import { useEffect, useState } from 'react';

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

const read = (): Breakpoints => ({
  ...ALL,
  ...Object.fromEntries(queries().map(({ name, query }) => [name, query.matches])),
});

/** What there is room for: what the style would hide in hundreds of rows is not even made. */
export function useBreakpoints(): Breakpoints {
  const [reached, setReached] = useState(read);
  useEffect(() => {
    const follow = () => setReached(read());
    const followed = queries();
    for (const { query } of followed) query.addEventListener('change', follow);
    return () => {
      for (const { query } of followed) query.removeEventListener('change', follow);
    };
  }, []);
  return reached;
}
