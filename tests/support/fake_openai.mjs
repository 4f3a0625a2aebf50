// SPDX-License-Identifier: MIT
// OpenAI's admin API as its documents have it, played strictly and awkwardly: what it may do, it does (small pages, odd
// numbers, fields nobody knows), and what a client must not ask, it refuses and remembers. Written without a look at the
// simulator, so that a misunderstanding there does not hide one in the program.
import { createHash } from 'node:crypto';
import http from 'node:http';

import { add, moneyOfAny } from './exact_json.mjs';

const DAY_MS = 86_400_000;
export const dayOf = (date) => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
export const dateOf = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);
export const today = () => dateOf(Math.floor(Date.now() / DAY_MS));
export const daysBefore = (days, date = today()) => dateOf(dayOf(date) - days);

// [name, object of a result, counter, whether it can be grouped by model]
const USAGE = new Map(
  [
    ['completions', 'completions', 'num_model_requests', true],
    ['embeddings', 'embeddings', 'num_model_requests', true],
    ['moderations', 'moderations', 'num_model_requests', true],
    ['images', 'images', 'num_model_requests', true],
    ['audio_speeches', 'audio_speeches', 'num_model_requests', true],
    ['audio_transcriptions', 'audio_transcriptions', 'num_model_requests', true],
    ['decisions', 'decisions', 'num_model_requests', true],
    ['web_search_calls', 'web_searches', 'num_requests', true],
    ['file_search_calls', 'file_searches', 'num_requests', false],
    ['code_interpreter_sessions', 'code_interpreter_sessions', 'num_sessions', false],
    ['vector_stores', 'vector_stores', 'usage_bytes', false],
  ].map(([name, object, counter, byModel]) => [name, { object, counter, byModel }]),
);

// A call that breaks the documented rules.
class Refusal extends Error {
  constructor(status, message, code = null) {
    super(message);
    Object.assign(this, { status, code });
  }
}

// Organizations: {key, projects: [{id, name, archived}], costs: [{date, project, item, value}],
// usage: {completions: [{date, project, model, count}], …}}. `value` is JSON text ('0.5', '"128e-15"'); `project`, `item`
// and `model` may be null.
//
// Quirks: bucketsPerPage, projectsPerPage (pages smaller than asked), oldName (every other bucket calls its list
// `result`), phantomPage (the last page promises one more, whose cursor is refused), repeatBucket (each page begins with
// the bucket that the page before ended with), missing (paths answered with 404).
export class FakeOpenAi {
  calls = []; // {path, query, key, status}; status is undefined while it is being answered
  complaints = []; // what no client should have sent
  inFlight = 0;
  aborted = 0; // calls whose client went away before the answer
  // Takes over an answer: (call, response) => whether it did. `call.index` counts the calls of that path from 0.
  intercept = () => false;
  #gate;
  #open;
  #counts = new Map();
  #refusedCursors = new Set();

  constructor(organizations, quirks = {}) {
    this.organizations = organizations;
    this.quirks = { bucketsPerPage: 1000, projectsPerPage: 100, missing: [], ...quirks };
    this.server = http.createServer((message, response) => this.#respond(message, response));
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }
  sockets = new Set();

  async start() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.baseUrl = `http://127.0.0.1:${this.server.address().port}/v1`;
    return this;
  }

