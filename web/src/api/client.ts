// SPDX-License-Identifier: MIT
// The only fetch of the page.
import createClient, { type ClientOptions } from 'openapi-fetch';
import type { components, paths } from '@/api/schema';
import type { Decimal } from '@/lib/decimal';

const MONEY = ['cost', 'cost_usd', 'cost_before', 'cost_now', 'total_cost_usd', 'usd_per_unit'] as const;
type MoneyField = (typeof MONEY)[number];

type Digits<T> = T extends number ? Decimal : T;

/** The schema's types with money as the digits the server sent. */
export type Exact<T> = T extends readonly (infer Item)[]
  ? Exact<Item>[]
  : T extends object
    ? { [K in keyof T]: K extends MoneyField ? Digits<T[K]> : Exact<T[K]> }
    : T;

export type Problem = components['schemas']['Problem'];
export type Schema<Name extends keyof components['schemas']> = Exact<components['schemas'][Name]>;

/** The server answered with a problem. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** No answer of ours came back: the server is gone, the network is, or something else answers in its place. */
export class ServerGoneError extends Error {
  override readonly name = 'ServerGoneError';
}

const MONEY_NUMBER = new RegExp(`("(?:${MONEY.join('|')})"\\s*:\\s*)(-?[0-9][0-9.eE+-]*)`, 'g');

/**
 * Parses JSON with the money fields as the digits that were sent: a double would round them. Within a text no quote
 * stands bare, so what looks like a field is one.
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text.replace(MONEY_NUMBER, '$1"$2"'));
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'kind' in value && 'detail' in value;
}

const options: ClientOptions = {
  baseUrl: globalThis.location?.origin ?? '',
  fetch: (request) => globalThis.fetch(request),
};
const client = createClient<paths>(options);

type ApiPath =
  | '/api/costs'
  | '/api/coverage'
  | '/api/projects'
  | '/api/providers'
  | '/api/restatements'
  | '/api/sync'
  | '/api/workspaces';
type Answer<Path extends ApiPath> = Exact<paths[Path]['get']['responses'][200]['content']['application/json']>;
type Query<Path extends ApiPath> = NonNullable<paths[Path]['get']['parameters']['query']>;

/** Asks the server. Throws ApiError, ServerGoneError or, when `signal` says so, an AbortError. */
export async function get<Path extends ApiPath>(
  path: Path,
  query: Query<Path> | undefined,
  signal: AbortSignal,
): Promise<Answer<Path>> {
  let response: Response;
  let body: unknown;
  try {
    // Read as text: openapi-fetch's own parsing would round the money.
    const init = { params: { query }, parseAs: 'text', signal } as never;
    const reply = (await client.GET(path, init)) as { data?: string; error?: unknown; response: Response };
    response = reply.response;
    body = response.ok ? parseJson(reply.data ?? '') : reply.error;
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new ServerGoneError('no answer from the server', { cause });
  }
  if (response.ok) return body as Answer<Path>;
  if (isProblem(body)) throw new ApiError(body);
  throw new ServerGoneError(`status ${response.status} without a problem`);
}
