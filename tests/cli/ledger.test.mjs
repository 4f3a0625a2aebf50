// SPDX-License-Identifier: MIT
// What is kept: read ahead, looked at, sealed, checked, and carried from one ledger to another.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';

import { formatMoney, money, parseExact } from '../support/exact_json.mjs';
import { dateOf, dayOf, daysBefore, FakeOpenAi, sendJson, today } from '../support/fake_openai.mjs';
import { assertValidExample, CANARY } from '../support/openapi.mjs';
import { Program } from '../support/program.mjs';
import { startSimulator } from '../support/server.mjs';
import { fails, run, tableRows } from './run.mjs';

const schema = (name) => ({ $ref: `#/components/schemas/${name}` });

// The last whole month that is old enough to be settled.
const MONTH = daysBefore(1, `${daysBefore(10).slice(0, 7)}-01`).slice(0, 7);
const FIRST = `${MONTH}-01`;
const LAST = daysBefore(1, dateOf(dayOf(`${daysBefore(-32, FIRST).slice(0, 7)}-01`)));
const RANGE = ['--since', FIRST, '--until', LAST];

function acme(value = '0.1', days = 90) {
  const costs = [];
  for (let day = dayOf(today()) - days; day <= dayOf(today()); ++day) {
    costs.push({ date: dateOf(day), project: 'proj_1', item: 'gpt-5, input', value: '0.2' });
    costs.push({ date: dateOf(day), project: null, item: 'o4-mini, input', value });
  }
  return { key: `sk-admin-${CANARY}`, projects: [{ id: 'proj_1', name: 'One' }], costs, usage: {} };
}