  async stop() {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  // Calls from now on wait for release() before they are answered.
  hold() {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  release() {
    this.#gate = undefined;
    this.#open();
  }

  callsOf(path) {
    return this.calls.filter((call) => call.path === path);
  }

  async #respond(message, response) {
    const [, path, query = ''] = /^\/v1([^?]*)\??(.*)$/.exec(message.url) ?? [null, message.url];
    const call = { path, query, key: (message.headers.authorization ?? '').replace(/^Bearer /, '') };
    call.index = this.#counts.get(path) ?? 0;
    this.#counts.set(path, call.index + 1);
    this.calls.push(call);
    this.inFlight += 1;
    response.on('close', () => {
      this.inFlight -= 1;
      if (!response.writableFinished) this.aborted += 1;
      call.status = response.writableFinished ? response.statusCode : 0;
    });
    await this.#gate;
    if (response.destroyed || this.intercept(call, response)) return;
    try {
      sendJson(response, 200, this.#answer(message, path, new URLSearchParams(query), call));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, code } = error;
      sendJson(response, status, {
        error: { message: error.message, type: 'invalid_request_error', param: null, code },
      });
    }
  }

  #complain(status, message) {
    this.complaints.push(message);
    return new Refusal(status, message);
  }

  #answer(message, path, query, call) {
    if (message.method !== 'GET') throw this.#complain(405, `${message.method} ${path}`);
    const organization = this.organizations.find(({ key }) => key === call.key);
    if (!organization) throw new Refusal(401, `Incorrect API key provided: ${call.key}.`, 'invalid_api_key');
    if (this.quirks.missing.includes(path)) throw new Refusal(404, `Invalid URL (GET /v1${path})`);
    if (path === '/organization/projects') return this.#projects(organization, query);
    if (path === '/organization/costs') {
      return this.#buckets(query, 180, ['project_id', 'line_item', 'api_key_id'], ['project_id', 'line_item'], (date) =>
        organization.costs.filter((row) => row.date === date).map(costResult),
      );
    }
    const name = path.replace('/organization/usage/', '');
    const usage = USAGE.get(name);
    if (!usage || !path.startsWith('/organization/usage/')) throw this.#complain(404, `unknown path ${path}`);
    const groups = usage.byModel ? ['project_id', 'model'] : ['project_id'];
    return this.#buckets(query, 31, [...groups, ...(usage.byModel ? ['user_id', 'api_key_id'] : [])], groups, (date) =>
      (organization.usage[name] ?? []).filter((row) => row.date === date).map((row) => usageResult(usage, row)),
    );
  }

  #number(query, name, smallest, largest, standard) {
    const values = query.getAll(name);
    if (values.length === 0 && standard !== undefined) return standard;
    const number = Number(values[0]);
    if (values.length !== 1 || !/^\d+$/.test(values[0]) || number < smallest || number > largest) {
      throw this.#complain(400, `${name}=${values} is not a number from ${smallest} to ${largest}`);
    }
    return number;
  }

  #onlyKnown(query, known) {
    for (const name of query.keys()) {
      if (!known.includes(name)) throw this.#complain(400, `unknown parameter ${name}`);
    }
  }

  #projects(organization, query) {
    this.#onlyKnown(query, ['limit', 'after', 'include_archived']);
    const limit = Math.min(this.#number(query, 'limit', 1, 100, 20), this.quirks.projectsPerPage);
    const listed = organization.projects.filter(
      ({ archived }) => !archived || query.get('include_archived') === 'true',
    );
    const after = query.get('after');
    const begin = after === null ? 0 : listed.findIndex(({ id }) => id === after) + 1;
    if (after !== null && begin === 0) throw this.#complain(400, `after=${after} is no project`);
    const data = listed.slice(begin, begin + limit).map(({ id, name, archived }) => ({
      created_at: 1735689600,
      id,
      object: 'organization.project',
      name,
      ...(archived ? { archived_at: 1748736000, status: 'archived' } : { status: 'active' }),
      external_key_id: null,
      geography: { region: 'nowhere', since: 1e3 },
    }));
    return { object: 'list', first_id: null, last_id: null, has_more: begin + limit < listed.length, data };
  }

  // One page of daily buckets. A cursor holds for the very same query only.
  #buckets(query, largestLimit, groupsKnown, groupsNeeded, results) {
    this.#onlyKnown(query, ['start_time', 'end_time', 'bucket_width', 'limit', 'page', 'group_by']);
    const start = this.#number(query, 'start_time', 0, 4e9);
    const end = this.#number(query, 'end_time', start + 1, 4e9, Math.ceil(Date.now() / DAY_MS) * 86_400);
    if (start % 86_400 || end % 86_400) throw this.#complain(400, 'times that are no midnight');
    if (query.has('bucket_width') && query.get('bucket_width') !== '1d') throw this.#complain(400, 'not by day');
    const groups = query.getAll('group_by');
    if (groups.some((group) => !groupsKnown.includes(group))) throw this.#complain(400, `group_by=${groups}`);
    if (groupsNeeded.some((group) => !groups.includes(group))) throw this.#complain(400, `only grouped by ${groups}`);
    const limit = Math.min(this.#number(query, 'limit', 1, largestLimit, 7), this.quirks.bucketsPerPage);

    const cursorFree = new URLSearchParams(query);
    cursorFree.delete('page');
    const digest = createHash('sha256').update(cursorFree.toString()).digest('hex').slice(0, 12);
    let begin = start / 86_400;
    if (query.has('page')) {
      const [, asked, day] = /^page_(\w{12})_(\d+)$/.exec(query.get('page')) ?? [];
      const invalid = new Refusal(400, 'The page token is invalid, have you modified the query parameters?');
      if (asked !== digest) throw this.#complain(400, invalid.message);
      if (this.#refusedCursors.has(query.get('page'))) throw invalid;
      begin = Number(day);
    }
    const lastDay = end / 86_400;
    const until = Math.min(begin + limit, lastDay);
    const data = [];
    const first = this.quirks.repeatBucket && begin > start / 86_400 ? begin - 1 : begin;
    for (let day = first; day < until; ++day) {
      const list = this.quirks.oldName && day % 2 ? 'result' : 'results';
      data.push({
        end_time: (day + 1) * 86_400,
        end_time_iso: `${dateOf(day + 1)}T00:00:00+00:00`,
        object: 'bucket',
        [list]: results(dateOf(day)),
        start_time_iso: `${dateOf(day)}T00:00:00+00:00`,
        start_time: day * 86_400,
      });
    }
    const next = `page_${digest}_${until}`;
    const phantom = until >= lastDay && this.quirks.phantomPage && (end - start) / 86_400 > 1;
    // The fault that was seen: the last bucket is kept back, and the cursor to it does not work.
    if (phantom) {
      this.#refusedCursors.add(next);
      if (this.quirks.phantomPage === 'lacking') data.pop();
    }
    const hasMore = until < lastDay || Boolean(phantom);
    return { next_page: hasMore ? next : null, has_more: hasMore, object: 'page', data };
  }
}

