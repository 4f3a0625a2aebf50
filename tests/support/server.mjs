// SPDX-License-Identifier: MIT
// The program as a server, and as a simulator of the providers.
import http from 'node:http';
import net from 'node:net';

import { parseExact } from './exact_json.mjs';
import { Program } from './program.mjs';

// Asks over a connection of its own. `target` goes out as it is. Of an answer without an end, `enough` says of what came
// whether it is all that is wanted.
export function request(url, target, { method = 'GET', headers = {}, body, agent = false, signal, enough } = {}) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const message = http.request({ hostname, port, path: target, method, headers, agent, signal }, (answer) => {
      const chunks = [];
      const finish = () => resolve(new Reply(method, target, answer, Buffer.concat(chunks)));
      answer.on('data', (chunk) => {
        chunks.push(chunk);
        if (!enough?.(Buffer.concat(chunks).toString('utf8'))) return;
        finish();
        message.destroy();
      });
      answer.on('error', reject);
      answer.on('end', finish);
    });
    message.on('error', reject);
    message.end(body);
  });
}

export class Reply {
  constructor(method, target, { statusCode, headers }, bytes) {
    Object.assign(this, { method, target, status: statusCode, headers, bytes });
  }
  get text() {
    return this.bytes.toString('utf8');
  }
  get json() {
    return JSON.parse(this.text);
  }
  // Numbers as their own digits.
  get exact() {
    return parseExact(this.text);
  }
}

// What `bytes` are answered with, all of it until the server closes the connection.
export function exchange(url, bytes, { halfClose = false } = {}) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const chunks = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => {
      socket.end();
      resolve(Buffer.concat(chunks).toString('latin1'));
    });
    socket.write(bytes);
    if (halfClose) socket.end();
  });
}

class RunningServer {
  constructor(program, url) {
    this.program = program;
    this.url = url;
    this.port = Number(new URL(url).port);
  }
  get stderr() {
    return this.program.stderr;
  }
  stop(options) {
    return this.program.stop(options);
  }
}

// `llm-cost-tracker serve` on a free port. `env` are its settings, and the only ones it gets.
export async function startServer({ env = {}, args = [], via = [] } = {}) {
  const program = new Program(['serve', ...args], { env: { PORT: '0', ...env }, via });
  const [, url] = await program.printed(/^Listening on (http:\/\/\S+)$/m);
  return new RunningServer(program, url);
}

class RunningSimulator extends RunningServer {
  // The settings that make the program ask the simulator, as fast as it answers.
  get env() {
    return Object.fromEntries([
      ['MISTRAL_CALL_INTERVAL', '0'],
      ...[...this.program.stdout.matchAll(/^export ([A-Z0-9_]+)=(\S+)$/gm)].map(([, name, value]) => [name, value]),
    ]);
  }
  async #control(what, parameters = {}) {
    const reply = await request(this.url, `/_simulator/${what}?${new URLSearchParams(parameters)}`);
    if (reply.status !== 200) throw new Error(`${what}: ${reply.status} ${reply.text}`);
    return reply.json;
  }
  addFault(rule) {
    return this.#control('faults', { add: rule });
  }
  clearFaults() {
    return this.#control('faults', { clear: '1' });
  }
  calls() {
    return this.#control('calls');
  }
  truth(parameters) {
    return this.#control('truth', parameters);
  }
}

// OpenAI alone, unless `args` say how many there are of the others: ['--anthropic', '1'].
export async function startSimulator(args = []) {
  const others = ['--anthropic', '--mistral', '--openrouter']
    .filter((flag) => !args.includes(flag))
    .flatMap((flag) => [flag, '0']);
  const program = new Program(['simulate', '--port', '0', ...others, ...args]);
  const [, url] = await program.printed(/^export OPENAI_BASE_URL=(http:\/\/[^/\s]+)\S*\n(?:export .*\n)+/m);
  return new RunningSimulator(program, url);
}
