// SPDX-License-Identifier: MIT
import { type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { get, type Schema } from '@/api/client';

export type Fetch = Schema<'Fetch'>;
type Sync = Schema<'Sync'>;

const EVENTS = '/api/events';
/** What questions with figures in their answers are named. */
const FIGURES = new Set<unknown>(['costs', 'split', 'coverage', 'restatements']);

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

/** Has everything asked again that figures are in, but what is being asked just now. */
function askAgain(client: QueryClient) {
  const hasFigures = { predicate: ({ queryKey: [name] }: { queryKey: readonly unknown[] }) => FIGURES.has(name) };
  void client.invalidateQueries(hasFigures, { cancelRefetch: false });
}

/**
 * Follows what the server tells of itself: what it reads, and that figures have changed, which are then asked for
 * again. Undefined when it does not tell. Only while the page is seen: a browser has few connections for a server.
 */
export function useServerEvents(): readonly Fetch[] | undefined {
  const client = useQueryClient();
  const [fetches, setFetches] = useState<readonly Fetch[]>();
  useEffect(() => {
    if (typeof EventSource === 'undefined') return;
    let source: EventSource | undefined;
    let version: number | undefined;
    const close = () => {
      source?.close();
      source = undefined;
      setFetches(undefined);
    };
    const open = () => {
      source = new EventSource(EVENTS);
      source.onmessage = ({ data }: MessageEvent<string>) => {
        const told = JSON.parse(data) as Sync;
        if (version !== undefined && told.version !== version) askAgain(client);
        version = told.version;
        setFetches(told.fetches);
      };
      // It connects again on its own, unless something else answers in the server's place.
      source.onerror = () => setFetches(undefined);
    };
    const follow = () => {
      if (!isVisible()) close();
      else if (!source) open();
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      close();
    };
  }, [client]);
  return fetches;
}
