// SPDX-License-Identifier: MIT
// What changed against the period before, as far as both are known.
import { queryOptions } from '@tanstack/react-query';
import { get } from '@/api/client';
import type { Comparison } from '@/api/comparison';
import { type CostReport, question } from '@/api/costs';
import { largestMoves, type Moved, type Pair, type Part, type Reason, reasonOf } from '@/lib/changes';
import { today } from '@/lib/dates';
import { type Decimal, isZero, subtract, sum } from '@/lib/decimal';
import type { Range } from '@/lib/periods';
import { type Dimension, NO_PROJECT, type Selection } from '@/lib/selection';
import { keyOf } from '@/lib/series';

/** So many rises and so many falls. */
const MOST = 3;

interface Row extends Pair {
  key: string;
  provider: string;
  workspace: string;
  /** Of the project, workspace, provider or model; null: without a project. */
  id: string | null;
  name: string | null;
}

export type Change = Moved<Row> & {
  /** Shows it alone; null where there is no such choice. */
  leadsTo: Selection | null;
};

export interface Changes {
  by: Dimension;
  rises: Change[];
  falls: Change[];
  /** How many are not compared, as part of them has no price. */
  unclear: number;
}

interface Amount {
  cost_usd: Decimal | null;
  unpriced?: boolean | undefined;
  unconverted?: unknown;
}
type Named = Omit<Row, 'now' | 'before'>;

const LISTS: Record<Dimension, (report: CostReport) => (Named & Amount)[]> = {
  project: ({ projects }) =>
    projects.map((row) => ({
      ...row,
      key: keyOf(row.provider, row.workspace, row.id ?? ''),
      name: row.name ?? row.id,
    })),
  workspace: ({ workspaces }) =>
    workspaces.map((row) => ({ ...row, key: keyOf(row.provider, row.id), workspace: row.id })),
  provider: ({ providers }) => providers.map((row) => ({ ...row, key: row.id, provider: row.id, workspace: '' })),
  model: ({ breakdown }) =>
    breakdown.map((row) => ({
      ...row,
      key: keyOf(row.provider, row.model),
      workspace: '',
      id: row.model,
      name: row.model,
    })),
};

/** Each row of either report once; what is not known in dollars to the last of it apart. */
function pairRows(now: readonly (Named & Amount)[], before: readonly (Named & Amount)[]) {
  const rows = new Map<string, Row>();
  const unclear = new Set<string>();
  const add = (side: 'now' | 'before', list: readonly (Named & Amount)[]) => {
    for (const { key, provider, workspace, id, name, cost_usd, unpriced, unconverted } of list) {
      const row = rows.get(key) ?? { key, provider, workspace, id, name, now: '0', before: '0' };
      if (cost_usd === null || unpriced || unconverted) unclear.add(key);
      rows.set(key, { ...row, [side]: sum([row[side], cost_usd ?? '0']) });
    }
  };
  add('now', now);
  add('before', before);
  return { rows: [...rows.values()], unclear };
}

/**
 * By project, or whatever else there is to tell apart. Null when it would say nothing or not the truth: of days to
 * come, or against nothing.
 */
export function whatChanged(report: CostReport, comparison: Comparison, selection: Selection): Changes | null {
  const { before, without } = comparison;
  if (report.end_date > today() || before.breakdown.length === 0) return null;
  const isCompared = ({ provider }: Named) => !without.includes(provider);
  const pairs = (by: Dimension) => pairRows(LISTS[by](report).filter(isCompared), LISTS[by](before));

  const workspaces = pairs('workspace');
  const providers = pairs('provider');
  const byProject = selection.project === null ? pairs('project') : null;
  const isTellable: [Dimension, ReturnType<typeof pairs> | null, boolean][] = [
    ['project', byProject, (byProject?.rows.length ?? 0) > 1],
    ['workspace', workspaces, workspaces.rows.length > providers.rows.length],
    ['provider', providers, providers.rows.length > 1],
  ];
  const [by, chosen] = isTellable.find(([, , is]) => is) ?? (['model', null] as const);
  const { rows, unclear } = chosen ?? pairs('model');

  // Of a provider with one workspace there is none to choose.
  const workspaceOf = ({ provider, workspace }: Row) =>
    workspaces.rows.filter((one) => one.provider === provider).length > 1 ? workspace : selection.workspace;
  const leadsTo = (row: Row): Selection | null => {
    const to = { ...selection, provider: row.provider };
    if (by === 'project') return { ...to, workspace: workspaceOf(row), project: row.id ?? NO_PROJECT };
    if (by === 'workspace') return { ...to, workspace: row.workspace, project: null };
    return by === 'provider' ? { ...to, workspace: null, project: null } : null;
  };
  const clear = rows.filter(({ key }) => !unclear.has(key));
  const { rises, falls } = largestMoves(clear, MOST);
  const withLink = (row: Moved<Row>): Change => ({ ...row, leadsTo: leadsTo(row) });
  return { by, rises: rises.map(withLink), falls: falls.map(withLink), unclear: unclear.size };
}

/** What is kept of one part of a report, by model: no provider is asked for it. */
export function partQuery(selection: Selection, { start_date: from, end_date: to }: CostReport) {
  const range: Range = { from, to };
  const asked = { ...question({ ...selection, range }), offline: true };
  return queryOptions({
    queryKey: ['part', asked],
    queryFn: ({ signal }) => get('/api/costs', asked, signal),
    retry: false,
  });
}

type Models = Pick<CostReport, 'breakdown'>;

/** The models that a change comes from; null when their figures are not those of the change. */
export function reasonByModel(change: Change, now: Models, before: Models): Reason | null {
  const own = ({ breakdown }: Models) => breakdown.filter(({ provider }) => provider === change.provider);
  const { model } = LISTS;
  const { rows } = pairRows(
    model({ breakdown: own(now) } as CostReport),
    model({ breakdown: own(before) } as CostReport),
  );
  const totals = [sum(rows.map((row) => row.now)), sum(rows.map((row) => row.before))];
  if (!totals.every((total, side) => isZero(subtract(total, side === 0 ? change.now : change.before)))) return null;
  const parts = rows.map(({ id, now, before }): Part => ({ name: id ?? '', difference: subtract(now, before) }));
  return reasonOf(change.difference, parts);
}
