// SPDX-License-Identifier: MIT
// The simulator over real HTTP: what its faults do to a connection, which its unit tests cannot see.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { request, startSimulator } from '../support/server.mjs';

const HEADERS = { authorization: 'Bearer sk-admin-demo-edugami' };
const PROJECTS = '/v1/organization/projects?limit=100';

let simulator;
before(async () => {
  simulator = await startSimulator();
});
beforeEach(() => simulator.clearFaults());
after(() => simulator?.stop());

const ask = (target = PROJECTS) => request(simulator.url, target, { headers: HEADERS });

test('answers JSON with the version and without', async () => {
  const reply = await ask();
  assert.equal(reply.status, 200);
  assert.equal(reply.headers['content-type'], 'application/json');
  assert.match(reply.headers['x-request-id'], /^req_/);
  assert.deepEqual((await ask(PROJECTS.slice(3))).json, reply.json);
});

test('a HEAD has the headers of a GET and no body', async () => {
  const reply = await request(simulator.url, PROJECTS, { method: 'HEAD', headers: HEADERS });
  assert.equal(reply.status, 200);
  assert.equal(reply.bytes.length, 0);
});

test('reset: the connection is reset without an answer', async () => {
  await simulator.addFault('kind=reset,count=1');
  await assert.rejects(ask(), { code: 'ECONNRESET' });
  assert.equal((await ask()).status, 200);
});

test('cut-off: the connection closes in the middle of the body', async () => {
  await simulator.addFault('kind=cut-off,count=1');
  await assert.rejects(ask(), { code: 'ECONNRESET', message: 'aborted' });
  assert.equal((await ask()).status, 200);
});

test('slow: the answer comes, but late', async () => {
  await simulator.addFault('kind=slow,ms=150,count=1');
  const begin = performance.now();
  assert.equal((await ask()).status, 200);
  assert.ok(performance.now() - begin >= 145);
});

test('huge: 60 MB arrive whole', async () => {
  await simulator.addFault('kind=huge,count=1');
  const reply = await ask();
  assert.ok(reply.bytes.length > 60 * 2 ** 20);
  assert.equal(reply.json.object, 'list');
});

test('redirect: elsewhere, for a client to refuse', async () => {
  await simulator.addFault('kind=redirect,to=http://127.0.0.1:9/elsewhere,count=1');
  const reply = await ask();
  assert.equal(reply.status, 302);
  assert.equal(reply.headers.location, 'http://127.0.0.1:9/elsewhere');
});

test('what the server itself refuses has the documented form, too', async () => {
  const reply = await request(simulator.url, PROJECTS, { headers: { ...HEADERS, 'x-long': 'x'.repeat(100_000) } });
  assert.equal(reply.status, 431);
  assert.equal(typeof reply.json.error.message, 'string');
});

test('a hundred calls at a time are all answered and counted', async () => {
  const before = (await simulator.calls()).total;
  const replies = await Promise.all(Array.from({ length: 100 }, () => ask()));
  assert.ok(replies.every((reply) => reply.status === 200));
  const calls = await simulator.calls();
  assert.equal(calls.total - before, 100);
  assert.equal(calls.in_flight, 0);
});
