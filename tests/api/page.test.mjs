// SPDX-License-Identifier: MIT
// The page's files: the same content in every encoding, kept by browsers as long as it may be.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { ask, askRaw } from '../support/openapi.mjs';
import { startServer } from '../support/server.mjs';
import { LIMIT_MS } from '../support/wait.mjs';

const DECODE = { br: brotliDecompressSync, gzip: gunzipSync };

describe('the page', { timeout: LIMIT_MS }, () => {
  let server;
  let files; // every file that the page names, and the page
  before(async () => {
    server = await startServer();
    const page = (await ask(server, '/')).text;
    files = new Set(['/', ...[...page.matchAll(/(?:src|href)="(\/[^"]*\.[a-z0-9]+)"/g)].map(([, file]) => file)]);
  });
  after(() => server?.stop());

  const content = ({ bytes, headers }) => DECODE[headers['content-encoding']]?.(bytes) ?? bytes;
  const file = (path, encoding, headers = {}) =>
    ask(server, path, { headers: { ...(encoding === undefined ? {} : { 'Accept-Encoding': encoding }), ...headers } });

  test('is HTML that needs nothing from elsewhere', async () => {
    const reply = await ask(server, '/');
    assert.equal(reply.status, 200);
    assert.match(reply.text, /^<!doctype html>/i);
    assert.doesNotMatch(reply.text, /(?:src|href)="(?:https?:)?\/\//);
    // The policy of 'self' alone would block them.
    assert.doesNotMatch(reply.text, /<script(?![^>]*\ssrc=)[^>]*>|\son\w+="|javascript:/i);
    assert.equal((await ask(server, '/index.html')).text, reply.text);
    assert.equal((await ask(server, '/?utm_source=x&%')).text, reply.text);
  });

  test('every file that it names is there', async () => {
    for (const path of files) assert.equal((await ask(server, path)).status, 200, path);
  });

  test('each file has the same content in every encoding', async () => {
    for (const path of files) {
      const plain = await file(path);
      assert.equal(plain.headers['content-encoding'], undefined);
      for (const encoding of ['br', 'gzip', 'gzip, deflate, br, zstd']) {
        const packed = await file(path, encoding);
        assert.deepEqual(content(packed), plain.bytes, `${path} in ${encoding}`);
        assert.ok(packed.bytes.length <= plain.bytes.length);
        assert.equal(packed.headers['content-type'], plain.headers['content-type']);
      }
    }
  });

  test('the encoding is one that the client takes', async () => {
    for (const [accepted, expected] of [
      [undefined, undefined],
      ['', undefined],
      ['identity', undefined],
      ['deflate', undefined],
      ['zstd', undefined],
      ['br', 'br'],
      ['gzip', 'gzip'],
      ['gzip, br', 'br'],
      ['br, gzip', 'br'],
      ['gzip;q=1.0, br;q=0.5', 'br'],
      ['br;q=0, gzip', 'gzip'],
      ['br;q=0.0,gzip;q=0.000', undefined],
      ['br ; q=0, gzip;q=0.1', 'gzip'],
      [' gzip ,br ', 'br'],
      ['xbr, gzipped', undefined],
      [',,,', undefined],
      [';q=1', undefined],
      ['br;q=', 'br'],
    ]) {
      const reply = await file('/', accepted);
      assert.equal(reply.headers['content-encoding'], expected, `Accept-Encoding: ${accepted}`);
      assert.equal(reply.headers.vary, 'Accept-Encoding');
    }
  });

  test('a file that the client has is not sent again', async () => {
    for (const path of files) {
      for (const encoding of [undefined, 'gzip', 'br']) {
        const first = await file(path, encoding);
        const { etag } = first.headers;
        for (const known of [etag, `W/${etag}`, `"other", ${etag}`, `${etag},"other"`, '*']) {
          const again = await file(path, encoding, { 'If-None-Match': known });
          assert.equal(again.status, 304, `${path}: ${known}`);
          assert.equal(again.bytes.length, 0);
          for (const name of ['etag', 'cache-control', 'vary'])
            assert.equal(again.headers[name], first.headers[name], name);
        }
        for (const other of ['"other"', etag.slice(1, -1), '""', '']) {
          assert.equal((await file(path, encoding, { 'If-None-Match': other })).status, 200, other);
        }
      }
    }
  });

  test('each encoding has a tag of its own', async () => {
    const replies = await Promise.all([undefined, 'gzip', 'br'].map((encoding) => file('/', encoding)));
    assert.equal(new Set(replies.map(({ headers }) => headers.etag)).size, 3);
    assert.equal((await file('/', 'br', { 'If-None-Match': replies[0].headers.etag })).status, 200);
  });

  test('files named by their content are kept for good, the others asked about', async () => {
    for (const path of files) {
      const hashed = /^\/assets\/.+-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/.test(path);
      const { headers } = await ask(server, path);
      assert.equal(headers['cache-control'], hashed ? 'public, max-age=31536000, immutable' : 'no-cache', path);
    }
  });

  test('HEAD tells of the same file', async () => {
    for (const path of files) {
      for (const encoding of ['', 'br']) {
        const options = { headers: { 'Accept-Encoding': encoding } };
        const got = await ask(server, path, options);
        const head = await ask(server, path, { ...options, method: 'HEAD' });
        assert.equal(head.status, 200);
        for (const name of ['content-type', 'content-length', 'content-encoding', 'etag', 'cache-control', 'vary']) {
          assert.equal(head.headers[name], got.headers[name], `${path}: ${name}`);
        }
      }
    }
  });

  test('a 304 leaves the connection in order', async () => {
    const { etag } = (await ask(server, '/')).headers;
    const replies = await askRaw(
      server,
      `GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: ${etag}\r\n\r\nHEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n` +
        'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      [
        ['GET', '/'],
        ['HEAD', '/'],
        ['GET', '/health'],
      ],
    );
    assert.deepEqual(
      replies.map(({ status }) => status),
      [304, 200, 200],
    );
  });
});
