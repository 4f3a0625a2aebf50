// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { after, before, test } from 'node:test';

import { moneyOfPlain, money, parseExact, sum } from '../support/exact_json.mjs';
import { cleanEnv, Program, PROGRAM } from '../support/program.mjs';
import { startSimulator } from '../support/server.mjs';
import { csvRows, fails, run, tableRows } from './run.mjs';

const RANGE = ['--since', '2026-03-01', '--until', '2026-04-15'];
const TRUTH = { start_date: '2026-03-01', end_date: '2026-04-15' };

let simulator;
let env;
let truth;
before(async () => {
  simulator = await startSimulator();
  env = simulator.env;
  truth = await simulator.truth(TRUTH);
});
after(() => simulator.stop());

const cents = (text) => BigInt(text.replaceAll(',', '').replace('.', ''));

test('--json has the exact truth: total, days and projects', async () => {
  const { stdout, stderr } = await run(['costs', ...RANGE, '--json'], { env });
  const report = parseExact(stdout);
  assert.equal(report.total_cost_usd.text, truth.total);
  const days = new Map(truth.by_day.map(({ date, cost }) => [date, cost]));
  assert.equal(report.daily.length, 46);
  for (const { date, cost_usd } of report.daily) assert.equal(cost_usd.text, days.get(date) ?? '0', date);
  const projects = new Map(truth.by_project.map(({ project_id, cost }) => [project_id, cost]));
  for (const { id, cost_usd } of report.projects) assert.equal(cost_usd.text, projects.get(id), `project ${id}`);
  for (const list of [report.breakdown, report.projects, report.workspaces, report.providers, report.daily]) {
    assert.equal(sum(list.map(({ cost_usd }) => money(cost_usd))), moneyOfPlain(truth.total));
  }
  assert.deepEqual(report.errors, []);
  assert.equal(stderr, '');
});

for (const groupBy of ['model', 'project', 'workspace', 'provider', 'day']) {
  test(`the table by ${groupBy} adds up to the total it shows, which is the true one`, async () => {
    const { stdout } = await run(['costs', ...RANGE, '--group-by', groupBy], { env });
    const [heading, empty, ...table] = stdout.split('\n');
    assert.equal(heading, `Costs from 2026-03-01 to 2026-04-15 (UTC days) by ${groupBy}`);
    assert.equal(empty, '');
    const rows = tableRows(table.join('\n'));
    assert.equal(rows[0].at(-1), 'COST (USD)');
    assert.equal(rows.at(-1)[0], 'Total');
    assert.ok(rows.length > 2);
    const total = cents(rows.at(-1).at(-1));
    assert.equal(sum(rows.slice(1, -1).map((row) => cents(row.at(-1)))), total);
    const exact = moneyOfPlain(truth.total);
    const difference = total * 10n ** 16n - exact;
    assert.ok((difference < 0n ? -difference : difference) <= 5n * 10n ** 15n, `${total} cents for ${truth.total}`);
    // Every line ends at the same column: the numbers are aligned to the right.
    assert.equal(new Set(table.slice(0, -1).map((line) => [...line].length)).size, 1);
  });

  test(`CSV by ${groupBy} has every digit`, async () => {
    const { stdout } = await run(['costs', ...RANGE, '--group-by', groupBy, '--csv'], { env });
    const [titles, ...rows] = csvRows(stdout);
    const place = titles.indexOf('cost_usd');
    if (groupBy !== 'day') assert.deepEqual(titles.slice(place), ['cost_usd', 'cost', 'currency', 'provenance']);
    for (const row of rows) assert.equal(row.length, titles.length);
    assert.equal(sum(rows.map((row) => moneyOfPlain(row[place]))), moneyOfPlain(truth.total));
  });
}

