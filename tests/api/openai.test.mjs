// SPDX-License-Identifier: MIT
// An OpenAI that is as awkward as its documents allow: the figures still are its own, to the last digit.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { formatMoney, money, moneyOfAny, sum } from '../support/exact_json.mjs';
import { dateOf, dayOf, daysBefore, FakeOpenAi, today, truthOf } from '../support/fake_openai.mjs';
import { ask, assertNoCanary, CANARY } from '../support/openapi.mjs';
import { assertAddsUp, assertAmounts, byDay, byModel, byProject, requestsByModel } from '../support/reports.mjs';
import { startServer } from '../support/server.mjs';
import { LIMIT_MS } from '../support/wait.mjs';

// What is billed: the raw text, and the model that people know it by.
const ITEMS = [
  ['gpt-4o-mini-2024-07-18, input', 'gpt-4o-mini-2024-07-18'],
  ['gpt-4o-mini-2024-07-18, cached input', 'gpt-4o-mini-2024-07-18'],
  ['gpt-4o-mini-2024-07-18, output', 'gpt-4o-mini-2024-07-18'],
  ['gpt-5.6-sol, cache writes', 'gpt-5.6-sol'],
  ['priority | gpt-5.6-sol, output, long context', 'gpt-5.6-sol'],
  ['ft-gpt-4o-2024-08-06, input', 'ft-gpt-4o-2024-08-06'],
  ['gpt-image-1 image, output', 'gpt-image-1'],
  ['gpt-image-1 text, cached input', 'gpt-image-1'],
  ['gpt-image-2-2026-04-21 image, output', 'gpt-image-2-2026-04-21'],
  ['text-embedding-3-small', 'text-embedding-3-small'],
  ['whisper', 'whisper'],
  ['web search tool calls', 'web search tool calls'],
  ['assistants api | file search', 'assistants api | file search'],
  ['Vector storage', 'Vector storage'],
  ['a thing, never seen before', 'a thing, never seen before'],
  ['項目 🧾 "quoted" \\ back', '項目 🧾 "quoted" \\ back'],
  [null, '(not itemised)'],
];
// [endpoint, the name in usage (null = the endpoint knows no model), the name it is billed under]
const USES = [
  ['completions', 'gpt-4o-mini-2024-07-18', 'gpt-4o-mini-2024-07-18'],
  ['completions', 'gpt-5.6-sol-2026-03-01', 'gpt-5.6-sol'],
  ['completions', 'ft:gpt-4o-2024-08-06:acme::AbC123', 'ft-gpt-4o-2024-08-06'],
  ['completions', 'gpt-free', 'gpt-free'], // never billed
  ['images', 'gpt-image-1-2025-04-23', 'gpt-image-1'],
  ['images', 'gpt-image-2', 'gpt-image-2-2026-04-21'],
  ['embeddings', 'text-embedding-3-small', 'text-embedding-3-small'],
  ['web_search_calls', 'gpt-5.6-sol', 'web search tool calls'],
  ['file_search_calls', null, 'assistants api | file search'],
  ['code_interpreter_sessions', null, 'code interpreter sessions'], // never billed
];
const PROJECTS = ['proj_A', 'proj_B', 'proj_old', 'proj_gone', null];
const DAYS = 100;
const END = daysBefore(4);
const START = daysBefore(DAYS - 1, END);

// A small generator of its own, so that every run is of the same figures.
function lcg(seed) {
  let state = BigInt(seed);
  return (limit) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    return Number((state >> 33n) % BigInt(limit));
  };
}

// The JSON of an amount, in one of the many ways there are to write it.
function amountText(next) {
  const digits = () => String(1 + next(999_999_999));
  switch (next(9)) {
    case 0:
      return `0.0${digits()}`;
    case 1:
      return `"0.${digits().padEnd(40, '0')}"`;
    case 2:
      return `"${digits()}e-15"`;
    case 3:
      return '"0E-6176"';
    case 4:
      return `12.${digits()}${digits()}`.padEnd(23, '7'); // 20 decimals: more digits than a double has
    case 5:
      return `"0.${digits()}${digits().padStart(9, '3')}${digits().padStart(9, '5')}5500000"`; // rounded at the 18th
    case 6:
      return `-0.${digits()}`; // a credit
    case 7:
      return `"1.${digits()}E+1"`;
    default:
      return next(2) ? '0' : '0.000';
  }
}

