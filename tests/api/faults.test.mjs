// SPDX-License-Identifier: MIT
// What is said when the provider fails while nothing is known: which problem, with which status, and never its text.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { dayOf, daysBefore, FakeOpenAi, sendJson } from '../support/fake_openai.mjs';
import { ask, assertNoCanary, CANARY } from '../support/openapi.mjs';
import { startServer } from '../support/server.mjs';
import { LIMIT_MS } from '../support/wait.mjs';

const DATE = daysBefore(5);
const START = daysBefore(20, DATE);
const RANGE = `start_date=${START}&end_date=${DATE}`;
const COSTS = '/organization/costs';

const error = (message, code = null) => ({
  error: { message: `${CANARY}: ${message}`, type: 'invalid_request_error', param: null, code },
});
const status =
  (code, body = error('no'), headers = {}) =>
  (response) =>
    sendJson(response, code, body, headers);
const bytes =
  (body, headers = {}) =>
  (response) =>
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
// A page whose only bucket, the range's last or another, has the results given as JSON text.
const page = (results, more = '"has_more":false,"next_page":null', day = dayOf(DATE)) =>
  bytes(
    `{"object":"page","data":[{"object":"bucket","start_time":${day * 86_400},"end_time":${(day + 1) * 86_400},` +
      `"results":${results}}],${more}}`,
  );
const result = (amount, rest = '') =>
  `[{"object":"organization.costs.result","amount":${amount},"line_item":"${CANARY}","project_id":"proj_1"${rest}}]`;
const value = (text) => page(result(`{"value":${text},"currency":"usd"}`));
const elsewhere = { calls: 0 };

