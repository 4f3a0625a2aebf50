// SPDX-License-Identifier: MIT
// How the server ends, and what it says when it cannot begin.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { describe, test } from 'node:test';

import { daysBefore, FakeOpenAi } from '../support/fake_openai.mjs';
import { ask } from '../support/openapi.mjs';
import { Program } from '../support/program.mjs';
import { startServer } from '../support/server.mjs';
import { LIMIT_MS, until } from '../support/wait.mjs';

const date = daysBefore(5);
const organization = {
  key: 'sk-admin-end',
  projects: [],
  costs: [{ date, project: null, item: 'gpt-5, input', value: '0.25' }],
  usage: {},
};
const canConnect = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

describe('the end', { concurrency: true, timeout: LIMIT_MS }, () => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    test(`${signal}: a request in progress is answered, new ones are not taken`, async () => {
      const fake = await new FakeOpenAi([organization]).start();
      const server = await startServer({ env: { OPENAI_BASE_URL: fake.baseUrl, OPENAI_ADMIN_KEY: organization.key } });
      try {
        fake.hold();
        const idle = net.connect(server.port, '127.0.0.1');
        idle.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
        await once(idle, 'data');
        const idleClosed = once(idle.resume(), 'close');
        const question = ask(server, `/api/costs?start_date=${date}&end_date=${date}`);
        question.catch(() => {}); // it is awaited below, unless something else fails first
        await until(() => fake.calls.length > 0, 'a call upstream');
        server.program.signal(signal);
        await until(async () => !(await canConnect(server.port)), 'the end of listening');
        await idleClosed; // connections without a request are closed at once
        fake.release();
        const reply = await question;
        assert.equal(reply.status, 200);
        assert.equal(reply.exact.total_cost_usd.text, '0.25');
        assert.equal(reply.headers.connection, 'close');
        await server.program.ended();
      } finally {
        server.program.signal('SIGKILL');
        await fake.stop();
      }
    });
  }

  test('streams of events end at once', async () => {
    const server = await startServer();
    try {
      let open = 0;
      const enough = () => {
        open += 1;
        return false;
      };
      const streams = [1, 2, 3].map(() => ask(server, '/api/events', { enough }));
      await until(() => open === 3, 'the first events');
      server.program.signal('SIGTERM');
      for (const reply of await Promise.all(streams)) assert.match(reply.text, /^data: .*\n\n$/);
      await server.program.ended();
    } finally {
      server.program.signal('SIGKILL');
    }
  });

  test('a second signal ends it at once', async () => {
    const fake = await new FakeOpenAi([organization]).start();
    const server = await startServer({ env: { OPENAI_BASE_URL: fake.baseUrl, OPENAI_ADMIN_KEY: organization.key } });
    try {
      fake.hold();
      const question = ask(server, `/api/costs?start_date=${date}&end_date=${date}`);
      const failed = assert.rejects(question);
      await until(() => fake.calls.length > 0, 'a call upstream');
      server.program.signal('SIGTERM');
      await until(async () => !(await canConnect(server.port)), 'the end of listening');
      server.program.signal('SIGTERM');
      await server.program.ended({ code: 128 + 15, limit: 60_000 });
      await failed;
    } finally {
      server.program.signal('SIGKILL');
      await fake.stop();
    }
  });

  test('a port in use is said to be', async () => {
    const server = await startServer();
    const second = new Program(['serve'], { env: { PORT: String(server.port) } });
    await second.ended({ code: 1 });
    assert.match(second.stderr, /port/i);
    assert.match(second.stderr, new RegExp(String(server.port)));
    assert.equal((await ask(server, '/health')).status, 200);
    await server.stop();
  });

  test('an address that others can reach needs a word', async () => {
    const program = new Program(['serve', '--host', '0.0.0.0'], { env: { PORT: '0' } });
    await program.ended({ code: 2 });
    assert.match(program.stderr, /--insecure-no-auth/);
    assert.equal(program.stdout, '');
  });
});