function organization(seed) {
  const next = lcg(seed);
  const costs = [];
  const usage = {};
  for (let day = dayOf(START) - 2; day <= dayOf(today()); ++day) {
    if (next(10) === 0) continue; // a day without anything
    for (const [item] of ITEMS) {
      for (const project of PROJECTS) {
        if (next(4) === 0) costs.push({ date: dateOf(day), project, item, value: amountText(next) });
      }
    }
    for (const [endpoint, model, billedAs] of USES) {
      for (const project of PROJECTS) {
        if (next(3) > 0) continue;
        usage[endpoint] ??= [];
        usage[endpoint].push({ date: dateOf(day), project, model, billedAs, count: next(1000) });
      }
    }
  }
  return {
    key: `sk-admin-${CANARY}-${seed}`,
    projects: [
      { id: 'proj_A', name: 'Support bot' },
      { id: 'proj_B', name: 'Name with "quotes" and 項目' },
      { id: 'proj_empty', name: null },
      { id: 'proj_old', name: 'Old', archived: true },
      { id: 'proj_unused', name: 'Unused' },
    ],
    costs,
    usage,
  };
}

function requestsTruth({ costs, usage }, start, end) {
  const requests = new Map();
  const within = ({ date }) => date >= start && date <= end;
  const modelOf = new Map(ITEMS);
  for (const row of costs.filter(within)) requests.set(modelOf.get(row.item), null);
  for (const row of Object.values(usage).flat().filter(within)) {
    requests.set(row.billedAs, (requests.get(row.billedAs) ?? 0) + row.count);
  }
  return requests;
}

async function assertFigures(server, acme, start, end, query = '') {
  const reply = await ask(server, `/api/costs?start_date=${start}&end_date=${end}${query}`);
  assert.equal(reply.status, 200, reply.text);
  const report = reply.exact;
  assertAddsUp(report);
  const truth = (keyOf) => truthOf(acme, start, end, keyOf);
  const modelOf = new Map(ITEMS);
  assertAmounts(
    byModel(report),
    truth(({ item }) => modelOf.get(item)),
    'by model',
  );
  assertAmounts(
    byProject(report),
    truth(({ project }) => project),
    'by project',
  );
  assertAmounts(
    byDay(report),
    truth(({ date }) => date),
    'by day',
  );
  assert.equal(formatMoney(money(report.total_cost_usd)), formatMoney(sum([...truth(() => 'all').values()])));
  return report;
}

const QUIRKS = [
  ['as documented', {}],
  [
    'pages of three days, old names, optional endpoints not there',
    {
      bucketsPerPage: 3,
      projectsPerPage: 2,
      oldName: true,
      missing: [
        '/organization/usage/decisions',
        '/organization/usage/moderations',
        '/organization/usage/audio_speeches',
      ],
    },
  ],
  ['pages that begin with what the page before ended with', { bucketsPerPage: 4, repeatBucket: true }],
  ['a last page that promises one more', { phantomPage: 'complete', bucketsPerPage: 40 }],
  ['a last page that keeps a day back behind a cursor that does not work', { phantomPage: 'lacking' }],
  ['the same in small pages', { phantomPage: 'lacking', bucketsPerPage: 7, oldName: true }],
];

