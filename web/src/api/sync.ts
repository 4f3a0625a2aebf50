// SPDX-License-Identifier: MIT
import { type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { get, type Schema, ServerGoneError } from '@/api/client';
import type { AskKnown, CostReport } from '@/api/costs';

export type Fetch = Schema<'Fetch'>;
type Sync = Schema<'Sync'>;

const EVENTS = '/api/events';
/** Readings come in rows; their figures are shown together. */
const TOGETHER_MS = 500;
/** The first failure may be the end of a connection that was good. */
const LOST_AFTER = 2;
/** What questions with figures in their answers are named. */
const FIGURES = new Set<unknown>(['costs', 'saved', 'split', 'part', 'coverage', 'restatements']);

/** What the server is reading from the providers right now, asked again each second while it is looked at. */
export const syncQuery = queryOptions({
  queryKey: ['sync'],
  queryFn: ({ signal }) => get('/api/sync', undefined, signal),
  refetchInterval: 1000,
  staleTime: 0,
  gcTime: 0,
});

function isVisible() {
  return document.visibilityState === 'visible';
}

/**
 * Has everything shown anew that figures are in, but what is being asked just now. A question for costs is put such
 * that no provider is asked for it: two pages would keep each other, and the providers, busy without an end.
 */
function showChanges(client: QueryClient, signal: AbortSignal) {
  const figures = client.getQueryCache().findAll({ predicate: ({ queryKey: [name] }) => FIGURES.has(name) });
  for (const query of figures) {
    const { queryKey, meta, state } = query;
    const known = meta?.known as AskKnown | undefined;
    if (!known || !query.isActive()) {
      void client.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: false });
    } else if (state.fetchStatus === 'idle') {
      const show = (report: CostReport) => {
        // An answer that came meanwhile is no older; nothing kept is no answer.
        const isNews = query.state.dataUpdateCount === state.dataUpdateCount && query.state.fetchStatus === 'idle';
        if (isNews && report.last_updated !== null) client.setQueryData(queryKey, report);
      };
      known(state.data as CostReport | undefined, signal).then(show, () => {});
    }
  }
}

interface Told {
  /** What it reads; undefined when it does not tell. */
  fetches: readonly Fetch[] | undefined;
  /** Nothing answers any more. */
  isLost: boolean;
}

/**
 * Follows what the server tells of itself: what it reads, and that figures have changed, which are then asked for
 * again. Only while the page is seen: a browser has few connections for a server.
 */
export function useServerEvents(): Told {
  const client = useQueryClient();
  const [fetches, setFetches] = useState<readonly Fetch[]>();
  const [isLost, setIsLost] = useState(false);
  useEffect(() => {
    if (typeof EventSource === 'undefined') return;
    let source: EventSource | undefined;
    let version: number | undefined;
    let failures = 0;
    let showing: ReturnType<typeof setTimeout> | undefined;
    const left = new AbortController();
    const showSoon = () => {
      showing ??= setTimeout(() => {
        showing = undefined;
        showChanges(client, left.signal);
      }, TOGETHER_MS);
    };
    const close = () => {
      source?.close();
      source = undefined;
      setFetches(undefined);
    };
    // What stands between may not let events through: only when nothing else is answered either is the server gone.
    const look = () =>
      get('/api/sync', undefined, left.signal).then(
        () => setIsLost(false),
        (error) => failures >= LOST_AFTER && setIsLost(error instanceof ServerGoneError),
      );
    const found = () => {
      failures = 0;
      setIsLost(false);
    };
    const open = () => {
      source = new EventSource(EVENTS);
      source.onopen = found;
      source.onmessage = ({ data }: MessageEvent<string>) => {
        const told = JSON.parse(data) as Sync;
        found();
        if (version !== undefined && told.version !== version) showSoon();
        version = told.version;
        setFetches(told.fetches);
      };
      // It connects again on its own, unless something else answers in the server's place.
      source.onerror = () => {
        setFetches(undefined);
        failures += 1;
        if (failures >= LOST_AFTER) void look();
      };
    };
    const follow = () => {
      if (!isVisible()) close();
      else if (!source) open();
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      clearTimeout(showing);
      left.abort();
      close();
    };
  }, [client]);
  return { fetches, isLost };
}