test('one workspace and one project narrow the question', async () => {
  const edugami = await simulator.truth({ ...TRUTH, organization: 'Edugami' });
  const workspace = await run(['costs', ...RANGE, '--workspace', 'edugami', '--json'], { env });
  assert.equal(parseExact(workspace.stdout).total_cost_usd.text, edugami.total);
  const { project_id: project, cost } = edugami.by_project.find(({ project_id }) => project_id !== null);
  const narrowed = await run(['costs', ...RANGE, '--provider', 'openai', '--project', project, '--json'], { env });
  assert.equal(parseExact(narrowed.stdout).total_cost_usd.text, cost);
  const none = await run(['costs', ...RANGE, '--project', 'none', '--json'], { env });
  const unassigned = truth.by_project.find(({ project_id }) => project_id === null);
  assert.equal(parseExact(none.stdout).total_cost_usd.text, unassigned?.cost ?? '0');
});

test('the models, each asked for alone, are all of it', async () => {
  const all = parseExact((await run(['costs', ...RANGE, '--json'], { env })).stdout).breakdown;
  for (const { model, cost_usd } of all.slice(0, 3)) {
    const { stdout } = await run(['costs', ...RANGE, '--model', model, '--json'], { env });
    const alone = parseExact(stdout);
    assert.equal(alone.total_cost_usd.text, cost_usd.text, model);
    assert.equal(sum(alone.projects.map((project) => money(project.cost_usd))), money(cost_usd), model);
  }
  const unused = await run(['costs', ...RANGE, '--model', 'no-such-model', '--json'], { env });
  assert.equal(parseExact(unused.stdout).total_cost_usd.text, '0');
});

test('without days it is the month to date, and young days are noted as provisional', async () => {
  const { stdout, stderr } = await run(['costs', '--json'], { env });
  const report = JSON.parse(stdout);
  assert.match(report.start_date, /-01$/);
  assert.equal(report.start_date.slice(0, 7), report.end_date.slice(0, 7));
  assert.match(stderr, /^note: figures from \d{4}-\d\d-\d\d on are provisional/m);
});

test('--last N ends today', async () => {
  const { stdout } = await run(['costs', '--last', '7', '--json'], { env });
  const { start_date, end_date, daily } = JSON.parse(stdout);
  assert.equal(daily.length, 7);
  assert.equal((Date.parse(end_date) - Date.parse(start_date)) / 86_400_000, 6);
});

test('--offline asks nobody and does not pass off what is unknown as 0', async () => {
  const { total } = await simulator.calls();
  assert.match(await fails(['costs', '--offline', '--json'], 1, { env }), /^error: nothing is known of these days\nhint: /);
  assert.equal((await simulator.calls()).total, total);
});

test('unknown provider, workspace and project are named with the way to the list', async () => {
  assert.match(await fails(['costs', '--provider', 'acme'], 1, { env }), /^error: no provider 'acme'\nhint: Known providers: /);
  assert.match(
    await fails(['costs', '--workspace', 'acme'], 1, { env }),
    /^error: no workspace 'acme'\nhint: `llm-cost-tracker workspaces` lists them\.\n$/,
  );
  assert.match(
    await fails(['costs', '--project', 'proj_none'], 1, { env }),
    /^error: no project 'proj_none'\nhint: `llm-cost-tracker projects` lists them\.\n$/,
  );
});

test('without a key it says which setting to set', async () => {
  assert.match(await fails(['costs'], 1), /^error: openai: no key is set\nhint: .*OPENAI_/);
});

test('one refused key of several is a partial answer', async () => {
  const { OPENAI_API_KEY_EDUGAMI: key, OPENAI_BASE_URL: url } = env;
  const { stdout, stderr } = await run(['costs', ...RANGE, '--json'], {
    env: { OPENAI_BASE_URL: url, OPENAI_API_KEY_EDUGAMI: key, OPENAI_API_KEY_OTHER: 'sk-admin-not-a-key-of-anyone' },
    code: 3,
  });
  const edugami = await simulator.truth({ ...TRUTH, organization: 'Edugami' });
  const report = parseExact(stdout);
  assert.equal(report.total_cost_usd.text, edugami.total);
  assert.equal(report.errors.length, 1);
  assert.equal(report.errors[0].workspace, 'other');
  assert.match(stderr, /^error: .*other.*\nhint: /m);
  assert.ok(!stderr.includes('not-a-key-of-anyone'), stderr);
});