// `value` stays the text it is: JSON.stringify could not write it.
class Raw {
  constructor(text) {
    this.text = text;
  }
}

function costResult({ project, item, value, currency = 'usd' }) {
  return {
    organization_id: 'org-fake',
    project_name: 'not to be trusted',
    quantity: 0.0,
    quantity_unit: null,
    line_item: item,
    object: 'organization.costs.result',
    amount: { currency, value: new Raw(value) },
    user_email: null,
    api_key_id: null,
    project_id: project,
  };
}

function usageResult({ object, counter, byModel }, { project, model = null, count }) {
  return {
    object: `organization.usage.${object}.result`,
    [counter]: count,
    // The model calls that used the tool are in completions already.
    ...(object === 'web_searches' ? { num_model_requests: count * 3 } : {}),
    input_tokens: count * 100,
    output_tokens: count * 7,
    input_audio_tokens: 0,
    project_id: project,
    user_id: null,
    api_key_id: null,
    ...(byModel ? { model } : {}),
    batch: null,
    x_new_field: { deep: [[[{ of: 'no use' }]]] },
  };
}

export function sendJson(response, status, body, headers = {}) {
  const raw = [];
  const text = JSON.stringify(body, (key, value) =>
    value instanceof Raw ? `\u0001${raw.push(value.text) - 1}` : value,
  );
  const bytes = text.replace(/"\\u0001(\d+)"/g, (match, index) => raw[index]);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(bytes);
}

// What was spent in the days of the range, both included, by what `keyOf(row)` says.
export function truthOf(organization, start, end, keyOf) {
  const costs = new Map();
  for (const row of organization.costs) {
    if (row.date >= start && row.date <= end) add(costs, keyOf(row), moneyOfAny(row.value.replaceAll('"', '')));
  }
  return costs;
}
