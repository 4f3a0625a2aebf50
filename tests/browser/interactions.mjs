// SPDX-License-Identifier: MIT
// How long the page takes to show what an interaction brings about, with 200 models over ten years (3,650 days):
// `npm run interactions` in tests/, after a build of the release preset. Each figure is the longest of its kind, from
// the key or the press to the next picture, as the browser's Event Timing has it. Fails when one is over 200 ms. Not part
// of script/test, because a busy machine changes the figures.
import http from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

process.env.LLM_COST_TRACKER ??= path.resolve(import.meta.dirname, '../../build/release/llm-cost-tracker');
const { startServer } = await import('../support/server.mjs');
const { closeBrowser, openPage } = await import('./support/chromium.mjs');
const { FakeApi } = await import('./support/fake_api.mjs');
const { moneyJson, NOW, problem, report } = await import('./support/replies.mjs');

const LIMIT_MS = 200;
const MODELS = Array.from({ length: 200 }, (_, index) => ({
  provider: 'openai', model: `model-${String(index).padStart(3, '0')}-2026-01-01`, usual: BigInt(400 - index) * 50_000n, requests: index % 9 === 0 ? null : 10 + index,
}));
const YEARS = 'from=2016-11-25&to=2026-11-22';

// Tens of megabytes, which a server of its own gives to the page: through the debugger they take minutes. What is not
// asked about costs it gets from the program.
const made = new Map();
function costs(query) {
  const key = query.toString();
  if (!made.has(key)) {
    // The ten years before are out of the program's range.
    const isTooEarly = (query.get('start_date') ?? '2026') < '2015';
    const value = isTooEarly ? problem('invalid_argument', 400) : report(query, { models: MODELS });
    made.set(key, { status: isTooEarly ? 400 : 200, body: gzipSync(moneyJson(value), { level: 1 }) });
  }
  return made.get(key);
}

async function startInFrontOf(server) {
  const front = http.createServer((asked, answer) => {
    const url = new URL(asked.url, server.url);
    if (url.pathname === '/api/costs') {
      const { status, body } = costs(url.searchParams);
      return answer.writeHead(status, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
    }
    const { host, ...headers } = asked.headers;
    return http.get(url, { headers }, (reply) => reply.pipe(answer.writeHead(reply.statusCode, reply.headers)));
  });
  await new Promise((resolve) => front.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${front.address().port}`, stop: () => front.closeAllConnections() || front.close() };
}

function observe() {
  window.slowest = 0;
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) if (interactionId) window.slowest = Math.max(window.slowest, duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  // What goes on after the first picture holds up the next interaction.
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
  }).observe({ type: 'longtask', buffered: true });
}

const settle = (page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 500))));

const program = await startServer();
const server = await startInFrontOf(program);
const { page, close } = await openPage({ server, now: NOW, api: new FakeApi() });
await page.route('**/api/costs?**', (route) => route.continue());
for (const query of ['start_date=2016-11-25&end_date=2026-11-22', 'period=year']) costs(new URLSearchParams(query));
page.setDefaultTimeout(120_000);
const chart = page.locator('[aria-roledescription]');
const models = page.getByRole('region', { name: 'Cost by model' });

async function measure(name, act, until) {
  await settle(page);
  await page.evaluate(() => {
    window.slowest = 0;
    window.longest = 0;
  });
  await act();
  await until?.();
  await settle(page);
  const { slowest, longest } = await page.evaluate(() => ({ slowest: window.slowest, longest: window.longest }));
  const isOver = slowest > LIMIT_MS;
  console.log(`${name.padEnd(28)} ${slowest.toFixed(0).padStart(6)} ms   longest task ${longest.toFixed(0).padStart(6)} ms${isOver ? '   OVER' : ''}`);
  if (isOver) process.exitCode = 1;
}

try {
  await page.addInitScript(observe);
  await page.goto(`/?${YEARS}`);
  await models.getByRole('table').waitFor();
  await chart.locator('svg > g rect').first().waitFor();

  await measure('arrow keys in the chart', async () => {
    await chart.focus();
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'End', 'ArrowLeft']) await page.keyboard.press(key);
  });
  await measure('the others are opened', () => page.getByRole('button', { name: /^Others \(/ }).click(), () => page.getByRole('list', { name: 'Others' }).waitFor());
  await measure('a bar is pressed', async () => {
    const { x, y, width, height } = await chart.boundingBox();
    for (const part of [0.3, 0.5, 0.7]) await page.mouse.click(x + width * part, y + height / 4);
  });
  await measure('the others of a bar', async () => {
    await chart.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
  });
  await measure('the others are closed', () => page.getByRole('button', { name: /^Others \(/ }).click());
  await measure('the table is sorted', async () => {
    for (const name of ['Model', 'Requests', 'Change', 'Cost']) await models.getByRole('button', { name, exact: true }).first().click();
  });
  await measure('all rows are shown', async () => {
    for (let left = 2; left > 0; left -= 1) await models.getByRole('button', { name: /^Show (100 more|all)/ }).click();
  });
  await measure('all rows are sorted', async () => {
    for (const name of ['Model', 'Requests', 'Cost']) await models.getByRole('button', { name, exact: true }).first().click();
  });
  await measure('the table is filtered', async () => {
    await models.getByRole('searchbox').pressSequentially('model-12');
  }, () => models.getByText(/out of 200/).waitFor());
  await measure('the filter is taken away', () => models.getByRole('searchbox').fill(''));
  await measure('the chart as a table', () => page.getByRole('button', { name: 'Show as table' }).click(), () => page.getByRole('button', { name: 'Name the others' }).waitFor());
  await measure('the others are named', () => page.getByRole('button', { name: 'Name the others' }).click(), () => page.getByRole('button', { name: 'Gather the others' }).waitFor());
  await measure('the table as a chart', () => page.getByRole('button', { name: 'Show as chart' }).click(), () => chart.waitFor());
  for (const by of ['Project', 'Workspace', 'Model']) {
    await measure(`split by ${by.toLowerCase()}`, () => page.getByRole('radio', { name: `Split by: ${by}` }).check(), () => page.getByRole('figure', { name: `cost by ${by.toLowerCase()}` }).waitFor());
  }
  await measure('another period', () => page.getByRole('radio', { name: 'Year' }).check(), () => page.getByRole('figure', { name: /^Weekly cost/ }).waitFor());
  await measure('back to ten years', () => page.goBack(), () => page.getByRole('figure', { name: /^Monthly cost/ }).waitFor());
  await measure('another theme', () => page.getByRole('button', { name: /^Theme/ }).click());
} finally {
  await close();
  await closeBrowser();
  server.stop();
  await program.stop();
}
