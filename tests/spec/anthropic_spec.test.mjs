// SPDX-License-Identifier: MIT
// Holds the replies of the simulated Anthropic against a description of its admin API.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { request, startSimulator } from '../support/server.mjs';
import { Description } from './description.mjs';

const BETA = 'analytics-usage-cost-2026-08-24';
const FAST = 'fast-mode-2026-02-01';
const REPORTS = ['/v1/organizations/cost_report', '/v1/organizations/usage_report/messages'];
const ANALYTICS = ['/v1/organizations/analytics/cost', '/v1/organizations/analytics/usage'];
const WORKSPACES = '/v1/organizations/workspaces';
const DAY = 86_400_000;
const day = (ago) => `${new Date(Date.now() - ago * DAY).toISOString().slice(0, 10)}T00:00:00Z`;
const WINDOW = `starting_at=${day(20)}&ending_at=${day(0)}`;

const REFUSALS = [
  { name: 'no key', target: WORKSPACES, key: null, status: 401 },
  { name: 'an ordinary key', target: WORKSPACES, key: 'sk-ant-api03-other', status: 401 },
  { name: 'no starting_at', target: REPORTS[0], status: 400 },
  { name: 'limit too high', target: `${REPORTS[0]}?${WINDOW}&limit=32`, status: 400 },
  { name: 'another page token', target: `${REPORTS[0]}?${WINDOW}&page=page_1`, status: 400 },
  { name: 'no beta header', target: `${ANALYTICS[0]}?${WINDOW}`, status: 400 },
  { name: 'an unknown workspace', target: `${WORKSPACES}/wrkspc_none`, status: 404 },
  { name: 'an unknown path', target: '/v1/organizations/nothing', status: 404 },
];

const description = Description.load('anthropic-admin.yaml');
if (description) {
  let simulator;
  let keys;
  before(async () => {
    simulator = await startSimulator(['--anthropic', '2']);
    keys = Object.entries(simulator.env)
      .filter(([name]) => name.startsWith('ANTHROPIC_API_KEY'))
      .map(([, key]) => key);
  });
  after(() => simulator?.stop());

  const ask = (target, { key = keys[0], beta } = {}) =>
    request(simulator.url, target, {
      headers: {
        'anthropic-version': '2023-06-01',
        ...(key ? { 'x-api-key': key } : {}),
        ...(beta ? { 'anthropic-beta': beta } : {}),
      },
    });

  // Every page, checked; all that is in their "data".
  async function pages(path, query, { beta, template = path } = {}) {
    const data = [];
    for (const key of keys) {
      let cursor = '';
      do {
        const target = `${path}?${query}${cursor}`;
        const reply = await ask(target, { key, beta });
        assert.equal(reply.status, 200, `${target}: ${reply.text.slice(0, 300)}`);
        description.checkAnswer(template, reply.json, target);
        data.push(...reply.json.data);
        cursor = reply.json.has_more ? `&page=${reply.json.next_page}` : '';
      } while (cursor);
    }
    return data;
  }

  for (const path of REPORTS) {
    test(`${path}: every page is as described, however it is grouped`, async () => {
      assert.ok((await pages(path, `${WINDOW}&limit=9`)).some(({ results }) => results.length > 0));
      const groups = description.parameters(path).get('group_by[]').schema.items.enum;
      for (const group of groups.filter((name) => name !== 'speed')) {
        const items = (await pages(path, `${WINDOW}&limit=31&group_by[]=${group}`)).flatMap(({ results }) => results);
        if (group === 'service_account_id') continue; // nobody here uses one
        assert.ok(items.some((item) => item[group] !== null), `nothing was grouped by ${group}`);
      }
      await pages(path, `${WINDOW}&limit=31&${groups.map((group) => `group_by[]=${group}`).join('&')}`.replace('&group_by[]=speed', ''));
    });

    test(`${path}: bucket_width takes what is described`, async () => {
      for (const width of description.parameters(path).get('bucket_width').schema.enum) {
        await pages(path, `starting_at=${day(3)}&ending_at=${day(2)}&bucket_width=${width}`);
      }
    });
  }

  test('filters of usage take what is described', async () => {
    const parameters = description.parameters(REPORTS[1]);
    for (const [name, { schema }] of parameters) {
      if (name === 'group_by[]' || schema.type !== 'array') continue;
      for (const value of schema.items.enum ?? ['none']) {
        const reply = await ask(`${REPORTS[1]}?${WINDOW}&${name}=${value}`, { beta: FAST });
        assert.equal(reply.status, 200, `${name}=${value}: ${reply.text}`);
        description.checkAnswer(REPORTS[1], reply.json, name);
      }
    }
  });

  for (const path of ANALYTICS) {
    test(`${path}: every page is as described, however it is grouped`, async () => {
      const beta = BETA;
      assert.ok((await pages(path, WINDOW, { beta })).length > 0);
      for (const width of description.parameters(path).get('time_bucket_width').schema.enum) {
        const range = `starting_at=${day(3)}&ending_at=${day(2)}`;
        assert.ok((await pages(path, `${range}&limit=1000&time_bucket_width=${width}`, { beta })).length > 0);
      }
      const groups = description.parameters(path).get('group_by[]').schema.items.enum;
      for (const group of groups) {
        const rows = await pages(path, `${WINDOW}&limit=1000&group_by[]=${group}`, { beta });
        for (const row of rows) assert.ok(group in row.group);
      }
      const all = groups.map((group) => `group_by[]=${group}`).join('&');
      assert.ok((await pages(path, `${WINDOW}&limit=50&time_bucket_width=1d&${all}`, { beta })).length > 100);
    });
  }

  test('workspaces are as described, one by one too', async () => {
    for (const key of keys) {
      const list = await ask(`${WORKSPACES}?include_archived=true&limit=1000`, { key });
      description.checkAnswer(WORKSPACES, list.json, 'workspaces');
      assert.ok(list.json.data.some(({ archived_at: archived }) => archived !== null));
      const one = await ask(`${WORKSPACES}/${list.json.data[0].id}`, { key });
      description.checkAnswer(`${WORKSPACES}/{workspace_id}`, one.json, 'a workspace');
    }
  });

  for (const { name, target, status, ...options } of REFUSALS) {
    test(`${name}: ${status} in the described form`, async () => {
      const reply = await ask(target, options);
      assert.equal(reply.status, status, reply.text);
      description.check('#/components/schemas/ErrorBody', reply.json, name);
    });
  }

  test('every error on demand has a described type', async () => {
    for (const status of [400, 401, 402, 403, 404, 409, 413, 429, 500, 503, 504, 529]) {
      await simulator.addFault(`path=/organizations,kind=${status},count=1`);
      const reply = await ask(`${REPORTS[0]}?${WINDOW}`);
      assert.equal(reply.status, status);
      description.check('#/components/schemas/ErrorBody', reply.json, status);
    }
  });
}
