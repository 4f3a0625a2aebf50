// SPDX-License-Identifier: MIT
import { QueryClient } from '@tanstack/react-query';
import { ServerGoneError } from '@/api/client';

/** Asked again without end, ever more seldom, while the server is gone; its own errors are for people to look at. */
export function makeQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        gcTime: 10 * 60_000,
        // The server may be on this machine: being offline says nothing about it.
        networkMode: 'always',
        retry: (_failures, error) => error instanceof ServerGoneError,
        retryDelay: (failures) => Math.min(1000 * 2 ** failures, 30_000),
      },
    },
  });
}
