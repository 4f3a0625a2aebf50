// SPDX-License-Identifier: MIT
// Figures against what the simulator says was really spent, to the last digit.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { add, formatMoney, money, moneyOfPlain, sum } from '../support/exact_json.mjs';
import { daysBefore } from '../support/fake_openai.mjs';
import { ask } from '../support/openapi.mjs';
import { amounts, assertAddsUp, assertAmounts, byDay, byModel, byProject, byWorkspace } from '../support/reports.mjs';
import { startServer, startSimulator } from '../support/server.mjs';
import { LIMIT_MS } from '../support/wait.mjs';

// The model in the text of a line item, by the documented forms.
function modelOf(item) {
  if (item === null) return '(not itemised)';
  const text = item.replace(/^(\S+) \| (?=.*,)/, '').replace(/, long context$/, '');
  const [, model] = /^(.+), (?:input|output|cached input|cache writes)$/.exec(text) ?? [];
  return model ? model.replace(/ (image|text|audio)$/, '') : item;
}

const truthMap = (rows, keyOf) => {
  const map = new Map();
  for (const row of rows) add(map, keyOf(row), moneyOfPlain(row.cost));
  return map;
};

// The last days still grow, so what is compared ends before them.
const LAST_STEADY_DAY = daysBefore(5);
const RANGES = [1, 30, 365, 730].map((days) => [days, daysBefore(days - 1, LAST_STEADY_DAY), LAST_STEADY_DAY]);

