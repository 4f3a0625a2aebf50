// SPDX-License-Identifier: MIT
import { useEffect } from 'react';

/** The state of a link that leads to other figures, which are read from their beginning. */
export const FROM_THE_TOP = { isFromTheTop: true } as const;

/** After such a link: the beginning of the page, with the focus on its heading. Not after Back, which keeps its place. */
export function useFromTheTop(shown: unknown): void {
  useEffect(() => {
    const state = window.history.state as { isFromTheTop?: boolean } | null;
    if (!state?.isFromTheTop) return;
    // Only once: the same entry of the history may be come back to.
    window.history.replaceState(null, '');
    window.scrollTo({ top: 0, behavior: 'instant' });
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [shown]);
}
