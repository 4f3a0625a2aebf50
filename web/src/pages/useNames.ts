// SPDX-License-Identifier: MIT
import { useCallback } from 'react';
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
      named.reported[keyOf(provider ?? '', workspace)] ?? named.listed[workspace] ?? workspace,
    [named],
  );

  /** A provider's name, with the workspace's where the provider has some to choose from. */
  const sourceOf = useCallback(
    ({ provider, workspace }: { provider?: string; workspace?: string }) => {
      if (!provider) return null;
      const known = named.providers[provider];
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

  /** The choice in words; nothing for what was not chosen. */
  const scopeOf = ({ provider, workspace, project }: Selection) =>
    [
      provider && sourceOf({ provider }),
      workspace && workspaceName(provider, workspace),
      project === NO_PROJECT
        ? t.withoutProject
        : project && (projects.data?.projects.find(({ id }) => id === project)?.name ?? project),
    ].filter((name) => typeof name === 'string');

  return { sourceOf, excludedName, scopeOf };
}
