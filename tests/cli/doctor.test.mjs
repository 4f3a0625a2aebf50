// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { startSimulator } from '../support/server.mjs';
import { run } from './run.mjs';

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());

test('good keys are tried and found good, and no more of them is shown than prefix and end', async () => {
  const { stdout, stderr } = await run(['doctor'], { env: simulator.env });
  assert.match(stdout, /^OpenAI at http:\/\/127\.0\.0\.1:\d+\/v1\n/);
  assert.equal(stdout.match(/^ {4}projects: ok, \d+ found$/gm).length, 3);
  assert.equal(stdout.match(/^ {4}costs: ok, [\d,.]+ USD on \d{4}-\d\d-\d\d$/gm).length, 3);
  assert.match(stdout, /^Clock: agrees/m);
  assert.match(stdout, /^All keys are usable\.\n$/m);
  for (const [name, value] of Object.entries(simulator.env)) {
    if (name.includes('_KEY')) assert.ok(!(stdout + stderr).includes(value));
  }
});

test('a project key is recognised, tried, refused, and the advice says what to make instead', async () => {
  const env = { OPENAI_BASE_URL: simulator.env.OPENAI_BASE_URL, OPENAI_API_KEY: 'sk-proj-0123456789abcdefWXYZ' };
  const { stdout } = await run(['doctor'], { env, code: 1 });
  assert.match(stdout, /^ {2}OPENAI_API_KEY: sk-proj-…WXYZ, .*project/m);
  assert.match(stdout, /costs: refused, openai/);
  assert.match(stdout, /admin/);
  assert.match(stdout, /^Not all keys are usable\.$/m);
  assert.ok(!stdout.includes('0123456789'));
});

test('--json says the same for programs', async () => {
  const env = { ...simulator.env, OPENAI_API_KEY_OTHER: 'sk-admin-0123456789abcdefghi' };
  const report = JSON.parse((await run(['doctor', '--json'], { env, code: 1 })).stdout);
  assert.equal(report.ok, false);
  const keys = Object.fromEntries(report.providers[0].keys.map((key) => [key.workspace, key]));
  assert.equal(keys.edugami.usable, true);
  assert.deepEqual(
    keys.edugami.checks.map(({ name, status }) => `${name} ${status}`),
    ['projects ok', 'costs ok'],
  );
  assert.equal(keys.other.usable, false);
  assert.equal(keys.other.key, 'sk-admin-…fghi');
  assert.deepEqual(
    keys.other.checks.map(({ status }) => status),
    ['refused', 'refused'],
  );
  assert.ok(keys.other.checks[0].hint);
});

test('request counts that cannot be read are said, and do not make a key unusable', async () => {
  await simulator.addFault('path=/organization/usage,kind=500');
  const { stdout } = await run(['doctor'], { env: simulator.env }).finally(() => simulator.clearFaults());
  assert.equal(stdout.match(/^ {4}costs: ok/gm).length, 3);
  assert.equal(stdout.match(/^ {4}requests: unavailable, openai/gm).length, 3);
  assert.match(stdout, /^All keys are usable\.$/m);
});

test('an address where nobody answers is told as unavailable, and proxies are shown without their password', async () => {
  const env = {
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    OPENAI_API_KEY: 'sk-admin-0123456789abcdef',
    HTTPS_PROXY: 'http://me:hidden@127.0.0.1:9',
  };
  const { stdout } = await run(['doctor'], { env, code: 1 });
  assert.match(stdout, /costs: unavailable, openai/);
  assert.match(stdout, /what to do: .*OPENAI_BASE_URL/);
  assert.match(stdout, /^Proxy: HTTPS_PROXY=http:\/\/\*\*\*@127\.0\.0\.1:9$/m);
  assert.ok(!stdout.includes('hidden'));
});

test('where the ledger is is told without making it, and without a password', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'llm-cost-doctor-'));
  const doctor = async (url) => (await run(['doctor', '--offline'], { env: { DATABASE_URL: url }, code: 1 })).stdout;
  try {
    const url = `sqlite:${path.join(folder, 'ledger.db')}`;
    assert.match(await doctor(url), /^Ledger: sqlite:\S+ledger\.db, which is made at the first reading$/m);
    assert.deepEqual(readdirSync(folder), []);
    await run(['sync'], { env: { DATABASE_URL: url }, code: 1 }); // without a key; the ledger is made first
    assert.match(await doctor(url), /^Ledger: sqlite:\S+ledger\.db$/m);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const postgres = await doctor('postgres://ada:hidden@127.0.0.1:9/costs');
  assert.match(postgres, /^Ledger: postgres:\/\/ada@127\.0\.0\.1:9\/costs$/m);
  assert.match(await doctor('memory:'), /^Ledger: memory:, so nothing is kept/m);
});

test('--offline calls nobody', async () => {
  const good = await run(['doctor', '--offline'], { env: { OPENAI_API_KEY: 'sk-admin-0123456789abcdef' } });
  assert.match(good.stdout, /not tried \(--offline\)/);
  const bad = await run(['doctor', '--offline'], { env: { OPENAI_API_KEY: 'sk-proj-0123456789abcdef' }, code: 1 });
  assert.match(bad.stdout, /not usable: .*admin/);
});

test('no key at all is told with the place to make one', async () => {
  const { stdout } = await run(['doctor'], { code: 1 });
  assert.match(stdout, /no key is set: make one at https:\/\/platform\.openai\.com\S* and set OPENAI_ADMIN_KEY/);
});

test('counts that every endpoint refuses are told, and the key is usable all the same', async () => {
  const empty = '{"object":"page","data":[],"has_more":false,"next_page":null}';
  for (const status of [403, 404]) {
    const server = createServer((request, response) => {
      const refused = request.url.includes('/usage/');
      response.writeHead(refused ? status : 200, { 'content-type': 'application/json' });
      response.end(refused ? '{"error":{"message":"no","type":"x","param":null,"code":null}}' : empty);
    });
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    const env = {
      OPENAI_BASE_URL: `http://127.0.0.1:${server.address().port}/v1`,
      OPENAI_ADMIN_KEY: 'sk-admin-0123456789',
    };
    const { stdout } = await run(['doctor'], { env });
    server.close();
    assert.match(
      stdout,
      new RegExp(`^ {4}requests: refused, openai: no request counts from .*completions.*: status ${status}$`, 'm'),
    );
    assert.match(stdout, /^All keys are usable\.$/m);
  }
});

test('projects that are not found at all come of the wrong address', async () => {
  const server = createServer((_, response) => response.writeHead(404).end('{}'));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const env = {
    OPENAI_BASE_URL: `http://127.0.0.1:${server.address().port}/v2`,
    OPENAI_ADMIN_KEY: 'sk-admin-0123456789',
  };
  const { stdout } = await run(['doctor'], { env, code: 1 });
  server.close();
  assert.match(
    stdout,
    /^ {4}projects: failed, openai: projects: status 404\n {6}what to do: Check that OPENAI_BASE_URL/m,
  );
});
