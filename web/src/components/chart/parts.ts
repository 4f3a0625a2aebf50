// SPDX-License-Identifier: MIT
// What the chart is split by: the report's days by model, provider, workspace or project.
import type { CostReport } from '@/api/costs';
import { modelName } from '@/components/chart/words';
import { type Decimal, sum } from '@/lib/decimal';
import type { Dictionary } from '@/lib/i18n/en';
import type { Dimension } from '@/lib/selection';
import { type DayCost, keyOf } from '@/lib/series';

export interface Parts {
  daily: DayCost[];
  /** All of them, largest first. */
  keys: string[];
  /** By key: how it is called, apart from all others. */
  labels: ReadonlyMap<string, string>;
  /** By key: what it cost in the whole period; what is not known in dollars is left out. */
  totals: ReadonlyMap<string, Decimal>;
}

type Part = CostReport['daily'][number]['breakdown'][number];
type SourceOf = (row: { provider: string; workspace: string }) => string | null;

/** The key of one part of a day; null when the day is split by something else. */
const KEYS: Record<Dimension, (part: Part) => string | null> = {
  model: (part) => ('model' in part ? keyOf(part.provider, part.model) : null),
  project: (part) => ('project_id' in part ? keyOf(part.provider, part.workspace, part.project_id ?? '') : null),
  workspace: (part) => ('workspace' in part ? keyOf(part.provider, part.workspace) : null),
  provider: (part) => part.provider,
};

/** `report` says what there is and how it is called, `split` has the days split by it, or by something finer. */
export function splitReport(
  report: CostReport,
  split: CostReport,
  by: Dimension,
  t: Dictionary,
  sourceOf: SourceOf,
): Parts {
  const named = namesOf(report, by, t, sourceOf);
  return {
    daily: daysOf(split, by),
    keys: named.map(({ key }) => key),
    labels: tellApart(named),
    totals: new Map(named.flatMap(({ key, cost }) => (cost === null ? [] : [[key, cost] as const]))),
  };
}

// Ten years of hundreds of models take their time: they are kept as long as the report is.
const kept = new WeakMap<CostReport, Map<Dimension, DayCost[]>>();

function daysOf(split: CostReport, by: Dimension): DayCost[] {
  const known = kept.get(split) ?? new Map<Dimension, DayCost[]>();
  kept.set(split, known);
  const days =
    known.get(by) ??
    split.daily.map(({ date, cost_usd, breakdown }) => ({ date, cost_usd, parts: addUp(breakdown, KEYS[by]) }));
  known.set(by, days);
  return days;
}

interface Named {
  key: string;
  name: string;
  /** Tells it from others of the same name. */
  source: string | null;
  cost: Decimal | null;
}

function namesOf(report: CostReport, by: Dimension, t: Dictionary, sourceOf: SourceOf): Named[] {
  switch (by) {
    case 'model': {
      const providers = new Map(report.providers.map(({ id, name }) => [id, name]));
      return report.breakdown.map(({ provider, model, cost_usd }) => ({
        key: keyOf(provider, model),
        name: modelName(model, t),
        source: providers.get(provider) ?? provider,
        cost: cost_usd,
      }));
    }
    case 'project':
      return report.projects.map(({ provider, workspace, id, name, cost_usd }) => ({
        key: keyOf(provider, workspace, id ?? ''),
        name: id === null ? t.withoutProject : (name ?? id),
        source: sourceOf({ provider, workspace }),
        cost: cost_usd,
      }));
    case 'workspace':
      return report.workspaces.map(({ provider, id, name, cost_usd }) => ({
        key: keyOf(provider, id),
        name: sourceOf({ provider, workspace: id }) ?? name,
        source: id,
        cost: cost_usd,
      }));
    case 'provider':
      return report.providers.map(({ id, name, cost_usd }) => ({ key: id, name, source: id, cost: cost_usd }));
  }
}

function tellApart(named: readonly Named[]): Map<string, string> {
  const times = new Map<string, number>();
  for (const { name } of named) times.set(name, (times.get(name) ?? 0) + 1);
  return new Map(
    named.map(({ key, name, source }) => [key, (times.get(name) ?? 0) > 1 && source ? `${name} (${source})` : name]),
  );
}

/** The parts of a day with those of one key added up. */
function addUp(breakdown: readonly Part[], keyOfPart: (part: Part) => string | null): DayCost['parts'] {
  const costs = new Map<string, Decimal[]>();
  const unknown = new Set<string>();
  const provisional = new Set<string>();
  for (const part of breakdown) {
    const key = keyOfPart(part);
    if (key === null) continue;
    if (part.provisional) provisional.add(key);
    if (part.cost_usd === null) unknown.add(key);
    else costs.set(key, [...(costs.get(key) ?? []), part.cost_usd]);
  }
  const known = [...costs].map(([key, list]) => ({
    key,
    cost: list.length === 1 ? (list[0] ?? '0') : sum(list),
    isProvisional: provisional.has(key),
  }));
  return [...known, ...[...unknown].filter((key) => !costs.has(key)).map((key) => ({ key, cost: null }))];
}
