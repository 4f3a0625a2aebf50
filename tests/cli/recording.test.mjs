// SPDX-License-Identifier: MIT
// What providers answer is recorded without keys, and gives the same figures again without any provider.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { parseExact } from '../support/exact_json.mjs';
import { request, startServer, startSimulator } from '../support/server.mjs';
import { fails, run } from './run.mjs';

const RANGE = ['--since', '2026-03-01', '--until', '2026-04-15'];
const OPENAI = ['--provider', 'openai'];
const ALL = ['--anthropic', '1', '--mistral', '1', '--openrouter', '1'];

let folder;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'llm-cost-recording-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function simulatorFor(t, args) {
  const simulator = await startSimulator(args);
  t.after(() => simulator.program.signal('SIGKILL'));
  return simulator;
}

// What is the same in a replay, to the last digit: all but when it was read.
function lasting(json) {
  assert.match(json, /"last_updated":\s*"\d{4}-/);
  return json.replaceAll(/"last_updated":\s*"[^"]*"/g, '"last_updated":"then"');
}

const filesOf = (name) =>
  readdirSync(name, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(name, entry.name);
    return entry.isDirectory() ? [file, ...filesOf(file)] : [file];
  });

// A key as any text may hold it; its beginning says only of which kind it is.
function formsOf(key) {
  const secret = key.replace(/^sk-(admin|ant-admin\d\d|or-v1)-/, '');
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    encodeURIComponent(secret),
    encodeURIComponent(encodeURIComponent(secret)),
    JSON.stringify(secret).slice(1, -1),
    [...secret].reverse().join(''),
    bytes.toString('utf16le'),
  ];
}

const without = (env, pattern) => Object.fromEntries(Object.entries(env).filter(([name]) => !pattern.test(name)));

test('a recording has no key, is its owner’s alone, and gives every figure again without a provider', async (t) => {
  const simulator = await simulatorFor(t, ALL);
  const env = { ...simulator.env, EXCLUDE: 'openai/edugami', EXCHANGE_RATES: 'EUR=1.0837' };
  const keys = Object.entries(simulator.env).flatMap(([name, value]) => (/_KEY/.test(name) ? [value] : []));
  assert.ok(keys.length >= 6);
  const dir = path.join(folder, 'figures');
  const asked = ['costs', ...RANGE, '--json'];
  const plain = await run(asked, { env });
  const recorded = await run([...asked, '--record', dir], { env });
  assert.equal(lasting(recorded.stdout), lasting(plain.stdout));
  assert.match(recorded.stderr, /^note: recording in \S+figures\/0001: /m);
  const report = parseExact(recorded.stdout);
  // OpenRouter tells of the last days only: those are asked by another question, which hangs on the date.
  assert.equal(report.providers.length, 3);
  const recentDir = path.join(folder, 'recent');
  const recent = ['costs', '--last', '5', '--json'];
  const recordedRecent = await run([...recent, '--record', recentDir], { env });
  assert.equal(parseExact(recordedRecent.stdout).providers.length, 4);
  assert.ok(report.breakdown.length > 5 && report.daily.length === 46);

  const files = [...filesOf(dir), ...filesOf(recentDir)];
  assert.ok(files.length > 10);
  for (const file of files) {
    const { mode } = statSync(file);
    assert.equal(mode & 0o777, statSync(file).isDirectory() ? 0o700 : 0o600, file);
    if (statSync(file).isDirectory()) continue;
    const text = readFileSync(file);
    for (const key of keys) {
      for (const form of formsOf(key)) assert.equal(text.indexOf(form), -1, `${file} has a form of a key: ${form}`);
    }
  }
  const head = JSON.parse(readFileSync(path.join(dir, '0001/recording.json'), 'utf8'));
  assert.equal(head.keys.find(({ provider }) => provider === 'openai').kind, 'sk-admin-');
  assert.equal(head.keys.length, keys.length);

  await simulator.stop();
  // Nothing of where it is replayed counts: not its keys, its sources, its store.
  const elsewhere = {
    OPENAI_API_KEY_OTHER: 'sk-admin-of-someone-else',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    EXCLUDE: 'openrouter',
    EXCHANGE_RATES: 'EUR=9',
    DATABASE_URL: `sqlite:${path.join(folder, 'never/made.db')}`,
  };
  for (const env of [{}, elsewhere]) {
    const replayed = await run([...asked, '--replay', dir], { env });
    assert.equal(lasting(replayed.stdout), lasting(recorded.stdout));
    const replayedRecent = await run([...recent, '--replay', recentDir], { env });
    assert.equal(lasting(replayedRecent.stdout), lasting(recordedRecent.stdout));
    assert.match(replayed.stderr, /^note: replaying \S+figures\/0001, recorded from \S+ on; no provider is asked$/m);
  }
  assert.deepEqual(
    readdirSync(folder).filter((name) => name === 'never'),
    [],
  );
});