test('a project key in place of an admin key fails with what to do', async () => {
  const stderr = await fails(['costs', ...RANGE], 1, {
    env: { OPENAI_BASE_URL: env.OPENAI_BASE_URL, OPENAI_API_KEY: 'sk-proj-0123456789abcdefghij' },
  });
  assert.match(stderr, /^error: openai/);
  assert.match(stderr, /^hint: .*admin/m);
  assert.ok(!stderr.includes('0123456789'), stderr);
});

test('an upstream that cannot be reached is an error, not a cost of 0', async () => {
  const stderr = await fails(['costs', ...RANGE], 1, {
    env: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_API_KEY: 'sk-admin-0123456789abcdef' },
  });
  assert.match(stderr, /^error: openai/);
});

test('a reader that leaves early is no failure', () => {
  const folder = process.cwd();
  const text = execFileSync(
    'bash',
    ['-c', 'set -o pipefail; "$0" costs --since 2025-01-01 --until 2026-04-15 --json | head -c 20 && echo fine', PROGRAM],
    { env: cleanEnv(folder, env), cwd: '/', encoding: 'utf8' },
  );
  assert.match(text, /^\{"total_cost_usd".*fine\n$/s);
});

test('a full disk is a failure that is told', () => {
  assert.throws(
    () =>
      execFileSync('bash', ['-c', '"$0" costs --last 1 >/dev/full', PROGRAM], {
        env: cleanEnv('/', env),
        cwd: '/',
        encoding: 'utf8',
        stdio: 'pipe',
      }),
    (error) => error.status === 1 && /error: standard output cannot be written: No space left/.test(error.stderr),
  );
});

test('Ctrl-C while reading ends at once with 130', async () => {
  const slow = await startSimulator(['--latency', '20000']);
  try {
    const program = new Program(['costs', ...RANGE], { env: slow.env });
    while ((await slow.calls()).in_flight === 0) await new Promise((resolve) => setImmediate(resolve));
    program.signal('SIGINT');
    await program.ended({ code: 130, limit: 5_000 });
    assert.equal(program.stdout, '');
  } finally {
    await slow.stop();
  }
});

test('on a terminal there are colours and a line of progress, and neither with NO_COLOR or in a pipe', async () => {
  const slow = await startSimulator(['--latency', '900']);
  // `script` gives the program a terminal.
  const onTerminal = (extra) =>
    new Promise((resolve, reject) => {
      const child = spawn('script', ['-qec', `"${PROGRAM}" costs --last 3`, '/dev/null'], {
        env: cleanEnv('/', { ...slow.env, DATABASE_URL: 'memory:', TERM: 'xterm', ...extra }),
        cwd: '/',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (data) => (text += data));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, text }));
    });
  try {
    const coloured = await onTerminal({});
    assert.equal(coloured.code, 0, coloured.text);
    assert.match(coloured.text, /\r(?:reading openai\/\w+.*: \d+ of \d+ calls)/);
    assert.ok(coloured.text.includes('\x1b[1mPROVIDER'), coloured.text);
    const plain = await onTerminal({ NO_COLOR: '1' });
    assert.ok(!plain.text.includes('\x1b[1m'), plain.text);
    const { stdout, stderr } = await run(['costs', '--last', '3'], { env: { ...slow.env, TERM: 'xterm' } });
    assert.ok(!(stdout + stderr).includes('\x1b'));
    assert.ok(!stderr.includes('reading'));
  } finally {
    await slow.stop();
  }
});
