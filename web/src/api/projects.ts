// SPDX-License-Identifier: MIT
import { queryOptions } from '@tanstack/react-query';
import { get, type Schema } from '@/api/client';

export type Project = Schema<'Project'>;

export function projectsQuery(provider: string | null, workspace: string | null) {
  return queryOptions({
    queryKey: ['projects', provider, workspace],
    queryFn: ({ signal }) =>
      get('/api/projects', { ...(provider && { provider }), ...(workspace && { workspace }) }, signal),
  });
}
