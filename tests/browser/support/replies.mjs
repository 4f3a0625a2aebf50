// SPDX-License-Identifier: MIT
// Answers of the API for states that the program cannot be brought to on demand. They are made up here, exact to the
// last digit, and held against docs/openapi.yaml when they are sent (fake_api.mjs).
import { add, formatMoney, sum } from '../../support/exact_json.mjs';

// When the page's clock stands still.
export const NOW = '2026-11-22T15:32:00Z';
export const TODAY = '2026-11-22';

const DAY_MS = 86_400_000;
const addDays = (date, count) => new Date(Date.parse(date) + count * DAY_MS).toISOString().slice(0, 10);
const days = (start, end) => {
  const count = (Date.parse(end) - Date.parse(start)) / DAY_MS + 1;
  return Array.from({ length: count }, (_, index) => addDays(start, index));
};

// JSON whose BigInts are amounts of 10^-18 dollars.
export function moneyJson(value) {
  const mark = '\u0001';
  const marked = JSON.stringify(value, (key, item) => (typeof item === 'bigint' ? mark + formatMoney(item) : item));
  return marked.replace(/"\\u0001([-\d.]+)"/g, '$1');
}

// Of a provider of which nothing more is to be said.
export const KEY = { page: 'https://example.test/keys', kind: 'Admin key', begins: null, made_by: null, permissions: [], plan: null, ordinary: null };
export const OPENAI = { id: 'openai', name: 'OpenAI', supports_workspaces: true, available: true, error: null, key: KEY };
export const ANTHROPIC = { id: 'anthropic', name: 'Anthropic', supports_workspaces: false, available: true, error: null, key: KEY };

const TYPE = 'urn:llm-cost-tracker:problem:';
export const problem = (kind, status, rest = {}) => ({
  type: TYPE + kind,
  title: `title of ${kind}`,
  status,
  detail: `detail of ${kind}`,
  kind,
  ...rest,
});
export const withoutKey = (provider, setting) => ({
  ...provider,
  available: false,
  error: {
    ...problem('invalid_key', 502, { provider: provider.id, setting, detail: `no key is set: set ${setting}` }),
    type: `${TYPE}not_configured`,
  },
});
export const refused = (provider, setting) => ({
  ...provider,
  available: false,
  error: problem('invalid_key', 502, { provider: provider.id, setting, detail: `status 401: look at ${setting}` }),
});

export const providers = (list = [OPENAI], demo = false) => ({ providers: list, demo });
export const WORKSPACES = { workspaces: [{ id: 'edugami', name: 'Edugami' }, { id: 'atelier', name: 'Atelier' }] };
export const PROJECTS = {
  projects: [
    { id: 'proj_support', name: 'Support bot', archived: false },
    { id: 'proj_search', name: 'Search', archived: false },
    { id: 'proj_old', name: 'Old trials', archived: true },
  ],
  last_updated: '2026-11-22T15:20:00Z',
};
export const NO_RESTATEMENTS = { restatements: [] };
export const NO_FETCHES = { version: 0, fetches: [] };
export const FETCHES = {
  version: 0,
  fetches: [
    { provider: 'openai', workspace: 'edugami', start_date: '2026-11-01', end_date: TODAY, calls_done: 17, calls_total: 124,
      started_at: '2026-11-22T15:31:50Z' },
  ],
};

// Of each model: its usual daily cost in 10^-6 dollars and its requests a day (null: the provider does not count them).
const MODELS = [
  { provider: 'openai', model: 'gpt-5.1-2025-11-13', usual: 21_400_000n, requests: 1180 },
  { provider: 'openai', model: 'gpt-4.1-mini-2025-04-14', usual: 13_100_000n, requests: 9400 },
  { provider: 'openai', model: 'o4-mini-2025-04-16', usual: 6_050_000n, requests: 310 },
  { provider: 'openai', model: 'text-embedding-3-large', usual: 1_900_000n, requests: 22_000 },
  { provider: 'openai', model: 'web search tool calls', usual: 700_000n, requests: null },
  { provider: 'openai', model: 'gpt-image-1', usual: 310_000n, requests: 12 },
  { provider: 'openai', model: 'gpt-4o-mini-tts', usual: 90_000n, requests: 45 },
  { provider: 'openai', model: 'whisper-1', usual: 4_000n, requests: 8 },
];

