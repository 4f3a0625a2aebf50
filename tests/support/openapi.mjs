// SPDX-License-Identifier: MIT
// docs/openapi.yaml as a check on every reply: status, content type, headers and body must be as documented.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

import { ROOT } from './program.mjs';
import { exchange, Reply, request } from './server.mjs';

export const document = parse(readFileSync(path.join(ROOT, 'docs/openapi.yaml'), 'utf8'));

const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: true, allowUnionTypes: true });
addFormats(ajv);
ajv.addFormat('decimal', { type: 'number', validate: Number.isFinite });
for (const keyword of Object.keys(document)) ajv.addKeyword(keyword);
ajv.addSchema({ ...document, $id: 'api' });

// What the value at `pointer` of the document says.
function resolve(node) {
  if (!node?.$ref) return node;
  const found = node.$ref
    .slice(2)
    .split('/')
    .reduce((value, key) => value[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  return resolve(found);
}

const validators = new Map();
function assertValid(schema, value, what) {
  const key = JSON.stringify(schema);
  if (!validators.has(key)) {
    validators.set(key, ajv.compile(schema.$ref ? { $ref: `api${schema.$ref}` } : schema));
  }
  const validate = validators.get(key);
  assert.ok(validate(value), `${what} is not as documented: ${ajv.errorsText(validate.errors)}`);
}

export const assertValidExample = (schema, value) => assertValid(schema, value, `the example ${JSON.stringify(value)}`);

// [{path, operation, statuses}] of the document.
export const operations = Object.entries(document.paths).map(([template, item]) => {
  assert.deepEqual(Object.keys(item), ['get'], `${template} has more than GET`);
  return { path: template, operation: item.get, statuses: Object.keys(item.get.responses) };
});

function operationFor(target) {
  const asked = target.replace(/[?#].*$/s, '');
  return operations.find(({ path: template }) => {
    const pattern = template.replace(/[.*+?^$()[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+');
    return new RegExp(`^${pattern}$`).test(asked);
  });
}

// What is documented of an answer to a path that the document does not have.
const ELSEWHERE = {
  404: { $ref: '#/components/responses/NotFound' },
  405: { $ref: '#/components/responses/MethodNotAllowed' },
  421: { $ref: '#/components/responses/Misdirected' },
  400: { $ref: '#/components/responses/BadQuery' },
  default: { $ref: '#/components/responses/Refused' },
};

export const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};
const PAGE_HEADERS = {
  ...SECURITY_HEADERS,
  'content-security-policy':
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};
const ALWAYS_ALLOWED = ['date', 'content-length', 'content-type', 'connection'];

// Fails when the reply is not one that the document has.
export function assertDocumented(reply) {
  const { method, target, status, headers } = reply;
  const what = `${method} ${target.slice(0, 200)}: ${status}`;
  const responses = operationFor(target)?.operation.responses ?? ELSEWHERE;
  const response = resolve(responses[status] ?? responses.default);
  assert.ok(response, `${what} is not documented:\n${reply.text.slice(0, 500)}`);

  const isPage = [200, 304].includes(status) && !/^\/(api\/|health\b)/.test(target);
  const security = isPage ? PAGE_HEADERS : SECURITY_HEADERS;
  for (const [name, value] of Object.entries(security)) assert.equal(headers[name], value, `${what}: ${name}`);
  assert.match(headers.date ?? '', /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/, what);
  const documented = Object.entries(response.headers ?? {}).map(([name, node]) => [name.toLowerCase(), resolve(node)]);
  for (const [name, header] of documented) {
    const value = headers[name];
    if (value === undefined) {
      assert.ok(!header.required, `${what}: the header ${name} is missing`);
    } else {
      const typed = header.schema.type === 'integer' && /^\d+$/.test(value) ? Number(value) : value;
      assertValid(header.schema, typed, `${what}: ${name}: ${value}`);
    }
  }
  const known = [...ALWAYS_ALLOWED, ...Object.keys(security), ...documented.map(([name]) => name)];
  const unknown = Object.keys(headers).filter((name) => !known.includes(name));
  assert.deepEqual(unknown, [], `${what}: headers that are not documented`);

  if (!response.content) {
    assert.equal(reply.bytes.length, 0, `${what} has a body`);
    return;
  }
  const [[type, content]] = Object.entries(response.content);
  if (type === '*/*') {
    assert.ok(headers['content-type'], `${what} has no content type`);
  } else {
    assert.equal(headers['content-type'], type, what);
  }
  if (type === 'text/event-stream') {
    assert.equal(headers.connection, 'close', `${what}: only the connection's end ends it`);
    assert.equal(headers['content-length'], undefined, what);
    return;
  }
  if (method === 'HEAD') {
    assert.equal(reply.bytes.length, 0, `${what} has a body`);
    assert.ok(Number(headers['content-length']) > 0, `${what} does not say the body's length`);
    return;
  }
  assert.equal(Number(headers['content-length']), reply.bytes.length, what);
  if (!type.endsWith('json')) return;
  const text = new TextDecoder('utf-8', { fatal: true }).decode(reply.bytes);
  assertValid(content.schema, JSON.parse(text), `${what}: ${text.slice(0, 1000)}`);
  if (type === 'application/problem+json') {
    assert.equal(reply.json.status, status, what);
    const retryAfter = reply.json.retry_after;
    assert.equal(headers['retry-after'], retryAfter === undefined ? undefined : String(retryAfter), what);
  }
}

// Texts that no answer and no log may have in it: keys, and what the fakes of providers say in their errors.
export const CANARY = 'canary7f3a';
export function assertNoCanary(text, what) {
  assert.ok(!text.toLowerCase().includes(CANARY), `${what} has a key or an upstream's text in it`);
}

// Asks the server; the reply has been held against the document.
export async function ask(server, target, options) {
  const reply = await request(server.url, target, options);
  assertDocumented(reply);
  assertNoCanary(JSON.stringify(reply.headers) + reply.text, `the answer to ${target}`);
  return reply;
}

// Sends bytes as they are; the replies, in order, once the server has closed the connection. `sent` lists the
// requests that the replies are to, as [method, target].
export async function askRaw(server, bytes, sent, options) {
  let rest = Buffer.from(await exchange(server.url, bytes, options), 'latin1');
  const replies = [];
  while (rest.length > 0) {
    const [method, target] = sent[replies.length] ?? assert.fail(`one answer too many: ${rest}`);
    const end = rest.indexOf('\r\n\r\n');
    assert.ok(end > 0, `no end of the head: ${rest}`);
    const [statusLine, ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n');
    const statusCode = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]);
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const length = method === 'HEAD' ? 0 : Number(headers['content-length'] ?? 0);
    const body = rest.subarray(end + 4, end + 4 + length);
    assert.equal(body.length, length, 'the body is shorter than its head says');
    rest = rest.subarray(end + 4 + length);
    const reply = new Reply(method, target, { statusCode, headers }, body);
    assertDocumented(reply);
    replies.push(reply);
  }
  return replies;
}
