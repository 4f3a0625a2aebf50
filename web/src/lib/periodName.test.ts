// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { makeFormats } from '@/lib/format';
import { en } from '@/lib/i18n/en';
import { fr } from '@/lib/i18n/fr';
import { periodName } from '@/lib/periodName';
import type { Range } from '@/lib/periods';

const english = (range: Range, now = '2026-11-22') => periodName(range, now, en, makeFormats('en'));
const french = (range: Range, now = '2026-11-22') => periodName(range, now, fr, makeFormats('fr'));

describe('the name of a period', () => {
  it('says of a month and of a year that they are in progress', () => {
    expect(english({ period: 'month' })).toBe('November 2026 (in progress)');
    expect(french({ period: 'month' })).toBe('novembre 2026 (en cours)');
    expect(english({ period: 'year' })).toBe('2026 (in progress)');
    expect(french({ from: '2026-11-01', to: '2026-11-30' })).toBe('novembre 2026 (en cours)');
  });

  it('says so on the last day too, and no more on the next', () => {
    expect(english({ period: 'month' }, '2026-11-30')).toBe('November 2026 (in progress)');
    expect(english({ from: '2026-11-01', to: '2026-11-30' }, '2026-12-01')).toBe('November 2026');
  });

  it('is that of its days where they are no month and no year', () => {
    expect(english({ period: 'week' })).toBe('Nov 16 – 22, 2026');
    expect(english({ last: 7 })).toBe('Nov 16 – 22, 2026');
    expect(french({ from: '2026-11-01', to: '2026-11-22' })).toBe('1er–22 nov. 2026');
  });
});
