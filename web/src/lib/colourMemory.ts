// SPDX-License-Identifier: MIT
// The colours that were given, kept in this browser, so that a model has its own after a reload too.
import { COLOURS } from '@/lib/palette';
import { DIMENSIONS, type Dimension } from '@/lib/selection';
import { recall, remember } from '@/lib/storage';

export type ColourMemory = Record<Dimension, Map<string, number>>;

/** Of each dimension, those given last. */
const MOST = 60;

export function recallColours(): ColourMemory {
  let kept: Partial<Record<Dimension, unknown>> = {};
  try {
    kept = JSON.parse(recall('colours') ?? '{}') ?? {};
  } catch {
    // Not ours, or cut off: given anew.
  }
  const read = (dimension: Dimension) => {
    const list: unknown = kept[dimension];
    const isPlace = (one: unknown): one is [string, number] =>
      Array.isArray(one) && typeof one[0] === 'string' && Number.isInteger(one[1]) && one[1] >= 0 && one[1] < COLOURS;
    return new Map(Array.isArray(list) ? list.filter(isPlace) : []);
  };
  return { model: read('model'), project: read('project'), workspace: read('workspace'), provider: read('provider') };
}

export function rememberColours(memory: ColourMemory): void {
  const kept = DIMENSIONS.map((dimension) => [dimension, [...memory[dimension]].slice(-MOST)] as const);
  remember('colours', JSON.stringify(Object.fromEntries(kept)));
}
