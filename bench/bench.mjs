// SPDX-License-Identifier: MIT
// What script/bench runs: see there. Each measurement gives rows of {what, measured, aim, met}.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import {
  folder,
  PROGRAM,
  ROOT,
  residentBytes,
  start,
  startAskingAgain,
  startNginx,
  startServer,
  startSimulator,
  startSimulatorOfAll,
  ticksOf,
  until,
} from './processes.mjs';

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const range = (days) => `start_date=${day(1 - days)}&end_date=${day(0)}`;
const row = (what, measured, aim = '', met = undefined) => ({ what, measured, aim, met });

async function timed(url) {
  const began = performance.now();
  const reply = await fetch(url);
  const body = await reply.text();
  if (!reply.ok) throw new Error(`${url}: ${reply.status} ${body.slice(0, 300)}`);
  return { ms: performance.now() - began, body };
}

// The calls that the simulator has answered since this was last asked.
async function takeCalls(simulator) {
  const { body } = await timed(`${simulator.url}/_simulator/calls?reset=1`);
  return JSON.parse(body);
}

// The resident memory once it stands still for a second: what was read is still being written when it is answered.
async function settledBytes(child) {
  let bytes = residentBytes(child);
  for (let same = 0; same < 5; ) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const now = residentBytes(child);
    same = now === bytes ? same + 1 : 0;
    bytes = now;
  }
  return bytes;
}

// A first year of one workspace over a slow line, and the same again.
async function measureYear() {
  const latency = 100;
  const simulator = await startSimulator('--latency', String(latency), '--projects', '12', '--line-items', '30');
  const rows = [];
  const firsts = [];
  let calls;
  let again;
  let memory;
  let peak;
  // The simulator makes up its figures when it is first asked for them: that is not the provider's latency, so the first
  // run does not count.
  for (let run = -1; run < 5; ++run) {
    const server = await startServer(simulator);
    await takeCalls(simulator);
    const first = (await timed(`${server.url}/api/costs?${range(365)}`)).ms;
    if (run >= 0) firsts.push(first);
    calls = await takeCalls(simulator);
    const second = await timed(`${server.url}/api/costs?${range(365)}`);
    again = { ms: second.ms, calls: (await takeCalls(simulator)).total };
    memory = await settledBytes(server.child);
    peak = residentBytes(server.child, 'VmHWM');
    await server.stop();
  }
  await simulator.stop();
  // By the documents: 180 days of costs and 31 days of usage to a call, ten usage endpoints, one page of projects.
  const needed = Math.ceil(365 / 180) + 10 * Math.ceil(365 / 31) + 1;
  const ratio = median(firsts) / latency;
  rows.push(
    row(
      'first year of 12 projects, 30 line items, against one upstream latency of 100 ms',
      `${ratio.toFixed(1)} times`,
      '<= 10 times',
      ratio <= 10,
    ),
    row('calls upstream for it', `${calls.total}`, `<= ${needed} (documented limits)`, calls.total <= needed),
    row('calls upstream for the same year again', `${again.calls}`, '0', again.calls === 0),
    row('the same year again, against the first', `1/${(median(firsts) / again.ms).toFixed(0)}`, '', undefined),
    row(
      'resident memory with that year, once it is saved',
      `${(memory / 2 ** 20).toFixed(1)} MiB`,
      '< 60 MB',
      memory < 60e6,
    ),
    row('the same at its highest, while it is read', `${(peak / 2 ** 20).toFixed(0)} MiB`, '', undefined),
  );
  return rows;
}

