// SPDX-License-Identifier: MIT
import type { Day } from '@/lib/dates';
import type { Formats } from '@/lib/format';
import type { Dictionary } from '@/lib/i18n/en';
import { daysOf, type Range, unitOf, wholeUnit } from '@/lib/periods';

/** A period by its name, and of a month or a year that it is not over: `November 2026 (in progress)`. */
export function periodName(range: Range, now: Day, t: Dictionary, formats: Formats): string {
  const days = daysOf(range, now);
  const name = formats.rangeName(range, days);
  const unit = 'period' in range ? range.period : unitOf(days);
  const isOpen = unit !== null && unit !== 'week' && days.from <= now && now <= wholeUnit(unit, days.from).to;
  return isOpen ? t.inProgress(name) : name;
}