const BAD = [502, 'bad_upstream'];
const DOWN = [503, 'unavailable'];
// [what, how the call for costs is answered, status, kind, detail has, more of the problem, key]
// biome-ignore format: a table
const FAULTS = [
  ['401', status(401, error('Incorrect API key provided', 'invalid_api_key')), 502, 'invalid_key',
    ['was refused', 'OPENAI_API_KEY_%', 'admin key'], { setting: true }],
  ['401 without a reason', status(401, ''), 502, 'invalid_key', ['was refused'], { setting: true }],
  ['401 with a page', bytesOf(401, `<html>${CANARY}</html>`), 502, 'invalid_key', ['was refused'], { setting: true }],
  ['401 for a project key', status(401, error('no', 'invalid_api_key')), 502, 'invalid_key',
    ['is an OpenAI project key, which cannot read costs', 'platform.openai.com'], { setting: true }, 'sk-proj-'],
  ['401 for a user key', status(401, error('no', 'invalid_api_key')), 502, 'invalid_key', ['is an OpenAI user key'], { setting: true }, 'sk-'],
  ['401 for a missing scope', status(401, error('You have insufficient permissions for this operation. Missing scopes: api.usage.read.')),
    502, 'permission_denied', ['lacks the scope api.usage.read'], { setting: true }],
  ['403', status(403), 502, 'permission_denied', ['OPENAI_API_KEY_%'], { setting: true }],
  ['403 for a missing scope', status(403, error('You have insufficient permissions. Missing scopes: api.usage.read. Check that')),
    502, 'permission_denied', ['lacks the scope api.usage.read'], { setting: true }],
  ['403 with markup for a scope', status(403, error(`Missing scopes: <b>${CANARY}</b>.`)), 502, 'permission_denied', [], { setting: true }],
  ['404', status(404), ...DOWN, ['does not answer for costs']],
  ['400', status(400), ...BAD, ['status 400']],
  ['418', status(418), ...BAD, ['status 418']],
  ['429 with a long wait', status(429, error('slow down'), { 'retry-after': '100' }), 503, 'rate_limited', ['status 429'], { retry_after: 100 }],
  ['429 without a wait', status(429), 503, 'rate_limited', ['status 429'], { retry_after: 60 }],
  ['429 with a date', (response) => status(429, error('x'), { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() })(response),
    503, 'rate_limited', [], { retry_after: (seconds) => seconds > 3000 && seconds <= 3600 }],
  ['429 with an odd wait', status(429, error('x'), { 'retry-after': `-1; ${CANARY}` }), 503, 'rate_limited', [], { retry_after: 60 }],
  ['500', status(500), ...DOWN, ['status 500']],
  ['502 with a page', bytesOf(502, `<html>${CANARY}</html>`), ...DOWN, ['status 502']],
  ['503 with a long wait', status(503, error('x'), { 'retry-after': '90' }), ...DOWN, [], { retry_after: 90 }],
  ['501', status(501), ...BAD, ['status 501']],
  ['a redirect', (response) => response.writeHead(302, { location: elsewhere.url }).end(), ...BAD, ['status 302']],
  ['a connection reset', (response) => response.socket.resetAndDestroy(), ...DOWN],
  ['a connection closed without an answer', (response) => response.socket.destroy(), ...DOWN],
  ['a body cut off', (response) => { response.writeHead(200, { 'content-length': 1000 }).write('{"object":"page",', () => response.socket.destroy()); },
    ...DOWN],
  ['no body', bytes(''), ...BAD],
  ['204', (response) => response.writeHead(204).end(), ...BAD],
  ['a page of HTML', bytes(`<!doctype html><title>${CANARY}</title>`, { 'content-type': 'text/html' }), ...BAD],
  ['JSON cut off', bytes(`{"object":"page","data":[{"object":"bucket","start_time":${dayOf(DATE) * 86_400},"results":[{"amount":{"value":1`), ...BAD],
  ['more after the JSON', bytes('{"object":"page","data":[],"has_more":false,"next_page":null}{}'), ...BAD],
  ['JSON about something else', bytes(`{"hello":"${CANARY}"}`), ...BAD, ['data is missing']],
  ['an error with status 200', bytes(JSON.stringify(error('no'))), ...BAD],
  ['a list', bytes('[]'), ...BAD],
  ['null', bytes('null'), ...BAD],
  ['data that is an object', bytes('{"data":{},"has_more":false}'), ...BAD],
  ['a bucket without results', bytes(`{"data":[{"start_time":${dayOf(DATE) * 86_400}}],"has_more":false}`), ...BAD, ['results is missing']],
  ['a bucket without a time', bytes('{"data":[{"results":[]}],"has_more":false}'), ...BAD, ['start_time is missing']],
  ['a time that is a text', bytes('{"data":[{"start_time":"now","results":[]}],"has_more":false}'), ...BAD],
  ['a time out of bounds', bytes('{"data":[{"start_time":9223372036854775807,"results":[]}],"has_more":false}'), ...BAD],
  ['a time of 30 digits', bytes('{"data":[{"start_time":999999999999999999999999999999,"results":[]}],"has_more":false}'), ...BAD],
  ['days that nobody asked for', bytes('{"data":[{"start_time":0,"end_time":86400,"results":[]}],"has_more":false}'), ...BAD],
  ...['NaN', '"NaN"', 'Infinity', '"Infinity"', '-Infinity', '1e400', '"1e400"', '1e30', '"1e99999999999999999999"', '"0x10"', '""', '" 1"', '"1,5"', '"$1"',
    '01', '+1', '.5', '1.', 'true', 'null', '[1]', '{}', `"${CANARY}"`, '"1\\u0000"', `"${'9'.repeat(100_000)}"`,
  ].map((text) => [`the amount ${text.slice(0, 30)}`, value(text), ...BAD]),
  ['an amount that is a text', page(result('"12"')), ...BAD],
  ['an amount without value', page(result('{"currency":"usd"}')), ...BAD],
  ['a currency that is none', page(result(`{"value":1,"currency":"${CANARY}"}`)), ...BAD],
  ['a value twice', page(result('{"value":1,"value":2,"currency":"usd"}')), ...BAD, ['appears twice']],
  ['an amount twice', page(result('{"value":1,"currency":"usd"}', ',"amount":{"value":9,"currency":"usd"}')), ...BAD, ['appears twice']],
  ['data twice', bytes('{"data":[],"data":[],"has_more":false}'), ...BAD, ['appears twice']],
  ['a project that is a number', page(result('{"value":1,"currency":"usd"}').replace('"proj_1"', '1')), ...BAD],
  ['a project with a NUL', page(result('{"value":1,"currency":"usd"}').replace('proj_1', 'proj\\u0000')), ...BAD],
  ['a lone surrogate', page(result('{"value":1,"currency":"usd"}').replace('proj_1', '\\ud800')), ...BAD],
  ['invalid UTF-8', bytes(Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0xff, 0xfe, 0xc0, 0xaf]), Buffer.from('","data":[],"has_more":false}')])), ...BAD],
  ['nesting of 100,000', bytes(`{"x":${'['.repeat(100_000)}${']'.repeat(100_000)},"data":[],"has_more":false}`), ...BAD],
  ['nesting without end', bytes(`{"x":${'{"x":['.repeat(50_000)}`), ...BAD],
  ['60 MB', (response) => bytes(`{"x":"${' '.repeat(60 << 20)}","data":[],"has_more":false}`)(response), ...BAD],
  ['60 MB in 60 KB', (response) => bytes(BOMB(), { 'content-encoding': 'gzip' })(response), ...BAD],
  ['an encoding that nobody knows', bytes('{"data":[],"has_more":false}', { 'content-encoding': 'rot13' }), ...BAD],
  ['no grouping', page('[{"amount":{"value":1,"currency":"usd"},"line_item":null,"project_id":null}]'), ...BAD, ['grouping was ignored']],
  ['a cursor that repeats', page('[]', '"has_more":true,"next_page":"page_1"', dayOf(START)), ...BAD, ['cursor repeats']],
  ['more without a cursor', page('[]', '"has_more":true,"next_page":null', dayOf(START)), ...BAD],
];