describe('exactness', { timeout: LIMIT_MS }, () => {
  let simulator;
  let server;
  before(async () => {
    simulator = await startSimulator();
    server = await startServer({ env: simulator.env });
  });
  after(async () => {
    await server?.stop();
    await simulator?.stop();
  });

  const costs = async (parameters) => {
    const reply = await ask(server, `/api/costs?${new URLSearchParams(parameters)}`);
    assert.equal(reply.status, 200, reply.text.slice(0, 1000));
    const report = reply.exact;
    assertAddsUp(report);
    assert.equal(report.stale, false);
    assert.deepEqual(report.errors, []);
    return report;
  };
  const workspaces = async () => (await ask(server, '/api/workspaces')).json.workspaces;

  for (const [days, start_date, end_date] of RANGES) {
    test(`${days} days of all workspaces`, async () => {
      const report = await costs({ start_date, end_date });
      const truth = await simulator.truth({ start_date, end_date });
      assert.ok(truth.rows > 0);
      assert.equal(formatMoney(money(report.total_cost_usd)), truth.total);
      assertAmounts(
        byModel(report),
        truthMap(truth.by_line_item, ({ line_item }) => modelOf(line_item)),
        'by model',
      );
      assertAmounts(
        byProject(report),
        truthMap(truth.by_project, ({ project_id }) => project_id),
        'by project',
      );
      assertAmounts(
        byDay(report),
        truthMap(truth.by_day, ({ date }) => date),
        'by day',
      );
      assertAmounts(
        amounts(report.workspaces, ({ name }) => name),
        truthMap(truth.by_organization, ({ organization }) => organization),
        'by workspace',
      );
      assert.equal(report.coverage.complete, true);
      assert.equal(report.coverage.through, end_date);
      const requests = report.breakdown.map((row) => BigInt(row.requests?.text ?? 0));
      assert.ok(sum(requests) >= sum(truth.requests.map((row) => BigInt(row.requests))), 'requests are missing');
    });
  }

  test('each workspace is its organization, each project of it its project', async () => {
    const [, start_date, end_date] = RANGES[1];
    for (const { id, name } of await workspaces()) {
      const report = await costs({ workspace: id, start_date, end_date });
      const truth = await simulator.truth({ organization: name, start_date, end_date });
      assert.equal(formatMoney(money(report.total_cost_usd)), truth.total, name);
      assert.deepEqual([...byWorkspace(report).keys()], [id]);
      const projects = truthMap(truth.by_project, ({ project_id }) => project_id);
      assertAmounts(byProject(report), projects, name);
      for (const [project, cost] of projects) {
        const one = await costs({
          provider: 'openai',
          workspace: id,
          project_id: project ?? 'none',
          start_date,
          end_date,
        });
        assert.equal(formatMoney(money(one.total_cost_usd)), formatMoney(cost), `${name} ${project}`);
        assert.deepEqual(
          one.projects.map((row) => row.id),
          [project],
        );
      }
    }
  });

  test('the cost without a project is that of all workspaces', async () => {
    const [, start_date, end_date] = RANGES[2];
    const report = await costs({ project_id: 'none', start_date, end_date });
    const truth = await simulator.truth({ start_date, end_date });
    const expected = truthMap(truth.by_project, ({ project_id }) => project_id).get(null) ?? 0n;
    assert.ok(expected !== 0n);
    assert.equal(formatMoney(money(report.total_cost_usd)), formatMoney(expected));
    assert.ok(report.projects.every(({ id, name }) => id === null && name === null));
  });

  test('a range is the sum of its days', async () => {
    const [, start_date, end_date] = RANGES[1];
    const report = await costs({ start_date, end_date });
    for (const date of [start_date, daysBefore(10, end_date), end_date]) {
      const day = await costs({ start_date: date, end_date: date });
      assert.equal(day.total_cost_usd.text, report.daily.find((row) => row.date === date).cost_usd.text);
    }
  });

  test('the days are split by what is asked, each way to the last digit', async () => {
    const [, start_date, end_date] = RANGES[1];
    const whole = await costs({ start_date, end_date });
    const ways = {
      model: [whole.breakdown, ({ provider, model }) => `${provider} ${model}`, ['provider', 'model', 'cost_usd']],
      project: [
        whole.projects.map((row) => ({ ...row, project_id: row.id })),
        ({ provider, workspace, project_id }) => `${provider} ${workspace} ${project_id}`,
        ['provider', 'workspace', 'project_id', 'cost_usd'],
      ],
      workspace: [
        whole.workspaces.map((row) => ({ ...row, workspace: row.id })),
        ({ provider, workspace }) => `${provider} ${workspace}`,
        ['provider', 'workspace', 'cost_usd'],
      ],
      provider: [
        whole.providers.map((row) => ({ ...row, provider: row.id })),
        ({ provider }) => provider,
        ['provider', 'cost_usd'],
      ],
    };
    for (const [daily_by, [rows, keyOf, fields]] of Object.entries(ways)) {
      const report = await costs({ start_date, end_date, daily_by });
      const parts = report.daily.flatMap(({ breakdown }) => breakdown);
      assert.ok(parts.length > 0, daily_by);
      for (const part of parts) assert.deepEqual(Object.keys(part), fields, daily_by);
      assertAmounts(amounts(parts, keyOf), amounts(rows, keyOf), daily_by);
      assertAddsUp(report);
      assert.deepEqual({ ...report, daily: null }, { ...whole, daily: null }, `${daily_by} changes the rest`);
    }
  });

  test('days before the first data and days to come cost nothing', async () => {
    const past = await costs({ start_date: '2019-01-01', end_date: '2019-02-01' });
    assert.equal(past.total_cost_usd.text, '0');
    const future = await costs({ start_date: daysBefore(-2), end_date: daysBefore(-30) });
    assert.equal(future.total_cost_usd.text, '0');
    assert.equal(future.daily.length, 29);
  });

  test('the days that still grow add up too', async () => {
    for (const period of ['week', 'month', 'year']) await costs({ period });
    await costs({ period: 'month', refresh: 'true' });
  });

  test('every project has a name, archived ones too', async () => {
    const [, start_date, end_date] = RANGES[3];
    const report = await costs({ start_date, end_date });
    const listed = (await ask(server, '/api/projects')).json.projects;
    const names = new Map(listed.map(({ id, name }) => [id, name]));
    for (const { id, name } of report.projects) if (id !== null) assert.equal(name, names.get(id) ?? null, id);
    assert.ok(listed.some(({ archived }) => archived));
    const billed = new Set(report.projects.map(({ id }) => id));
    assert.ok(
      listed.some(({ id, archived }) => archived && billed.has(id)),
      'no archived project has costs: a poor test',
    );
  });
});
