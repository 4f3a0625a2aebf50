// SPDX-License-Identifier: MIT

import { compare, isZero, ratio } from '@/lib/decimal';
import { barRange, type Formats } from '@/lib/format';
import type { Dictionary } from '@/lib/i18n/en';
import { type Bar, OTHER } from '@/lib/series';

/** In CSS pixels, axis included. */
export const CHART_HEIGHT = 264;

/** Costs that the provider charges without saying for what. */
const NOT_ITEMISED = '(not itemised)';

export function modelName(model: string, t: Dictionary): string {
  return model === NOT_ITEMISED ? t.notItemised : model;
}

/** How a part is called. */
export function partName(key: string, labels: ReadonlyMap<string, string>, t: Dictionary): string {
  return key === OTHER ? t.others : (labels.get(key) ?? key);
}

/** A bar's parts, largest first, those without cost left out. */
export function partsOf(bar: Bar): [string, string][] {
  return [...bar.parts].filter(([, cost]) => !isZero(cost)).sort(([, a], [, b]) => compare(b, a));
}

/** How much of a part the providers may still change, from 0 to 1: of the others, or of a week, it may be some of it. */
export function provisionalShare({ parts, provisionalParts }: Bar, key: string): number {
  const cost = provisionalParts.get(key);
  if (cost === undefined) return 0;
  return Math.min(1, Math.max(0, ratio(cost, parts.get(key) ?? '0') ?? 1));
}

/** Whether the providers may still change some of it and will not change the rest. */
export function isPartlyProvisional(bar: Bar): boolean {
  const shares = partsOf(bar).map(([key]) => provisionalShare(bar, key));
  return shares.some((share) => share > 0) && shares.some((share) => share < 1);
}

/** What a bar comes to: of some days nothing is known, of others a part. */
export function barTotal({ total, known }: Bar, t: Dictionary, formats: Formats): string {
  if (known === 'nothing') return t.unknownCost;
  return `${known === 'part' ? '≥ ' : ''}${formats.money(total)}`;
}

/** What is read out when a bar is reached. */
export function barText(bar: Bar, labels: ReadonlyMap<string, string>, t: Dictionary, formats: Formats): string {
  const isPartly = isPartlyProvisional(bar);
  const parts = partsOf(bar).map(([key, cost]) => {
    const share = isPartly ? provisionalShare(bar, key) : 0;
    const mark = share > 0 ? ` (${share < 1 ? t.partlyProvisional : t.provisional.toLowerCase()})` : '';
    return `${partName(key, labels, t)} ${formats.money(cost)}${mark}`;
  });
  const when = barRange(formats, bar.start, bar.days);
  const total = `${barTotal(bar, t, formats)}${bar.provisional ? `, ${isPartly ? t.partlyProvisional : t.provisional.toLowerCase()}` : ''}`;
  return `${t.problemOf(when, total)}${parts.length > 0 ? `. ${parts.join(', ')}` : ''}.`;
}
