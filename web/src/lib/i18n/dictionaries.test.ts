// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { CHANGE_WORDS } from '@/lib/i18n/changes';
import { type Dictionary, en } from '@/lib/i18n/en';
import { FIRST_RUN_WORDS } from '@/lib/i18n/firstRun';
import { fr } from '@/lib/i18n/fr';

/** Every text by its path; functions are given plain words and a count of two. */
function textsOf(words: object, path = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    const here = `${path}${key}`;
    if (typeof value === 'string') texts.set(here, value);
    else if (typeof value === 'function') texts.set(here, call(value, here));
    else for (const [inner, text] of textsOf(value, `${here}.`)) texts.set(inner, text);
  }
  return texts;
}

function call(text: (...args: unknown[]) => string, path: string): string {
  if (path === 'barCount') return text(2, '2', 'day');
  if (path === 'barsCaption') return text('2', 'day');
  if (path === 'othersOf') return text(2, '2');
  if (path === 'chartTitle') return text('week', 'provider');
  return /Count$|count\./.test(path) ? text(2, '2') : text('one', 'two', 'three', 'four');
}

describe('dictionaries', () => {
  const english = textsOf({ ...en, changes: CHANGE_WORDS.en, onFirstRun: FIRST_RUN_WORDS.en });
  const french = textsOf({ ...fr, changes: CHANGE_WORDS.fr, onFirstRun: FIRST_RUN_WORDS.fr });

  it('have the same words', () => {
    expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('leave no text empty and no value out', () => {
    for (const [path, text] of [...english, ...french]) {
      expect(text.trim(), path).not.toBe('');
      expect(text, path).not.toMatch(/undefined|\[object|NaN/);
    }
  });

  it('are both written: long texts differ', () => {
    for (const [path, text] of english) {
      if (text.length > 16) expect(french.get(path), path).not.toBe(text);
    }
  });

  it('keep French double punctuation with the word before it', () => {
    for (const [path, text] of french) expect(text, path).not.toMatch(/ [:;?!](\s|$)/);
  });

  it('have typographic apostrophes', () => {
    for (const [path, text] of [...english, ...french]) expect(text, path).not.toContain("'");
  });

  it('count in each language’s way', () => {
    const counts = (t: Dictionary) => [0, 1, 2].map((count) => t.requestCount(count, String(count)));
    expect(counts(en)).toEqual(['0 requests', '1 request', '2 requests']);
    expect(counts(fr)).toEqual(['0 requête', '1 requête', '2 requêtes']);
  });
});
