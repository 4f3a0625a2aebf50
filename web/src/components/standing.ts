// SPDX-License-Identifier: MIT
import { type Comparison, namesWithout } from '@/api/comparison';
import type { CostReport } from '@/api/costs';
import type { Standing } from '@/api/standing';
import type { Day } from '@/lib/dates';
import type { Formats } from '@/lib/format';
import type { Dictionary } from '@/lib/i18n/en';

type SourceOf = (source: { provider: string; workspace?: string }) => string | null;

/** Named one by one; of the rest only how many they are. */
const MOST = 3;

/** Whether any figure is not final or not there, in words. `missing`: sources that failed, of which nothing is known. */
export function standingText(
  standing: Standing,
  report: CostReport,
  missing: readonly string[],
  sourceOf: SourceOf,
  t: Dictionary,
  formats: Formats,
): string[] {
  const isOneYear = report.start_date.slice(0, 4) === report.end_date.slice(0, 4);
  const day = isOneYear ? formats.shortDay : formats.day;
  const some = (names: string[]) =>
    names.length > MOST ? [...names.slice(0, MOST), t.andOthers(formats.count(names.length - MOST))] : names;

  if (standing.isFinal) return [t.final];
  // Those of the same day together; all of a period last, as it is the least news.
  const open = [...new Set(standing.open.map(({ from }) => from))]
    .sort((a, b) => (a ?? '9').localeCompare(b ?? '9'))
    .map((from) => {
      const ids = standing.open.filter((one) => one.from === from).map(({ provider }) => provider);
      const names = formats.list(ids.map((id) => report.providers.find((one) => one.id === id)?.name ?? id));
      return from === null ? t.openWhole(names) : t.openFrom(names, day(from));
    });
  if (open.length === 0 && standing.openFrom) open.push(t.openSince(day(standing.openFrom)));
  if (open.length === 0 && !standing.isOver) open.push(t.openPeriod);
  const rangeOf = (start: Day, end: Day) =>
    start === end ? day(start) : isOneYear ? formats.shortRange(start, end) : formats.range(start, end);
  const without = standing.without.map(({ state, runs, isAll, ...source }) => {
    const { provider, workspace } = source;
    const isOnly = ![
      ...report.workspaces.map(({ provider, id }) => ({ provider, workspace: id })),
      ...standing.without,
    ].some((one) => one.provider === provider && one.workspace !== workspace);
    const name = sourceOf(isOnly ? { provider } : source) ?? provider;
    const [first] = runs;
    const days = isAll || !first ? null : rangeOf(first.start_date, runs.at(-1)?.end_date ?? first.end_date);
    return t.withoutDays(name, runs.length > 1 && days ? t.someDays(days) : days, t.unreadWhy[state]);
  });
  const named = new Set(standing.without.map((source) => sourceOf(source)));
  for (const name of missing) if (!named.has(name)) without.push(t.withoutDays(name, null, t.unreadWhy.failed));
  return [
    open.length > 0 && t.problemOf(t.notFinal, open.join(', ')),
    ...some(without),
    standing.isPartial && missing.length === 0 && t.partlyRead,
    standing.isUnpriced && t.withoutUnpriced,
  ].filter((text) => text !== false);
}

/** With its full stop; a month's short name may have brought it. */
export function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

/** What is set against what: where not all is compared, both sums, as neither stands elsewhere. */
export function comparisonText(comparison: Comparison, report: CostReport, t: Dictionary, formats: Formats): string {
  const names = namesWithout(comparison, report);
  const before = formats.money(comparison.before.total_cost_usd);
  if (names.length === 0) return `${t.vsPrevious} (${before})`;
  return t.comparedWithout(formats.money(comparison.now), before, formats.list(names));
}
