// SPDX-License-Identifier: MIT
// What is being read, and that figures have changed, told as it happens.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';

import { daysBefore, FakeOpenAi } from '../support/fake_openai.mjs';
import { ask } from '../support/openapi.mjs';
import { startServer } from '../support/server.mjs';
import { LIMIT_MS, until } from '../support/wait.mjs';

const date = daysBefore(5);
const RANGE = `start_date=${date}&end_date=${date}`;
const organization = {
  key: 'sk-admin-events',
  projects: [],
  costs: [{ date, project: null, item: 'gpt-5, input', value: '0.25' }],
  usage: {},
};

// What the events of a stream said, the last one too when it is not finished.
const parse = (text) =>
  text
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => JSON.parse(event.slice('data: '.length)));

// Follows the events until the last one is `wanted`; all of them.
async function follow(server, wanted) {
  const enough = (text) => text.endsWith('\n\n') && wanted(parse(text).at(-1), parse(text));
  return parse((await ask(server, '/api/events', { enough })).text);
}

describe('events', { timeout: LIMIT_MS }, () => {
  let fake;
  let server;
  before(async () => {
    fake = await new FakeOpenAi([organization]).start();
    server = await startServer({ env: { OPENAI_BASE_URL: fake.baseUrl, OPENAI_ADMIN_KEY: organization.key } });
  });
  after(async () => {
    await server?.stop();
    await fake?.stop();
  });

  test('tell when a reading begins, how far it is and when it has ended', async () => {
    fake.hold();
    const began = follow(server, ({ fetches }) => fetches.length === 1);
    const ended = follow(server, ({ fetches }, all) => fetches.length === 0 && all.some((one) => one.fetches.length > 0));
    const question = ask(server, `/api/costs?${RANGE}`);
    const events = await began;
    const [fetch] = events.at(-1).fetches;
    assert.equal(fetch.provider, 'openai');
    assert.equal(fetch.start_date, date);
    fake.release();
    await question;
    const all = await ended;
    assert.ok(all.at(-1).version > all[0].version, 'figures were read');
    const { version, fetches } = (await ask(server, '/api/sync')).json;
    assert.deepEqual({ version, fetches }, all.at(-1));
  });

  test('tell nothing while nothing happens', async () => {
    let events = 0;
    const stream = net.connect(server.port, '127.0.0.1');
    stream.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
    stream.on('data', (bytes) => {
      events += bytes.toString().split('data: ').length - 1;
    });
    await until(() => events > 0, 'the first event');
    for (let i = 0; i < 20; ++i) await ask(server, `/api/costs?${RANGE}`);
    assert.equal(events, 1);
    stream.destroy();
  });

  test('have a head alone for HEAD', async () => {
    const reply = await ask(server, '/api/events', { method: 'HEAD' });
    assert.equal(reply.status, 200);
    assert.equal(reply.bytes.length, 0);
  });

  test('let go of clients that have left, silently or not', async () => {
    const open = () => readdirSync(`/proc/${server.program.child.pid}/fd`).length;
    // What the other tests left closes in its own time.
    let few = open();
    await until(() => {
      const now = open();
      const isStill = now === few;
      few = now;
      return isStill;
    }, 'the end of other connections');
    const sockets = [];
    for (let i = 0; i < 40; ++i) {
      const socket = net.connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => {});
      socket.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await once(socket, 'data');
      sockets.push(socket);
    }
    assert.ok(open() >= few + 38, `${open()} of ${few + 40}`);
    sockets.forEach((socket, i) => {
      if (i % 3 === 0) socket.destroy();
      else if (i % 3 === 1) socket.resetAndDestroy();
      else socket.end();
    });
    await until(() => open() <= few + 1, 'the end of all of them');
    sockets.forEach((socket) => socket.destroy());
  });
});
