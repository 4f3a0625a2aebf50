// SPDX-License-Identifier: MIT
import { useCallback } from 'react';
import type { Step } from '@/components/Breadcrumb';
import { modelName } from '@/components/chart/words';
import { useWords } from '@/lib/i18n/language';
import { NO_PROJECT, type Selection } from '@/lib/selection';
import { keyOf } from '@/lib/series';
import { useShared } from '@/lib/useShared';
import type { useCosts } from '@/pages/useCosts';

type Asked = Pick<ReturnType<typeof useCosts>, 'providers' | 'workspaces' | 'projects' | 'report'>;

/** What providers, workspaces and projects are called, from all that the server said of them. */
export function useNames({ providers, workspaces, projects, report }: Asked) {
  const { t } = useWords();

  // The lists come one after the other and mostly say the same: names that stay are the same names.
  const named = useShared({
    providers: Object.fromEntries(
      providers.data?.providers.map(({ id, name, supports_workspaces }) => [id, { name, supports_workspaces }]) ?? [],
    ),
    reported: Object.fromEntries(report?.workspaces.map(({ provider, id, name }) => [keyOf(provider, id), name]) ?? []),
    listed: Object.fromEntries(
      workspaces.data?.workspaces
        .filter(({ id }) => !report?.workspaces.some((one) => one.id === id))
        .map(({ id, name }) => [id, name]) ?? [],
    ),
  });
  const workspaceName = useCallback(
    (provider: string | null, workspace: string) =>
      own(named.reported, keyOf(provider ?? '', workspace)) ?? own(named.listed, workspace) ?? workspace,
    [named],
  );

  /** A provider's name, with the workspace's where the provider has some to choose from. */
  const sourceOf = useCallback(
    ({ provider, workspace }: { provider?: string; workspace?: string }) => {
      if (!provider) return null;
      const known = own(named.providers, provider);
      const name = known?.name ?? provider;
      return workspace && known?.supports_workspaces ? `${name} (${workspaceName(provider, workspace)})` : name;
    },
    [named, workspaceName],
  );

  /** What EXCLUDE leaves out: `openai/edugami/proj_1`. */
  const excludedName = (path: string) => {
    const [provider = '', ...rest] = path.split('/');
    return [sourceOf({ provider }), ...rest].join(' / ');
  };

  /** From everything down to what was chosen; nothing for what was not. */
  const stepsOf = (selection: Selection): Step[] => {
    const { provider, workspace, project, model } = selection;
    // Of one model there is nothing to split the chart by but the projects.
    const up: Partial<Selection> = model === null ? {} : { model: null, by: 'model' };
    const projectName =
      project === NO_PROJECT
        ? t.withoutProject
        : (projects.data?.projects.find(({ id }) => id === project)?.name ?? project);
    const steps: [string | null | undefined, Partial<Selection>][] = [
      [t.everything, { ...up, provider: null, workspace: null, project: null }],
      [provider && sourceOf({ provider }), { ...up, workspace: null, project: null }],
      [workspace && workspaceName(provider, workspace), { ...up, project: null }],
      [projectName, up],
      [model && modelName(model, t), {}],
    ];
    return steps.flatMap(([name, to]) => (name ? [{ name, to: { ...selection, ...to } }] : []));
  };

  return { sourceOf, excludedName, stepsOf };
}

/** Not what every object has: a link may name anything. */
function own<T>(all: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(all, key) ? all[key] : undefined;
}
