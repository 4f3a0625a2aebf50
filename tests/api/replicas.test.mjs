// SPDX-License-Identifier: MIT
// Several copies of the program on one PostgreSQL: one truth, and each thing asked once.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { formatMoney, money } from '../support/exact_json.mjs';
import { dateOf, dayOf, daysBefore, FakeOpenAi, today } from '../support/fake_openai.mjs';
import { ask } from '../support/openapi.mjs';
import { Postgres } from '../support/postgres.mjs';
import { Program } from '../support/program.mjs';
import { assertAddsUp } from '../support/reports.mjs';
import { startServer } from '../support/server.mjs';
import { LIMIT_MS, until } from '../support/wait.mjs';

const COSTS = '/organization/costs';
const END = daysBefore(5);
const START = daysBefore(300, END);
const RANGE = `start_date=${START}&end_date=${END}`;

function acme(key) {
  const costs = [];
  for (let day = dayOf(today()) - 330; day <= dayOf(today()); ++day) {
    costs.push({ date: dateOf(day), project: 'proj_1', item: 'gpt-5, input', value: '0.000000000000000001' });
    costs.push({ date: dateOf(day), project: null, item: 'gpt-5, output', value: '0.1' });
  }
  return { key, projects: [{ id: 'proj_1', name: 'One' }], costs, usage: {} };
}

const costs = async (server, query = RANGE) => {
  const reply = await ask(server, `/api/costs?${query}`);
  assert.equal(reply.status, 200, reply.text);
  assertAddsUp(reply.exact);
  return reply.exact;
};
const total = (report) => formatMoney(money(report.total_cost_usd));

describe('replicas on one PostgreSQL', { timeout: LIMIT_MS }, () => {
  let postgres;
  before(async () => {
    postgres = await new Postgres().start();
  });
  after(() => postgres?.stop());

  // Runs `body` with a fake; each test has workspaces of its own on the one database.
  async function withReplicas(name, body) {
    const key = `sk-admin-${name}`;
    const fake = await new FakeOpenAi([acme(key)]).start();
    const env = {
      OPENAI_BASE_URL: fake.baseUrl,
      [`OPENAI_API_KEY_${name.toUpperCase()}`]: key,
      DATABASE_URL: postgres.url(),
      LOG_LEVEL: 'warn',
    };
    const servers = [];
    const start = async () => {
      const server = await startServer({ env });
      servers.push(server);
      return server;
    };
    try {
      await body({ fake, env, start });
      assert.deepEqual(fake.complaints, []);
    } finally {
      for (const server of servers) server.program.signal('SIGKILL');
      await fake.stop();
    }
  }

  test('three under load make the calls that one would make', () =>
    withReplicas('load', async ({ fake, start }) => {
      const replicas = await Promise.all([start(), start(), start()]);
      const questions = [];
      for (let round = 0; round < 10; ++round) {
        for (const replica of replicas) questions.push(costs(replica), costs(replica, `${RANGE}&workspace=load`));
      }
      const totals = new Set((await Promise.all(questions)).map(total));
      assert.equal(totals.size, 1);
      const asked = fake.calls.map(({ path, query }) => `${path}?${query}`);
      assert.deepEqual(asked.sort(), [...new Set(asked)].sort(), 'something was asked twice');
    }));

  test('what one reads the others know, restarts included', () =>
    withReplicas('news', async ({ fake, start }) => {
      const [one, other] = await Promise.all([start(), start()]);
      const before = await costs(one);
      assert.equal(total(await costs(other)), total(before));
      const calls = fake.calls.length;
      const third = await start();
      assert.deepEqual((await costs(third)).daily, before.daily);
      assert.equal(fake.calls.length, calls);
      fake.organizations[0].costs = fake.organizations[0].costs.map((cost) => ({ ...cost, value: '0.2' }));
      const refreshed = await costs(one, `${RANGE}&refresh=true`);
      await until(async () => total(await costs(other)) === total(refreshed), 'the news');
      assert.equal((await ask(third, '/api/restatements?limit=5')).json.restatements.length, 5);
    }));

  test('one that is killed in the midst of a reading leaves it to another', () =>
    withReplicas('killed', async ({ fake, start }) => {
      const [one, other] = await Promise.all([start(), start()]);
      fake.hold();
      const lost = costs(one).catch(() => 'lost');
      await until(() => fake.callsOf(COSTS).length > 0, 'a call for costs');
      const second = costs(other);
      one.program.signal('SIGKILL');
      assert.equal(await lost, 'lost');
      fake.release();
      assert.equal((await second).daily.length, 301);
    }));

  test('a database that is restarted costs no answer, and nothing is lost', () =>
    withReplicas('restarted', async ({ fake, env, start }) => {
      const server = await start();
      const before = await costs(server);
      await postgres.restart();
      const after = await costs(server, `${RANGE}&refresh=true`);
      assert.equal(total(after), total(before));
      // Kept again once the database is back.
      await until(async () => {
        const { notices } = await costs(server, `${RANGE}&refresh=true`);
        return !notices.some(({ kind }) => kind === 'not_kept');
      }, 'the database');
      await server.stop();
      const calls = fake.calls.length;
      assert.equal(total(await costs(await start())), total(before));
      assert.equal(fake.calls.length, calls);
      const verify = new Program(['verify'], { env });
      await verify.ended();
      assert.match(verify.stdout, /all as written/);
    }));

  test('without the database it does not start, and says so without the password', async () => {
    const url = 'postgres://ledger:hidden@127.0.0.1:1/ledger';
    const program = new Program(['serve', '--port', '0'], { env: { DATABASE_URL: url } });
    await program.ended({ code: 1 });
    assert.match(program.stderr, /^error: /m);
    assert.doesNotMatch(program.stderr, /hidden/);
  });
});
