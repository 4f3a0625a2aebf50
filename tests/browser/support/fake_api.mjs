// SPDX-License-Identifier: MIT
// Answers the page's questions in the server's place. Every answer is held against docs/openapi.yaml, so that no test
// rests on an answer that the program could not give.
import assert from 'node:assert/strict';

import { assertDocumented, SECURITY_HEADERS } from '../../support/openapi.mjs';
import { coverage, moneyJson, NO_FETCHES, NO_RESTATEMENTS, PROJECTS, providers, report, WORKSPACES } from './replies.mjs';

export const GONE = Symbol('no answer at all');

// A door that opens once: what waits for it goes on then.
export function makeGate() {
  let open;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

// Nothing is told, and the page need not come again during a test.
const NO_EVENTS = {
  status: 200,
  headers: { ...SECURITY_HEADERS, 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
  body: 'retry: 3600000\n\n',
};

export class FakeApi {
  asked = []; // [path, URLSearchParams] of all questions so far
  #problems = [];
  #answers = {
    '/api/providers': () => providers(),
    '/api/workspaces': () => WORKSPACES,
    '/api/projects': () => PROJECTS,
    '/api/costs': (query) => report(query),
    '/api/coverage': (query) => coverage(query),
    '/api/restatements': () => NO_RESTATEMENTS,
    '/api/sync': () => NO_FETCHES,
  };

  // `answers`: by path, a function of the query, its answer (or a promise of one): a body, a problem, or GONE.
  constructor(answers = {}) {
    Object.assign(this.#answers, answers);
  }

  // From now on.
  set(path, answer) {
    this.#answers[path] = answer;
  }

  // Without those about what is kept, which the page adds when an answer takes long.
  questions(path) {
    return this.asked.filter(([asked, query]) => asked === path && !query.has('offline')).map(([, query]) => query);
  }

  async attach(page) {
    await page.route('**/api/**', async (route) => {
      const url = new URL(route.request().url());
      this.asked.push([url.pathname, url.searchParams]);
      try {
        if (url.pathname === '/api/events' && !this.#answers[url.pathname]) return await route.fulfill(NO_EVENTS);
        const body = await this.#answers[url.pathname](url.searchParams);
        if (body === GONE) await route.abort('connectionrefused');
        else await route.fulfill(this.#reply(url, body));
      } catch (error) {
        // The page gave the question up, or was closed.
        if (/is already handled|has been closed|Invalid InterceptionId|Target.*closed/.test(error.message)) return;
        this.#problems.push(error);
        await route.abort().catch(() => {});
      }
    });
  }

  #reply(url, value) {
    const text = moneyJson(value);
    const bytes = Buffer.from(text);
    const isProblem = 'kind' in value;
    const status = isProblem ? value.status : 200;
    const headers = {
      ...SECURITY_HEADERS,
      'content-type': isProblem ? 'application/problem+json' : 'application/json',
      'content-length': String(bytes.length),
      'cache-control': 'no-store',
      ...(!isProblem && { vary: 'Accept-Encoding' }),
      date: new Date().toUTCString(),
      ...(value.retry_after !== undefined && { 'retry-after': String(value.retry_after) }),
    };
    const target = url.pathname + url.search;
    assertDocumented({ method: 'GET', target, status, headers, text, bytes, json: value });
    return { status, headers, body: bytes };
  }

  // Fails when the page asked what nobody answers, or an answer was not one of the program's.
  assertKnown() {
    assert.deepEqual(this.#problems, []);
  }
}