// A first year of several sources together, against the slowest of them alone: with Mistral, which is asked once a
// second for each month and workspace, and without.
async function measureSources() {
  const simulator = await startSimulatorOfAll(
    '--latency',
    '100',
    '--organizations',
    '3',
    '--anthropic',
    '1',
    '--mistral',
    '1',
    '--openrouter',
    '0',
  );
  const firstYear = async (env) => {
    const server = await start(['serve', '--port', '0'], env, /http:\/\/127\.0\.0\.1:\d+/);
    const { ms } = await timed(`${server.url}/api/costs?${range(365)}`);
    await server.stop();
    return ms;
  };
  const keyOf = (name) => /_(?:ADMIN|API)_KEY/.test(name);
  const keys = Object.keys(simulator.env).filter(keyOf);
  const only = (kept) =>
    Object.fromEntries(Object.entries(simulator.env).filter(([name]) => !keyOf(name) || kept.includes(name)));
  await firstYear(simulator.env); // the simulator makes up its figures
  const alone = new Map();
  for (const key of keys) alone.set(key, await firstYear(only([key])));
  const rows = [];
  for (const [what, kept] of [
    ['with Mistral', keys],
    ['without Mistral', keys.filter((key) => !key.startsWith('MISTRAL'))],
  ]) {
    const slowest = Math.max(...kept.map((key) => alone.get(key)));
    const ratio = (await firstYear(only(kept))) / slowest;
    rows.push(
      row(
        `first year of ${kept.length} sources ${what}, against the slowest of them alone`,
        `${ratio.toFixed(2)} times`,
        '<= 1.3',
        ratio <= 1.3,
      ),
    );
  }
  await simulator.stop();
  return rows;
}

// Requests per second, the 99th percentile in microseconds, and the processor time of process `pid` for an answer.
function load(url, pid) {
  const script = path.join(folder, 'report.lua');
  writeFileSync(
    script,
    'done = function(s, l, r) io.write(string.format("RESULT %f %d %f %d\\n", s.requests / s.duration * 1e6, s.requests, l:percentile(99), s.errors.status + s.errors.connect + s.errors.read + s.errors.timeout)) end\n',
  );
  const before = ticksOf(pid);
  const printed = execFileSync('wrk', ['-t1', '-c32', '-d4s', '-s', script, url], { encoding: 'utf8' });
  const [, rate, requests, p99, errors] = /RESULT (\S+) (\d+) (\S+) (\d+)/.exec(printed).map(Number);
  if (errors > 0) throw new Error(`${errors} failed requests to ${url}`);
  return { rate, p99, work: (ticksOf(pid) - before) / requests };
}

// A kept answer of a month beside nginx with the same bytes in a file, in turn, one worker each.
async function measureCached() {
  const simulator = await startSimulator();
  const server = await startServer(simulator, { args: ['--threads', '1'] });
  const url = `${server.url}/api/costs?${range(30)}`;
  const { body } = await timed(url);
  const nginx = await startNginx(body);
  const ours = [];
  const theirs = [];
  for (let turn = 0; turn < 9; ++turn) {
    theirs.push(load(nginx.url, nginx.worker));
    ours.push(load(url, server.child.pid));
  }
  await nginx.stop();
  await server.stop();
  await simulator.stop();
  const rates = ours.map((one, i) => one.rate / theirs[i].rate);
  const tails = ours.map((one, i) => one.p99 / theirs[i].p99);
  const works = ours.map((one, i) => one.work / theirs[i].work);
  return [
    row(
      `kept month (${(body.length / 1024).toFixed(1)} KiB), requests per second against nginx with a file`,
      `${median(rates).toFixed(2)} times`,
      '>= 1',
      median(rates) >= 1,
    ),
    row('the same, 99th percentile against nginx', `${median(tails).toFixed(2)} times`, '<= 1', median(tails) <= 1),
    row('the same, processor time for an answer against nginx', `${median(works).toFixed(2)} times`),
  ];
}

// The 99th percentile, in ms, of questions asked one after the other for a while, with pauses: what is looked for is
// waiting, not how much the machine can do.
async function tail(url) {
  const times = [];
  for (const end = performance.now() + 6000; performance.now() < end; ) {
    times.push((await timed(url)).ms);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)];
}

