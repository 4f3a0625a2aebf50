// SPDX-License-Identifier: MIT
import { queryOptions } from '@tanstack/react-query';
import { get, type Problem, type Schema } from '@/api/client';

export type Provider = Schema<'Provider'>;

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) => get('/api/providers', undefined, signal),
});

/** No provider can be asked anything: no key is set for any. */
export function isWithoutKeys({ providers, demo }: Schema<'ProviderList'>): boolean {
  return !demo && providers.every(({ error }) => isNotConfigured(error));
}

/** No key is set for the provider, as against one that was refused. */
export function isNotConfigured(problem: Pick<Problem, 'type'> | null): boolean {
  return problem?.type === 'urn:llm-cost-tracker:problem:not_configured';
}