function bytesOf(code, body) {
  return (response) => response.writeHead(code, { 'content-type': 'text/html' }).end(body);
}
let bomb;
const BOMB = () => (bomb ??= gzipSync(`{"x":"${' '.repeat(60 << 20)}","data":[],"has_more":false}`));

describe('an upstream that fails', { concurrency: 8, timeout: LIMIT_MS }, () => {
  let fake;
  let server;
  let trap; // where a redirect leads
  const keyOf = (i, begin = 'sk-admin-') => `${begin}${CANARY}-w${i}`;
  before(async () => {
    trap = http.createServer((message, response) => {
      elsewhere.calls += 1;
      response.end('{}');
    });
    await new Promise((resolve) => trap.listen(0, '127.0.0.1', resolve));
    elsewhere.url = `http://127.0.0.1:${trap.address().port}/`;
    // Each fault is a workspace of its own, so that one server is asked for all of them at the same time.
    const organizations = FAULTS.map(([, , , , , , begin], i) => ({
      key: keyOf(i, begin),
      projects: [],
      costs: [],
      usage: {},
    }));
    organizations.push({
      key: keyOf('good'),
      projects: [{ id: 'proj_1', name: 'One' }],
      usage: {},
      costs: [{ date: DATE, project: 'proj_1', item: 'gpt-5, input', value: '"0.125"' }],
    });
    fake = await new FakeOpenAi(organizations).start();
    fake.intercept = (call, response) => {
      const [, answer] = FAULTS[call.key.split('-w').at(-1)] ?? [];
      if (!answer || call.path !== COSTS) return false;
      answer(response);
      return true;
    };
    const keys = Object.fromEntries(
      organizations.map(({ key }) => [`OPENAI_API_KEY_W${key.split('-w').at(-1).toUpperCase()}`, key]),
    );
    server = await startServer({ env: { OPENAI_BASE_URL: fake.baseUrl, LOG_LEVEL: 'trace', ...keys } });
  });
  after(async () => {
    await server?.stop();
    await fake?.stop();
    trap?.close();
    // Whatever was said upstream, and the keys: in no answer (`ask` sees to that) and in no line of the log.
    assertNoCanary(server.stderr, 'the log');
    assert.equal(elsewhere.calls, 0, 'a redirect was followed');
  });

  FAULTS.forEach(([what, , code, kind, has = [], more = {}], i) => {
    test(`${what}: ${code} ${kind}`, async () => {
      const reply = await ask(server, `/api/costs?${RANGE}&workspace=w${i}`);
      const problem = reply.json;
      assert.equal(reply.status, code, reply.text);
      assert.equal(problem.kind, kind, reply.text);
      assert.equal(problem.provider, 'openai');
      assert.equal(problem.workspace, `w${i}`);
      assert.match(problem.detail, /^openai: /);
      for (const part of has)
        assert.ok(problem.detail.includes(part.replace('%', `W${i}`)), `${part} is not in ${problem.detail}`);
      assert.equal(problem.setting, more.setting ? `OPENAI_API_KEY_W${i}` : undefined);
      if (typeof more.retry_after === 'function') assert.ok(more.retry_after(problem.retry_after), reply.text);
      else if ('retry_after' in more) assert.equal(problem.retry_after, more.retry_after);
      // Text of a terminal's or a page's own language has no place in an answer.
      assert.doesNotMatch(problem.detail, /[\p{Cc}<]/u);
    });
  });

  test('all of them at once leave the one that is well', async () => {
    const reply = await ask(server, `/api/costs?${RANGE}`);
    assert.equal(reply.status, 200, reply.text);
    const report = reply.exact;
    assert.equal(report.total_cost_usd.text, '0.125');
    assert.deepEqual(
      report.workspaces.map(({ id }) => id),
      ['wgood'],
    );
    assert.equal(report.stale, true);
    assert.equal(report.coverage.complete, false);
    const expected = new Map(FAULTS.map(([, , , kind], i) => [`w${i}`, kind]));
    assert.deepEqual(new Map(reply.json.errors.map(({ workspace, kind }) => [workspace, kind])), expected);
  });

  test('what passes is tried again', async () => {
    // Its own provider and server: beside the question for everything it would join the reading that runs already.
    const answers = [
      status(429, error('x'), { 'retry-after': '0' }),
      status(500),
      (response) => response.socket.destroy(),
    ];
    const costs = [{ date: DATE, project: 'proj_1', item: 'gpt-5, input', value: '"0.125"' }];
    const key = keyOf('passing');
    const own = await new FakeOpenAi([{ key, projects: [{ id: 'proj_1', name: 'One' }], costs, usage: {} }]).start();
    let left = answers.length;
    own.intercept = (call, response) => {
      if (call.path !== COSTS || left === 0) return false;
      answers[--left](response);
      return true;
    };
    const other = await startServer({ env: { OPENAI_BASE_URL: own.baseUrl, OPENAI_ADMIN_KEY: key } });
    try {
      const reply = await ask(other, `/api/costs?${RANGE}`);
      assert.equal(reply.status, 200, reply.text);
      assert.equal(left, 0);
      assert.deepEqual(reply.json.errors, []);
      assert.equal(reply.exact.total_cost_usd.text, '0.125');
      await other.stop();
      assertNoCanary(other.stderr, 'the log');
    } finally {
      other.program.signal('SIGKILL');
      await own.stop();
    }
  });

  test('a refused key is told of with the providers too', async () => {
    const own = await new FakeOpenAi([]).start();
    const other = await startServer({ env: { OPENAI_BASE_URL: own.baseUrl, OPENAI_ADMIN_KEY: keyOf('none') } });
    try {
      const [openai] = (await ask(other, '/api/providers')).json.providers.filter(({ id }) => id === 'openai');
      assert.equal(openai.available, false);
      assert.equal(openai.error.kind, 'invalid_key');
      assert.equal(openai.error.setting, 'OPENAI_ADMIN_KEY');
      const projects = await ask(other, '/api/projects');
      assert.deepEqual([projects.status, projects.json.kind], [502, 'invalid_key']);
      await other.stop();
      assertNoCanary(other.stderr, 'the log');
    } finally {
      other.program.signal('SIGKILL');
      await own.stop();
    }
  });

  test('an upstream that does not answer: 504', async () => {
    const own = await new FakeOpenAi([{ key: keyOf('slow'), projects: [], costs: [], usage: {} }]).start();
    const other = await startServer({
      env: { OPENAI_BASE_URL: own.baseUrl, OPENAI_ADMIN_KEY: keyOf('slow'), UPSTREAM_TIMEOUT: '1' },
    });
    try {
      own.hold();
      const reply = await ask(other, `/api/costs?${RANGE}`);
      assert.deepEqual([reply.status, reply.json.kind], [504, 'timeout'], reply.text);
      assert.equal((await ask(other, '/api/projects')).status, 504);
      // It waits a short while only to say whether the keys are good.
      assert.equal((await ask(other, '/api/providers')).status, 200);
      await other.stop();
    } finally {
      other.program.signal('SIGKILL');
      await own.stop();
    }
  });

  test('nobody there: 503', async () => {
    const own = await new FakeOpenAi([]).start();
    await own.stop();
    const other = await startServer({ env: { OPENAI_BASE_URL: own.baseUrl, OPENAI_ADMIN_KEY: keyOf('gone') } });
    try {
      const reply = await ask(other, `/api/costs?${RANGE}`);
      assert.deepEqual([reply.status, reply.json.kind], [503, 'unavailable'], reply.text);
      await other.stop();
      assertNoCanary(other.stderr, 'the log');
    } finally {
      other.program.signal('SIGKILL');
    }
  });
});

test('no key at all: what to set', { timeout: LIMIT_MS }, async () => {
  const server = await startServer();
  const { providers, demo } = (await ask(server, '/api/providers')).json;
  assert.equal(demo, false);
  assert.ok(providers.length > 0);
  for (const { id, available, error: problem } of providers) {
    assert.equal(available, false);
    assert.equal(problem.type, 'urn:llm-cost-tracker:problem:not_configured');
    assert.equal(problem.provider, id);
    assert.ok(problem.detail.includes(`Set ${problem.setting} to an admin key`), problem.detail);
  }
  assert.equal(providers[0].error.setting, 'OPENAI_ADMIN_KEY');
  for (const target of [`/api/costs?${RANGE}`, `/api/costs?${RANGE}&provider=openai`, '/api/projects']) {
    const reply = await ask(server, target);
    assert.equal(reply.status, 502);
    assert.equal(reply.json.type, 'urn:llm-cost-tracker:problem:not_configured');
    assert.equal(reply.json.title, 'No key is set');
    assert.equal(reply.json.setting, 'OPENAI_ADMIN_KEY');
  }
  assert.deepEqual((await ask(server, '/api/workspaces')).json, { workspaces: [] });
  await server.stop();
});
