// SPDX-License-Identifier: MIT
// Holds every reply of the simulated OpenAI against OpenAI's own machine-readable description.
//
// Where the live service is known to differ from the description, so does the simulator:
//   - amount.value may be a JSON string; here it is made a number before the check
//   - buckets and results have fields that are not described: EXTRA_FIELDS is all of them
//   - /organization/usage/decisions is in the reference, but not in the description
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { request, startSimulator } from '../support/server.mjs';
import { Description } from './description.mjs';

const EXTRA_FIELDS = new Set([
  'UsageTimeBucket.start_time_iso',
  'UsageTimeBucket.end_time_iso',
  'CostsResult.organization_id',
  'CostsResult.organization_name',
  'CostsResult.project_name',
  'CostsResult.user_id',
  'CostsResult.user_email',
  'UsageCompletionsResult.api_source',
]);
const DAY = 86_400;
const BUCKETS_OF_A_DAY = { '1m': 1440, '1h': 24, '1d': 1 };

// Nothing else is described for requests that cannot be answered.
const REFUSALS = [
  { name: 'no key', target: '/v1/organization/projects', key: null, status: 401 },
  { name: 'an unknown key', target: '/v1/organization/projects', key: 'sk-admin-other', status: 401 },
  { name: 'a project key, projects', target: '/v1/organization/projects', key: 'sk-proj-other', status: 401 },
  { name: 'a project key, costs', target: '/v1/organization/costs?start_time=1', key: 'sk-proj-other', status: 403 },
  { name: 'no start_time', target: '/v1/organization/costs', status: 400 },
  { name: 'limit too high', target: '/v1/organization/costs?start_time=1&limit=181', status: 400 },
  { name: 'an invalid cursor', target: '/v1/organization/costs?start_time=1&page=page_1', status: 400 },
  { name: 'an unknown path', target: '/v1/organization/nothing', status: 404 },
  { name: 'an unknown project', target: '/v1/organization/projects/proj_nobody', status: 404 },
  { name: 'another method', target: '/v1/organization/projects', method: 'DELETE', status: 405 },
];

