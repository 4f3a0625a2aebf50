// SPDX-License-Identifier: MIT
import { queryOptions } from '@tanstack/react-query';
import { get, type Schema } from '@/api/client';

export type Workspace = Schema<'Workspace'>;

/** Those of one provider, or of all (null). */
export function workspacesQuery(provider: string | null) {
  return queryOptions({
    queryKey: ['workspaces', provider],
    queryFn: ({ signal }) => get('/api/workspaces', provider ? { provider } : {}, signal),
  });
}
