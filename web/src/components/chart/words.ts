// SPDX-License-Identifier: MIT

import { compare, isZero } from '@/lib/decimal';
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

/** Whether the providers may still change some of it and will not change the rest. */
export function isPartlyProvisional(bar: Bar): boolean {
  const parts = partsOf(bar);
  const count = parts.filter(([key]) => bar.provisionalParts.has(key)).length;
  return count > 0 && count < parts.length;
}

/** What is read out when a bar is reached. */
export function barText(bar: Bar, labels: ReadonlyMap<string, string>, t: Dictionary, formats: Formats): string {
  const isPartly = isPartlyProvisional(bar);
  const parts = partsOf(bar).map(([key, cost]) => {
    const mark = isPartly && bar.provisionalParts.has(key) ? ` (${t.provisional.toLowerCase()})` : '';
    return `${partName(key, labels, t)} ${formats.money(cost)}${mark}`;
  });
  const when = barRange(formats, bar.start, bar.days);
  const total = `${formats.money(bar.total)}${bar.provisional ? `, ${isPartly ? t.partlyProvisional : t.provisional.toLowerCase()}` : ''}`;
  return `${t.problemOf(when, total)}${parts.length > 0 ? `. ${parts.join(', ')}` : ''}.`;
}
