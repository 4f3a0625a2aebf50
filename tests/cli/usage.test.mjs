// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { ROOT } from '../support/program.mjs';
import { fails, run } from './run.mjs';

const COMMANDS = [
  'serve',
  'costs',
  'providers',
  'workspaces',
  'projects',
  'coverage',
  'restatements',
  'sync',
  'seal',
  'verify',
  'export',
  'import',
  'migrate',
  'doctor',
  'simulate',
];
const VERSION = /VERSION (\d+\.\d+\.\d+)/.exec(readFileSync(path.join(ROOT, 'CMakeLists.txt'), 'utf8'))[1];

test('--help of the program names every command', async () => {
  const { stdout, stderr } = await run(['--help']);
  for (const command of COMMANDS) assert.match(stdout, new RegExp(`^ +${command} `, 'm'));
  assert.equal(stderr, '');
});

for (const command of COMMANDS) {
  test(`${command} has --help and --version`, async () => {
    const help = await run([command, '--help']);
    assert.match(help.stdout, new RegExp(`llm-cost-tracker ${command} \\[OPTIONS\\]`));
    assert.match(help.stdout, /--config FILE/);
    assert.equal((await run([command, '--version'])).stdout, `${VERSION}\n`);
  });
}

test('--version prints the version of the build', async () => {
  assert.equal((await run(['--version'])).stdout, `${VERSION}\n`);
});

test('no command, an unknown command and an unknown flag are named, with the way to help', async () => {
  assert.match(await fails([], 2), /^error: say what to do: serve, .*\nhint: See `llm-cost-tracker --help`\.\n$/);
  assert.match(await fails(['spend'], 2), /^error: unknown argument: spend\nhint: /);
  assert.match(
    await fails(['costs', '--colour'], 2),
    /^error: unknown argument: --colour\nhint: See `llm-cost-tracker costs --help`\.\n$/,
  );
});

for (const [args, message] of [
  [['costs', '--period', 'day'], "--period must be week, month or year, not 'day'"],
  [['costs', '--since', '2026-02-30'], "--since must be a day such as \\d{4}-\\d\\d-\\d\\d, not '2026-02-30'"],
  [['costs', '--since', '2026-03-01', '--until', '2026-02-01'], '--until is before --since'],
  [['costs', '--until', '2026-02-01'], '--until needs --since'],
  [['costs', '--last', '0'], '--last must be a number of days from 1 to \\d+, not 0'],
  [['costs', '--last', 'x'], "--last cannot be 'x'"],
  [['costs', '--since'], '--since needs a value'],
  [['simulate', '--port', '70000'], "--port cannot be '70000'"],
  [['costs', '--last', '3', '--period', 'week'], 'give one of --period, --since with --until, and --last'],
  [['costs', '--group-by', 'colour'], "--group-by must be model, .*, not 'colour'"],
  [['costs', '--json', '--csv'], 'give one of --json and --csv'],
  [['costs', '--refresh', '--offline'], '--refresh asks .* and --offline asks nobody: give one of them'],
  [['serve', '--port', '70000'], "--port must be a whole number from 0 to 65535, not '70000'"],
  [['serve', '--threads', '0'], "--threads must be a whole number from 1 to 256, not '0'"],
  [['serve', '--host', 'example.com'], '--host must be an IP address .*'],
  [['costs', '--log-level', 'loud'], '--log-level must be one of .*'],
]) {
  test(`${args.join(' ')} is refused as wrong usage`, async () => {
    assert.match(await fails(args, 2), new RegExp(`^error: ${message}\n`));
  });
}
