// SPDX-License-Identifier: MIT
// What is remembered in this browser. Theme, density and language are read in public/boot.js too.

type Key = 'language' | 'theme' | 'density' | 'shortcuts' | 'colours';

/** A browser may refuse to store: the choice then holds until the page is left. */
export function remember(key: Key, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Nothing to do: see above.
  }
}

export function recall(key: Key): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