// A month that is known, asked for while nothing else goes on, and while the same month is read again (each answer of
// the provider 100 ms late) and written into the SQLite ledger without a pause; in turn. Another process asks for the
// readings, so that their answers are not in the way of the one that looks at the clock.
async function measureWriting() {
  const simulator = await startSimulator('--projects', '12', '--line-items', '30', '--latency', '100');
  const server = await startServer(simulator);
  const url = `${server.url}/api/costs?${range(30)}`;
  await timed(url);
  await tail(url); // the engine compiles what runs often
  const ratios = [];
  let writings = 0;
  for (let turn = 0; turn < 5; ++turn) {
    const quiet = await tail(url);
    const writer = startAskingAgain(`${url}&refresh=true`);
    ratios.push((await tail(url)) / quiet);
    writings += await writer.stop();
  }
  await server.stop();
  await simulator.stop();
  const ratio = median(ratios);
  return [
    row(
      `known month while it is read again and written (${writings} times), 99th percentile against quiet`,
      `${ratio.toFixed(2)} times`,
      '<= 2',
      ratio <= 2,
    ),
  ];
}

// From the start of the process to the first answer.
async function measureStart() {
  const times = [];
  for (let run = 0; run < 11; ++run) {
    const server = await start(['serve', '--port', '0', '--demo'], {}, /http:\/\/127\.0\.0\.1:\d+/);
    await until(async () => (await fetch(`${server.url}/health`)).ok);
    times.push(Number(process.hrtime.bigint() - server.began) / 1e6);
    await server.stop();
  }
  return [row('from start to the first answer', `${median(times).toFixed(0)} ms`, '< 100 ms', median(times) < 100)];
}

// The page's scripts and styles as they are sent: what every visit loads, and all there is to be loaded in one language.
async function measurePage() {
  const assets = path.join(ROOT, 'web/dist/assets');
  if (!existsSync(assets)) throw new Error('web/dist is not there: npm run build in web/');
  const html = readFileSync(path.join(ROOT, 'web/dist/index.html'), 'utf8');
  const names = readdirSync(assets);
  const kilobytes = (files) =>
    files.reduce((sum, name) => sum + gzipSync(readFileSync(path.join(assets, name)), { level: 9 }).length, 0) / 1000;
  const scripts = names.filter((name) => name.endsWith('.js'));
  const dictionaries = scripts.filter((name) => /^(?:en|fr)-/.test(name));
  const longest = dictionaries.toSorted((a, b) => kilobytes([b]) - kilobytes([a]))[0];
  const others = dictionaries.filter((name) => name !== longest);
  // What the page names, what those scripts import, and one dictionary.
  const first = new Set([...scripts.filter((name) => html.includes(name)), longest]);
  for (const name of first) {
    const text = readFileSync(path.join(assets, name), 'utf8');
    for (const [, imported] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) first.add(imported);
  }
  const loaded = kilobytes([...first]);
  const all = kilobytes(scripts.filter((name) => !others.includes(name)));
  const styles = kilobytes(names.filter((name) => name.endsWith('.css') && html.includes(name)));
  return [
    row('scripts of the page before anything on demand, gzip', `${loaded.toFixed(1)} kB`, '<= 60 kB', loaded <= 60),
    row('all its scripts, with the chart', `${all.toFixed(1)} kB`, '< 109 kB', all < 109),
    row('styles of the page, gzip', `${styles.toFixed(1)} kB`, '<= 10 kB', styles <= 10),
  ];
}

