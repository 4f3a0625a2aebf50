// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { largestMoves, reasonOf } from '@/lib/changes';

const row = (key: string, before: string, now: string) => ({ key, before, now });
const part = (name: string, difference: string) => ({ name, difference });

describe('the largest moves', () => {
  it('are in dollars, rises and falls apart, so many of each', () => {
    const rows = [
      row('a', '1', '3'),
      row('b', '100', '101'),
      row('c', '9', '2'),
      row('d', '5', '10'),
      row('e', '4', '1'),
    ];
    const { rises, falls } = largestMoves(rows, 2);
    expect(rises.map(({ key, difference }) => [key, difference])).toEqual([
      ['d', '5'],
      ['a', '2'],
    ]);
    expect(falls.map(({ key, difference }) => [key, difference])).toEqual([
      ['c', '-7'],
      ['e', '-3'],
    ]);
  });

  it('leave out less than a cent, and what stayed', () => {
    const rows = [
      row('a', '1', '1.009999999999999999'),
      row('b', '1', '1'),
      row('c', '1', '1.01'),
      row('d', '1', '0.99'),
    ];
    const { rises, falls } = largestMoves(rows, 3);
    expect([rises, falls].map((list) => list.map(({ key }) => key))).toEqual([['c'], ['d']]);
  });

  it('are exact to the last digit', () => {
    const { rises } = largestMoves([row('a', '0.1', '1234567.300000000000000001')], 3);
    expect(rises[0]?.difference).toBe('1234567.200000000000000001');
  });
});

describe('the reason', () => {
  it('is one part where only one moved', () => {
    expect(reasonOf('5', [part('a', '5'), part('b', '0')])).toMatchObject({ kind: 'all', parts: [{ name: 'a' }] });
  });

  it('is the part that most of it comes from, though others went the other way', () => {
    const reason = reasonOf('-5', [part('a', '-6'), part('b', '1')]);
    expect(reason).toMatchObject({ kind: 'mostly', parts: [part('a', '-6')] });
  });

  it('is two parts where one does not explain it', () => {
    const reason = reasonOf('10', [part('b', '3'), part('a', '6'), part('c', '1')]);
    expect(reason).toMatchObject({ kind: 'mostly', parts: [part('a', '6'), part('b', '3')] });
  });

  it('is that it is spread where none stands out', () => {
    const parts = ['a', 'b', 'c', 'd', 'e'].map((name) => part(name, '2'));
    expect(reasonOf('10', parts)).toEqual({ kind: 'spread', parts: [part('a', '2')], count: 5 });
  });

  it('is not known where the parts are of other figures', () => {
    expect(reasonOf('10', [part('a', '9.99')])).toBeNull();
  });
});