// What one model cost on one day: like a real bill, less at weekends, with eighteen decimals.
function amountOf({ usual }, index, date) {
  const day = BigInt(Date.parse(date) / DAY_MS);
  const weekend = [0, 6].includes(new Date(date).getUTCDay());
  const percent = (weekend ? 35n : 90n) + ((day * 37n + BigInt(index) * 53n) % 41n);
  return (usual * 10n ** 12n * percent) / 100n + day * 7n + BigInt(index);
}

const byCost = (a, b) => (a.cost_usd < b.cost_usd ? 1 : a.cost_usd > b.cost_usd ? -1 : 0);
const total = (rows) => sum(rows.map(({ cost_usd }) => cost_usd));

// A row's amount, billed in dollars.
export const billed = (cost_usd) => ({ cost_usd, cost: cost_usd, currency: 'USD', provenance: 'billed' });

// The range that a question means.
function rangeOf(query) {
  const start = { week: '2026-11-16', month: '2026-11-01', year: '2026-01-01' }[query.get('period')];
  return start ? [start, TODAY] : [query.get('start_date'), query.get('end_date')];
}

// From here on, the provider may still change it.
const PROVISIONAL_FROM = '2026-11-19';
const mayChange = (date, from = PROVISIONAL_FROM) => (date >= from ? { provisional: true } : {});

// A day by project or workspace, in the proportions of the report's own rows.
function splitDay({ date, cost_usd }, by) {
  if (cost_usd === 0n) return [];
  const first = (cost_usd * 61n) / 100n;
  const second = (cost_usd * 27n) / 100n;
  const rest = cost_usd - first - second;
  const part = (workspace, more, amount) => ({ provider: 'openai', workspace, ...more, cost_usd: amount, ...mayChange(date) });
  if (by === 'workspace') return [part('edugami', {}, first), part('atelier', {}, second + rest)];
  return [
    part('edugami', { project_id: 'proj_support' }, first),
    part('edugami', { project_id: 'proj_search' }, second),
    part('edugami', { project_id: null }, rest),
  ];
}

// What so many requests read and wrote; null when they are not counted.
const tokens = (requests) =>
  requests === null
    ? { input_tokens: null, output_tokens: null }
    : { input_tokens: requests * 1500, output_tokens: requests * 320 };

// A report as the program gives it to `query`. `options`: models (all by default; `provisionalFrom`: its first day that
// may still change), requests (false: none is known),
// and anything of the report to replace.
export function report(query, { models = MODELS, requests = true, ...rest } = {}) {
  const [start, end] = rangeOf(query);
  const perModel = new Map();
  const daily = days(start, end).map((date) => {
    const breakdown = date > TODAY ? [] : models.map((model, index) => ({
      provider: model.provider, model: model.model, cost_usd: amountOf(model, index, date), ...mayChange(date, model.provisionalFrom),
    }));
    for (const { model, cost_usd } of breakdown) add(perModel, model, cost_usd);
    return { date, cost_usd: total(breakdown), breakdown: breakdown.sort(byCost) };
  });
  const breakdown = models
    .filter(({ model }) => perModel.has(model))
    .map(({ provider, model, requests: each }) => ({
      provider,
      model,
      ...billed(perModel.get(model)),
      requests: requests && each !== null ? each * daily.length : null,
      ...tokens(requests && each !== null ? each * daily.length : null),
    }))
    .sort(byCost);
  const all = total(daily);
  const by = query.get('daily_by') ?? 'model';
  if (by !== 'model') for (const day of daily) day.breakdown = splitDay(day, by);
  const first = (all * 61n) / 100n;
  const second = (all * 27n) / 100n;
  const project = (id, name, cost_usd, workspace = 'edugami') => ({
    provider: 'openai', workspace, id, name, ...billed(cost_usd), requests: requests ? 4000 : null, ...tokens(requests ? 4000 : null),
  });
  const firstOpen = models.map(({ provisionalFrom }) => provisionalFrom ?? PROVISIONAL_FROM).sort()[0] ?? PROVISIONAL_FROM;
  const chosen = query.get('project_id');
  const workspace = query.get('workspace');
  const split = all > 0n && !chosen;
  const one = { none: [null, null] }[chosen] ?? [chosen, PROJECTS.projects.find(({ id }) => id === chosen)?.name ?? null];
  const whole = [project(...one, all, workspace ?? 'edugami')];
  return {
    total_cost_usd: all,
    last_updated: '2026-11-22T15:20:00Z',
    start_date: start,
    end_date: end,
    breakdown,
    daily,
    projects: split
      ? [project('proj_support', 'Support bot', first), project('proj_search', 'Search', second),
         project(null, null, all - first - second)]
      : all > 0n ? whole : [],
    workspaces: workspace || all === 0n
      ? WORKSPACES.workspaces.filter(({ id }) => id === workspace).map((item) => ({ provider: 'openai', ...item, ...billed(all) }))
      : [{ provider: 'openai', id: 'edugami', name: 'Edugami', ...billed(first) },
         { provider: 'openai', id: 'atelier', name: 'Atelier', ...billed(all - first) }],
    providers: all > 0n ? [{ id: 'openai', name: 'OpenAI', ...billed(all) }] : [],
    coverage: { complete: true, through: end < TODAY ? end : TODAY, provisional_from: end >= firstOpen ? maxDate(start, firstOpen) : null, unread: [] },
    unconverted: [],
    exchange_rates: [],
    excluded: [],
    notices: [],
    stale: false,
    errors: [],
    ...rest,
  };
}
const maxDate = (a, b) => (a > b ? a : b);

