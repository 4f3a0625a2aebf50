// SPDX-License-Identifier: MIT
// What was read outlasts the program, however it ends, and whatever happens to the file it is kept in.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { formatMoney, money } from '../support/exact_json.mjs';
import { dateOf, dayOf, daysBefore, FakeOpenAi, sendJson, today } from '../support/fake_openai.mjs';
import { ask } from '../support/openapi.mjs';
import { Program } from '../support/program.mjs';
import { assertAddsUp } from '../support/reports.mjs';
import { startServer } from '../support/server.mjs';
import { LIMIT_MS, until } from '../support/wait.mjs';

const COSTS = '/organization/costs';
const END = daysBefore(5);
const START = daysBefore(99, END);
const RANGE = `start_date=${START}&end_date=${END}`;
const KILLS = 200;

// One organization with the same cost on each of the last `days` days.
function acme(value = '0.1', days = 130) {
  const costs = [];
  for (let day = dayOf(today()) - days; day <= dayOf(today()); ++day) {
    for (const item of ['gpt-5, input', 'gpt-5, output', 'o4-mini, input']) {
      costs.push({ date: dateOf(day), project: 'proj_1', item, value });
    }
  }
  return { key: 'sk-admin-acme', projects: [{ id: 'proj_1', name: 'One' }], costs, usage: {} };
}

