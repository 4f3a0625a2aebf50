// SPDX-License-Identifier: MIT
import { useCallback } from 'react';
import type { Step } from '@/components/Breadcrumb';
import { useWords } from '@/lib/i18n/language';
import { NO_PROJECT, type Selection } from '@/lib/selection';
import type { useCosts } from '@/pages/useCosts';

type Asked = Pick<ReturnType<typeof useCosts>, 'providers' | 'workspaces' | 'projects' | 'report'>;

/** What providers, workspaces and projects are called, from all that the server said of them. */
export function useNames({ providers, workspaces, projects, report }: Asked) {
  const { t } = useWords();

  const [provided, listed] = [providers.data?.providers, workspaces.data?.workspaces];
  const reported = report?.workspaces;
  const workspaceName = useCallback(
    (provider: string | null, workspace: string) =>
      reported?.find((one) => one.provider === provider && one.id === workspace)?.name ??
      listed?.find(({ id }) => id === workspace)?.name ??
      workspace,
    [reported, listed],
  );

  /** A provider's name, with the workspace's where the provider has some to choose from. */
  const sourceOf = useCallback(
    ({ provider, workspace }: { provider?: string; workspace?: string }) => {
      if (!provider) return null;
      const known = provided?.find(({ id }) => id === provider);
      const name = known?.name ?? provider;
      return workspace && known?.supports_workspaces ? `${name} (${workspaceName(provider, workspace)})` : name;
    },
    [provided, workspaceName],
  );

  /** What EXCLUDE leaves out: `openai/edugami/proj_1`. */
  const excludedName = (path: string) => {
    const [provider = '', ...rest] = path.split('/');
    return [sourceOf({ provider }), ...rest].join(' / ');
  };

  /** From everything down to what was chosen; nothing for what was not. */
  const stepsOf = (selection: Selection): Step[] => {
    const { provider, workspace, project } = selection;
    const projectName =
      project === NO_PROJECT
        ? t.withoutProject
        : (projects.data?.projects.find(({ id }) => id === project)?.name ?? project);
    const steps: [string | null | undefined, Partial<Selection>][] = [
      [t.everything, { provider: null, workspace: null, project: null }],
      [provider && sourceOf({ provider }), { workspace: null, project: null }],
      [workspace && workspaceName(provider, workspace), { project: null }],
      [projectName, {}],
    ];
    return steps.flatMap(([name, to]) => (name ? [{ name, to: { ...selection, ...to } }] : []));
  };

  return { sourceOf, excludedName, stepsOf };
}