// The same with rows that are not simply dollars that were billed: euros, an estimate, no rate, no price.
export function mixedReport(query) {
  const known = report(query);
  const euro = (digits) => BigInt(digits) * 10n ** 16n;
  const unconverted = [{ currency: 'EUR', cost: euro(310) }];
  const more = [
    { provider: 'mistral', model: 'mistral-large', cost_usd: euro(1150), cost: euro(1000), currency: 'EUR', provenance: 'estimated', requests: 5, ...tokens(5) },
    { provider: 'mistral', model: 'mistral-ocr', cost_usd: null, cost: euro(310), currency: 'EUR', provenance: 'billed', unconverted, requests: 1, ...tokens(1) },
    { provider: 'mistral', model: 'mistral-preview', cost_usd: null, cost: null, currency: null, provenance: 'unpriced', unpriced: true, requests: 2, ...tokens(2) },
  ];
  const notice = (kind) => ({ kind, provider: 'mistral', workspace: 'default', detail: `detail of ${kind}` });
  return {
    ...known,
    breakdown: [...known.breakdown, ...more],
    providers: [
      ...known.providers,
      { id: 'mistral', name: 'Mistral', cost_usd: euro(1150), cost: euro(1310), currency: 'EUR', provenance: 'estimated', unpriced: true, unconverted },
    ],
    unconverted: [{ provider: 'mistral', workspace: 'default', ...unconverted[0] }],
    exchange_rates: [{ currency: 'EUR', date: '2026-11-20', usd_per_unit: euro(115), fixed: false }],
    excluded: ['openrouter'],
    notices: [notice('short_history'), notice('unit_suspect')],
  };
}

export const emptyReport = (query) => report(query, { models: [] });

// What is known of a question's days, all of it. `rest` replaces parts of the source.
export function coverage(query, rest = {}) {
  const [start, asked] = rangeOf(query);
  const end = asked < TODAY ? asked : TODAY;
  const isToCome = start > TODAY;
  const settled = addDays(TODAY, -4);
  const runs = [
    { start_date: start, end_date: end < settled ? end : settled, state: 'settled' },
    { start_date: maxDate(start, addDays(settled, 1)), end_date: end, state: 'provisional' },
  ].filter(({ start_date, end_date }) => start_date <= end_date);
  return {
    start_date: isToCome ? null : start,
    end_date: isToCome ? null : end,
    complete: true,
    through: isToCome ? null : end,
    sources: [
      { provider: 'openai', workspace: 'edugami', provider_name: 'OpenAI', workspace_name: 'Edugami',
        last_read: '2026-11-22T15:20:00Z', failing_since: null, error: null, days: runs, ...rest },
    ],
  };
}
