// SPDX-License-Identifier: MIT
// What is asked of the provider again and what not, and what is answered when it fails.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { formatMoney, money } from '../support/exact_json.mjs';
import { dateOf, dayOf, daysBefore, FakeOpenAi, sendJson, today } from '../support/fake_openai.mjs';
import { ask, assertNoCanary, CANARY } from '../support/openapi.mjs';
import { assertAddsUp } from '../support/reports.mjs';
import { startServer } from '../support/server.mjs';
import { LIMIT_MS, until } from '../support/wait.mjs';

const COSTS = '/organization/costs';
const END = daysBefore(5);
const START = daysBefore(40, END);
const RANGE = `start_date=${START}&end_date=${END}`;

// One organization with the same cost on each day.
function acme(name = 'acme', value = '0.1') {
  const costs = [];
  const completions = [];
  for (let day = dayOf(START) - 30; day <= dayOf(today()); ++day) {
    costs.push({ date: dateOf(day), project: 'proj_1', item: 'gpt-5, input', value });
    completions.push({ date: dateOf(day), project: 'proj_1', model: 'gpt-5', count: 3 });
  }
  return {
    key: `sk-admin-${CANARY}-${name}`,
    projects: [{ id: 'proj_1', name: 'One' }],
    costs,
    usage: { completions },
  };
}

// Runs `body` with a fake and a server that asks it; both end well whatever happens.
async function withServer(body, { organizations = [acme()], env = {} } = {}) {
  const fake = await new FakeOpenAi(organizations).start();
  const keys = Object.fromEntries(
    organizations.map(({ key }) => [`OPENAI_API_KEY_${key.split('-').at(-1).toUpperCase()}`, key]),
  );
  const server = await startServer({ env: { OPENAI_BASE_URL: fake.baseUrl, LOG_LEVEL: 'debug', ...keys, ...env } });
  try {
    await body({ fake, server });
    assert.deepEqual(fake.complaints, []);
    await server.stop();
    assertNoCanary(server.stderr, 'the log');
  } finally {
    server.program.signal('SIGKILL');
    await fake.stop();
  }
}

const costs = async (server, query = RANGE) => {
  const reply = await ask(server, `/api/costs?${query}`);
  assert.equal(reply.status, 200, reply.text);
  assertAddsUp(reply.exact);
  return reply.exact;
};
const total = (report) => formatMoney(money(report.total_cost_usd));

