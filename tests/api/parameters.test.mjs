// SPDX-License-Identifier: MIT
// What may be asked and what not: one table of targets and of what is said to them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { daysBefore, FakeOpenAi, today } from '../support/fake_openai.mjs';
import { ask, CANARY } from '../support/openapi.mjs';
import { startServer } from '../support/server.mjs';
import { LIMIT_MS } from '../support/wait.mjs';

const day = daysBefore(5);
const dates = `start_date=${day}&end_date=${day}`;
const nextYear = daysBefore(-366);
const tooLate = daysBefore(-367);
const reason = (name, text) => ({ name, reason: text });

// [what, target, status, body has, body lacks]; in a 400, "has" is the list of all parameters that are wrong.
// biome-ignore format: a table
const TABLE = [
  // costs: which days
  ['no days', '/api/costs', 400, [
    reason('start_date', 'is missing: give start_date and end_date, or period'),
    reason('end_date', 'is missing: give start_date and end_date, or period')]],
  ['no days, with a question mark', '/api/costs?', 400, [
    reason('start_date', 'is missing: give start_date and end_date, or period'),
    reason('end_date', 'is missing: give start_date and end_date, or period')]],
  ['a day', `/api/costs?${dates}`, 200, `"start_date":"${day}","end_date":"${day}"`],
  ['empty parts of a query', `/api/costs?&&${dates}&`, 200, '"total_cost_usd":0.5'],
  ['percent-encoded parameters', `/api/costs?%73tart_date=${day}&end_date=${day.replaceAll('-', '%2D')}`, 200, '0.5'],
  ['a start only', `/api/costs?start_date=${day}`, 400, [reason('end_date', 'is missing beside start_date')]],
  ['an end only', `/api/costs?end_date=${day}`, 400, [reason('start_date', 'is missing beside end_date')]],
  ['the end before the start', `/api/costs?start_date=${day}&end_date=${daysBefore(6)}`, 400,
    [reason('end_date', 'is before start_date')]],
  ['an empty start', `/api/costs?start_date=&end_date=${day}`, 400,
    [reason('start_date', 'is empty')]],
  ['a parameter without a value', `/api/costs?start_date&end_date=${day}`, 400,
    [reason('start_date', 'is empty')]],
  ...['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1', '26-01-01', '2026-01-01T00:00:00Z',
    '20260101', '01.02.2026', 'yesterday', ' 2026-01-01', '2026-01-01 ', '-2026-01-01', '2026-01-0', '2026-01-011',
    '2026/01/01', '0000-00-00', '２０２６-01-01', "2026-01-01'--", '9999999999-01-01',
  ].map((text) => [`${text} as a date`, `/api/costs?start_date=${encodeURIComponent(text)}&end_date=${day}`, 400,
    [reason('start_date', /^is /)]]),
  ['both dates wrong', '/api/costs?start_date=x&end_date=y', 400,
    [reason('start_date', /^is /), reason('end_date', /^is /)]],
  ['the first day there is', '/api/costs?start_date=2015-01-01&end_date=2015-01-01', 200, '"total_cost_usd":0,'],
  ['a day before it', '/api/costs?start_date=2014-12-31&end_date=2015-01-01', 400,
    [reason('start_date', /^is not between 2015-01-01 and \d{4}-/)]],
  ['year 1', '/api/costs?start_date=0001-01-01&end_date=0001-01-01', 400,
    [reason('start_date', /^is not between/), reason('end_date', /^is not between/)]],
  ['year 9999', `/api/costs?start_date=${day}&end_date=9999-12-31`, 400, [reason('end_date', /^is not between/)]],
  ['a year from now', `/api/costs?start_date=${nextYear}&end_date=${nextYear}`, 200, '"total_cost_usd":0,'],
  ['more than a year from now', `/api/costs?start_date=${day}&end_date=${tooLate}`, 400,
    [reason('end_date', /^is not between/)]],
  ['ten years', `/api/costs?start_date=2016-01-01&end_date=2025-12-31`, 200, '"start_date":"2016-01-01"'],
  ['more than ten years', `/api/costs?start_date=2016-01-01&end_date=2026-01-01`, 400,
    [reason('end_date', 'is more than 3653 days (ten years) after start_date')]],
  // costs: period
  ...['week', 'month', 'year'].map((period) => [`this ${period}`, `/api/costs?period=${period}`, 200, `"end_date":"${today()}"`]),
  ...['day', 'Month', 'months', 'quarter', '1', 'month ', 'month\u0000'].map((text) => [`period=${JSON.stringify(text)}`,
    `/api/costs?period=${encodeURIComponent(text)}`, 400, [reason('period', /^(is none of week, month, year|has a control character in it)$/)]]),
  ['a period and dates', `/api/costs?period=month&${dates}`, 400,
    [reason('period', 'cannot be given together with start_date or end_date')]],
  ['a period and one date', `/api/costs?period=month&end_date=${day}`, 400,
    [reason('period', 'cannot be given together with start_date or end_date')]],
  ['an empty period beside an end', `/api/costs?period=&end_date=${day}`, 400,
    [reason('period', 'is empty'), reason('start_date', 'is missing beside end_date')]],
  ['two periods', '/api/costs?period=month&period=year', 400, [reason('period', 'is given more than once')]],
  // costs: filters
  ['provider', `/api/costs?provider=openai&${dates}`, 200, '"total_cost_usd":0.5'],
  ['an unknown provider', `/api/costs?provider=acme&${dates}`, 404, "no provider 'acme'. Known providers: "],
  ['a provider in capitals', `/api/costs?provider=OpenAI&${dates}`, 404, "no provider 'OpenAI'"],
  ['an unknown provider with odd signs', `/api/costs?provider=${encodeURIComponent('<script>"\\é')}&${dates}`, 404,
    "no provider '<script>"],
  ['workspace', `/api/costs?workspace=acme&${dates}`, 200, '"total_cost_usd":0.5'],
  ['an unknown workspace', `/api/costs?workspace=other&${dates}`, 404, "no workspace 'other'"],
  ['an unknown workspace of a provider', `/api/costs?provider=openai&workspace=other&${dates}`, 404, "no workspace 'other'"],
  ['project', `/api/costs?project_id=proj_1&${dates}`, 200, '"total_cost_usd":0.3'],
  ['no project', `/api/costs?project_id=none&${dates}`, 200, '"total_cost_usd":0.2'],
  ['model', `/api/costs?model=gpt-5&${dates}`, 200, '"total_cost_usd":0.5'],
  ['a model that nobody used', `/api/costs?model=none&${dates}`, 200, '"total_cost_usd":0,'],
  ['an archived project', `/api/costs?project_id=proj_old&${dates}`, 200, '"total_cost_usd":0,'],
  ['an unknown project', `/api/costs?project_id=proj_9&${dates}`, 404, "no project 'proj_9'. GET /api/projects lists them."],
  ['SQL as a project', `/api/costs?project_id=${encodeURIComponent("' OR 1=1 --")}&${dates}`, 404, 'no project'],
  ...['provider', 'workspace', 'project_id', 'model', 'refresh', 'period'].map((name) => [`an empty ${name}`,
    `/api/costs?${name}=&${dates}`, 400, [reason(name, 'is empty')]]),
  ...['provider', 'workspace', 'project_id'].map((name) => [`a repeated ${name}`,
    `/api/costs?${name}=a&${name}=a&${dates}`, 400, [reason(name, 'is given more than once')]]),
  ['a parameter three times', `/api/costs?provider=a&provider=b&provider=c&${dates}`, 400,
    [reason('provider', 'is given more than once')]],
  ...['provider', 'workspace', 'project_id'].map((name) => [`a ${name} of 256 bytes`,
    `/api/costs?${name}=${'x'.repeat(256)}&${dates}`, 404, "'xxx"]),
  ...['provider', 'workspace', 'project_id', 'model', 'refresh', 'start_date', 'period'].map((name) => [`a ${name} of 257 bytes`,
    `/api/costs?${name}=${'x'.repeat(257)}`, 400, 'is longer than 256 bytes', 'xxxx']),
  ['257 bytes in 129 signs', `/api/costs?project_id=${encodeURIComponent('é'.repeat(128) + 'x')}&${dates}`, 400,
    [reason('project_id', 'is longer than 256 bytes')]],
  ['a value of 10 KB', `/api/costs?provider=${'y'.repeat(10_000)}&${dates}`, 400,
    [reason('provider', 'is longer than 256 bytes')], 'yyyy'],
  ['a name of 10 KB', `/api/costs?${'z'.repeat(10_000)}=1&${dates}`, 400, 'is not known', 'z'.repeat(100)],
  ['a thousand parameters', `/api/costs?${dates}${'&provider=a'.repeat(1000)}`, 400,
    [reason('provider', 'is given more than once')]],
  ...['true', 'false'].map((flag) => [`refresh=${flag}`, `/api/costs?refresh=${flag}&${dates}`, 200, '"total_cost_usd":0.5']),
  ...['1', 'TRUE', 'yes', '0'].map((flag) => [`refresh=${flag}`, `/api/costs?refresh=${flag}&${dates}`, 400,
    [reason('refresh', 'is neither true nor false')]]),
  ...['model', 'project', 'workspace', 'provider'].map((by) => [`daily_by=${by}`, `/api/costs?daily_by=${by}&${dates}`, 200,
    '"total_cost_usd":0.5']),
  ...['Model', 'day', 'models', 'project_id'].map((by) => [`daily_by=${by}`, `/api/costs?daily_by=${by}&${dates}`, 400,
    [reason('daily_by', 'is none of model, project, workspace, provider')]]),
  ['an unknown parameter', `/api/costs?projects=a&${dates}`, 400, [reason('projects',
    'is not known; known are provider, workspace, project_id, model, start_date, end_date, period, daily_by, refresh, offline')]],
  ['a known parameter in capitals', `/api/costs?Provider=openai&${dates}`, 400, [reason('Provider', /^is not known/)]],
  ['all that can be wrong at once', '/api/costs?provider=&workspace=a&workspace=b&start_date=x&refresh=maybe&color=red', 400,
    [reason('provider', 'is empty'), reason('workspace', 'is given more than once'), reason('color', /^is not known/),
      reason('refresh', 'is neither true nor false'), reason('start_date', /^is /),
      reason('end_date', 'is missing beside start_date')]],
  // encoding
  ...['%', '%2', '%zz', '%%', '%F', '%c3', '%ff', '%fe%ff', '%ed%a0%80', '%c0%af', '%f4%90%80%80', 'a%00%'].map((text) => [
    `${text} in a value`, `/api/costs?project_id=${text}&${dates}`, 400, [reason('query', 'is not valid percent-encoded UTF-8')]]),
  ['a bad escape in a name', `/api/costs?%ff=1&${dates}`, 400, [reason('query', 'is not valid percent-encoded UTF-8')]],
  ['a NUL in a value', `/api/costs?project_id=a%00b&${dates}`, 400, [reason('project_id', 'has a control character in it')]],
  ['a line break in a value', `/api/costs?project_id=a%0d%0aSet-Cookie:%20x&${dates}`, 400,
    [reason('project_id', 'has a control character in it')], 'Set-Cookie'],
  ['a DEL in a value', `/api/costs?project_id=a%7f&${dates}`, 400, [reason('project_id', 'has a control character in it')]],
  ['a NUL in a name', `/api/costs?a%00b=1&${dates}`, 400, 'is not known', '\\u0000'],
  ['a plus sign for a blank', `/api/costs?project_id=a+b&${dates}`, 404, "no project 'a b'"],
  ['all of Unicode in a value', `/api/costs?project_id=${encodeURIComponent('項目🧾é')}&${dates}`, 404, 'no project'],
  ['markup in a name', `/api/costs?%3Cimg%20src=x%3E=1&${dates}`, 400, 'is not known'],
  // projects
  ['projects', '/api/projects', 200, '"id":"proj_1","name":"One","archived":false'],
  ['projects of a provider', '/api/projects?provider=openai', 200, '"id":"proj_old","name":"Old","archived":true'],
  ['projects of a workspace', '/api/projects?workspace=acme', 200, 'proj_1'],
  ['projects of an unknown provider', '/api/projects?provider=acme', 404, "no provider 'acme'"],
  ['projects of an unknown workspace', '/api/projects?workspace=other', 404, "no workspace 'other'"],
  ['projects anew', '/api/projects?refresh=true', 200, 'proj_1'],
  ['projects with a date', `/api/projects?start_date=${day}`, 400,
    [reason('start_date', 'is not known; known are provider, workspace, refresh')]],
  ['an empty provider', '/api/projects?provider=', 400, [reason('provider', 'is empty')]],
  ['a repeated workspace', '/api/projects?workspace=a&workspace=b', 400, [reason('workspace', 'is given more than once')]],
  // workspaces
  ['workspaces', '/api/workspaces', 200, '{"workspaces":[{"id":"acme","name":"Acme"}]}'],
  ['workspaces of a provider', '/api/workspaces?provider=openai', 200, '"acme"'],
  ['workspaces of an unknown provider', '/api/workspaces?provider=acme', 404, "no provider 'acme'"],
  ['workspaces of a workspace', '/api/workspaces?workspace=acme', 400, [reason('workspace', 'is not known; known are provider')]],
  // paths without parameters
  ['providers', '/api/providers', 200, '"id":"openai"'],
  ['providers with a parameter', '/api/providers?a=1', 400, [reason('a', 'is not known: no parameter is')]],
  ['sync', '/api/sync', 200, '"fetches":['],
  ['sync with a parameter', '/api/sync?provider=openai', 400, [reason('provider', 'is not known: no parameter is')]],
  ['events with a parameter', '/api/events?since=1', 400, [reason('since', 'is not known: no parameter is')]],
  ['health', '/health', 200, '"status":"ok"'],
  ['health with an empty query', '/health?', 200, '"status":"ok"'],
  ['health with a parameter', '/health?x', 400, [reason('x', 'is not known: no parameter is')]],
  // other paths
  ...['/api', '/api/', '/api/cost', '/api/costs/', '/API/costs', '//api/costs', '/api//costs', '/api/%63osts', '/api/costs;a=1',
    '/metrics', '/index.htm', '/favicon', '/.env', '/.git/config', '/..', '/../', '/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd', '/assets/../index.html', '/assets/..%5c..%5cindex.html', '/assets/', '/./index.html',
    '/index.html%00.js', '/%00', '/%', '/%ff', '/etc/passwd', '/assets/%2e%2e/index.html', `/${'a'.repeat(10_000)}`,
  ].map((path) => [path.slice(0, 40), path, 404, 'no such path', 'root:']),
];

