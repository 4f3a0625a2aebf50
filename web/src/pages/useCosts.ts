// SPDX-License-Identifier: MIT
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ServerGoneError } from '@/api/client';
import { compareReports } from '@/api/comparison';
import { costsQuery, fetchCostsAgain, isWorthShowing, previousSelection, savedQuery, splitQuery } from '@/api/costs';
import { coverageQuery, restatementsQuery } from '@/api/coverage';
import { projectsQuery } from '@/api/projects';
import { isWithoutKeys, providersQuery } from '@/api/providers';
import { syncQuery, useServerEvents } from '@/api/sync';
import { workspacesQuery } from '@/api/workspaces';
import { NO_PROJECT, type Selection } from '@/lib/selection';
import { useLasting } from '@/lib/useLasting';

/** After so long, what is kept is shown until there is an answer; and after so long, what is waited for. */
const LONG_MS = 300;
const SLOW_MS = 2000;

/** How often it is looked whether there is a key now. */
const LOOK_MS = 3000;

const NONE: readonly never[] = [];

/** Everything the page asks the server for one choice. */
export function useCosts(selection: Selection) {
  const client = useQueryClient();
  const providers = useQuery(providersQuery);
  const chosen = providers.data?.providers.find(({ id }) => id === selection.provider);
  const isFirstRun = providers.data !== undefined && isWithoutKeys(providers.data);
  // Keys are read when the program starts: looked at, while the page is, until one that runs has some.
  useQuery({ ...providersQuery, enabled: isFirstRun, refetchInterval: LOOK_MS, retryDelay: LOOK_MS });
  // Without any key every other question is refused. A server that does not tell is asked all the same.
  const isReady = !isFirstRun && (providers.data !== undefined || providers.failureCount > 0);

  const hasWorkspaces = selection.provider
    ? chosen?.supports_workspaces
    : providers.data?.providers.some((provider) => provider.available && provider.supports_workspaces);
  // Without a provider too: their names are in what is said of them.
  const workspaces = useQuery({ ...workspacesQuery(selection.provider), enabled: hasWorkspaces === true });
  const projects = useQuery({ ...projectsQuery(selection.provider, selection.workspace), enabled: isReady });
  const costs = useQuery({ ...costsQuery(selection), placeholderData: keepPreviousData, enabled: isReady });

  const isCurrent = costs.data !== undefined && !costs.isPlaceholderData;
  const isLong = useLasting(!isCurrent, LONG_MS);
  const saved = useQuery({ ...savedQuery(selection), enabled: isLong && isReady });
  // Only in place of an answer: what has come is never older.
  const isSaved = !isCurrent && saved.data !== undefined && isWorthShowing(saved.data);
  const report = isSaved ? saved.data : costs.data;
  // Asked only once the figures are here, whose dates are the server's.
  const before = isCurrent ? previousSelection(selection, costs.data) : null;
  const previous = useQuery({
    ...costsQuery(before ?? { ...selection, project: NO_PROJECT }),
    enabled: before !== null,
  });

  // Of what is shown, once it is.
  const coverage = useQuery({
    ...coverageQuery(selection, report),
    placeholderData: keepPreviousData,
    enabled: isCurrent,
  });
  const previousCoverage = useQuery({
    ...coverageQuery(before ?? selection, previous.data),
    enabled: before !== null && previous.data !== undefined,
  });
  const comparison = useMemo(() => {
    const parts = [report, previous.data, coverage.data, previousCoverage.data] as const;
    const [now, before, known, knownBefore] = parts;
    if (!isCurrent || coverage.isPlaceholderData || !now || !before || !known || !knownBefore) return undefined;
    return compareReports(now, before, known, knownBefore);
  }, [isCurrent, report, previous.data, coverage.data, coverage.isPlaceholderData, previousCoverage.data]);
  const restatements = useQuery({
    ...restatementsQuery(selection, report),
    placeholderData: keepPreviousData,
    enabled: isCurrent,
  });
  // Models are in the answer itself, and a provider's day is that of its models.
  const isSplit = selection.by === 'project' || selection.by === 'workspace';
  const split = useQuery({ ...splitQuery(selection), enabled: isCurrent && isSplit });

  // Given the choice it is for: another one may have been made when the answer comes.
  const refresh = useMutation({
    mutationFn: (asked: Selection) => fetchCostsAgain(asked, new AbortController().signal),
    onSuccess(report, asked) {
      client.setQueryData(costsQuery(asked).queryKey, report);
      // What the providers changed may be in any other answer too.
      const others = { predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0] !== 'costs' };
      void client.invalidateQueries(others);
      const before = previousSelection(asked, report);
      if (before) void client.invalidateQueries({ queryKey: costsQuery(before).queryKey });
    },
    onError(error, asked) {
      // Asking again, which does not end before there is an answer, finds the server when it is back.
      if (error instanceof ServerGoneError) void client.invalidateQueries(costsQuery(asked));
    },
  });

  // Of what is shown now: another choice may have been made since, or the figures come by another way.
  const isAskedNow = refresh.variables === selection;
  const isRefreshing = refresh.isPending && isAskedNow;
  const hasRefreshFailed = refresh.isError && isAskedNow && refresh.submittedAt > costs.dataUpdatedAt;

  const isLoading = costs.isPending || costs.isPlaceholderData;
  const isSlow = useLasting(isLoading || isRefreshing, SLOW_MS);
  const told = useServerEvents();
  const sync = useQuery({ ...syncQuery, enabled: isSlow && told.fetches === undefined });

  return {
    providers,
    chosen,
    isFirstRun,
    workspaces,
    projects,
    costs,
    report,
    isCurrent,
    /** The figures are kept ones, shown until there is an answer. */
    isSaved,
    /** With the period before: undefined while it is loading, null when there is nothing to compare. */
    comparison:
      (isCurrent && !before) || previous.isError || coverage.isError || previousCoverage.isError ? null : comparison,
    coverage: coverage.data,
    restatements: restatements.data?.restatements ?? NONE,
    /** The days by project or workspace, where the choice is that and they have come. */
    split: isSplit && (isCurrent || isSaved) ? (isSaved ? saved.data : split.data) : undefined,
    hasSplitFailed: isSplit && split.isError,
    refresh,
    isRefreshing,
    hasRefreshFailed,
    fetches: isSlow ? (told.fetches ?? sync.data?.fetches ?? []) : [],
    isSlow,
    isGone:
      told.isLost ||
      [costs, providers].some(
        ({ isFetching, failureReason }) => isFetching && failureReason instanceof ServerGoneError,
      ),
    async tryNow() {
      await client.cancelQueries();
      await client.refetchQueries({ type: 'active' });
    },
  };
}