// Ten million rows of two years: how long they take to load from SQLite, what they take in memory, and one question of a
// year, beside the same question to DuckDB on the same rows, one thread each.
async function measureLedger() {
  const program = path.join(ROOT, 'build/release/bench/ledger_store_bench');
  const csv = path.join(folder, 'rows.csv');
  const store = `sqlite:${path.join(folder, 'ledger.db')}`;
  const ran = execFileSync(program, [store, '10000000', csv], { encoding: 'utf8', maxBuffer: 1 << 20 });
  const made = JSON.parse(ran);
  const again = JSON.parse(execFileSync(program, [store, '0'], { encoding: 'utf8' }));
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const duckdb = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await duckdb.run(
    `create table cost as select * from read_csv('${csv}', header = false, columns = {'date': 'DATE',
     'provider': 'VARCHAR', 'project': 'VARCHAR', 'model': 'VARCHAR', 'cost': 'DECIMAL(38,18)', 'requests': 'BIGINT'})`,
  );
  const where = `where date between '${made.first}' and '${made.last}'`;
  const times = [];
  for (let run = 0; run < 7; ++run) {
    const began = performance.now();
    await duckdb.runAndReadAll(`select provider, model, sum(cost), sum(requests) from cost ${where} group by all`);
    times.push(performance.now() - began);
  }
  const [[total]] = (await duckdb.runAndReadAll(`select sum(cost)::varchar from cost ${where}`)).getRows();
  if (total.replace(/\.?0+$/, '') !== made.total) throw new Error(`DuckDB's total is ${total}, ours ${made.total}`);
  const seconds = again.load.seconds;
  return [
    row(
      `${(made.rows / 1e6).toFixed(0)} million rows of two years from SQLite`,
      `${seconds.toFixed(1)} s`,
      '<= 5 s',
      seconds <= 5,
    ),
    row('memory for them', `${again.bytes_a_row.toFixed(1)} bytes a row`, '<= 64', again.bytes_a_row <= 64),
    row('a year of them by model, project and day', `${again.year_ms.toFixed(1)} ms`, '<= 30 ms', again.year_ms <= 30),
    row(
      'the same, against DuckDB on one thread with the year by model alone',
      `1/${(median(times) / again.year_ms).toFixed(0)}`,
      '',
      undefined,
    ),
  ];
}

// script/server in a fresh clone, until it answers, and again. The compiler cache is turned off: a newcomer has none.
async function measureClone() {
  const clone = path.join(folder, 'clone');
  execFileSync('git', ['clone', '-q', ROOT, clone]);
  const { spawn } = await import('node:child_process');
  const run = async () => {
    const began = performance.now();
    const child = spawn('script/server', ['--port', '0'], {
      cwd: clone,
      env: { ...process.env, CCACHE_DISABLE: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    await new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`script/server ended with ${code}`)));
      child.stdout.setEncoding('utf8').on('data', (text) => /http:\/\/127/.test(text) && resolve());
    });
    const seconds = (performance.now() - began) / 1000;
    child.removeAllListeners('exit');
    process.kill(-child.pid, 'SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    return seconds;
  };
  const first = await run();
  const warm = await run();
  return [
    row(
      'script/server in a fresh clone, packages installed, no compiler cache',
      `${first.toFixed(0)} s`,
      '< 360 s',
      first < 360,
    ),
    row('script/server again', `${warm.toFixed(1)} s`, '< 5 s', warm < 5),
  ];
}

const measurements = {
  year: measureYear,
  sources: measureSources,
  cached: measureCached,
  writing: measureWriting,
  start: measureStart,
  page: measurePage,
  ledger: measureLedger,
  clone: measureClone,
};
const asked = process.argv.slice(2).filter((word) => word !== '--write');
const unknown = asked.filter((word) => !(word in measurements));
if (unknown.length > 0) {
  console.error(`error: no measurement ${unknown.join(', ')}; there are ${Object.keys(measurements).join(', ')}`);
  process.exit(2);
}
const rows = [];
for (const name of asked.length > 0 ? asked : ['year', 'sources', 'cached', 'writing', 'start', 'page']) {
  console.error(`==> measuring ${name}`);
  rows.push(...(await measurements[name]()));
}
const verdict = (met) => (met === undefined ? '' : met ? 'met' : 'not met');
const table = [
  '| what | measured | aim | |',
  '| --- | --- | --- | --- |',
  ...rows.map((one) => `| ${one.what} | ${one.measured} | ${one.aim} | ${verdict(one.met)} |`),
].join('\n');
console.log(table);

if (process.argv.includes('--write')) {
  const file = path.join(ROOT, 'docs/benchmarks.md');
  const version = execFileSync(PROGRAM, ['--version'], { encoding: 'utf8' }).trim();
  const text = readFileSync(file, 'utf8');
  const begin = '<!-- figures -->';
  const end = '<!-- end of figures -->';
  const head = text.slice(0, text.indexOf(begin) + begin.length);
  writeFileSync(file, `${head}\n\n${version}, ${day(0)}\n\n${table}\n\n${text.slice(text.indexOf(end))}`);
}
