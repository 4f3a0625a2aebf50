// SPDX-License-Identifier: MIT
import { memo, useMemo } from 'react';
import type { Comparison } from '@/api/comparison';
import type { CostReport } from '@/api/costs';
import type { CostRow } from '@/components/CostRowView';
import { CostTable, costsByKey } from '@/components/CostTable';
import { modelName } from '@/components/chart/words';
import { useShortcut } from '@/components/ui/Shortcuts';
import type { Decimal } from '@/lib/decimal';
import { useWords } from '@/lib/i18n/language';
import type { Colour } from '@/lib/palette';
import { NO_PROJECT, type Selection, writeSelection } from '@/lib/selection';
import { keyOf } from '@/lib/series';
import { useShared } from '@/lib/useShared';
import { useStages } from '@/lib/useStages';

interface Props {
  report: CostReport;
  comparison: Comparison | null | undefined;
  selection: Selection;
  colours: ReadonlyMap<string, Colour>;
  /** A provider's name, with the workspace's where the provider has some to choose from. */
  sourceOf(row: { provider: string; workspace: string }): string | null;
}

/** By model, project, workspace and provider. */
const TABLES = 4;

const modelKey = ({ provider, model }: CostReport['breakdown'][number]) => keyOf(provider, model);
const projectKey = ({ provider, workspace, id }: CostReport['projects'][number]) =>
  keyOf(provider, workspace, id ?? '');
const workspaceKey = ({ provider, id }: CostReport['workspaces'][number]) => keyOf(provider, id);

/** The same total by model, by project, by workspace and by provider: each where there is something to tell apart. */
export const CostTables = memo(function CostTables({ report, comparison, selection, colours, sourceOf }: Props) {
  const { t, formats } = useWords();
  // Short tables have none.
  useShortcut('filter', () => {
    const field = document.querySelector<HTMLInputElement>('main input[type=search]');
    field?.focus();
    return field !== null;
  });
  const before = comparison?.before;
  const without = new Set(comparison?.without);
  const shared = { report, previousTotal: without.size === 0 ? before?.total_cost_usd : undefined };
  // What is not compared is unknown, not new.
  const costBefore = (provider: string, find: (key: string) => Decimal | undefined, key: string) =>
    without.has(provider) ? undefined : find(key);
  const hasProviders = report.providers.length > 1;
  // With one workspace each, the table by provider says it all.
  const hasWorkspaces = report.workspaces.length > report.providers.length;
  // Of a provider with one workspace there is none to choose.
  const workspaceOf = (row: { provider: string; workspace: string }) =>
    report.workspaces.filter(({ provider }) => provider === row.provider).length > 1
      ? row.workspace
      : selection.workspace;
  const link = (change: Partial<Selection>) => `?${writeSelection({ ...selection, ...change })}`;

  // Who used a model: where there are several.
  const leadOn = useMemo(() => {
    if (selection.model !== null || report.breakdown.length < 2) return null;
    const by = report.projects.length > 1 && selection.project === null ? 'project' : selection.by;
    return ({ provider, model }: CostReport['breakdown'][number]) =>
      `?${writeSelection({ ...selection, provider, model, by })}`;
  }, [report, selection]);
  // There may be hundreds, and they are the same however the chart is split.
  const modelRows = useMemo(() => {
    const modelBefore = costsByKey(comparison?.before.breakdown, modelKey);
    const names = new Map(report.providers.map(({ id, name }) => [id, name]));
    return report.breakdown.map((row): CostRow => {
      const key = modelKey(row);
      return {
        key,
        name: modelName(row.model, t),
        href: leadOn?.(row),
        detail: names.size > 1 ? (names.get(row.provider) ?? row.provider) : undefined,
        cost: row.cost_usd,
        charged: row,
        requests: row.requests,
        isPartlyCounted: row.requests_partial === true,
        inputTokens: row.input_tokens,
        outputTokens: row.output_tokens,
        before: comparison?.without.includes(row.provider) ? undefined : modelBefore(key),
        colour: colours.get(key) ?? 'other',
      };
    });
  }, [report, comparison, colours, t, leadOn]);
  const models = useShared(modelRows);

  const projectBefore = costsByKey(before?.projects, projectKey);
  const projectRows = report.projects.map((row): CostRow => {
    const key = projectKey(row);
    return {
      key,
      name: row.id === null ? t.withoutProject : (row.name ?? row.id),
      href: link({ provider: row.provider, workspace: workspaceOf(row), project: row.id ?? NO_PROJECT }),
      detail: (report.workspaces.length > 1 && sourceOf(row)) || undefined,
      cost: row.cost_usd,
      charged: row,
      requests: row.requests,
      isPartlyCounted: row.requests_partial === true,
      inputTokens: row.input_tokens,
      outputTokens: row.output_tokens,
      before: costBefore(row.provider, projectBefore, key),
    };
  });
  const projects = useShared(projectRows);

  const workspaceBefore = costsByKey(before?.workspaces, workspaceKey);
  const workspaceRows = report.workspaces.map((row): CostRow => {
    const key = workspaceKey(row);
    const name = sourceOf({ provider: row.provider, workspace: row.id }) ?? row.name;
    const href = link({ provider: row.provider, workspace: row.id, project: null });
    return {
      key,
      name,
      href,
      cost: row.cost_usd,
      charged: row,
      before: costBefore(row.provider, workspaceBefore, key),
    };
  });
  const workspaces = useShared(workspaceRows);

  const providerBefore = costsByKey(before?.providers, ({ id }) => id);
  const providerRows = report.providers.map(
    (row): CostRow => ({
      key: row.id,
      name: row.name,
      href: link({ provider: row.id, workspace: null, project: null }),
      cost: row.cost_usd,
      charged: row,
      before: costBefore(row.id, providerBefore, row.id),
    }),
  );
  const providers = useShared(providerRows);

  // One after the other, so that the page answers in between.
  const made = 1 + useStages(true, TABLES - 1);

  return (
    <>
      <CostTable
        {...shared}
        isCode
        title={t.costByModel}
        what={t.model}
        count={t.modelCount(models.length, formats.count(models.length))}
        file="models"
        rows={models}
      />
      {made > 1 && selection.project === null && projects.length > 0 && (
        <CostTable {...shared} title={t.costByProject} what={t.project} file="projects" rows={projects} />
      )}
      {made > 2 && hasWorkspaces && (
        <CostTable {...shared} title={t.costByWorkspace} what={t.workspace} file="workspaces" rows={workspaces} />
      )}
      {made > 3 && hasProviders && (
        <CostTable {...shared} title={t.costByProvider} what={t.provider} file="providers" rows={providers} />
      )}
    </>
  );
});
