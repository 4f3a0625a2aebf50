// SPDX-License-Identifier: MIT
import { queryOptions } from '@tanstack/react-query';
import { get, type Schema } from '@/api/client';

export type Fetch = Schema<'Fetch'>;

/** What the server is reading from the providers right now, asked again each second while it is looked at. */
export const syncQuery = queryOptions({
  queryKey: ['sync'],
  queryFn: ({ signal }) => get('/api/sync', undefined, signal),
  refetchInterval: 1000,
  staleTime: 0,
  gcTime: 0,
});