describe('freshness', { concurrency: 3, timeout: LIMIT_MS }, () => {
  test('a second question asks nothing, a refresh asks for all of it', () =>
    withServer(async ({ fake, server }) => {
      const first = await costs(server);
      const calls = fake.calls.length;
      assert.ok(calls > 0);
      const second = await costs(server);
      assert.deepEqual(second, first);
      // Any part of what was read, filtered or not.
      await costs(server, `start_date=${END}&end_date=${END}`);
      await costs(server, `${RANGE}&workspace=acme`);
      await costs(server, `${RANGE}&project_id=proj_1&provider=openai`);
      assert.equal(fake.calls.length, calls);
      const costCalls = fake.callsOf(COSTS).length;
      await costs(server, `${RANGE}&refresh=true`);
      assert.equal(fake.callsOf(COSTS).length, 2 * costCalls);
      assert.equal(fake.calls.length, 2 * calls);
    }));

  test('a longer range asks only for the days that are new', () =>
    withServer(async ({ fake, server }) => {
      await costs(server);
      const before = fake.callsOf(COSTS).length;
      const report = await costs(server, `start_date=${daysBefore(20, START)}&end_date=${END}`);
      assert.equal(total(report), '6.1');
      const asked = fake
        .callsOf(COSTS)
        .slice(before)
        .map(({ query }) => new URLSearchParams(query));
      assert.deepEqual(
        asked.map((query) => dateOf(query.get('start_time') / 86_400)),
        [daysBefore(20, START)],
      );
      assert.deepEqual(
        asked.map((query) => dateOf(query.get('end_time') / 86_400)),
        [START],
      );
    }));

  test('days that are not settled are asked again when the cache time is over', () =>
    withServer(
      async ({ fake, server }) => {
        await costs(server, `start_date=${START}&end_date=${today()}`);
        const before = fake.callsOf(COSTS).length;
        await costs(server, `start_date=${START}&end_date=${today()}`);
        const [again, ...more] = fake
          .callsOf(COSTS)
          .slice(before)
          .map(({ query }) => new URLSearchParams(query));
        assert.deepEqual(more, []);
        const from = dateOf(again.get('start_time') / 86_400);
        assert.ok(from > END && from >= daysBefore(4), `${from} is settled already`);
      },
      { env: { CACHE_TTL: '0' } },
    ));

  test('a day that is read again replaces what was known of it', async () => {
    const organization = acme();
    await withServer(
      async ({ server }) => {
        assert.equal(total(await costs(server)), '4.1');
        for (const row of organization.costs) row.value = row.date === END ? '7.000000000000000001' : '0.2';
        organization.costs.push({ date: END, project: null, item: 'new, input', value: '-1' });
        assert.equal(total(await costs(server)), '4.1', 'settled days are not asked again');
        const report = await costs(server, `${RANGE}&refresh=true`);
        assert.equal(total(report), '14.000000000000000001');
        assert.equal(total(await costs(server)), '14.000000000000000001');
        organization.costs = organization.costs.filter(({ date }) => date !== END);
        assert.equal(total(await costs(server, `${RANGE}&refresh=true`)), '8');
      },
      { organizations: [organization] },
    );
  });

  test('ten first questions at the same time make one reading', async () => {
    let alone;
    await withServer(async ({ fake, server }) => {
      await costs(server);
      alone = fake.calls.length;
    });
    await withServer(async ({ fake, server }) => {
      fake.hold();
      const questions = Array.from({ length: 10 }, (_, i) => costs(server, i % 2 ? RANGE : `${RANGE}&provider=openai`));
      await until(() => fake.calls.length > 0, 'the first call');
      // All ten are in: their requests came before this one on the same loop of the server, or join the reading late.
      assert.equal((await ask(server, '/api/sync')).json.fetches.length, 1);
      fake.release();
      const reports = await Promise.all(questions);
      assert.deepEqual(new Set(reports.map(total)), new Set(['4.1']));
      assert.equal(fake.calls.length, alone);
    });
  });

  test('a client that goes away ends the reading', () =>
    withServer(async ({ fake, server }) => {
      fake.hold();
      const leaving = new AbortController();
      const question = ask(server, `/api/costs?${RANGE}`, { signal: leaving.signal });
      await until(() => fake.callsOf(COSTS).length > 0, 'a call upstream');
      const { fetches } = (await ask(server, '/api/sync')).json;
      assert.equal(fetches.length, 1);
      assert.deepEqual([fetches[0].provider, fetches[0].workspace], ['openai', 'acme']);
      assert.deepEqual([fetches[0].start_date, fetches[0].end_date], [START, END]);
      assert.ok(fetches[0].calls_total > 0 && fetches[0].calls_done < fetches[0].calls_total);
      leaving.abort();
      await assert.rejects(question, { name: 'AbortError' });
      await until(() => fake.inFlight === 0, 'the end of all calls upstream');
      assert.ok(fake.aborted > 0);
      await until(async () => (await ask(server, '/api/sync')).json.fetches.length === 0, 'the end of the reading');
      const calls = fake.calls.length;
      fake.release();
      assert.equal((await ask(server, '/health')).status, 200);
      assert.equal(fake.calls.length, calls, 'a call was made for nobody');
      assert.equal(total(await costs(server)), '4.1');
    }));

  test('a client that goes away leaves the reading to those who wait still', () =>
    withServer(
      async ({ fake, server }) => {
        fake.hold();
        const leaving = new AbortController();
        const left = ask(server, `/api/costs?${RANGE}&workspace=acme`, { signal: leaving.signal });
        await until(() => fake.callsOf(COSTS).length > 0, 'a call upstream');
        const staying = costs(server);
        // It waits for the reading of acme as soon as it asks for the other one.
        await until(
          () => fake.callsOf(COSTS).some(({ key }) => key.endsWith('other')),
          'the call for the other workspace',
        );
        leaving.abort();
        await assert.rejects(left, { name: 'AbortError' });
        for (let i = 0; i < 5; ++i) assert.equal((await ask(server, '/api/sync')).json.fetches.length, 2);
        fake.release();
        assert.equal(total(await staying), '12.3');
        assert.equal(fake.aborted, 0);
      },
      { organizations: [acme(), acme('other', '0.2')] },
    ));

  test('an upstream that dies leaves the figures that are known', () =>
    withServer(
      async ({ fake, server }) => {
        const query = `start_date=${START}&end_date=${today()}`;
        const first = await costs(server, query);
        assert.equal(first.stale, false);
        await fake.stop();
        const reply = await ask(server, `/api/costs?${query}`);
        assert.equal(reply.status, 200);
        const stale = reply.exact;
        assertAddsUp(stale);
        assert.equal(stale.stale, true);
        for (const part of [
          'total_cost_usd',
          'breakdown',
          'daily',
          'projects',
          'workspaces',
          'providers',
          'last_updated',
        ]) {
          assert.deepEqual(stale[part], first[part], part);
        }
        const { errors } = reply.json;
        assert.deepEqual(
          errors.map(({ kind, status, provider, workspace }) => ({ kind, status, provider, workspace })),
          [{ kind: 'unavailable', status: 503, provider: 'openai', workspace: 'acme' }],
        );
        // No day to ask again: the costs are whole, and only the list of projects could not be read anew.
        const settled = await costs(server, RANGE);
        assert.deepEqual([settled.stale, total(settled)], [false, '4.1']);
        assert.deepEqual(
          settled.errors.map(({ kind, detail }) => [kind, detail.includes('projects')]),
          [['unavailable', true]],
        );
        // Days of which nothing is known are an error, never a 0.
        const unknown = await ask(server, '/api/costs?start_date=2020-01-01&end_date=2020-01-31');
        assert.equal(unknown.status, 503);
        assert.equal(unknown.json.kind, 'unavailable');
        // Some are known and some are not: what is known, and how far it goes.
        const part = await costs(server, `start_date=${daysBefore(20, START)}&end_date=${END}`);
        assert.equal(total(part), '4.1');
        assert.deepEqual([part.stale, part.coverage.complete, part.coverage.through], [true, false, null]);
      },
      { env: { CACHE_TTL: '0' } },
    ));

  test('one workspace of three fails: the others are answered, and it is named', () =>
    withServer(
      async ({ fake, server }) => {
        fake.intercept = (call, response) => {
          if (!call.key.endsWith('beta')) return false;
          sendJson(response, 403, {
            error: { message: `${CANARY} insufficient permissions. Missing scopes: api.usage.read.`, code: null },
          });
          return true;
        };
        const reply = await ask(server, `/api/costs?${RANGE}`);
        assert.equal(reply.status, 200);
        const report = reply.exact;
        assertAddsUp(report);
        assert.equal(total(report), '12.3');
        assert.deepEqual(
          report.workspaces.map(({ id }) => id),
          ['gamma', 'alpha'],
        );
        assert.equal(report.stale, true);
        assert.equal(report.coverage.complete, false);
        assert.deepEqual(
          reply.json.errors.map(({ kind, provider, workspace, setting }) => ({ kind, provider, workspace, setting })),
          [{ kind: 'permission_denied', provider: 'openai', workspace: 'beta', setting: 'OPENAI_API_KEY_BETA' }],
        );
        // So does an answer for which nobody is asked.
        const offline = await ask(server, `/api/costs?${RANGE}&offline=true`);
        assert.equal(offline.json.stale, true);
        assert.deepEqual(offline.json.errors, reply.json.errors);
        assert.deepEqual(offline.json.coverage.unread, [
          { provider: 'openai', workspace: 'beta', state: 'failed', start_date: START, end_date: END },
        ]);
        const alone = await ask(server, `/api/costs?${RANGE}&workspace=beta`);
        assert.equal(alone.status, 502);
        assert.equal(alone.json.workspace, 'beta');
        // An error is not kept.
        fake.intercept = () => false;
        const healed = await costs(server);
        assert.deepEqual([total(healed), healed.stale, healed.errors.length], ['135.3', false, 0]);
        assert.equal(reply.json.projects.length, 2);
      },
      { organizations: [acme('alpha'), acme('beta', '3'), acme('gamma', '0.2')] },
    ));

  test('counts that cannot be read leave the costs whole', () =>
    withServer(async ({ fake, server }) => {
      fake.intercept = (call, response) => {
        if (!call.path.endsWith('/usage/completions')) return false;
        sendJson(response, 400, { error: { message: CANARY } });
        return true;
      };
      const refused = await costs(server);
      assert.deepEqual([total(refused), refused.stale], ['4.1', false]);
      assert.equal(refused.breakdown[0].requests, null);
      fake.intercept = () => false;
      const whole = await costs(server, `${RANGE}&refresh=true`);
      assert.equal(whole.breakdown[0].requests.text, String(41 * 3));
    }));

  test('an end of the range in the future waits for its days', () =>
    withServer(async ({ fake, server }) => {
      const end = daysBefore(-10);
      const report = await costs(server, `start_date=${START}&end_date=${end}`);
      assert.equal(report.daily.at(-1).date, end);
      for (const { query } of fake.callsOf(COSTS)) {
        assert.ok(Number(new URLSearchParams(query).get('end_time')) / 86_400 <= dayOf(today()) + 1);
      }
    }));
});
