// SPDX-License-Identifier: MIT
// HTTP itself, spoken over raw sockets: whom the server answers to, limits, kept connections, pipelines.
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { ask, askRaw } from '../support/openapi.mjs';
import { request, startServer } from '../support/server.mjs';
import { LIMIT_MS } from '../support/wait.mjs';

const CLOSE = 'Connection: close\r\n';
const get = (target, headers = CLOSE, host = 'localhost') =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n`;

describe('HTTP', { concurrency: true, timeout: LIMIT_MS }, () => {
  let server;
  let named; // answers to a name of its own
  before(async () => {
    [server, named] = await Promise.all([
      startServer(),
      startServer({ env: { ALLOWED_HOSTS: 'costs.example,10.1.2.3' } }),
    ]);
  });
  after(() => Promise.all([server?.stop(), named?.stop()]));

  const one = async (bytes, method = 'GET', target = '/health', to = server) => {
    const replies = await askRaw(to, bytes, [[method, target]]);
    assert.equal(replies.length, 1, bytes.slice(0, 200));
    return replies[0];
  };

  for (const host of [
    'localhost',
    'LOCALHOST',
    'localhost:1',
    'localhost:65535',
    '127.0.0.1',
    '127.0.0.1:80',
    '127.8.8.8',
    '[::1]',
    '[::1]:3000',
  ]) {
    test(`answers to ${host}`, async () => assert.equal((await one(get('/health', CLOSE, host))).status, 200));
  }
  for (const host of [
    '',
    'evil.example',
    'localhost.evil.example',
    'evil.example:80',
    'evillocalhost',
    'localhost.',
    '127.0.0.1.evil.example',
    '127.0.0.1.nip.io',
    '127.1',
    '128.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    'localhost:x',
    'localhost:123456',
    'localhost@evil.example',
    'http://localhost',
    'localhost, evil.example',
    '[::1',
    '[::2]',
    '::1',
    'local host',
    'costs.example',
    '%6cocalhost',
  ]) {
    test(`does not answer to ${host || 'an empty Host'}`, async () => {
      for (const target of ['/health', '/api/costs?period=month', '/', '/nothing']) {
        const reply = await one(get(target, CLOSE, host), 'GET', target);
        assert.equal(reply.status, 421, reply.text);
        assert.match(reply.json.detail, /ALLOWED_HOSTS/);
      }
    });
  }
  test('answers to the names of ALLOWED_HOSTS besides', async () => {
    for (const host of ['costs.example', 'COSTS.example:443', '10.1.2.3', 'localhost']) {
      assert.equal((await one(get('/health', CLOSE, host), 'GET', '/health', named)).status, 200, host);
    }
    for (const host of ['a.costs.example', 'costs.example.evil', '10.1.2.4']) {
      assert.equal((await one(get('/health', CLOSE, host), 'GET', '/health', named)).status, 421, host);
    }
  });
  test('a browser led here by another name gets nothing, whatever its Origin says', async () => {
    const reply = await one(
      get('/api/costs?period=month', `Origin: http://localhost\r\n${CLOSE}`, 'rebind.example'),
      'GET',
      '/api/costs?period=month',
    );
    assert.equal(reply.status, 421);
    const cross = await one(get('/health', `Origin: https://evil.example\r\n${CLOSE}`));
    assert.equal(cross.headers['access-control-allow-origin'], undefined);
  });

  test('a request without Host, or with two', async () => {
    assert.equal((await one('GET /health HTTP/1.1\r\n\r\n')).status, 400);
    assert.equal((await one('GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n')).status, 400);
    assert.equal((await one('GET /health HTTP/1.0\r\n\r\n')).status, 421);
    assert.equal((await one('GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n')).status, 200);
  });

  for (const [what, status, bytes] of [
    ['no HTTP', 400, 'HELLO\r\n\r\n'],
    ['TLS', 400, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['another version of HTTP', 505, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a header without colon', 400, 'GET /health HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n'],
    ['a blank before the colon', 400, 'GET /health HTTP/1.1\r\nHost : localhost\r\n\r\n'],
    ['a NUL in a header', 400, 'GET /health HTTP/1.1\r\nHost: local\0host\r\n\r\n'],
    ['a blank in the target', 400, 'GET /hea lth HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['raw bytes in the target', 400, 'GET /\xff\xfe\x01 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    [
      'two lengths of a body',
      400,
      'GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    ],
    [
      'a length and an encoding of a body',
      400,
      'GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a negative length', 400, 'GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n'],
    ['a body too large', 413, 'POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n'],
    ['a target of 20 KB', 414, get(`/${'a'.repeat(20_000)}`)],
    ['an expectation', 417, get('/health', 'Expect: a miracle\r\n')],
    ['headers of 20 KB', 431, get('/health', `X: ${'a'.repeat(20_000)}\r\n`)],
    ['a thousand headers', 431, get('/health', 'X-Some: header\r\n'.repeat(2000))],
    [
      'an unknown transfer encoding',
      501,
      'POST /health HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n',
    ],
  ]) {
    test(`${what}: ${status}`, async () => {
      const reply = await one(Buffer.from(bytes, 'latin1'));
      assert.equal(reply.status, status, reply.text);
      assert.equal(reply.headers.connection, 'close');
    });
  }
  test('a request that takes too long: 408', async () => {
    assert.equal((await one('GET /health HTTP/1.1\r\nHost: local')).status, 408);
  });

  test('a body that nobody asked for is passed over', async () => {
    const replies = await askRaw(
      server,
      'GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello' + get('/api/sync'),
      [
        ['GET', '/health'],
        ['GET', '/api/sync'],
      ],
    );
    assert.deepEqual(
      replies.map(({ status }) => status),
      [200, 200],
    );
  });

  test('an answer of some length is packed for who takes it so, and is the same', async () => {
    const demo = await startServer({ args: ['--demo'] });
    try {
      for (const target of ['/api/costs?period=month', '/api/coverage?period=month', '/api/projects']) {
        const plain = await request(demo.url, target);
        assert.equal(plain.headers['content-encoding'], undefined, target);
        // The second one is a kept answer, the third one too, sent in another way.
        for (let time = 0; time < 3; time += 1) {
          const packed = await request(demo.url, target, { headers: { 'Accept-Encoding': 'br, gzip' } });
          assert.equal(packed.headers['content-encoding'], 'gzip', target);
          assert.equal(packed.headers.vary, 'Accept-Encoding');
          assert.equal(Number(packed.headers['content-length']), packed.bytes.length);
          assert.ok(packed.bytes.length < plain.bytes.length / 2, `${packed.bytes.length} of ${plain.bytes.length}`);
          assert.deepEqual(Object.keys(JSON.parse(gunzipSync(packed.bytes).toString('utf8'))), Object.keys(plain.json));
        }
        for (const refused of ['', 'identity', 'gzip;q=0', 'br']) {
          const reply = await request(demo.url, target, { headers: { 'Accept-Encoding': refused } });
          assert.equal(reply.headers['content-encoding'], undefined, refused);
          assert.deepEqual(Object.keys(reply.json), Object.keys(plain.json));
        }
        const head = await request(demo.url, target, { method: 'HEAD', headers: { 'Accept-Encoding': 'gzip' } });
        assert.equal(head.headers['content-encoding'], 'gzip');
        assert.equal(head.bytes.length, 0);
      }
      const short = await request(demo.url, '/health', { headers: { 'Accept-Encoding': 'gzip' } });
      assert.equal(short.headers['content-encoding'], undefined);
    } finally {
      await demo.stop();
    }
  });

  test('a pipeline is answered in order', async () => {
    const targets = ['/health', '/api/workspaces?provider=acme', '/api/costs', '/nothing', '/api/sync', '/'];
    const all = Array.from({ length: 60 }, (_, i) => targets[i % targets.length]);
    const bytes = all.map((target, i) => get(target, i === all.length - 1 ? CLOSE : '')).join('');
    const replies = await askRaw(
      server,
      bytes,
      all.map((target) => ['GET', target]),
    );
    const expected = {
      '/health': 200,
      '/api/workspaces?provider=acme': 404,
      '/api/costs': 400,
      '/nothing': 404,
      '/api/sync': 200,
      '/': 200,
    };
    assert.deepEqual(
      replies.map(({ status }) => status),
      all.map((target) => expected[target]),
    );
  });
  test('a pipeline ends at a request that is no HTTP', async () => {
    const replies = await askRaw(server, `${get('/health', '')}nonsense\r\n\r\n${get('/api/sync')}`, [
      ['GET', '/health'],
      ['GET', '/health'],
    ]);
    assert.deepEqual(
      replies.map(({ status }) => status),
      [200, 400],
    );
  });
  test('a client that has nothing more to say still gets its answers', async () => {
    const replies = await askRaw(
      server,
      get('/health', '') + get('/api/sync', ''),
      [
        ['GET', '/health'],
        ['GET', '/api/sync'],
      ],
      { halfClose: true },
    );
    assert.deepEqual(
      replies.map(({ status }) => status),
      [200, 200],
    );
  });
  test('a request in single bytes', async () => {
    const socket = net.connect({ host: '127.0.0.1', port: server.port, noDelay: true });
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk;
    });
    const ended = new Promise((resolve) => {
      socket.on('close', resolve);
    });
    for (const byte of get('/health'))
      await new Promise((resolve) => {
        socket.write(byte, resolve);
      });
    await ended;
    assert.match(text, /^HTTP\/1\.1 200 [\s\S]*"status":"ok"/);
  });

  test('a connection is kept for many requests, errors among them', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set();
    agent.on('free', (socket) => ports.add(socket.localPort));
    try {
      for (let i = 0; i < 50; ++i) {
        const target = ['/health', '/api/costs', '/nothing', '/api/sync?x=1', '/'][i % 5];
        const reply = await ask(server, target, { agent, method: i % 7 === 0 ? 'HEAD' : 'GET' });
        assert.notEqual(reply.headers.connection, 'close');
      }
      assert.equal((await ask(server, '/health', { agent, method: 'POST', body: 'x'.repeat(1000) })).status, 405);
      assert.equal((await ask(server, '/health', { agent })).status, 200);
    } finally {
      agent.destroy();
    }
    assert.equal(ports.size, 1);
  });

  test('a hundred connections at a time', async () => {
    const replies = await Promise.all(Array.from({ length: 100 }, () => ask(server, '/health')));
    assert.ok(replies.every(({ status }) => status === 200));
  });

  test('connections cut off in the middle of a request do no harm', async () => {
    for (const part of [
      '',
      'GET',
      'GET /health HTTP/1.1\r\n',
      get('/health', '').slice(0, -2),
      get('/api/costs?period=year', ''),
    ]) {
      await new Promise((resolve) => {
        const socket = net.connect(server.port, '127.0.0.1', () =>
          socket.write(part || ' ', () => socket.resetAndDestroy()),
        );
        socket.on('close', resolve).on('error', () => {});
      });
    }
    assert.equal((await ask(server, '/health')).status, 200);
  });
});
