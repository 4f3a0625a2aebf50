// SPDX-License-Identifier: MIT
// docs/openapi.yaml from the other side: everything it has is really answered. (That everything answered is in it, `ask`
// sees to in all tests.)
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { daysBefore, FakeOpenAi, sendJson } from '../support/fake_openai.mjs';
import { ask, askRaw, assertValidExample, document, operations } from '../support/openapi.mjs';
import { ROOT } from '../support/program.mjs';
import { startServer } from '../support/server.mjs';
import { LIMIT_MS } from '../support/wait.mjs';

const RANGE = `start_date=${daysBefore(9)}&end_date=${daysBefore(5)}`;

// A fault within the program is the one answer that cannot be asked for from outside.
const NOT_FROM_OUTSIDE = ['500'];

describe('the document', { concurrency: true, timeout: LIMIT_MS }, () => {
  const asked = new Set(); // "/api/costs 200"
  let fake;
  let servers;
  let asset;
  before(async () => {
    fake = await new FakeOpenAi([]).start();
    fake.organizations = ['good', 'limited', 'slow'].map((name) => ({
      key: `sk-admin-${name}`,
      projects: [],
      costs: [],
      usage: {},
    }));
    fake.intercept = (call, response) => {
      if (call.key.endsWith('limited')) sendJson(response, 429, { error: { message: 'x' } }, { 'retry-after': '100' });
      return !call.key.endsWith('good');
    };
    const [keyed, keyless] = await Promise.all([
      startServer({
        env: {
          OPENAI_BASE_URL: fake.baseUrl,
          UPSTREAM_TIMEOUT: '1',
          OPENAI_API_KEY_GOOD: 'sk-admin-good',
          OPENAI_API_KEY_LIMITED: 'sk-admin-limited',
          OPENAI_API_KEY_SLOW: 'sk-admin-slow',
        },
      }),
      startServer(),
    ]);
    servers = { keyed, keyless };
    const page = (await ask(keyed, '/')).text;
    asset = /"\/assets\/([^"]+)"/.exec(page)?.[1];
  });
  after(async () => {
    await Promise.all(Object.values(servers ?? {}).map((server) => server.stop()));
    await fake?.stop();
  });

  // How each status of each operation is brought about: [target, options, server].
  const query = {
    '/api/costs': `?${RANGE}`,
    '/api/coverage': `?${RANGE}`,
    '/api/projects': '?',
    '/api/restatements': '?',
    '/api/workspaces': '?',
  };
  const target = (template) =>
    template.replace('/assets/{file}', `/assets/${asset}`).replace('{file}', 'index.html') + (query[template] ?? '');
  const CASES = {
    200: (template) => [
      target(template) + (template === '/api/costs' || template === '/api/projects' ? '&workspace=good' : ''),
      template === '/api/events' ? { enough: (text) => text.endsWith('\n\n') } : {},
    ],
    304: (template) => [target(template), { headers: { 'If-None-Match': '*' } }],
    400: (template) => [`${target(template)}${query[template] ? '' : '?'}&nonsense=1`],
    404: (template) => [
      template.includes('{') ? template.replace('{file}', 'other.js') : `${target(template)}&provider=acme`,
    ],
    405: (template) => [target(template), { method: 'POST' }],
    421: (template) => [target(template), { headers: { Host: 'elsewhere.example' } }],
    502: (template) => [target(template), {}, 'keyless'],
    503: (template) => [`${target(template)}&workspace=limited`],
    504: (template) => [`${target(template)}&workspace=slow`],
    default: (template) => [`${target(template)}${'x'.repeat(20_000)}`],
  };

  for (const { path: template, statuses } of operations) {
    for (const status of statuses) {
      if (NOT_FROM_OUTSIDE.includes(status)) continue;
      test(`${template}: ${status}`, async (t) => {
        if (template === '/assets/{file}' && ['200', '304'].includes(status) && !asset) {
          t.skip('this program was built without its page');
          asked.add(`${template} ${status}`);
          return;
        }
        assert.ok(CASES[status], `no case for ${status}`);
        const [what, options = {}, server = 'keyed'] = CASES[status](template);
        const reply = await ask(servers[server], what, options);
        if (status === 'default') {
          assert.equal(reply.status, 414);
          for (const [bytes, code] of [
            [`POST ${target(template)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n\r\n`, 413],
            [`GET ${target(template)} HTTP/1.1\r\nHost: localhost\r\nExpect: wonders\r\n\r\n`, 417],
            [`GET ${target(template)} HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
            [`POST ${target(template)} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n`, 501],
            [`GET ${target(template)} HTTP/2.0\r\nHost: localhost\r\n\r\n`, 505],
          ]) {
            const [refusal] = await askRaw(servers.keyed, bytes, [['GET', target(template)]]);
            assert.equal(refusal?.status, code);
          }
        } else {
          assert.equal(String(reply.status), status, reply.text);
        }
        if (status === '503') assert.equal(reply.headers['retry-after'], '100');
        asked.add(`${template} ${status}`);
      });
    }
  }

  test('every parameter that it has is taken, alone and with its example', async () => {
    for (const { path: template, operation } of operations) {
      for (const node of operation.parameters ?? []) {
        const parameter = node.$ref ? document.components.parameters[node.$ref.split('/').at(-1)] : node;
        if (parameter.in !== 'query') continue;
        const value = parameter.example ?? parameter.schema.default;
        const reply = await ask(servers.keyless, `${template}?${parameter.name}=${value}`);
        const named = (reply.json.parameters ?? [])
          .map(({ name, reason }) => [name, reason])
          .filter(([name]) => name === parameter.name);
        assert.deepEqual(named, [], `${template}?${parameter.name}=${value}`);
      }
    }
  });

  test('the parameters that the server knows are the ones it has', async () => {
    for (const { path: template, operation } of operations.filter(
      ({ path: one }) => one.startsWith('/api/') || one === '/health',
    )) {
      const reply = await ask(servers.keyless, `${template}?nonsense=1`);
      const { reason } = reply.json.parameters.find(({ name }) => name === 'nonsense');
      const known = /known are (.*)$/.exec(reason)?.[1].split(', ') ?? [];
      const documented = (operation.parameters ?? []).map(
        (node) => node.name ?? document.components.parameters[node.$ref.split('/').at(-1)].name,
      );
      assert.deepEqual(known.sort(), documented.sort(), template);
    }
  });

  test('the routes of the server are its paths', () => {
    const source = readFileSync(path.join(ROOT, 'src/api/api_handler.cc'), 'utf8');
    const routes = [...source.matchAll(/^ {4}\{"(\/[^"]*)", &ApiHandler::/gm)].map(([, route]) => route);
    assert.ok(routes.length > 0);
    const documented = operations
      .filter(({ operation }) => !operation.tags.includes('page'))
      .map(({ path: template }) => template);
    assert.deepEqual(routes.sort(), documented.sort());
  });

  test('its examples are what its schemas say', () => {
    let count = 0;
    const walk = (node) => {
      if (node === null || typeof node !== 'object') return;
      if (node.schema) {
        const examples = [
          node.example,
          ...Object.values(node.examples ?? {}).map(
            (one) => one.value ?? document.components.examples[one.$ref.split('/').at(-1)].value,
          ),
        ];
        for (const example of examples.filter((one) => one !== undefined)) {
          assertValidExample(node.schema, example);
          count += 1;
        }
      }
      Object.values(node).forEach(walk);
    };
    walk({ paths: document.paths, components: document.components });
    assert.ok(count > 15);
  });

  test('nothing in an answer is left open', () => {
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      if (schema.type === 'object') assert.equal(schema.additionalProperties, false, name);
    }
  });
});
