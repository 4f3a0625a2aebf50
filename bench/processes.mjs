// SPDX-License-Identifier: MIT
// The processes that a measurement starts, and their end.
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const PROGRAM = path.join(ROOT, 'build/release/llm-cost-tracker');

// A folder that is gone when the program ends.
export const folder = mkdtempSync(path.join(tmpdir(), 'llm-cost-tracker-bench-'));
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

// Starts the program and gives the first match of `pattern` in what it prints, with the process.
export function start(args, env, pattern) {
  const began = process.hrtime.bigint();
  const child = spawn(PROGRAM, args, {
    cwd: folder,
    // A ledger of its own: nothing of an earlier run is known.
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_STATE_HOME: mkdtempSync(path.join(folder, 'state-')),
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    running.delete(child);
  };
  return new Promise((resolve, reject) => {
    let printed = '';
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code} before it was ready`)));
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text;
      const match = pattern.exec(printed);
      if (match) resolve({ child, stop, url: match[0], began });
    });
  });
}

export const startSimulator = (...args) =>
  start(['simulate', '--port', '0', ...args], {}, /http:\/\/127\.0\.0\.1:\d+(?=\/v1)/);

// A simulator with the settings that make the program ask it, as it prints them.
export async function startSimulatorOfAll(...args) {
  const simulator = await start(
    ['simulate', '--port', '0', ...args],
    {},
    /^export OPENAI[\s\S]*^export ECB_BASE_URL=\S+\n/m,
  );
  const env = Object.fromEntries(
    [...simulator.url.matchAll(/^export ([A-Z0-9_]+)=(\S+)$/gm)].map(([, name, value]) => [name, value]),
  );
  return { ...simulator, env, url: new URL(env.OPENAI_BASE_URL).origin };
}

export const startServer = (simulator, { env = {}, args = [] } = {}) =>
  start(
    ['serve', '--port', '0', ...args],
    { OPENAI_BASE_URL: `${simulator.url}/v1`, OPENAI_API_KEY_EDUGAMI: 'sk-admin-demo-edugami', ...env },
    /http:\/\/127\.0\.0\.1:\d+/,
  );

// A process that asks for `url` again and again; stopping it gives how often it was answered.
export function startAskingAgain(url) {
  const child = fork(path.join(ROOT, 'bench/ask_again.mjs'), [url]);
  running.add(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    const count = new Promise((resolve) => child.once('message', resolve));
    child.send('stop');
    const answered = await Promise.race([count, ended.then(() => Promise.reject(new Error(`${url}: not answered`)))]);
    await ended;
    running.delete(child);
    return answered;
  };
  return { stop };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// nginx, whose worker is to read our folder, as its documentation advises for static files, one worker, serving `body` as /costs.
export async function startNginx(body) {
  const port = await freePort();
  writeFileSync(path.join(folder, 'costs'), body);
  writeFileSync(
    path.join(folder, 'nginx.conf'),
    `${process.getuid() === 0 ? 'user root; ' : ''}daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log crit;
     events { worker_connections 1024; }
     http {
       access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 100000000;
       open_file_cache max=10 inactive=1h; default_type application/json;
       client_body_temp_path ${folder}/nginx-body; proxy_temp_path ${folder}/nginx-proxy;
       fastcgi_temp_path ${folder}/nginx-fastcgi; uwsgi_temp_path ${folder}/nginx-uwsgi; scgi_temp_path ${folder}/nginx-scgi;
       server { listen 127.0.0.1:${port}; root ${folder}; }
     }`,
  );
  const child = spawn('nginx', ['-p', folder, '-c', path.join(folder, 'nginx.conf')], { stdio: 'inherit' });
  running.add(child);
  const url = `http://127.0.0.1:${port}/costs`;
  await until(async () => (await fetch(url)).ok);
  return {
    url,
    worker: Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim()),
    stop: async () => {
      child.kill('SIGQUIT');
      await new Promise((resolve) => child.once('exit', resolve));
      running.delete(child);
    },
  };
}

// What process `pid` has kept the processor busy for, in the ticks of Linux (proc_pid_stat(5): utime and stime).
export function ticksOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

// Tries until it works, for at most ten seconds.
export async function until(attempt) {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    try {
      if (await attempt()) return;
    } catch {
      // not yet
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error('gave up waiting');
}

// Resident memory of a process, in bytes.
export function residentBytes(child, which = 'VmRSS') {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(new RegExp(`^${which}:\\s+(\\d+)`, 'm').exec(status)[1]) * 1024;
}