// Runs `body` with a fake and a folder that outlives the programs started by it.
async function withLedger(body, organization = acme()) {
  const fake = await new FakeOpenAi([organization]).start();
  const folder = mkdtempSync(path.join(tmpdir(), 'llm-cost-ledger-'));
  const file = path.join(folder, 'ledger.db');
  const env = {
    OPENAI_BASE_URL: fake.baseUrl,
    OPENAI_API_KEY_ACME: organization.key,
    DATABASE_URL: `sqlite:${file}`,
    LOG_LEVEL: 'warn',
  };
  const servers = [];
  const start = async (options = {}) => {
    const server = await startServer({ ...options, env: { ...env, ...options.env } });
    servers.push(server);
    return server;
  };
  const run = async (args, code = 0) => {
    const program = new Program(args, { env });
    await program.ended({ code });
    return program;
  };
  try {
    await body({ fake, folder, file, env, start, run });
    assert.deepEqual(fake.complaints, []);
  } finally {
    for (const server of servers) server.program.signal('SIGKILL');
    await fake.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const costs = async (server, query = RANGE) => {
  const reply = await ask(server, `/api/costs?${query}`);
  assert.equal(reply.status, 200, reply.text);
  assertAddsUp(reply.exact);
  return reply.exact;
};
const total = (report) => formatMoney(money(report.total_cost_usd));
const kindsOf = (report) => report.notices.map(({ kind }) => kind);

describe('a ledger that lasts', { concurrency: 2, timeout: LIMIT_MS }, () => {
  test('a restart forgets nothing: figures, projects and when they were read', () =>
    withLedger(async ({ fake, file, start }) => {
      const first = await start();
      const before = await costs(first);
      await first.stop();
      assert.equal(statSync(file).mode & 0o777, 0o600);
      const calls = fake.calls.length;
      const second = await start();
      assert.deepEqual(await costs(second), before);
      assert.equal(fake.calls.length, calls);
    }));

  test('figures stay readable while the provider is down, from the first question after a restart on', () =>
    withLedger(async ({ fake, start }) => {
      const first = await start();
      const before = await costs(first, `start_date=${START}&end_date=${today()}`);
      await first.stop();
      fake.intercept = (call, response) => {
        sendJson(response, 503, { error: { message: 'x' } });
        return true;
      };
      const second = await start({ env: { CACHE_TTL: '0', UPSTREAM_TIMEOUT: '1' } });
      const after = await costs(second, `start_date=${START}&end_date=${today()}`);
      assert.equal(total(after), total(before));
      assert.equal(after.stale, true);
      const coverage = (await ask(second, `/api/coverage?start_date=${START}&end_date=${today()}`)).json;
      assert.equal(coverage.complete, false);
      assert.equal(coverage.through, today());
      assert.equal(coverage.sources[0].error.kind, 'unavailable');
      assert.match(coverage.sources[0].failing_since, /^\d{4}-/);
    }));

  test('what is kept is answered at once when nobody is to be asked, whatever the provider does', () =>
    withLedger(async ({ fake, start }) => {
      const first = await start();
      const range = `start_date=${START}&end_date=${today()}`;
      const before = await costs(first, range);
      await first.stop();
      fake.intercept = () => true; // never answers
      const calls = fake.calls.length;
      const second = await start({ env: { CACHE_TTL: '0' } });
      assert.deepEqual(await costs(second, `${range}&offline=true`), before);
      assert.equal(fake.calls.length, calls);
      const unknown = await costs(second, `start_date=${daysBefore(300)}&end_date=${daysBefore(250)}&offline=true`);
      assert.equal(unknown.last_updated, null);
      assert.equal(unknown.coverage.complete, false);
      const both = await ask(second, `/api/costs?${range}&offline=true&refresh=true`);
      assert.equal(both.status, 400);
    }));

  test('a figure that moved is told with both readings', () =>
    withLedger(async ({ fake, start }) => {
      const server = await start();
      await costs(server);
      const forgetful = await start({ env: { DATABASE_URL: 'memory:' } });
      await costs(forgetful);
      fake.organizations = [acme('0.35')];
      fake.organizations[0].costs = fake.organizations[0].costs.map((cost) =>
        cost.date === END && cost.item === 'o4-mini, input' ? cost : { ...cost, value: '0.1' },
      );
      await costs(server, `${RANGE}&refresh=true`);
      const { restatements } = (await ask(server, `/api/restatements?provider=openai&${RANGE}`)).exact;
      assert.equal(restatements.length, 1);
      const [{ date, workspace, project_id, model, sealed, cost_before, cost_now }] = restatements;
      assert.deepEqual(
        { date, workspace, project_id, model, sealed },
        { date: END, workspace: 'acme', project_id: 'proj_1', model: 'o4-mini', sealed: false },
      );
      assert.deepEqual(
        [cost_before, cost_now].map((cost) => formatMoney(money(cost))),
        ['0.1', '0.35'],
      );
      await server.stop();
      const again = await start();
      const kept = (await ask(again, '/api/restatements')).json.restatements;
      assert.equal(kept.length, 1);
      await costs(forgetful, `${RANGE}&refresh=true`);
      for (const server of [again, forgetful]) {
        for (const [filter, count] of [
          ['model=o4-mini', 1],
          ['model=o4-mini&project_id=proj_1', 1],
          ['model=gpt-5', 0],
          ['project_id=none', 0],
        ]) {
          const found = (await ask(server, `/api/restatements?${filter}`)).json.restatements;
          assert.equal(found.length, count, filter);
        }
      }
      assert.deepEqual(
        (await ask(again, `/api/restatements?end_date=${START}&start_date=${START}`)).json.restatements,
        [],
      );
    }));

  test('a sealed month keeps its figures, and corrections stand beside them', () =>
    withLedger(async ({ fake, start, run }) => {
      const month = daysBefore(1, `${daysBefore(10).slice(0, 7)}-01`).slice(0, 7);
      const range = `start_date=${month}-01&end_date=${daysBefore(1, `${nextMonth(month)}-01`)}`;
      const first = await start();
      const before = await costs(first, range);
      await first.stop();
      const seal = await run(['seal', '--month', month]);
      assert.match(seal.stdout, /openai\/acme +\S+ +\d+ +[0-9a-f]{64}/);
      fake.organizations = [acme('0.2')];
      const second = await start();
      const after = await costs(second, `${range}&refresh=true`);
      assert.equal(total(after), total(before));
      assert.deepEqual(kindsOf(after), ['corrected']);
      const { restatements } = (await ask(second, '/api/restatements?limit=1000')).json;
      assert.ok(restatements.length > 0);
      assert.ok(restatements.every(({ sealed }) => sealed));
      await second.stop();
      assert.match((await run(['verify'])).stdout, /1 sealed months: all as written/);
      const third = await start();
      assert.deepEqual(kindsOf(await costs(third, range)), ['corrected']);
    }));

  test('a month that another program is reading again is sealed as that reading leaves it', () =>
    withLedger(async ({ fake, start, run }) => {
      const month = daysBefore(1, `${daysBefore(10).slice(0, 7)}-01`).slice(0, 7);
      const range = `start_date=${month}-01&end_date=${daysBefore(1, `${nextMonth(month)}-01`)}`;
      const server = await start();
      await costs(server, range);
      fake.organizations = [acme('0.2')];
      fake.hold();
      const calls = fake.callsOf(COSTS).length;
      const reading = costs(server, `${range}&refresh=true`);
      await until(() => fake.callsOf(COSTS).length > calls, 'a call for costs');
      const sealing = run(['seal', '--month', month]);
      // Time enough for it to seal what was read before, if it were to.
      await delay(1000);
      fake.release();
      const after = await reading;
      await sealing;
      assert.match((await run(['verify'])).stdout, /1 sealed months: all as written/);
      assert.equal(total(await costs(server, range)), total(after));
    }));

  test('two programs share one file, and one asks for both', () =>
    withLedger(async ({ fake, start }) => {
      const [one, other] = await Promise.all([start(), start()]);
      fake.hold();
      const first = costs(one);
      await until(() => fake.callsOf(COSTS).length > 0, 'a call for costs');
      const second = costs(other);
      // Time enough for the other one to ask too, if it were to.
      await delay(300);
      fake.release();
      assert.equal(total(await second), total(await first));
      const keys = new Set(fake.callsOf(COSTS).map(({ query }) => query));
      assert.equal(keys.size, fake.callsOf(COSTS).length, 'the same was asked twice');
      // And learns what the first one reads later, without a question of its own.
      const calls = fake.calls.length;
      await costs(one, `${RANGE}&refresh=true`);
      const refreshed = fake.calls.length;
      assert.ok(refreshed > calls);
      await until(async () => (await costs(other)).last_updated === (await costs(one)).last_updated, 'the news');
      assert.equal(fake.calls.length, refreshed);
    }));

  test('it reads by itself, back to the first bill, and goes on where it was stopped', () =>
    withLedger(
      async ({ fake, start }) => {
        const env = { SYNC_INTERVAL: '1h' };
        const first = daysBefore(400);
        const isWhole = async (server) => {
          const reply = await ask(server, `/api/coverage?start_date=${first}&end_date=${today()}`);
          return reply.json.complete;
        };
        fake.hold();
        const stopped = await start({ env });
        await until(() => fake.inFlight > 0, 'a call that nobody asked for');
        assert.equal(await isWhole(stopped), false);
        await stopped.stop();
        fake.release();
        const second = await start({ env });
        await until(() => isWhole(second), 'all of it');
        const asked = fake.callsOf(COSTS).length;
        const report = await costs(second, `start_date=${first}&end_date=${END}`);
        assert.ok(money(report.daily[0].cost_usd) > 0n);
        assert.equal(fake.callsOf(COSTS).length, asked);
      },
      acme('0.1', 400),
    ));

  test('a damaged file is kept aside, said loudly, and read anew', () =>
    withLedger(async ({ folder, file, start, fake }) => {
      const first = await start();
      const before = await costs(first);
      await first.stop();
      const bytes = readFileSync(file);
      bytes.fill(0x5a, 0, Math.min(bytes.length, 20_000));
      writeFileSync(file, bytes);
      const calls = fake.calls.length;
      const second = await start();
      const after = await costs(second);
      assert.equal(total(after), total(before));
      assert.ok(fake.calls.length > calls);
      assert.ok(kindsOf(after).includes('ledger_damaged'));
      const aside = readdirSync(folder).filter((name) => name.startsWith('ledger.db.damaged'));
      assert.ok(aside.length >= 1);
      assert.deepEqual(readFileSync(path.join(folder, aside[0])).subarray(0, 100), bytes.subarray(0, 100));
    }));

  test('a file of a newer program is refused and left as it is', () =>
    withLedger(async ({ file, start, run }) => {
      await (await start()).stop();
      const bytes = readFileSync(file);
      bytes.writeUInt32BE(999, 60); // user_version
      writeFileSync(file, bytes);
      const { stderr } = await run(['serve', '--port', '0'], 1);
      assert.match(stderr, /^error: .*newer/m);
      assert.match(stderr, /^hint: /m);
      assert.ok(readFileSync(file).equals(bytes));
    }));

  test('a place that cannot be written to is told with what to do', () =>
    withLedger(async ({ folder, env }) => {
      writeFileSync(path.join(folder, 'plain'), '');
      for (const place of [path.join(folder, 'plain/ledger.db'), folder]) {
        const program = new Program(['serve', '--port', '0'], { env: { ...env, DATABASE_URL: `sqlite:${place}` } });
        await program.ended({ code: 1 });
        assert.match(program.stderr, /^error: /m);
        assert.match(program.stderr, /^hint: .*DATABASE_URL/m);
      }
    }));

  test('a full disk costs no answer: the figures are there, with a notice, and what was kept stays whole', () =>
    withLedger(async ({ start, run }) => {
      await (await start()).stop();
      const full = await start({ via: ['bash', '-c', 'ulimit -f 60; exec "$0" "$@"'] });
      await costs(full);
      const report = await until(async () => {
        const answer = await costs(full, `${RANGE}&refresh=true`);
        return kindsOf(answer).includes('not_kept') && answer;
      }, 'the notice');
      assert.match(report.notices.find(({ kind }) => kind === 'not_kept').detail, /not kept/);
      await full.stop();
      assert.match((await run(['verify'])).stdout, /all as written/);
      const roomy = await start();
      assert.equal(total(await costs(roomy)), total(report));
      await roomy.stop();
      assert.match((await run(['verify'])).stdout, /: 95 days|: 1\d\d days/);
    }));

  test(`killed ${KILLS} times while it reads, it never has half a day and goes on where it was`, () =>
    withLedger(async ({ fake, file, env, run }) => {
      const read = ['costs', '--since', START, '--until', END, '--refresh'];
      const started = Date.now();
      await run(read);
      const usual = Date.now() - started;
      for (let i = 0; i < KILLS; ++i) {
        // Other figures each time: a day with rows of two readings would add up to neither.
        fake.organizations = [acme(`0.${100 + i}`, 130)];
        const program = new Program(read, { env });
        const killed = delay(Math.random() * 1.2 * usual).then(() => program.signal('SIGKILL'));
        await program.exited;
        await killed;
      }
      assert.ok(existsSync(file));
      assert.match((await run(['verify'])).stdout, /all as written/);
      // What the first run has read is still there, whatever was killed after it.
      const coverage = JSON.parse((await run(['coverage', '--since', START, '--until', END, '--json'])).stdout);
      assert.deepEqual(
        coverage.sources[0].days.map(({ state }) => state),
        ['settled'],
      );
      // Every day has one reading's figure three times.
      const { stdout } = await run(['costs', '--since', START, '--until', END, '--json']);
      for (const { date, cost_usd } of JSON.parse(stdout).daily) {
        const each = cost_usd / 3;
        const reading = Math.round(each * 1000) - 100;
        assert.ok(
          Math.abs(each * 1000 - 100 - reading) < 1e-6 && reading >= 0 && reading < KILLS,
          `${date}: ${cost_usd}`,
        );
      }
    }));
});

function nextMonth(month) {
  const [year, number] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}
