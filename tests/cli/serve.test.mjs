// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';

import { Program } from '../support/program.mjs';
import { request, startServer, startSimulator } from '../support/server.mjs';
import { fails } from './run.mjs';

// What a failed test leaves running would keep the whole file from ending.
async function started(t, starting) {
  const server = await starting;
  t.after(() => server.program.signal('SIGKILL'));
  return server;
}

test('prints where it listens once it does, and ends well on SIGTERM and on SIGINT', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const server = await started(t, startServer());
    assert.match(server.program.stdout, /^Listening on http:\/\/127\.0\.0\.1:\d+\n$/);
    assert.equal((await request(server.url, '/health')).json.demo, false);
    server.program.signal(signal);
    await server.program.ended();
  }
});

test('starts without a key and warns', async (t) => {
  const server = await started(t, startServer());
  const { providers } = (await request(server.url, '/api/providers')).json;
  assert.equal(providers[0].available, false);
  assert.equal(providers[0].error.kind, 'invalid_key');
  await server.stop();
  assert.match(server.stderr, /^warning: no provider's key is set/m);
});

test('--demo shows figures without any key, and ignores those that are set', async (t) => {
  const server = await started(t, startServer({ args: ['--demo'], env: { OPENAI_API_KEY: '"broken', OPENAI_BASE_URL: 'nonsense' } }));
  const providers = (await request(server.url, '/api/providers')).json;
  assert.equal(providers.demo, true);
  for (const { id, available } of providers.providers) assert.equal(available, true, id);
  const costs = await request(server.url, '/api/costs?period=month');
  assert.equal(costs.status, 200);
  assert.deepEqual(costs.json.errors, []);
  assert.equal(costs.json.workspaces.filter(({ provider }) => provider === 'openai').length, 3);
  await server.stop();
});

test('a request under way is answered before it ends', async (t) => {
  const simulator = await started(t, startSimulator(['--latency', '1500']));
  const server = await started(t, startServer({ env: simulator.env }));
  const answer = request(server.url, '/api/costs?start_date=2026-03-01&end_date=2026-03-02');
  while ((await simulator.calls()).in_flight === 0) await new Promise((resolve) => setImmediate(resolve));
  server.program.signal('SIGTERM');
  assert.equal((await answer).status, 200);
  await server.program.ended();
  await simulator.stop();
});

test('a second signal does not wait for requests', async (t) => {
  const simulator = await started(t, startSimulator(['--latency', '30000']));
  const server = await started(t, startServer({ env: simulator.env }));
  const answer = request(server.url, '/api/costs?start_date=2026-03-01&end_date=2026-03-02').catch((error) => error.code);
  while ((await simulator.calls()).in_flight === 0) await new Promise((resolve) => setImmediate(resolve));
  server.program.signal('SIGTERM');
  // It takes no new connection any more: the first signal was seen.
  for (;;) {
    const refused = await request(server.url, '/health').then(
      () => false,
      () => true,
    );
    if (refused) break;
  }
  server.program.signal('SIGTERM');
  await server.program.ended({ code: 143, limit: 5_000 });
  await answer;
  await simulator.stop();
});

test('a port in use is an error that names the flag', async () => {
  const other = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address();
  const stderr = await fails(['serve', '--port', String(port)], 1).finally(() => other.close());
  assert.match(stderr, new RegExp(`error: .*${port}.*in use`));
  assert.match(stderr, /hint: .*--port/);
});

test('an address that others can reach is refused unless told to', async () => {
  const stderr = await fails(['serve', '--host', '0.0.0.0', '--port', '0'], 2);
  assert.match(stderr, /error: 0\.0\.0\.0 can be reached by other machines/);
  assert.match(stderr, /hint: .*--insecure-no-auth/);

  const program = new Program(['serve', '--host', '0.0.0.0', '--port', '0', '--insecure-no-auth']);
  const [, port] = await program.printed(/^Listening on http:\/\/0\.0\.0\.0:(\d+)$/m);
  const reply = await request(`http://127.0.0.1:${port}`, '/health', { headers: { Host: 'costs.example' } });
  assert.equal(reply.status, 200);
  await program.stop();
  assert.match(program.stderr, /^warning: whoever can reach this address/m);
});

test('ALLOWED_HOSTS are answered beside localhost, others are not', async (t) => {
  const server = await started(t, startServer({ env: { ALLOWED_HOSTS: 'Costs.example' } }));
  for (const [host, status] of [
    ['costs.example', 200],
    ['localhost:1', 200],
    ['evil.example', 421],
  ]) {
    assert.equal((await request(server.url, '/health', { headers: { Host: host } })).status, status, host);
  }
  await server.stop();
});

test('simulate refuses a fault rule that it does not know', async () => {
  const stderr = await fails(['simulate', '--fault', 'kind=nonsense'], 1);
  assert.match(stderr, /^error: .*nonsense/);
});
