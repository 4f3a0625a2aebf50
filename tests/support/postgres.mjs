// SPDX-License-Identifier: MIT
// A PostgreSQL server of its own for a test, as an ordinary user, on a free port of loopback.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { until } from './wait.mjs';

const VERSIONS = '/usr/lib/postgresql';

// Where the server's programs are; Debian keeps them off the PATH.
function programs() {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a)) : [];
  const folder = versions
    .map((version) => path.join(VERSIONS, version, 'bin'))
    .find((bin) => existsSync(`${bin}/initdb`));
  assert.ok(folder, 'PostgreSQL is not installed: script/bootstrap --test installs it');
  return folder;
}

// PostgreSQL refuses to run as root.
function ordinaryUser() {
  if (process.getuid() !== 0) return {};
  const idOf = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export class Postgres {
  async start() {
    this.bin = programs();
    this.user = ordinaryUser();
    this.folder = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'llm-cost-postgres-'));
    if (this.user.uid !== undefined) chownSync(this.folder, this.user.uid, this.user.gid);
    this.port = await freePort();
    const options = { ...this.user, cwd: this.folder, stdio: 'pipe' };
    execFileSync(
      `${this.bin}/initdb`,
      ['-D', 'data', '-U', 'ledger', '-A', 'trust', '-N', '--no-locale', '-E', 'UTF8'],
      options,
    );
    await this.#run();
    return this;
  }

  // What the program is given: a database that is there already.
  url(database = 'postgres') {
    return `postgres://ledger@127.0.0.1:${this.port}/${database}`;
  }

  // As after a power cut.
  async restart() {
    await this.#end('SIGQUIT');
    await this.#run();
  }

  async stop() {
    await this.#end('SIGQUIT');
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #run() {
    const settings = { listen_addresses: '127.0.0.1', fsync: 'off', unix_socket_directories: this.folder };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.child = spawn(`${this.bin}/postgres`, ['-D', 'data', '-p', String(this.port), ...flags], {
      ...this.user,
      cwd: this.folder,
      stdio: 'ignore',
    });
    running.add(this.child);
    const ask = ['-h', '127.0.0.1', '-p', String(this.port), '-q', '-t', '0'];
    await until(() => {
      try {
        execFileSync(`${this.bin}/pg_isready`, ask, { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    }, 'PostgreSQL');
  }

  async #end(signal) {
    const { child } = this;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
    running.delete(child);
  }
}
