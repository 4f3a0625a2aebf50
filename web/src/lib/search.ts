// SPDX-License-Identifier: MIT
// Finding by what people type: whatever the case, the accents and the order of the words.

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether each word of `query` is somewhere in `text`. Nothing asked is found everywhere. */
export function matches(text: string, query: string): boolean {
  const folded = fold(text);
  return fold(query)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}
