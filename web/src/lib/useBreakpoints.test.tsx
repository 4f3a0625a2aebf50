// SPDX-License-Identifier: MIT
import { act, render } from '@testing-library/react';
import { useLayoutEffect } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { useBreakpoints } from '@/lib/useBreakpoints';

afterEach(() => vi.unstubAllGlobals());

/** A window of so many rem; it tells its followers when that changes. */
function makeWindow(width: number) {
  const followers = new Set<() => void>();
  const set = (now: number) => {
    width = now;
    for (const follow of [...followers]) follow();
  };
  vi.stubGlobal('matchMedia', (query: string) => ({
    get matches() {
      return width >= Number(/(\d+)rem/.exec(query)?.[1]);
    },
    addEventListener: (_: string, follow: () => void) => followers.add(follow),
    removeEventListener: (_: string, follow: () => void) => followers.delete(follow),
  }));
  return { set, followers };
}

it('follows the window', () => {
  const window = makeWindow(90);
  const seen: boolean[] = [];
  function Reader() {
    seen.push(useBreakpoints().md);
    return null;
  }
  const { unmount } = render(<Reader />);
  act(() => window.set(30));
  act(() => window.set(31));
  act(() => window.set(50));
  expect(seen).toEqual([true, false, true]);
  unmount();
  expect(window.followers.size).toBe(0);
});

it('notices that the window was made narrower before it was followed', () => {
  const window = makeWindow(90);
  let seen: boolean | undefined;
  function Reader() {
    seen = useBreakpoints().md;
    useLayoutEffect(() => window.set(30), []);
    return null;
  }
  render(<Reader />);
  expect(seen).toBe(false);
});
