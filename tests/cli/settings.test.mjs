// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fails, run } from './run.mjs';

const SECRET = 'sk-admin-0123456789abcdef';

for (const [what, value, message] of [
  ['a blank', `${SECRET} x`, 'contains a blank'],
  ['a blank at its end', `${SECRET} `, 'begins or ends with a blank'],
  ['quotes', `"${SECRET}"`, 'contains a quote; the key itself has none'],
  ['a line break', `${SECRET}\n`, 'contains a line break'],
]) {
  test(`a key with ${what} is refused and not repeated`, async () => {
    const stderr = await fails(['costs'], 1, { env: { OPENAI_API_KEY_EDUGAMI: value } });
    assert.match(stderr, new RegExp(`^error: OPENAI_API_KEY_EDUGAMI ${message}\nhint: `));
    assert.ok(!stderr.includes('0123456789'), stderr);
  });
}

test('quotes of a .env file are syntax, and the stronger file counts', async () => {
  const { stdout } = await run(['workspaces'], {
    files: {
      '.env': `\uFEFF# keys\r\nexport OPENAI_API_KEY_EDUGAMI="${SECRET}" # one\r\nOPENAI_API_KEY_MY_TEAM='${SECRET}2'\r\n`,
      '.env.local': `OPENAI_API_KEY_EDUGAMI=${SECRET}3\n`,
    },
  });
  assert.equal(
    stdout,
    'PROVIDER  WORKSPACE  NAME     SETTING\n' +
      'openai    edugami    Edugami  OPENAI_API_KEY_EDUGAMI\n' +
      'openai    my_team    My Team  OPENAI_API_KEY_MY_TEAM\n',
  );
});

test('a key may be given as a file', async () => {
  const { stdout } = await run(['workspaces', '--json'], {
    env: { OPENAI_API_KEY_EDUGAMI_FILE: 'secret' },
    files: { secret: `${SECRET}\n` },
  });
  assert.deepEqual(JSON.parse(stdout), { workspaces: [{ id: 'edugami', name: 'Edugami' }] });
});

test('a key file that is not there is named', async () => {
  assert.match(
    await fails(['costs'], 1, { env: { OPENAI_API_KEY_FILE: '/nowhere/key' } }),
    /^error: OPENAI_API_KEY_FILE names the file '\/nowhere\/key', which does not exist\n$/,
  );
});

test('all problems are told together', async () => {
  const stderr = await fails(['serve'], 1, {
    env: { PORT: 'x', DATABASE_URL: 'mysql://me:hidden@db/costs', OPENAI_BASE_URL: 'https://me:hidden@host/' },
    files: { '.env': 'THREADS=many\nthis is no setting\n' },
  });
  for (const problem of [/PORT must/, /DATABASE_URL must/, /OPENAI_BASE_URL must/, /THREADS \(\.env:1\) must/, /^error: \.env:2: /m]) {
    assert.match(stderr, problem);
  }
  assert.ok(!stderr.includes('hidden'), stderr);
});

test('a settings file that is a folder, is not TOML, or is not there is named', async () => {
  assert.match(await fails(['costs', '--config', '/'], 1), /^error: settings file \/ cannot be read: Is a directory\n$/);
  assert.match(await fails(['costs', '--config', 'x.toml'], 2), /^error: settings file x\.toml does not exist\n$/);
  assert.match(
    await fails(['costs', '--config', 'x.toml'], 1, { files: { 'x.toml': 'port = 1\nport = \n' } }),
    /^error: x\.toml:2: not valid TOML/,
  );
});

test('an oversized settings file is refused', async () => {
  assert.match(
    await fails(['costs'], 1, { files: { '.env': '#'.repeat(300_000) } }),
    /^error: settings file \.env cannot be read: larger than 262144 bytes\n$/,
  );
});

test('two settings for one workspace and one key for two workspaces are refused', async () => {
  assert.match(
    await fails(['costs'], 1, { env: { OPENAI_API_KEY_A: SECRET, OPENAI_ADMIN_KEY_A: `${SECRET}2` } }),
    /OPENAI_API_KEY_A and OPENAI_ADMIN_KEY_A both give the key of the workspace 'a'/,
  );
  assert.match(
    await fails(['costs'], 1, { env: { OPENAI_API_KEY_A: SECRET, OPENAI_API_KEY_B: SECRET } }),
    /OPENAI_API_KEY_B holds the same key as OPENAI_API_KEY_A/,
  );
});