test('every command that reads can be recorded, and each run is on its own', async (t) => {
  const simulator = await simulatorFor(t, ['--organizations', '1', '--projects', '2']);
  const dir = path.join(folder, 'commands');
  const commands = [
    ['projects', '--json'],
    ['providers', '--json'],
    ['sync'],
    ['costs', ...RANGE, '--group-by', 'project', '--csv'],
  ];
  const printed = [];
  for (const command of commands) {
    printed.push((await run(command, { env: { ...simulator.env, RECORD_DIR: dir } })).stdout);
  }
  // These ask nobody, so they have nothing to record.
  await run(['workspaces'], { env: { ...simulator.env, RECORD_DIR: dir } });
  await fails(['costs', ...RANGE, '--offline'], 1, { env: { ...simulator.env, RECORD_DIR: dir } });
  await simulator.stop();
  assert.deepEqual(readdirSync(dir).sort(), ['0001', '0002', '0003', '0004']);
  const steady = (text) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, '(time)');
  for (const [index, command] of commands.entries()) {
    const { stdout } = await run([...command, '--replay', path.join(dir, `000${index + 1}`)]);
    assert.equal(steady(stdout), steady(printed[index]), command[0]);
  }
  const { stdout } = await run(['workspaces', '--replay', dir]);
  assert.match(stdout, /^openai +edugami +Edugami +OPENAI_API_KEY_EDUGAMI$/m);
});

test('a recorded run neither uses nor changes the ledger', async (t) => {
  const simulator = await simulatorFor(t);
  const ledger = path.join(folder, 'ledger.db');
  const env = { ...simulator.env, DATABASE_URL: `sqlite:${ledger}` };
  const dir = path.join(folder, 'whole');
  const known = await run(['costs', ...RANGE, '--json'], { env });
  const kept = readFileSync(ledger);
  // All of these days are settled and would not be asked again.
  const recorded = await run(['costs', ...RANGE, '--json', '--record', dir], { env });
  assert.equal(lasting(recorded.stdout), lasting(known.stdout));
  assert.ok(kept.equals(readFileSync(ledger)));
  await simulator.stop();
  const replayed = await run(['costs', ...RANGE, '--json', '--replay', dir], { env });
  assert.equal(lasting(replayed.stdout), lasting(known.stdout));
  assert.ok(kept.equals(readFileSync(ledger)));
});

for (const [name, fault] of [
  ['429', 'kind=429,retry_after=120'],
  ['500', 'kind=500'],
  ['a reset', 'kind=reset'],
  ['JSON that is cut off', 'kind=truncated-json'],
]) {
  test(`a source that failed with ${name} fails in the same words again`, async (t) => {
    const simulator = await simulatorFor(t);
    await simulator.addFault(`organization=edugami,path=/organization/costs,${fault}`);
    const dir = path.join(folder, fault);
    const asked = ['costs', ...RANGE, ...OPENAI, '--json'];
    const recorded = await run([...asked, '--record', dir], { env: simulator.env, code: 3 });
    await simulator.stop();
    const replayed = await run([...asked, '--replay', dir], { code: 3 });
    assert.equal(lasting(replayed.stdout), lasting(recorded.stdout));
    const { errors } = JSON.parse(replayed.stdout);
    assert.equal(errors.length, 1);
    assert.equal(errors[0].workspace, 'edugami');
  });
}

test('a refused key is refused again, with the same advice', async (t) => {
  const simulator = await simulatorFor(t);
  const dir = path.join(folder, 'refused');
  const asked = ['costs', ...RANGE];
  const env = {
    ...without(simulator.env, /_KEY_/),
    OPENAI_API_KEY_ONE: 'sk-proj-0123456789abcdefghij',
  };
  const errors = (text) => text.replaceAll(/^note: .*\n/gm, '');
  const recorded = await fails([...asked, '--record', dir], 1, { env });
  await simulator.stop();
  const replayed = await fails([...asked, '--replay', dir], 1);
  assert.match(errors(replayed), /^error: openai.*OPENAI_API_KEY_ONE.*\nhint: .*project key/m);
  assert.equal(errors(replayed), errors(recorded));
});