const description = Description.load('openai-admin.yaml');
if (description) {
  const { spec } = description;
  const { schemas } = spec.components;
  const operations = Object.entries(spec.paths).map(([template, { get }]) => ({ template, ...get }));

  let simulator;
  let keys;
  let projectId;
  const today = Math.floor(Date.now() / 1000 / DAY) * DAY;
  const twoDays = `start_time=${today - 8 * DAY}&end_time=${today - 6 * DAY}`;
  before(async () => {
    simulator = await startSimulator(['--rate-limit', '2000']);
    keys = Object.entries(simulator.env)
      .filter(([name]) => name.startsWith('OPENAI_API_KEY'))
      .map(([, key]) => key);
    projectId = (await ask('/v1/organization/projects')).json.data[1].id;
  });
  after(() => simulator?.stop());

  const ask = (target, { key = keys[0], method = 'GET' } = {}) =>
    request(simulator.url, target, { method, headers: key ? { authorization: `Bearer ${key}` } : {} });

  const check = (name, json, what) => description.checkForm(`#/components/schemas/${name}`, json, what);

  // Every page of an operation, checked whole; every result is also checked by itself, for the one schema it names.
  async function checkPages(operation, query, options) {
    const schema = operation.responses['200'].content['application/json'].schema.$ref.split('/').pop();
    const target = `/v1${operation.template.replace('{project_id}', projectId)}`;
    const results = [];
    let cursor = '';
    do {
      const reply = await ask(`${target}?${query}${cursor}`, options);
      assert.equal(reply.status, 200, `${target}?${query}: ${reply.text.slice(0, 300)}`);
      const json = reply.json;
      for (const bucket of json.object === 'page' ? json.data : []) {
        for (const { amount } of bucket.results) {
          if (typeof amount?.value !== 'string') continue;
          assert.match(amount.value, /^-?\d+(\.\d+)?(E[+-]?\d+)?$/);
          amount.value = Number(amount.value);
        }
      }
      check(schema, json, `${target}?${query}`);
      collect(schema, json, results);
      cursor = '';
      if (json.object === 'page' && json.has_more) cursor = `&page=${json.next_page}`;
      if (json.object === 'list' && json.has_more) cursor = `&after=${json.data.at(-1).id}`;
    } while (cursor);
    return results;
  }

  const resultSchemas = new Map(
    Object.entries(schemas)
      .filter(([name]) => name.endsWith('Result'))
      .map(([name, schema]) => [schema.properties.object.enum[0], name]),
  );
  const extraFields = new Set();
  function collect(name, json, results) {
    const known = schemas[name].properties;
    for (const field of Object.keys(json)) {
      if (!(field in known)) extraFields.add(`${name}.${field}`);
    }
    if (name === 'UsageResponse') {
      for (const bucket of json.data) {
        collect('UsageTimeBucket', bucket, results);
        for (const result of bucket.results) {
          const schema = resultSchemas.get(result.object);
          assert.ok(schema, `a result of an unknown object ${result.object}`);
          check(schema, result, schema);
          collect(schema, result, results);
          results.push(result);
        }
      }
    } else if (name === 'ProjectListResponse' || name === 'ProjectApiKeyListResponse') {
      for (const entry of json.data) {
        collect(name.replace('ListResponse', ''), entry, results);
        results.push(entry);
      }
    }
  }

  const parametersOf = (operation) => new Map((operation.parameters ?? []).map((parameter) => [parameter.name, parameter]));

  for (const operation of operations) {
    const parameters = parametersOf(operation);
    const buckets = parameters.has('start_time');
    const window = buckets ? `start_time=${today - 20 * DAY}&end_time=${today + DAY}&limit=9` : 'limit=5';

    test(`${operation.template}: every page is as described`, async () => {
      for (const key of keys) {
        const query = parameters.has('include_archived') ? `${window}&include_archived=true` : window;
        const organizationProject = (await ask('/v1/organization/projects', { key })).json.data[1].id;
        projectId = organizationProject;
        const results = await checkPages(operation, query, { key });
        assert.ok(results.length > 0 || operation.operationId === 'Getorganizationspendlimit' || !parameters.has('limit'));
      }
      projectId = (await ask('/v1/organization/projects')).json.data[1].id;
    });

    for (const [name, { schema }] of parameters) {
      const values = schema.enum ?? schema.items?.enum ?? [];
      if (values.length === 0) continue;
      test(`${operation.template}: ${name} takes ${values.join(', ')}`, async () => {
        for (const value of values) {
          const question = name === 'bucket_width' ? `${twoDays}&limit=${BUCKETS_OF_A_DAY[value]}` : window;
          const results = await checkPages(operation, `${question}&${name}=${value}`);
          if (name !== 'group_by') continue;
          assert.ok(results.some((result) => result[value] !== null), `nothing was grouped by ${value}`);
        }
        if (name !== 'group_by') return;
        await checkPages(operation, `${window}&${values.map((value) => `group_by=${value}`).join('&')}`);
        const refused = await ask(`/v1${operation.template}?${window}&group_by=colour`);
        assert.equal(refused.status, 400);
        check('ErrorResponse', refused.json, 'group_by=colour');
      });
    }

    if (buckets) {
      test(`${operation.template}: what is not grouped by is null`, async () => {
        for (const result of await checkPages(operation, window)) {
          for (const value of parameters.get('group_by').schema.items.enum) assert.equal(result[value], null);
        }
      });
    }
  }

  for (const { name, target, status, ...options } of REFUSALS) {
    test(`${name}: ${status} in the described form`, async () => {
      const reply = await ask(target, options);
      assert.equal(reply.status, status);
      check('ErrorResponse', reply.json, name);
    });
  }

  test('too many calls: 429 in the described form, with Retry-After in seconds', async () => {
    const { 'Retry-After': header } = spec.components.responses.TooManyRequests.headers;
    const limited = await startSimulator(['--rate-limit', '1']);
    try {
      const headers = { authorization: `Bearer ${keys[0]}` };
      const ask429 = () => request(limited.url, '/v1/organization/spend_limit', { headers });
      // Three calls touch two minutes at most, so that one of them is too much.
      const reply = [await ask429(), await ask429(), await ask429()].find(({ status }) => status === 429);
      check('ErrorResponse', reply.json, '429');
      assert.ok(Number.isInteger(Number(reply.headers['retry-after'])));
      assert.ok(Number(reply.headers['retry-after']) >= header.schema.minimum);
    } finally {
      await limited.stop();
    }
  });

  test('decisions, which are not described yet, are of the form of completions', async () => {
    const reply = await ask(`/v1/organization/usage/decisions?start_time=${today - 5 * DAY}&group_by=model`);
    const results = reply.json.data.flatMap((bucket) => bucket.results);
    assert.ok(results.length > 0);
    for (const result of results) {
      assert.equal(result.object, 'organization.usage.decisions.result');
      check('UsageCompletionsResult', { ...result, object: 'organization.usage.completions.result' }, 'decisions');
    }
  });

  // Runs last: the tests above have seen everything.
  test('the fields that are not described are those known of the live service', () => {
    assert.deepEqual([...extraFields].sort(), [...EXTRA_FIELDS].sort());
  });
}
