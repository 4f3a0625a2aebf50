// SPDX-License-Identifier: MIT
// What an open page shows by itself: figures that somebody else had read again, without a question of its own to the providers.
import { after, before, describe } from 'node:test';

import { money } from '../support/exact_json.mjs';
import { dateOf, dayOf, daysBefore, FakeOpenAi, today } from '../support/fake_openai.mjs';
import { ask } from '../support/openapi.mjs';
import { startServer } from '../support/server.mjs';
import { assert, eventually, FAILED_REQUESTS, pageTest } from './support/browser.mjs';
import { dollars, WORDS } from './support/words.mjs';

const t = WORDS.en;
const FROM = daysBefore(20);
const TO = daysBefore(14);
const QUERY = `start_date=${FROM}&end_date=${TO}`;

const organization = (value) => ({
  key: 'sk-admin-acme',
  projects: [{ id: 'proj_1', name: 'One' }],
  costs: Array.from({ length: 60 }, (_, days) => ({
    date: dateOf(dayOf(today()) - days), project: 'proj_1', item: 'gpt-5, input', value,
  })),
  usage: {},
});

// Runs `body` as tests of an open page, with a server that asks a fake of its own.
function withServer(name, env, body) {
  describe(name, () => {
    const its = {};
    before(async () => {
      its.fake = await new FakeOpenAi([organization('10')]).start();
      its.server = await startServer({ env: { OPENAI_BASE_URL: its.fake.baseUrl, OPENAI_API_KEY_ACME: 'sk-admin-acme', ...env } });
    });
    after(async () => {
      await its.server?.stop();
      await its.fake?.stop();
    });
    body(its);
  });
}

withServer('an open page', {}, (its) => {
  const shows = (page, amount) =>
    eventually(async () => {
      const text = await page.getByRole('region', { name: t.totalCost }).innerText();
      assert.ok(text.replaceAll('\n', '').includes(amount), text);
    });

  pageTest('shows what somebody else had read again, without a touch', () => ({ server: its.server }), async (page) => {
    await page.goto(`/?from=${FROM}&to=${TO}`);
    await shows(page, '$70.00');
    its.fake.organizations = [organization('12')];
    await ask(its.server, `/api/costs?${QUERY}&refresh=true`);
    await shows(page, '$84.00');
    its.fake.organizations = [organization('10')];
    await ask(its.server, `/api/costs?${QUERY}&refresh=true`);
    await shows(page, '$70.00');
  });
});

withServer('an open page of a server that keeps nothing for a moment', { CACHE_TTL: '0' }, (its) => {
  pageTest('asks no provider because of what somebody else has read', () => ({ server: its.server }), async (page) => {
    await page.goto('/?period=month');
    await page.getByRole('table', { name: t.costByModel }).waitFor();
    const calls = () => its.fake.calls.length;
    // Nothing was called for so long that an event would have come and been heeded.
    const isQuiet = async () => {
      const before = calls();
      await page.waitForTimeout(1500);
      assert.equal(calls(), before);
    };
    await eventually(isQuiet);
    its.fake.organizations = [organization('12')];
    await ask(its.server, '/api/costs?period=month&refresh=true');
    const before = calls();
    const { total_cost_usd } = (await ask(its.server, '/api/costs?period=month&offline=true')).exact;
    await eventually(async () => {
      const text = await page.getByRole('region', { name: t.totalCost }).innerText();
      assert.ok(text.replaceAll('\n', '').includes(dollars(money(total_cost_usd), 'en')), text);
    });
    await isQuiet();
    assert.equal(calls(), before, 'the page made the program ask');
  });
});

describe('an open page whose server ends', () => {
  let server;
  before(async () => {
    server = await startServer();
  });
  after(() => server?.stop());
  pageTest('says so without a touch', () => ({ server, expected: FAILED_REQUESTS }), async (page) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Check again' }).waitFor();
    await server.stop();
    await page.getByText('The server does not answer').waitFor();
  });
});