// Runs `body` with one organization and a folder for its ledger that outlives the commands.
async function withLedger(body) {
  const fake = await new FakeOpenAi([acme()]).start();
  const folder = mkdtempSync(path.join(tmpdir(), 'llm-cost-ledger-'));
  const file = (name) => path.join(folder, name);
  const env = {
    OPENAI_BASE_URL: fake.baseUrl,
    OPENAI_API_KEY_ACME: `sk-admin-${CANARY}`,
    DATABASE_URL: `sqlite:${file('ledger.db')}`,
    UPSTREAM_TIMEOUT: '5',
  };
  const command = async (args, code = 0, extra = {}) => {
    const { stdout, stderr } = await run(args, { env: { ...env, ...extra }, code });
    assert.ok(!(stdout + stderr).includes(CANARY), stdout + stderr);
    return { stdout, stderr };
  };
  try {
    await body({ fake, folder, file, env, command });
    assert.deepEqual(fake.complaints, []);
  } finally {
    await fake.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

// Runs SQL on a ledger's file as somebody else would.
function tamper(file, sql) {
  const script =
    'import sqlite3,sys\nc=sqlite3.connect(sys.argv[1])\nn=c.execute(sys.argv[2]).rowcount\nc.commit()\nprint(n)';
  return Number(execFileSync('python3', ['-c', script, file, sql], { encoding: 'utf8' }));
}

// The lines of an export that do not depend on when it was made.
const body = (text) => text.split('\n').slice(1, -2);

describe('the ledger', { concurrency: 2 }, () => {
  test('a day that is read again keeps its rate while nobody gives a newer one', async () => {
    const simulator = await startSimulator(['--mistral', '1']);
    const folder = mkdtempSync(path.join(tmpdir(), 'llm-cost-ledger-'));
    try {
      const mistral = Object.entries(simulator.env).filter(([name]) => !name.startsWith('OPENAI'));
      const env = { ...Object.fromEntries(mistral), CACHE_TTL: '0', DATABASE_URL: `sqlite:${path.join(folder, 'ledger.db')}` };
      const ask = async (extra) => parseExact((await run(['costs', '--last', '10', '--json'], { env: { ...env, ...extra } })).stdout);
      const first = await ask({});
      assert.notEqual(formatMoney(money(first.total_cost_usd)), '0');
      for (const extra of [{ EXCHANGE_RATE_SOURCE: 'off' }, { ECB_BASE_URL: 'http://127.0.0.1:1' }]) {
        const again = await ask(extra);
        assert.deepEqual(again.notices.filter(({ kind }) => kind === 'unconverted'), []);
        assert.ok(money(again.total_cost_usd) >= money(first.total_cost_usd));
      }
    } finally {
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('sync reads all there is, and what it read is answered without asking again', () =>
    withLedger(async ({ fake, command }) => {
      const { stdout, stderr } = await command(['sync']);
      assert.equal(stderr, '');
      assert.equal(tableRows(stdout)[1][0], 'openai/acme');
      const calls = fake.calls.length;
      const report = parseExact((await command(['costs', ...RANGE, '--offline', '--json'])).stdout);
      assert.equal(formatMoney(money(report.daily[0].cost_usd)), '0.3');
      const coverage = JSON.parse((await command(['coverage', ...RANGE, '--json'])).stdout);
      assertValidExample(schema('CoverageReport'), coverage);
      assert.equal(coverage.complete, true);
      assert.deepEqual(
        coverage.sources[0].days.map(({ state }) => state),
        ['settled'],
      );
      const table = await command(['coverage', ...RANGE]);
      assert.match(table.stdout, new RegExp(`openai/acme .* ${FIRST}\\.\\.${LAST} settled`));
      assert.match(table.stderr, /^note: complete/);
      assert.equal(fake.calls.length, calls);
    }));

  test('sync tells what it could not read and ends with 3', () =>
    withLedger(async ({ fake, command }) => {
      fake.intercept = (call, response) => {
        sendJson(response, 401, { error: { message: CANARY } });
        return true;
      };
      const { stderr } = await command(['sync'], 3);
      assert.match(stderr, /^error: openai\/acme: .*\nhint: /);
      const coverage = await command(['coverage', ...RANGE]);
      assert.match(coverage.stderr, /days are missing; `llm-cost-tracker sync` reads them/);
    }));

  test('restatements lists a figure that moved, with both readings', () =>
    withLedger(async ({ fake, command }) => {
      await command(['costs', ...RANGE]);
      assert.match((await command(['restatements'])).stderr, /^note: no figure has moved/);
      fake.organizations[0].costs.find(({ date, project }) => date === LAST && project === null).value = '0.35';
      await command(['costs', ...RANGE, '--refresh']);
      const { stdout } = await command(['restatements', '--json']);
      assertValidExample(schema('RestatementList'), JSON.parse(stdout));
      const [{ date, project_id, model, cost_before, cost_now }, ...others] = parseExact(stdout).restatements;
      assert.deepEqual(others, []);
      assert.deepEqual({ date, project_id, model }, { date: LAST, project_id: null, model: 'o4-mini' });
      assert.deepEqual(
        [cost_before, cost_now].map((cost) => formatMoney(money(cost))),
        ['0.1', '0.35'],
      );
      const [, row] = tableRows((await command(['restatements', '--workspace', 'acme'])).stdout);
      assert.deepEqual(row.slice(0, 7), [LAST, 'openai/acme', '-', 'o4-mini', '0.1', '0.35', 'USD']);
      for (const [filter, count] of [
        [['--since', FIRST, '--until', FIRST], 0],
        [['--model', 'o4-mini', '--project', 'none'], 1],
        [['--model', 'gpt-5'], 0],
        [['--project', 'proj_1'], 0],
      ]) {
        const found = JSON.parse((await command(['restatements', ...filter, '--json'])).stdout).restatements;
        assert.equal(found.length, count, filter.join(' '));
      }
    }));

  test('seal closes a month once, and not before it is known and over', () =>
    withLedger(async ({ command }) => {
      assert.match((await command(['seal', '--month', MONTH], 1)).stderr, /was never read\nhint: /);
      assert.match((await command(['seal', '--month', today().slice(0, 7)], 1)).stderr, /is not over\nhint: /);
      await command(['costs', ...RANGE]);
      const [titles, row] = tableRows((await command(['seal', '--month', MONTH])).stdout);
      assert.deepEqual(titles, ['SOURCE', 'MONTH', 'ROWS', 'SHA-256']);
      assert.deepEqual(row.slice(0, 2), ['openai/acme', MONTH]);
      assert.match(row[3], /^[0-9a-f]{64}$/);
      assert.match((await command(['seal', '--month', MONTH], 1)).stderr, /is sealed already/);
      assert.match((await command(['verify'])).stdout, /, 1 sealed months: all as written\n$/);
    }));

  test('verify names the day that somebody changed, and export does not overwrite a good backup with it', () =>
    withLedger(async ({ folder, file, command }) => {
      await command(['costs', ...RANGE]);
      await command(['export', '--output', file('backup.jsonl')]);
      const backup = readFileSync(file('backup.jsonl'), 'utf8');
      assert.match((await command(['verify'])).stdout, /all as written/);
      const one = `(SELECT day.id FROM day WHERE date = '${LAST}')`;
      assert.equal(tamper(file('ledger.db'), `UPDATE cost SET cost = '0.21' WHERE cost = '0.2' AND day = ${one}`), 1);
      const { stdout, stderr } = await command(['verify'], 1);
      assert.match(stderr, new RegExp(`^error: openai/acme: ${LAST}: its figures are not those that were saved\n$`));
      assert.match(stdout, /: 1 problems\n$/);
      const refused = await command(['export', '--output', file('backup.jsonl')], 1);
      assert.match(refused.stderr, new RegExp(`^error: openai/acme ${LAST}: .*\nhint: .*verify`));
      assert.equal(readFileSync(file('backup.jsonl'), 'utf8'), backup);
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.startsWith('backup')),
        ['backup.jsonl'],
      );
    }));

  test('verify and export leave a damaged file where it is, name what is wrong, and make none where there is none', () =>
    withLedger(async ({ command, file, folder }) => {
      for (const args of [['verify'], ['export']]) {
        const { stderr } = await command(args, 1);
        assert.match(stderr, /^error: there is no ledger at sqlite:.*\nhint: /);
      }
      assert.deepEqual(readdirSync(folder), []);

      await command(['costs', ...RANGE]);
      tamper(file('ledger.db'), `UPDATE cost SET cost = 'rubbish' WHERE day = (SELECT id FROM day WHERE date = '${FIRST}')`);
      const { stdout, stderr } = await command(['verify'], 1);
      assert.match(stderr, new RegExp(`^error: openai/acme ${FIRST}: an amount that is none`));
      assert.match(stdout, /1 problems\n$/);
      assert.match((await command(['coverage', ...RANGE])).stderr, new RegExp(`damaged at openai/acme ${FIRST}`));
      const report = parseExact((await command(['costs', '--since', FIRST, '--until', FIRST, '--json'])).stdout);
      assert.equal(formatMoney(money(report.total_cost_usd)), '0.3');
      assert.match((await command(['verify'])).stdout, /all as written/);

      const whole = readFileSync(file('ledger.db'));
      writeFileSync(file('ledger.db'), Buffer.concat([Buffer.alloc(100, 7), whole.subarray(100)]));
      for (const args of [['verify'], ['export'], ['coverage'], ['restatements'], ['seal', '--month', MONTH]]) {
        assert.match((await command(args, 1)).stderr, /the file is damaged/, args[0]);
      }
      assert.match((await command(['migrate', '--from', `sqlite:${file('ledger.db')}`, '--to', `sqlite:${file('to.db')}`], 1)).stderr, /damaged/);
      assert.ok(!readdirSync(folder).some((name) => name.includes('.damaged-')));
      assert.match((await command(['sync'])).stderr, /^warning: The ledger .* was damaged and is kept aside/);
      assert.ok(readdirSync(folder).some((name) => name.includes('.damaged-')));
      writeFileSync(file('notes.txt'), 'my notes');
      assert.match((await command(['costs'], 1, { DATABASE_URL: `sqlite:${file('notes.txt')}` })).stderr, /a file of another kind/);
      assert.equal(readFileSync(file('notes.txt'), 'utf8'), 'my notes');
    }));

  test('sync whose readings are not kept says so and ends with 3', () =>
    withLedger(async ({ command, file }) => {
      await command(['costs', '--last', '1']);
      const script = `import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],isolation_level=None)\nc.execute('begin immediate')\nprint('held',flush=True)\nsys.stdin.read()`;
      const holder = spawn('python3', ['-c', script, file('ledger.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
      try {
        await new Promise((resolve) => holder.stdout.once('data', resolve));
        const { stdout, stderr } = await command(['sync'], 3);
        assert.match(stderr, /what was read is not kept: .*locked by another program/);
        assert.equal(stdout, '');
      } finally {
        holder.stdin.end();
      }
    }));

  test('export and import carry everything to another ledger', async () => {
    const simulator = await startSimulator(['--organizations', '1', '--projects', '3', '--anthropic', '1']);
    const folder = mkdtempSync(path.join(tmpdir(), 'llm-cost-ledger-'));
    const file = (name) => path.join(folder, name);
    try {
      const env = (name) => ({ ...simulator.env, DATABASE_URL: `sqlite:${file(name)}` });
      const costs = ['costs', '--since', daysBefore(60), '--until', today(), '--offline', '--json'];
      await run(['costs', '--since', daysBefore(60), '--until', today(), '--json'], { env: env('one.db') });
      await run(['projects'], { env: env('one.db') });
      const { stderr } = await run(['export', '--output', file('all.jsonl')], { env: env('one.db') });
      assert.match(stderr, /^note: \d+ days with \d+ rows of sqlite:.*one\.db are in .*all\.jsonl\n$/);
      assert.equal(statSync(file('all.jsonl')).mode & 0o777, 0o600);
      await run(['export', '--output', file('all.jsonl')], { env: env('one.db') }); // takes the place of the first
      assert.deepEqual(
        readdirSync(folder).filter((name) => !name.startsWith('one.db')),
        ['all.jsonl'],
      );
      const text = readFileSync(file('all.jsonl'), 'utf8');
      for (const line of text.trimEnd().split('\n')) JSON.parse(line);

      const imported = await run(['import', file('all.jsonl')], { env: env('two.db') });
      assert.match(
        imported.stderr,
        /^note: \d+ days with \d+ rows, 0 sealed months and 0 restatements were taken into /,
      );
      assert.match((await run(['verify'], { env: env('two.db') })).stdout, /all as written/);
      const before = (await run(costs, { env: env('one.db') })).stdout;
      assert.ok(money(parseExact(before).total_cost_usd) > 0n);
      assert.equal((await run(costs, { env: env('two.db') })).stdout, before);
      const printed = await run(['export'], { env: env('two.db') });
      assert.deepEqual(body(printed.stdout), body(text));

      // From standard input, and a second time: nothing is new.
      const piped = new Program(['import', '-'], {
        env: { ...env('two.db'), IMPORTED: file('all.jsonl') },
        via: ['bash', '-c', 'cat "$IMPORTED" | "$0" "$@"'],
      });
      await piped.ended();
      assert.match(piped.stderr, /^note: 0 days with 0 rows.*\nnote: \d+ days stay as they were/);

      const target = `sqlite:${file('three.db')}`;
      const migrate = ['migrate', '--from', env('one.db').DATABASE_URL, '--to', target];
      assert.match((await run(migrate)).stderr, /set DATABASE_URL to the new address/);
      assert.deepEqual(body((await run(['export'], { env: { DATABASE_URL: target } })).stdout), body(text));
      assert.match(await fails(migrate, 1), /^error: .*three\.db is not empty\nhint: Give --merge /);
      assert.match((await run([...migrate, '--merge'])).stderr, /^note: 0 days/);
    } finally {
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('import takes nothing of a file that is not whole', () =>
    withLedger(async ({ file, command, env }) => {
      await command(['costs', ...RANGE]);
      await command(['export', '--output', file('all.jsonl')]);
      const text = readFileSync(file('all.jsonl'), 'utf8');
      const other = { ...env, DATABASE_URL: `sqlite:${file('other.db')}` };
      for (const [damaged, message] of [
        [text.slice(0, -200), 'the file is cut off: its last line is missing'],
        [
          text.replace('"cost":0.2,', '"cost":0.3,'),
          `line \\d+: openai/acme ${MONTH}-\\d\\d: its figures are not those`,
        ],
        [text.replace(/"read_at":"2/, '"read_at":"1'), 'the file is not as it was written'],
        ['', 'the file is empty'],
        ['SQLite format 3\0', 'line 1: it is not how an exported ledger begins'],
      ]) {
        writeFileSync(file('damaged.jsonl'), damaged);
        const stderr = await fails(['import', file('damaged.jsonl')], 1, { env: other });
        assert.match(stderr, new RegExp(`^error: .*damaged\\.jsonl: ${message}`));
      }
      assert.match((await run(['verify'], { env: other })).stdout, /: 0 days, 0 rows/);
    }));

  test('what cannot be read or written is told by name, and no password is', async () => {
    const nowhere = { DATABASE_URL: 'memory:' };
    assert.match(
      await fails(['export'], 2, { env: nowhere }),
      /^error: DATABASE_URL is memory:, where nothing is kept\n/,
    );
    assert.match(
      await fails(['verify'], 2, { env: nowhere }),
      /^error: DATABASE_URL is memory:, where nothing is kept\n/,
    );
    assert.match(
      await fails(['import', '/nowhere/a.jsonl'], 1),
      /^error: cannot read \/nowhere\/a\.jsonl: No such file/,
    );
    assert.match(await fails(['import', '/'], 1), /^error: cannot read \/: Is a directory\n/);
    const folder = mkdtempSync(path.join(tmpdir(), 'llm-cost-ledger-'));
    try {
      const [from, to] = ['a.db', 'b.db'].map((name) => `sqlite:${path.join(folder, name)}`);
      const missing = await fails(['migrate', '--from', from, '--to', to], 1);
      assert.match(missing, /^error: --from: there is no ledger at sqlite:.*a\.db\nhint: Check the path\.\n/);
      assert.deepEqual(readdirSync(folder), [], 'a file was made');
      await run(['coverage'], { env: { DATABASE_URL: from, OPENAI_API_KEY: `sk-admin-${CANARY}` } });
      assert.match(
        await fails(['export', '--output', '/nowhere/a.jsonl'], 1, { env: { DATABASE_URL: from } }),
        /^error: cannot write \/nowhere\/a\.jsonl: /,
      );
      const empty = await fails(['migrate', '--from', from, '--to', to], 1);
      assert.match(empty, /^error: nothing is kept in sqlite:.*a\.db\n/);
      const away = await fails(['migrate', '--from', from, '--to', `postgres://ada:${CANARY}@127.0.0.1:9/costs`], 1);
      assert.match(away, /^error: --to: /);
      assert.ok(!away.includes(CANARY), away);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

for (const [args, message] of [
  [['coverage', '--period', 'day'], "--period must be week, month or year, not 'day'"],
  [['coverage', '--since', '2026-13-01'], "--since must be a day such as .*, not '2026-13-01'"],
  [['restatements', '--until', '2026-02-01'], '--until needs --since'],
  [['sync', '--refresh'], 'unknown argument: --refresh'],
  [['seal'], '--month is required'],
  [['seal', '--month', '2026-13'], "--month must be a month such as 2026-10, not '2026-13'"],
  [['verify', 'ledger.db'], 'unknown argument: ledger.db'],
  [['export', '--format', 'xml'], "--format must be jsonl, not 'xml'"],
  [['import'], 'file is required'],
  [['migrate', '--from', 'sqlite:a.db'], '--to is required'],
  [['migrate', '--from', 'memory:', '--to', 'sqlite:b.db'], '--from is memory:, where nothing is kept'],
  [['migrate', '--from', 'mysql://x', '--to', 'sqlite:b.db'], '--from: not an address of a ledger'],
]) {
  test(`${args.join(' ')} is refused as wrong usage`, async () => {
    assert.match(await fails(args, 2), new RegExp(`^error: ${message}\n`));
  });
}
