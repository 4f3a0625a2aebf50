// SPDX-License-Identifier: MIT
// The server as the page sees it: what each path answers, and what it was asked.
import { vi } from 'vitest';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Report = Schemas['CostReport'];
export type Problem = Schemas['Problem'];

export const PROBLEM: Problem = {
  type: 'urn:llm-cost-tracker:problem:invalid_key',
  title: 'The provider refused the key',
  status: 502,
  detail: 'openai: costs: status 401',
  kind: 'invalid_key',
  provider: 'openai',
  workspace: 'edugami',
  setting: 'OPENAI_API_KEY_EDUGAMI',
};

export const NOT_CONFIGURED: Problem = {
  type: 'urn:llm-cost-tracker:problem:not_configured',
  title: 'No key is set',
  status: 502,
  detail: 'mistral: no key is set',
  kind: 'invalid_key',
  provider: 'mistral',
  setting: 'MISTRAL_API_KEY',
};

/** A row's amount, billed in dollars. */
export function billed(cost: number) {
  return { cost_usd: cost, cost, currency: 'USD', provenance: 'billed' as const };
}

/** Of a row whose tokens are not counted. */
export const NO_TOKENS = { input_tokens: null, output_tokens: null };

export function makeReport(changes: Partial<Report> = {}): Report {
  return {
    total_cost_usd: 30.5,
    last_updated: '2026-11-22T19:04:56Z',
    start_date: '2026-11-20',
    end_date: '2026-11-22',
    breakdown: [
      { provider: 'openai', model: 'gpt-5-2025-08-07', ...billed(20.25), requests: 1200, ...NO_TOKENS },
      { provider: 'openai', model: 'web search tool calls', ...billed(10.25), requests: null, ...NO_TOKENS },
    ],
    daily: [
      {
        date: '2026-11-20',
        cost_usd: 20.25,
        breakdown: [{ provider: 'openai', model: 'gpt-5-2025-08-07', cost_usd: 20.25 }],
      },
      { date: '2026-11-21', cost_usd: 0, breakdown: [] },
      {
        date: '2026-11-22',
        cost_usd: 10.25,
        breakdown: [{ provider: 'openai', model: 'web search tool calls', cost_usd: 10.25 }],
      },
    ],
    projects: [
      {
        provider: 'openai',
        workspace: 'edugami',
        id: 'proj_1',
        name: 'Tutor',
        ...billed(30),
        requests: 1200,
        ...NO_TOKENS,
      },
      { provider: 'openai', workspace: 'edugami', id: null, name: null, ...billed(0.5), requests: null, ...NO_TOKENS },
    ],
    workspaces: [{ provider: 'openai', id: 'edugami', name: 'Edugami', ...billed(30.5) }],
    providers: [{ id: 'openai', name: 'OpenAI', ...billed(30.5) }],
    coverage: { complete: true, through: '2026-11-22', provisional_from: '2026-11-22', unread: [] },
    unconverted: [],
    exchange_rates: [],
    excluded: [],
    notices: [],
    stale: false,
    errors: [],
    ...changes,
  };
}

export function makeCoverage(changes: Partial<Schemas['CoverageReport']> = {}): Schemas['CoverageReport'] {
  return {
    start_date: '2026-11-20',
    end_date: '2026-11-22',
    complete: true,
    through: '2026-11-22',
    sources: [
      {
        provider: 'openai',
        workspace: 'edugami',
        provider_name: 'OpenAI',
        workspace_name: 'Edugami',
        last_read: '2026-11-22T19:04:56Z',
        failing_since: null,
        error: null,
        days: [
          { start_date: '2026-11-20', end_date: '2026-11-21', state: 'settled' },
          { start_date: '2026-11-22', end_date: '2026-11-22', state: 'provisional' },
        ],
      },
    ],
    ...changes,
  };
}

export const EMPTY_REPORT = makeReport({
  total_cost_usd: 0,
  breakdown: [],
  daily: [],
  projects: [],
  workspaces: [],
  providers: [],
});

export const OPENAI: Schemas['Provider'] = {
  id: 'openai',
  name: 'OpenAI',
  supports_workspaces: true,
  available: true,
  error: null,
  key: {
    page: 'https://platform.openai.com/settings/organization/admin-keys',
    kind: 'Admin key',
    begins: 'sk-admin-',
    made_by: 'owner',
    permissions: ['api.usage.read', 'api.management.read'],
    plan: null,
    ordinary: 'sk-proj-',
  },
};
export const ANTHROPIC: Schemas['Provider'] = {
  ...OPENAI,
  id: 'anthropic',
  name: 'Anthropic',
  supports_workspaces: false,
};
export const MISTRAL: Schemas['Provider'] = {
  ...OPENAI,
  id: 'mistral',
  name: 'Mistral AI',
  supports_workspaces: false,
  available: false,
  error: NOT_CONFIGURED,
  key: {
    ...OPENAI.key,
    page: 'https://backoffice.mistral.ai',
    kind: 'Admin API key',
    begins: null,
    made_by: 'admin',
    permissions: [],
    plan: 'Enterprise',
    ordinary: null,
  },
};

type Reply = object | Problem | 'gone' | 'never' | ((url: URL) => object | 'gone' | 'never' | Promise<object>);

const DEFAULTS: Record<string, Reply> = {
  '/api/providers': { providers: [OPENAI, ANTHROPIC, MISTRAL], demo: false },
  '/api/workspaces': { workspaces: [{ id: 'edugami', name: 'Edugami' }] },
  '/api/projects': { projects: [{ id: 'proj_1', name: 'Tutor', archived: false }], last_updated: null },
  '/api/sync': { version: 0, fetches: [] },
  '/api/costs': makeReport(),
  '/api/coverage': makeCoverage(),
  '/api/restatements': { restatements: [] },
};

/** Plays the server; a path's answer may be changed later through `replies`. */
export function playServer(changes: Record<string, Reply> = {}) {
  const replies: Record<string, Reply> = { ...DEFAULTS, ...changes };
  const asked: string[] = [];
  const play = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    asked.push(`${url.pathname}${url.search}`);
    const reply = replies[url.pathname];
    const body = typeof reply === 'function' ? await reply(url) : reply;
    if (body === 'gone') throw new TypeError('Failed to fetch');
    if (body === 'never') return new Promise(() => {});
    const status = body && 'status' in body && typeof body.status === 'number' ? body.status : 200;
    return new Response(JSON.stringify(body), { status });
  };
  vi.stubGlobal('fetch', play);
  return { replies, asked };
}
