// SPDX-License-Identifier: MIT
// How fast the page is, from demo data, each figure the median of some fresh browsers: `npm run speed` in tests/, after
// a build of the release preset. Fails when a figure is over its limit. Not part of script/test, because a busy
// machine changes the figures.
import path from 'node:path';

process.env.LLM_COST_TRACKER ??= path.resolve(import.meta.dirname, '../../build/release/llm-cost-tracker');
const { startServer } = await import('../support/server.mjs');
const { ask } = await import('../support/openapi.mjs');
const { closeBrowser, openPage } = await import('./support/chromium.mjs');

const RUNS = Number(process.argv[2] ?? 7);
const LIMITS = { firstPaintMs: 500, largestPaintMs: 1200, layoutShift: 0.05, interactionMs: 50 };

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function observe() {
  window.seen = { largestPaintMs: 0, layoutShift: 0, interactionMs: 0 };
  const watch = (type, take, options = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
  watch('largest-contentful-paint', ({ startTime }) => {
    window.seen.largestPaintMs = startTime;
  });
  watch('layout-shift', ({ value, hadRecentInput }) => {
    if (!hadRecentInput) window.seen.layoutShift += value;
  });
  // What the page itself takes for an event: from its start to the end of its handlers and the drawing they cause.
  watch('event', ({ interactionId, duration }) => {
    if (interactionId) window.seen.interactionMs = Math.max(window.seen.interactionMs, duration);
  }, { durationThreshold: 16 });
}

async function measure(server, query) {
  const { page, close } = await openPage({ server });
  await page.addInitScript(observe);
  await page.goto(`/?${query}`);
  await page.locator('table').first().waitFor();
  await page.locator('main .skeleton').first().waitFor({ state: 'detached' });
  const { seen, firstPaintMs } = await page.evaluate(() => ({
    seen: { ...window.seen },
    firstPaintMs: performance.getEntriesByName('first-contentful-paint')[0].startTime,
  }));
  const chart = page.locator('[aria-roledescription]');
  await chart.focus();
  for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'End', 'ArrowLeft']) await page.keyboard.press(key);
  await page.locator('table').first().getByRole('button').first().click();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
  const interactionMs = await page.evaluate(() => window.seen.interactionMs);
  await close();
  return { firstPaintMs, largestPaintMs: seen.largestPaintMs, layoutShift: seen.layoutShift, interactionMs };
}

const server = await startServer({ args: ['--demo'] });
try {
  const query = 'provider=openai&period=year';
  await ask(server, `/api/costs?${query}`);
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measure(server, query));
  for (const [name, limit] of Object.entries(LIMITS)) {
    const value = median(runs.map((run) => run[name]));
    const over = value > limit;
    console.log(`${name.padEnd(16)} ${value.toFixed(3).padStart(10)}   limit ${limit}${over ? '   OVER' : ''}`);
    if (over) process.exitCode = 1;
  }
} finally {
  await closeBrowser();
  await server.stop();
}
