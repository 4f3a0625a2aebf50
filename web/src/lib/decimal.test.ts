// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { compare, divide, fromUnits, quotient, ratio, round, roundParts, sum, toUnits } from '@/lib/decimal';

describe('decimal', () => {
  it('keeps all 18 decimals', () => {
    for (const text of ['1951.470688220078929', '0.000000000000000001', '-3.1', '0', '123456789012345678901234.5']) {
      expect(fromUnits(toUnits(text))).toBe(text);
    }
  });

  it('reads exponents', () => {
    expect(fromUnits(toUnits('128e-15'))).toBe('0.000000000000128');
    expect(fromUnits(toUnits('1.5E3'))).toBe('1500');
    expect(fromUnits(toUnits('0E-6176'))).toBe('0');
  });

  it('refuses what is no number', () => {
    for (const text of ['', 'NaN', '1,5', '1.2.3', '0x10']) expect(() => toUnits(text)).toThrow(RangeError);
  });

  it('adds exactly where doubles do not', () => {
    expect(sum(['0.1', '0.2'])).toBe('0.3');
    expect(sum(['9007199254740993', '0.000000000000000001'])).toBe('9007199254740993.000000000000000001');
  });

  it('adds up many of all sizes and both signs exactly', () => {
    let seed = 7;
    const next = (limit: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % limit;
    };
    const digits = (count: number) => Array.from({ length: count }, () => next(10)).join('');
    const amounts = Array.from({ length: 20_000 }, () => {
      const whole = `${next(3) === 0 ? '-' : ''}${next(9) + 1}${digits(next(12))}`;
      return next(5) === 0 ? whole : `${whole}.${digits(1 + next(18))}`;
    });
    amounts.push('1e-7', '-0.000000000000000001', '999999999.999999999999999999', '0', '-0');
    expect(sum(amounts)).toBe(fromUnits(amounts.reduce((units, amount) => units + toUnits(amount), 0n)));
    for (const text of ['', '0x10', '1,5']) expect(() => sum([text])).toThrow(RangeError);
  });

  it('divides and compares', () => {
    expect(divide('1', 3)).toBe('0.333333333333333333');
    expect(['10', '-1', '9.5'].sort(compare)).toEqual(['-1', '9.5', '10']);
  });

  it('has no ratio to zero', () => {
    expect(ratio('1', '0')).toBeNull();
    expect(ratio('1', '3')).toBe(0.333333);
  });

  it('divides two amounts to the 18th digit, and by zero not at all', () => {
    expect(quotient('1', '3')).toBe('0.333333333333333333');
    expect(quotient('2', '3')).toBe('0.666666666666666667');
    expect(quotient('-2', '3')).toBe('-0.666666666666666667');
    expect(quotient('2', '-3')).toBe('-0.666666666666666667');
    expect(quotient('0.000000000000000001', '2')).toBe('0.000000000000000001');
    expect(quotient('0.000000000000000001', '3')).toBe('0');
    expect(quotient('1951.470688220078929', '1951.470688220078929')).toBe('1');
    expect(quotient('0', '-5')).toBe('0');
    expect(quotient('1', '0')).toBeNull();
  });

  it('rounds half away from zero', () => {
    expect(round('0.005', 2)).toBe('0.01');
    expect(round('-0.005', 2)).toBe('-0.01');
    expect(round('0.0049999', 2)).toBe('0');
  });

  it('rounds parts so that they add up to the rounded sum', () => {
    const parts = ['33.333333', '33.333333', '33.333334'];
    expect(roundParts(parts, 2)).toEqual(['33.33', '33.33', '33.34']);
    const mixed = ['0.004', '0.004', '0.004', '-0.002', '12.3456'];
    expect(sum(roundParts(mixed, 2))).toBe(round(sum(mixed), 2));
  });
});
