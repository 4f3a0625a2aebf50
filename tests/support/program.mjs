// SPDX-License-Identifier: MIT
// Starts the built program and sees to it that it ends well.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const PROGRAM = process.env.LLM_COST_TRACKER ?? path.join(ROOT, 'build/dev/llm-cost-tracker');

// Sanitized programs are slow to start on a busy machine.
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 60_000;
const SANITIZER = /AddressSanitizer|LeakSanitizer|ThreadSanitizer|UndefinedBehaviorSanitizer|runtime error:/;

// Only what is given here and what the sanitizers need: no key, proxy or setting of this machine gets in.
export function cleanEnv(home, extra = {}) {
  const env = { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: path.join(home, 'config'), LANG: 'C.UTF-8' };
  for (const name of Object.keys(process.env)) {
    if (/^(A|UB|T|L)SAN_(OPTIONS|SYMBOLIZER_PATH)$/.test(name)) env[name] = process.env[name];
  }
  return { ...env, ...extra };
}

// Nothing outlives the tests, however they end.
const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

// A running program in a folder of its own that holds nothing but `files` (text by name). `via` is a command that runs it:
// ['bash', '-c', 'ulimit -f 8; exec "$0" "$@"'].
export class Program {
  stdout = '';
  stderr = '';
  #waiting = new Set();

  constructor(args, { env = {}, files = {}, via = [] } = {}) {
    assert.ok(existsSync(PROGRAM), `${PROGRAM} is not there: build it, or name it in LLM_COST_TRACKER`);
    this.folder = mkdtempSync(path.join(tmpdir(), 'llm-cost-tracker-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(this.folder, name), text);
    const [command, ...words] = [...via, PROGRAM, ...args];
    this.child = spawn(command, words, {
      cwd: this.folder,
      env: cleanEnv(this.folder, env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = new Promise((resolve) => {
      this.child.on('error', (error) => resolve({ error }));
      this.child.on('close', (code, signal) => {
        rmSync(this.folder, { recursive: true, force: true });
        resolve({ code, signal });
      });
    });
    for (const stream of ['stdout', 'stderr']) {
      this.child[stream].setEncoding('utf8').on('data', (text) => {
        this[stream] += text;
        for (const check of this.#waiting) check();
      });
    }
    running.add(this.child);
    this.exited.then(() => running.delete(this.child));
  }

  // The match of `pattern` in what was printed, as soon as there is one.
  async printed(pattern, stream = 'stdout', limit = START_LIMIT_MS) {
    let check;
    let timer;
    const match = new Promise((resolve, reject) => {
      check = () => {
        const found = pattern.exec(this[stream]);
        if (found) resolve(found);
      };
      const fail = (why) => reject(new Error(`${why} before it printed ${pattern}:\n${this.stdout}${this.stderr}`));
      timer = setTimeout(fail, limit, `${limit} ms passed`);
      this.exited.then((end) => fail(`the program ended (${JSON.stringify(end)})`));
      this.#waiting.add(check);
      check();
    });
    try {
      return await match;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(check);
    }
  }

  signal(name) {
    this.child.kill(name);
  }

  // Waits until it has ended; fails when it does not, or not with `code`, or when a sanitizer complained.
  async ended({ code = 0, limit = STOP_LIMIT_MS } = {}) {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), limit);
    const end = await this.exited;
    clearTimeout(timer);
    assert.doesNotMatch(this.stderr, SANITIZER);
    assert.deepEqual(end, { code, signal: null }, `the program ended otherwise; it printed:\n${this.stderr}`);
    return end;
  }

  async stop(options) {
    this.signal('SIGTERM');
    return this.ended(options);
  }
}