test('serve records what the page asks, and answers from it', async (t) => {
  const simulator = await simulatorFor(t);
  const dir = path.join(folder, 'served');
  const target = '/api/costs?start_date=2026-03-01&end_date=2026-03-31';
  const recording = await startServer({ env: simulator.env, args: ['--record', dir] });
  t.after(() => recording.program.signal('SIGKILL'));
  const first = await request(recording.url, target);
  assert.equal(first.status, 200);
  await recording.stop();
  await simulator.stop();

  const replaying = await startServer({ args: ['--replay', dir] });
  t.after(() => replaying.program.signal('SIGKILL'));
  const again = await request(replaying.url, target);
  assert.equal(again.status, 200);
  assert.equal(lasting(again.text), lasting(first.text));
  const other = await request(replaying.url, '/api/costs?start_date=2026-01-01&end_date=2026-01-31');
  assert.equal(other.status, 503);
  assert.match(other.json.detail, /the recording has no reply for GET http/);
  assert.ok(!/no provider's key/.test(replaying.stderr), replaying.stderr);
  await replaying.stop();
});

test('a question that was not recorded fails with what to do, and is no zero', async (t) => {
  const simulator = await simulatorFor(t);
  const dir = path.join(folder, 'narrow');
  await run(['costs', ...RANGE, ...OPENAI, '--record', dir], { env: simulator.env });
  await simulator.stop();
  const stderr = await fails(['costs', '--since', '2026-01-01', '--until', '2026-01-31', '--replay', dir], 1);
  assert.match(stderr, /^error: openai.*the recording has no reply for GET http/m);
  assert.match(stderr, /^hint: Ask for days that were recorded, or record again with the same question\.$/m);
});

test('what cannot be recorded or replayed is refused with what to do', async (t) => {
  const simulator = await simulatorFor(t);
  const { env } = simulator;
  const dir = path.join(folder, 'broken');
  await run(['costs', ...RANGE, '--record', dir], { env });
  const head = path.join(dir, '0001/recording.json');
  const reply = path.join(dir, '0001/000002.json');
  const whole = readFileSync(head, 'utf8');
  const broken = async (file, text) => {
    const before = readFileSync(file);
    writeFileSync(file, text);
    const stderr = await fails(['costs', ...RANGE, '--replay', dir], 1);
    writeFileSync(file, before);
    assert.match(stderr, /\nhint: /);
    return stderr;
  };
  assert.match(await broken(reply, readFileSync(reply).subarray(0, 100)), /000002\.json is cut off or damaged/);
  assert.match(await broken(head, '{}'), /recording\.json does not say which version of recording it is/);
  assert.match(
    await broken(head, whole.replace('"recording_version": 1', '"recording_version": 2')),
    /recording\.json was made by a newer release of this program\nhint: Replay it with that release/,
  );
  assert.match(await fails(['costs', '--replay', path.join(folder, 'none')], 1), /^error: the folder \S+none does not exist\nhint: /);
  assert.match(await fails(['costs', '--replay', folder], 1), /holds no recording\nhint: /);

  writeFileSync(path.join(folder, 'file'), '');
  const calls = (await simulator.calls()).total;
  assert.match(
    await fails(['costs', '--record', path.join(folder, 'file')], 1, { env }),
    /^error: the folder \S+file for the recording cannot be written: .*\nhint: Name another one/,
  );
  assert.match(
    await fails(['costs', '--record', dir], 1, { env: { OPENAI_API_KEY_ONE: 'short' } }),
    /^error: the key in OPENAI_API_KEY_ONE is shorter than 8 characters/,
  );
  const both = { env: { OPENAI_API_KEY_ONE: 'sk-admin-0123456789abcdefghij' } };
  assert.match(await fails(['costs', '--record', dir, '--replay', dir], 2, both), /^error: --record .* --replay .*give one of them\n/);
  assert.match(await fails(['costs', '--record', dir, '--offline'], 2, both), /^error: --record .* --offline .*give one of them\n/);
  assert.match(await fails(['serve', '--demo', '--replay', dir], 2), /^error: --demo .* without --replay\n/);
  assert.match(await fails(['serve', '--demo', '--record', dir], 2), /^error: --demo .* without --record\n/);
  assert.match(await fails(['costs', '--replay', ''], 2), /^error: --replay needs a value\n/);
  assert.match(await fails(['costs', '--record', ''], 2), /^error: --record needs a value\n/);
  assert.equal((await simulator.calls()).total, calls);
  await simulator.stop();
});
