// SPDX-License-Identifier: MIT
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ServerGoneError } from '@/api/client';
import { costsQuery, fetchCostsAgain, previousSelection } from '@/api/costs';
import { projectsQuery } from '@/api/projects';
import { isNotConfigured, providersQuery } from '@/api/providers';
import { syncQuery } from '@/api/sync';
import { workspacesQuery } from '@/api/workspaces';
import { NO_PROJECT, type Selection } from '@/lib/selection';
import { useLasting } from '@/lib/useLasting';

const SLOW_MS = 2000;

/** Everything the page asks the server for one choice. */
export function useCosts(selection: Selection) {
  const client = useQueryClient();
  const providers = useQuery(providersQuery);
  const chosen = providers.data?.providers.find(({ id }) => id === selection.provider);
  const isFirstRun =
    providers.data !== undefined &&
    !providers.data.demo &&
    providers.data.providers.every(({ error }) => isNotConfigured(error));

  const workspaces = useQuery({
    ...workspacesQuery(selection.provider ?? ''),
    enabled: chosen?.supports_workspaces === true,
  });
  const projects = useQuery({ ...projectsQuery(selection.provider, selection.workspace), enabled: !isFirstRun });
  const costs = useQuery({ ...costsQuery(selection), placeholderData: keepPreviousData, enabled: !isFirstRun });

  const report = costs.data;
  const isCurrent = report !== undefined && !costs.isPlaceholderData;
  // Asked only once the figures are here, whose dates are the server's.
  const previous = useQuery({
    ...costsQuery(isCurrent ? previousSelection(selection, report) : { ...selection, project: NO_PROJECT }),
    enabled: isCurrent,
  });

  const refresh = useMutation({
    mutationFn: () => fetchCostsAgain(selection, new AbortController().signal),
    onSuccess(report) {
      client.setQueryData(costsQuery(selection).queryKey, report);
      // What the providers changed may be in any other answer too.
      const others = { predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0] !== 'costs' };
      void client.invalidateQueries(others);
      if (isCurrent)
        void client.invalidateQueries({ queryKey: costsQuery(previousSelection(selection, report)).queryKey });
    },
  });

  const isLoading = costs.isPending || costs.isPlaceholderData;
  const isSlow = useLasting(isLoading || refresh.isPending, SLOW_MS);
  const sync = useQuery({ ...syncQuery, enabled: isSlow });

  return {
    providers,
    chosen,
    isFirstRun,
    workspaces,
    projects,
    costs,
    report,
    isCurrent,
    /** Undefined while it is loading, null when it could not be loaded. */
    previous: isCurrent ? (previous.isError ? null : previous.data) : undefined,
    refresh,
    fetches: isSlow ? (sync.data?.fetches ?? []) : [],
    isSlow,
    isGone: [costs, providers].some(
      ({ isFetching, failureReason }) => isFetching && failureReason instanceof ServerGoneError,
    ),
    async tryNow() {
      await client.cancelQueries();
      await client.refetchQueries({ type: 'active' });
    },
  };
}
