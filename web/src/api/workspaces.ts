// SPDX-License-Identifier: MIT
import { queryOptions } from '@tanstack/react-query';
import { get, type Schema } from '@/api/client';

export type Workspace = Schema<'Workspace'>;

export function workspacesQuery(provider: string) {
  return queryOptions({
    queryKey: ['workspaces', provider],
    queryFn: ({ signal }) => get('/api/workspaces', { provider }, signal),
  });
}
