// SPDX-License-Identifier: MIT
// Several providers side by side, against what the simulator says was really spent.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { add, formatMoney, money, moneyOfPlain } from '../support/exact_json.mjs';
import { daysBefore } from '../support/fake_openai.mjs';
import { ask, assertDocumented } from '../support/openapi.mjs';
import { amounts, assertAddsUp, assertAmounts, byDay, byModel, byProject } from '../support/reports.mjs';
import { startServer, startSimulator } from '../support/server.mjs';
import { LIMIT_MS } from '../support/wait.mjs';

const truthMap = (rows, key, cost = 'cost') => {
  const map = new Map();
  for (const row of rows) add(map, row[key], moneyOfPlain(row[cost]));
  return map;
};

// The last days still grow, so what is compared ends before them.
const LAST = daysBefore(5);
const YEAR = { start_date: daysBefore(364, LAST), end_date: LAST };
const MONTH = { start_date: daysBefore(29, LAST), end_date: LAST };

describe('several providers', { timeout: LIMIT_MS }, () => {
  let simulator;
  let server;
  before(async () => {
    simulator = await startSimulator([
      '--anthropic',
      '1',
      '--mistral',
      '1',
      '--openrouter',
      '1',
      '--organizations',
      '1',
    ]);
    server = await startServer({ env: simulator.env });
  });
  after(async () => {
    await server?.stop();
    await simulator?.stop();
  });

  const costs = async (parameters, from = server) => {
    const reply = await ask(from, `/api/costs?${new URLSearchParams(parameters)}`);
    assert.equal(reply.status, 200, reply.text.slice(0, 1000));
    assertDocumented(reply);
    assertAddsUp(reply.exact);
    return reply.exact;
  };

  for (const [name, range] of [
    ['a month', MONTH],
    ['a year', YEAR],
  ]) {
    test(`Anthropic: ${name} is what was spent, to the last digit`, async () => {
      const report = await costs({ provider: 'anthropic', ...range });
      const truth = await simulator.truth({ provider: 'anthropic', ...range });
      assert.ok(truth.rows > 0);
      assert.equal(formatMoney(money(report.total_cost_usd)), truth.total);
      assertAmounts(byModel(report), truthMap(truth.by_model, 'model'), 'by model');
      // The default workspace has no id of its own in a bill.
      const projects = truth.by_project.map((row) => ({ ...row, project_id: row.project_id ?? 'default' }));
      assertAmounts(byProject(report), truthMap(projects, 'project_id'), 'by project');
      assertAmounts(byDay(report), truthMap(truth.by_day, 'date'), 'by day');
    });

    test(`Mistral: ${name} is what was used at the listed prices, in euros and at each day's rate`, async () => {
      const report = await costs({ provider: 'mistral', ...range });
      const truth = await simulator.truth({ provider: 'mistral', ...range });
      assert.ok(truth.rows > 0);
      assert.equal(formatMoney(money(report.total_cost_usd)), truth.total_usd);
      assertAmounts(byModel(report), truthMap(truth.by_model, 'model', 'cost_usd'), 'by model');
      assertAmounts(byProject(report), truthMap(truth.by_project, 'project_id', 'cost_usd'), 'by project');
      assertAmounts(byDay(report), truthMap(truth.by_day, 'date', 'cost_usd'), 'by day');
      const [provider] = report.providers;
      assert.equal(provider.currency, 'EUR');
      assert.equal(provider.provenance, 'estimated');
      assert.equal(formatMoney(money(provider.cost)), truth.total);
      assert.ok(report.breakdown.every(({ requests }) => requests === null));
    });
  }

  test('OpenRouter: the days it gives are what was spent', async () => {
    const range = { start_date: daysBefore(25), end_date: LAST };
    const report = await costs({ provider: 'openrouter', ...range });
    const truth = await simulator.truth({ provider: 'openrouter', ...range });
    assert.ok(truth.rows > 0);
    assert.equal(formatMoney(money(report.total_cost_usd)), truth.total);
    assertAmounts(byDay(report), truthMap(truth.by_day, 'date'), 'by day');
  });

  test('a day that OpenRouter no longer gives is said, and is not a zero', async () => {
    const report = await costs({ provider: 'openrouter', start_date: daysBefore(60), end_date: LAST });
    assert.equal(report.coverage.complete, false);
    assert.ok(report.notices.some(({ kind }) => kind === 'short_history'));
    assert.deepEqual(
      report.coverage.unread.map(({ state, start_date }) => [state, start_date]),
      [['not_retained', daysBefore(60)]],
    );
  });

  test('the day that OpenRouter gives tomorrow is named, and is no gap', async () => {
    const report = await costs({ provider: 'openrouter', start_date: daysBefore(5), end_date: daysBefore(0) });
    assert.equal(report.coverage.complete, true);
    assert.deepEqual(
      report.coverage.unread.map(({ state, start_date }) => [state, start_date]),
      [['not_yet', daysBefore(0)]],
    );
  });

  test('what Mistral has no price for is unknown and keeps the report from being complete', async () => {
    const truth = await simulator.truth({ provider: 'mistral', ...YEAR });
    const report = await costs({ provider: 'mistral', ...YEAR });
    assert.ok(truth.unpriced.length > 0);
    for (const { model } of truth.unpriced) {
      const row = report.breakdown.find((each) => each.model === model);
      assert.equal(row?.unpriced, true, model);
    }
    assert.ok(report.notices.some(({ kind }) => kind === 'unpriced'));
    assert.equal(report.coverage.complete, false);
  });

  test("a weekend's cost uses Friday's rate", async () => {
    const saturday = [0, 1, 2, 3, 4, 5, 6]
      .map((n) => daysBefore(n, LAST))
      .find((date) => new Date(date).getUTCDay() === 6);
    const report = await costs({ provider: 'mistral', start_date: saturday, end_date: daysBefore(-1, saturday) });
    assert.ok(report.exchange_rates.length > 0);
    for (const { date, fixed } of report.exchange_rates) {
      assert.ok(date < saturday, date);
      assert.equal(fixed, false);
    }
  });

  test('one total over all of them, each row under its provider', async () => {
    const report = await costs(MONTH);
    const byProvider = amounts(report.providers, ({ id }) => id);
    assert.deepEqual([...byProvider.keys()].sort(), ['anthropic', 'mistral', 'openai', 'openrouter']);
    for (const provider of byProvider.keys()) {
      const alone = await costs({ provider, ...MONTH });
      assert.equal(formatMoney(byProvider.get(provider)), formatMoney(money(alone.total_cost_usd)), provider);
    }
  });

  test('what is excluded is in no total, and is said', async () => {
    const excluding = await startServer({ env: { ...simulator.env, EXCLUDE: 'openrouter' } });
    try {
      const report = await costs(MONTH, excluding);
      assert.ok(report.providers.every(({ id }) => id !== 'openrouter'));
      assert.deepEqual(report.excluded, ['openrouter']);
      assert.equal((await costs({ provider: 'openrouter', ...MONTH }, excluding)).providers[0].id, 'openrouter');
    } finally {
      await excluding.stop();
    }
  });

  test('a rate of your own is used instead of the published one', async () => {
    const own = await startServer({ env: { ...simulator.env, EXCHANGE_RATES: 'EUR=2' } });
    try {
      const report = await costs({ provider: 'mistral', ...MONTH }, own);
      const truth = await simulator.truth({ provider: 'mistral', ...MONTH });
      assert.equal(money(report.total_cost_usd), 2n * moneyOfPlain(truth.total));
      assert.ok(report.exchange_rates.every(({ fixed }) => fixed));
    } finally {
      await own.stop();
    }
  });

  test('without rates the euros stand beside the total, and nothing is converted to zero', async () => {
    const none = await startServer({ env: { ...simulator.env, EXCHANGE_RATE_SOURCE: 'off' } });
    try {
      const report = await costs(MONTH, none);
      const truth = await simulator.truth({ provider: 'mistral', ...MONTH });
      assert.equal(report.unconverted.length, 1);
      assert.equal(report.unconverted[0].currency, 'EUR');
      assert.equal(formatMoney(money(report.unconverted[0].cost)), truth.total);
      assert.equal(report.providers.find(({ id }) => id === 'mistral').cost_usd, null);
      assert.equal(report.coverage.complete, false);
      assert.ok(report.notices.some(({ kind }) => kind === 'unconverted'));
    } finally {
      await none.stop();
    }
  });

  test('the pace that Mistral is asked at holds up nobody else', async () => {
    const { MISTRAL_CALL_INTERVAL: _, ...env } = simulator.env;
    const paced = await startServer({ env });
    try {
      const mistral = costs({ provider: 'mistral', ...MONTH }, paced);
      const anthropic = costs({ provider: 'anthropic', ...MONTH }, paced);
      const first = await Promise.race([mistral.then(() => 'mistral'), anthropic.then(() => 'anthropic')]);
      assert.equal(first, 'anthropic');
      assert.equal((await mistral).providers[0].id, 'mistral');
    } finally {
      await paced.stop();
    }
  });

  test('a provider that fails shows its problem and leaves the rest', async () => {
    const env = Object.fromEntries(
      Object.entries(simulator.env).map(([name, value]) => [
        name,
        name.startsWith('ANTHROPIC_ADMIN_KEY') || name.startsWith('ANTHROPIC_API_KEY') ? 'sk-ant-admin01-wrong' : value,
      ]),
    );
    const broken = await startServer({ env });
    try {
      const report = await costs(MONTH, broken);
      assert.deepEqual(
        report.errors.map(({ provider, kind }) => [provider, kind]),
        [['anthropic', 'invalid_key']],
      );
      assert.deepEqual(report.providers.map(({ id }) => id).sort(), ['mistral', 'openai', 'openrouter']);
      assert.ok(!JSON.stringify(report.errors).includes('sk-ant-admin01-wrong'));
    } finally {
      await broken.stop();
    }
  });
});
