// SPDX-License-Identifier: MIT
// What the chart is split by: the report's days by model or by provider.
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
}

export function splitReport(report: CostReport, by: Dimension, t: Dictionary): Parts {
  return by === 'model' ? byModel(report, t) : byProvider(report);
}

function byModel(report: CostReport, t: Dictionary): Parts {
  const keys = report.breakdown.map(({ provider, model }) => keyOf(provider, model));
  const providers = new Map(report.providers.map(({ id, name }) => [id, name]));
  const times = new Map<string, number>();
  for (const { model } of report.breakdown) times.set(model, (times.get(model) ?? 0) + 1);
  const labels = report.breakdown.map(({ provider, model }) => {
    const name = modelName(model, t);
    return (times.get(model) ?? 0) > 1 ? `${name} (${providers.get(provider) ?? provider})` : name;
  });
  const daily = report.daily.map(({ date, cost_usd, breakdown }) => ({
    date,
    cost_usd,
    parts: breakdown.map(({ provider, model, cost_usd: cost }) => ({ key: keyOf(provider, model), cost })),
  }));
  return { daily, keys, labels: new Map(keys.map((key, index) => [key, labels[index] ?? key])) };
}

function byProvider(report: CostReport): Parts {
  const daily = report.daily.map(({ date, cost_usd, breakdown }) => {
    const costs = new Map<string, Decimal[]>();
    for (const { provider, cost_usd: cost } of breakdown) {
      if (cost !== null) costs.set(provider, [...(costs.get(provider) ?? []), cost]);
    }
    return { date, cost_usd, parts: [...costs].map(([key, list]) => ({ key, cost: sum(list) })) };
  });
  return {
    daily,
    keys: report.providers.map(({ id }) => id),
    labels: new Map(report.providers.map(({ id, name }) => [id, name])),
  };
}
