// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { assignColours } from '@/lib/palette';

describe('assignColours', () => {
  it('gives the first six models the colours in order, and the rest the same one', () => {
    const colours = assignColours(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], new Map());
    expect([...colours.values()]).toEqual([0, 1, 2, 3, 4, 5, 'other', 'other']);
  });

  it('keeps the colour of a model in every view', () => {
    const remembered = new Map<string, number>();
    assignColours(['a', 'b', 'c'], remembered);
    expect(assignColours(['c', 'a'], remembered)).toEqual(
      new Map([
        ['c', 2],
        ['a', 0],
      ]),
    );
  });

  it('never gives two models of a view the same colour', () => {
    const remembered = new Map<string, number>();
    assignColours(['a', 'b', 'c', 'd', 'e', 'f'], remembered);
    assignColours(['g', 'a'], remembered);
    const colours = assignColours(['g', 'a', 'b', 'c', 'd', 'e'], remembered);
    expect(new Set(colours.values()).size).toBe(6);
  });
});