describe('an awkward OpenAI', { concurrency: 2, timeout: LIMIT_MS }, () => {
  QUIRKS.forEach(([what, quirks], i) => {
    test(what, async () => {
      const acme = organization(i + 1);
      const fake = await new FakeOpenAi([acme], quirks).start();
      const server = await startServer({
        env: { OPENAI_BASE_URL: fake.baseUrl, OPENAI_ADMIN_KEY: acme.key, LOG_LEVEL: 'debug' },
      });
      try {
        const report = await assertFigures(server, acme, START, END);
        assert.deepEqual(report.errors, []);
        assert.equal(report.coverage.complete, true);
        assert.equal(report.coverage.through, END);

        // The requests are joined with what they were billed under; what nobody counted is null, not 0.
        const requests = requestsByModel(report);
        assert.deepEqual([...requests].sort(), [...requestsTruth(acme, START, END)].sort());
        for (const model of ['Vector storage', 'whisper', '(not itemised)'])
          assert.equal(requests.get(model), null, model);
        assert.ok(requests.get('gpt-free') > 0);
        const free = report.breakdown.find(({ model }) => model === 'gpt-free');
        assert.equal(free.cost_usd.text, '0');

        const names = new Map(report.projects.map(({ id, name }) => [id, name]));
        assert.deepEqual(Object.fromEntries(names), {
          proj_A: 'Support bot',
          proj_B: 'Name with "quotes" and 項目',
          proj_old: 'Old',
          proj_gone: null,
          null: null,
        });

        // Parts of what is known now, and what reaches beyond it.
        await assertFigures(server, acme, daysBefore(40), daysBefore(30));
        await assertFigures(server, acme, END, END);
        await assertFigures(server, acme, dateOf(dayOf(START) - 40), today());
        await assertFigures(server, acme, START, END, '&refresh=true');

        for (const project of PROJECTS) {
          const one = (
            await ask(server, `/api/costs?start_date=${START}&end_date=${END}&project_id=${project ?? 'none'}`)
          ).exact;
          assertAddsUp(one);
          const expected = truthOf(acme, START, END, (row) => row.project).get(project);
          assert.equal(formatMoney(money(one.total_cost_usd)), formatMoney(expected), project);
        }
        const listed = (await ask(server, '/api/projects')).json.projects;
        assert.deepEqual(listed.map(({ id }) => id).sort(), acme.projects.map(({ id }) => id).sort());
        assert.equal(listed.find(({ id }) => id === 'proj_old').archived, true);

        // One unnamed key: there is nothing to choose from.
        assert.deepEqual((await ask(server, '/api/workspaces')).json, { workspaces: [] });
        const [openai] = (await ask(server, '/api/providers')).json.providers.filter(({ id }) => id === 'openai');
        assert.deepEqual(openai, {
          id: 'openai',
          name: 'OpenAI',
          supports_workspaces: false,
          available: true,
          error: null,
          key: {
            page: 'https://platform.openai.com/settings/organization/admin-keys', kind: 'Admin key', begins: 'sk-admin-',
            made_by: 'owner', permissions: ['api.usage.read', 'api.management.read'], plan: null, ordinary: 'sk-proj-',
          },
        });
        assert.deepEqual(fake.complaints, [], 'the program asked what it must not');
        await server.stop();
        assertNoCanary(server.stderr, 'the log');
      } finally {
        server.program.signal('SIGKILL');
        await fake.stop();
      }
    });
  });

  test('amounts at the edges of what can be', async () => {
    const edge = [
      '999999999999999.999999999999999999',
      '-999999999999999.999999999999999999',
      '1e15',
      '-1e15',
      '1e-18',
      '4e-19',
      '"5e-19"',
      '"1.5e-18"',
      '0.0000000000000000005000000000000000000000000001',
      '0e99',
      '"0E-6176"',
      '-0',
      '-0.0',
      '"-0"',
    ];
    const date = daysBefore(6);
    const acme = {
      key: 'sk-admin-edge',
      projects: [],
      costs: edge.map((value, i) => ({ date, project: `proj_${i}`, item: `model-${i}`, value })),
      usage: {},
    };
    const fake = await new FakeOpenAi([acme]).start();
    const server = await startServer({ env: { OPENAI_BASE_URL: fake.baseUrl, OPENAI_ADMIN_KEY: acme.key } });
    try {
      const report = (await ask(server, `/api/costs?start_date=${date}&end_date=${date}`)).exact;
      assertAddsUp(report);
      const expected = new Map(edge.map((text, i) => [`model-${i}`, moneyOfAny(text.replaceAll('"', ''))]));
      assertAmounts(byModel(report), expected);
      await server.stop();
    } finally {
      server.program.signal('SIGKILL');
      await fake.stop();
    }
  });

  test('amounts in another currency are converted', async () => {
    const date = daysBefore(6);
    const cost = (value, currency) => ({ date, project: 'proj_1', item: 'gpt-5, input', value, currency });
    const acme = { key: 'sk-admin-euro', projects: [], costs: [cost('10', 'eur'), cost('1', 'usd')], usage: {} };
    const fake = await new FakeOpenAi([acme]).start();
    const server = await startServer({
      env: { OPENAI_BASE_URL: fake.baseUrl, OPENAI_ADMIN_KEY: acme.key, EXCHANGE_RATES: 'EUR=1.25' },
    });
    try {
      const report = (await ask(server, `/api/costs?start_date=${date}&end_date=${date}`)).exact;
      assert.equal(report.total_cost_usd.text, '13.5');
      assertAddsUp(report);
      await server.stop();
    } finally {
      server.program.signal('SIGKILL');
      await fake.stop();
    }
  });
});
