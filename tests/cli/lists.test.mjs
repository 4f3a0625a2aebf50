// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startSimulator } from '../support/server.mjs';
import { fails, run, tableRows } from './run.mjs';

let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());

test('providers tells which can be asked', async () => {
  const { stdout } = await run(['providers'], { env: simulator.env });
  assert.deepEqual(tableRows(stdout)[1], ['openai', 'OpenAI', '3', 'ready']);
  const json = JSON.parse((await run(['providers', '--json'], { env: simulator.env })).stdout);
  const { key, ...openai } = json.providers[0];
  assert.deepEqual(openai, { id: 'openai', name: 'OpenAI', supports_workspaces: true, available: true, error: null });
  assert.equal(key.begins, 'sk-admin-');
});

test('providers tells what to set when there is no key', async () => {
  const { stdout, stderr } = await run(['providers']);
  assert.deepEqual(tableRows(stdout)[1], ['openai', 'OpenAI', '0', 'no key']);
  assert.match(stderr, /^note: openai: no key is set\. Set OPENAI_/);
});

test('projects lists every workspace, archived ones too', async () => {
  const { stdout } = await run(['projects'], { env: simulator.env });
  const [titles, ...rows] = tableRows(stdout);
  assert.deepEqual(titles, ['PROVIDER', 'WORKSPACE', 'PROJECT ID', 'NAME', 'STATE']);
  assert.equal(new Set(rows.map(([, workspace]) => workspace)).size, 3);
  assert.ok(rows.some((row) => row.at(-1) === 'archived'));
  const json = JSON.parse((await run(['projects', '--workspace', 'edugami', '--json'], { env: simulator.env })).stdout);
  assert.deepEqual(
    json.projects.map(({ id }) => id).sort(),
    rows.filter(([, workspace]) => workspace === 'edugami').map(([, , id]) => id).sort(),
  );
});

test('an unknown provider or workspace is an error', async () => {
  assert.match(await fails(['workspaces', '--provider', 'acme'], 1, { env: simulator.env }), /^error: no provider 'acme'\n/);
  assert.match(
    await fails(['projects', '--workspace', 'acme'], 1, { env: simulator.env }),
    /^error: no workspace 'acme'\nhint: `llm-cost-tracker workspaces` lists them\.\n$/,
  );
});