describe('parameters', { timeout: LIMIT_MS }, () => {
  let fake;
  let server;
  before(async () => {
    fake = await new FakeOpenAi([
      {
        key: `sk-admin-${CANARY}`,
        projects: [
          { id: 'proj_1', name: 'One' },
          { id: 'proj_old', name: 'Old', archived: true },
        ],
        costs: [
          { date: day, project: 'proj_1', item: 'gpt-5, input', value: '0.3' },
          { date: day, project: null, item: 'gpt-5, output', value: '"0.20"' },
        ],
        usage: {},
      },
    ]).start();
    server = await startServer({ env: { OPENAI_BASE_URL: fake.baseUrl, OPENAI_API_KEY_ACME: `sk-admin-${CANARY}` } });
  });
  after(async () => {
    await server?.stop();
    await fake?.stop();
  });

  for (const [what, target, status, has, lacks] of TABLE) {
    test(`${what}: ${status}`, async () => {
      const reply = await ask(server, target);
      assert.equal(reply.status, status, reply.text);
      if (Array.isArray(has)) {
        assert.equal(reply.json.kind, 'invalid_argument');
        const wrong = reply.json.parameters;
        assert.deepEqual(
          wrong.map(({ name }) => name),
          has.map(({ name }) => name),
          reply.text,
        );
        has.forEach(({ reason: expected }, i) => {
          if (expected instanceof RegExp) assert.match(wrong[i].reason, expected);
          else assert.equal(wrong[i].reason, expected);
          // Every one is named in what people read too.
          assert.ok(reply.json.detail.includes(`${wrong[i].name} ${wrong[i].reason}`), reply.text);
        });
      } else {
        const said = status === 200 ? reply.text : reply.json.detail;
        assert.ok(said.includes(has), `${JSON.stringify(has)} is not in ${reply.text.slice(0, 1000)}`);
      }
      if (lacks) assert.ok(!reply.text.includes(lacks), `${lacks} is in ${reply.text.slice(0, 1000)}`);
    });
  }

  test('a wrong question asks nothing of the provider', async () => {
    const before = fake.calls.length;
    for (const [, target, status] of TABLE) if (status === 400) await ask(server, target);
    assert.equal(fake.calls.length, before);
    assert.deepEqual(fake.complaints, []);
  });

  test('HEAD answers as GET does, without the body', async () => {
    for (const target of [
      `/api/costs?${dates}`,
      '/api/costs',
      '/api/projects',
      '/api/workspaces',
      '/api/providers',
      '/api/sync',
      '/health',
      '/',
      '/nothing',
      '/api/costs?provider=acme&period=month',
    ]) {
      const got = await ask(server, target);
      const head = await ask(server, target, { method: 'HEAD' });
      assert.equal(head.status, got.status, target);
      assert.equal(head.bytes.length, 0);
      for (const name of ['content-type', 'content-length', 'cache-control', 'etag']) {
        assert.equal(head.headers[name], got.headers[name], `${target}: ${name}`);
      }
    }
  });

  test('other methods are refused with what is allowed', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      for (const target of [`/api/costs?${dates}`, '/api/projects', '/health', '/', '/nothing']) {
        const reply = await ask(server, target, { method });
        assert.equal(reply.status, 405, `${method} ${target}`);
        assert.equal(reply.headers.allow, 'GET, HEAD');
      }
    }
    const withBody = await ask(server, '/api/costs', { method: 'POST', body: '{"period":"month"}' });
    assert.equal(withBody.status, 405);
  });

  test('a period begins where the calendar says', async () => {
    for (;;) {
      const now = today();
      const starts = {
        week: daysBefore((new Date(now).getUTCDay() + 6) % 7, now),
        month: `${now.slice(0, 7)}-01`,
        year: `${now.slice(0, 4)}-01-01`,
      };
      const replies = {};
      for (const period of Object.keys(starts))
        replies[period] = (await ask(server, `/api/costs?period=${period}`)).json;
      if (today() !== now) continue; // midnight passed meanwhile
      for (const [period, start] of Object.entries(starts)) {
        assert.deepEqual([replies[period].start_date, replies[period].end_date], [start, now]);
        const days = Math.round((Date.parse(now) - Date.parse(start)) / 86_400_000) + 1;
        assert.equal(replies[period].daily.length, days);
      }
      return;
    }
  });
});
