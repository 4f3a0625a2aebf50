// SPDX-License-Identifier: MIT
// Holds the replies of the simulated Mistral against Mistral's own description of its Admin API. The entries of usage
// are not described there; their form is that of live captures.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { request, startSimulator } from '../support/server.mjs';
import { Description } from './description.mjs';

const BASE = '/v1/admin';
const ENTRY = {
  usage_type: /^usage$/,
  event_type: /^(api|vibe)_[a-z_]+$/,
  billing_metric: /./,
  billing_display_name: /./,
  billing_group: /./,
  timestamp: /^\d{4}-\d{2}-\d{2}$/,
};

const description = Description.load('mistral-admin.yaml');
if (description) {
  let simulator;
  let keys;
  before(async () => {
    simulator = await startSimulator(['--mistral', '3']);
    keys = Object.entries(simulator.env)
      .filter(([name]) => name.startsWith('MISTRAL_API_KEY'))
      .map(([, key]) => key);
    assert.equal(simulator.env.MISTRAL_BASE_URL, `${simulator.url}${BASE}`);
  });
  after(() => simulator?.stop());

  const ask = (target, key = keys[0]) =>
    request(simulator.url, target, { headers: { authorization: `Bearer ${key}` } });

  async function get(resource, query = '', key = keys[0]) {
    const reply = await ask(`${BASE}/${resource}?${query}`, key);
    assert.equal(reply.status, 200, `${resource}?${query}: ${reply.text.slice(0, 300)}`);
    description.checkAnswer(`${BASE}/${resource}`, reply.json, `${resource}?${query}`);
    return reply.json;
  }

  // Every entry anywhere in the usage of a month.
  function* entries(json) {
    if (Array.isArray(json)) {
      for (const each of json) yield* entries(each);
    } else if (json?.usage_type) {
      yield json;
    } else if (json && typeof json === 'object') {
      for (const each of Object.values(json)) yield* entries(each);
    }
  }

  test('usage of every month is as described', async () => {
    const { enum: events } = description.spec.components.schemas.LagoEventType;
    const seen = new Set();
    for (const key of keys) {
      for (let month = 0; month < 14; ++month) {
        const first = new Date();
        first.setUTCDate(1);
        first.setUTCMonth(first.getUTCMonth() - month);
        const usage = await get('usage', `month=${first.getUTCMonth() + 1}&year=${first.getUTCFullYear()}`, key);
        for (const entry of entries(usage)) {
          for (const [name, form] of Object.entries(ENTRY)) assert.match(entry[name], form);
          assert.ok(Number.isInteger(entry.value));
          assert.ok(events.includes(entry.event_type), entry.event_type);
          assert.ok((entry.value_paid ?? entry.value) <= entry.value);
          assert.equal(entry.timestamp.slice(0, 7), usage.start_date.slice(0, 7));
          seen.add(entry.event_type);
        }
      }
    }
    assert.ok(seen.size >= 10, [...seen].join());
  });

  test('usage of a workspace and of a zone is as described', async () => {
    for (const { uuid } of (await get('workspaces', 'is_archived=true')).items) await get('usage', `workspace_id=${uuid}`);
    for (const zone of description.spec.components.schemas.ApiZone.enum) await get('usage', `api_zone=${zone}`);
  });

  test('workspaces are as described', async () => {
    assert.ok((await get('workspaces', 'page_size=2&page=2')).items.length > 0);
    assert.deepEqual((await get('workspaces', 'search=no%20such')).items, []);
  });

  test('the spend limit is as described', async () => {
    for (const key of keys) assert.equal((await get('spend-limit', '', key)).limits.currency, 'EUR');
  });

  test('an ordinary key is refused', async () => {
    const reply = await ask(`${BASE}/usage`, 'ordinary');
    assert.equal(reply.status, 401);
    assert.equal(reply.json.raw_status_code, 401);
  });
}
