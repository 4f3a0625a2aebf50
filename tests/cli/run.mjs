// SPDX-License-Identifier: MIT
// One command of the program, from its start to its end.
import assert from 'node:assert/strict';

import { Program } from '../support/program.mjs';

// What it printed. Fails when it does not end with `code`.
export async function run(args, { env, files, code = 0 } = {}) {
  const program = new Program(args, { env, files });
  await program.ended({ code, limit: 60_000 });
  return { stdout: program.stdout, stderr: program.stderr };
}

// The standard error of a command that fails and prints nothing else.
export async function fails(args, code, options = {}) {
  const { stdout, stderr } = await run(args, { ...options, code });
  assert.equal(stdout, '');
  return stderr;
}

// The rows of a table as lists of cells; columns are at least two blanks apart.
export function tableRows(text) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
}

// The rows of a CSV text, RFC 4180.
export function csvRows(text) {
  assert.match(text, /\r\n$/);
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ',') rows.push([]);
  }
  rows.pop();
  return rows;
}
