// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { makeFormats } from '@/lib/format';

const en = makeFormats('en');
const fr = makeFormats('fr');

describe('formats', () => {
  it.each([
    ['2026-11-03', '2026-11-03'],
    ['2026-11-01', '2026-11-23'],
    ['2026-10-28', '2026-11-03'],
    ['2025-12-25', '2026-01-03'],
  ])('writes the days from %s to %s as Intl does', (start, end) => {
    for (const [formats, locale] of [
      [en, 'en-US'],
      [fr, 'fr-FR'],
    ] as const) {
      const intl = new Intl.DateTimeFormat(locale, {
        timeZone: 'UTC',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
      });
      const plain = (text: string) => text.replace(/\s/g, ' ');
      expect(plain(formats.range(start, end))).toBe(
        // The first of a month is an ordinal in French.
        plain(intl.formatRange(new Date(start), new Date(end))).replace(/^1–/, '1er–'),
      );
    }
  });

  it('writes money in both languages', () => {
    expect(fr.money('1305.06')).toBe('1\u00a0305,06\u00a0$');
    expect(en.money('1305.06')).toBe('$1,305.06');
    expect(en.money('-3.5')).toBe('-$3.50');
    expect(en.money('0')).toBe('$0.00');
  });

  it('loses no digit of an exact amount', () => {
    expect(en.exactMoney('1951.470688220078929')).toBe('$1,951.470688220078929');
    expect(fr.exactMoney('0.000000000000000001')).toBe('0,000000000000000001\u00a0$');
    expect(en.exactMoney('9007199254740993.01')).toBe('$9,007,199,254,740,993.01');
  });

  it('does not show a little as nothing', () => {
    expect(fr.money('0.004')).toBe('< 0,01\u00a0$');
    expect(en.money('0.0000001')).toBe('< $0.01');
    expect(en.money('-0.001')).toBe('> -$0.01');
    expect(en.money('0.00004', 4)).toBe('< $0.0001');
    expect(en.roundedMoney('0', '0.004')).toBe('< $0.01');
    expect(en.share(0.0001)).toBe('< 0.1%');
  });

  it('splits the total before its decimals', () => {
    expect(fr.moneyParts('1305.06')).toEqual({ whole: '1\u00a0305', after: ',06\u00a0$' });
    expect(en.moneyParts('1305.06')).toEqual({ whole: '$1,305', after: '.06' });
    expect(en.moneyParts('1234567.8')).toEqual({ whole: '$1,234,567', after: '.80' });
  });

  it('groups French digits with a space that can be seen', () => {
    for (const text of [fr.count(1234567), fr.money('1234567.89'), fr.shortCount(129479), fr.axisMoney(12500)]) {
      expect(text).not.toContain('\u202f');
    }
    expect(fr.count(129479)).toBe('129\u00a0479');
  });

  it('writes days as UTC days', () => {
    expect(fr.day('2026-11-22')).toBe('22 nov. 2026');
    expect(en.day('2026-01-01')).toBe('Jan 1, 2026');
    expect(fr.longDay('2026-11-22')).toBe('dimanche 22 novembre 2026');
  });

  it('writes changes with their sign', () => {
    expect(en.change(0.157)).toBe('+15.7%');
    expect(fr.change(-0.052)).toBe('-5,2\u00a0%');
    expect(en.change(0)).toBe('0%');
  });

  it('says how old figures are', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    expect(en.age('2026-11-22T11:57:00Z', now)).toBe('3 minutes ago');
    expect(fr.age('2026-11-22T09:00:00Z', now)).toBe('il y a 3 heures');
    expect(en.age('2026-11-20T12:00:00Z', now)).toBe('2 days ago');
  });
});

describe('amounts in other currencies', () => {
  it('are written as each language does, never to be taken for US dollars', () => {
    expect(fr.amount('3.1', 'EUR')).toBe('3,10\u00a0€');
    expect(en.amount('3.1', 'EUR')).toBe('€3.10');
    expect(en.amount('3.1', 'CAD')).toBe('CA$3.10');
    expect(fr.amount('3.1', 'CAD')).not.toBe(fr.money('3.1'));
  });

  it('have as many decimals as the currency, and a little is not nothing', () => {
    expect(en.amount('1234.5', 'JPY')).toBe('¥1,235');
    expect(en.amount('0.2', 'JPY')).toBe('< ¥1');
    expect(fr.amount('0.001', 'EUR')).toBe('< 0,01\u00a0€');
    expect(en.exactAmount('3.123456789012345678', 'EUR')).toBe('€3.123456789012345678');
  });
});
