// SPDX-License-Identifier: MIT
// What is kept is shown at once while the providers are slow or down, and gives way to the answer without a jump.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe } from 'node:test';

import { money } from '../support/exact_json.mjs';
import { daysBefore } from '../support/fake_openai.mjs';
import { ask } from '../support/openapi.mjs';
import { startServer, startSimulator } from '../support/server.mjs';
import { announcements, assert, eventually, FAILED_REQUESTS, keepAnnouncements, LANGUAGES, pageTest } from './support/browser.mjs';
import { FakeApi, makeGate } from './support/fake_api.mjs';
import { NOW, report } from './support/replies.mjs';
import { dollars, WORDS } from './support/words.mjs';

const NOTES = { fr: /^Chiffres enregistrés, relevés le/, en: /^Saved figures, as of/ };
const total = (page, t) => page.getByRole('region', { name: t.totalCost });
const shown = async (page, t) => (await total(page, t).innerText()).replaceAll('\n', '');

// How far what is seen moved by itself since the page was opened.
const watchShifts = (page) =>
  page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shift += value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
const shift = (page) => page.evaluate(() => window.shift);

describe('a slow answer', () => {
  let server;
  before(async () => {
    server = await startServer();
  });
  after(() => server?.stop());

  for (const [language, locale] of Object.entries(LANGUAGES)) {
    const t = WORDS[language];
    for (const width of [390, 1280]) {
      const gate = makeGate();
      const isSlow = (query) => query.get('period') === 'month' && !query.has('offline');
      const saved = (query) => {
        const kept = report(query);
        // A little less of everything was known.
        return { ...kept, last_updated: '2026-11-22T08:00:00Z', total_cost_usd: kept.total_cost_usd - 10n ** 18n };
      };
      const api = () =>
        new FakeApi({
          '/api/costs': async (query) => {
            if (query.has('offline')) return saved(query);
            if (isSlow(query)) await gate.opened;
            return report(query);
          },
        });
      pageTest(`${language}, ${width} px: has kept figures in its place, and nothing jumps when it comes`, () => ({ server, locale, width, now: NOW, api: api() }), async (page) => {
        await watchShifts(page);
        await keepAnnouncements(page);
        await page.goto('/');
        await page.getByText(NOTES[language]).locator('visible=true').first().waitFor();
        const query = new URLSearchParams({ period: 'month' });
        const [kept, fresh] = [saved(query), report(query)].map(({ total_cost_usd }) => dollars(total_cost_usd, language));
        assert.ok((await shown(page, t)).includes(kept), await shown(page, t));
        await eventually(async () => assert.ok((await announcements(page)).includes(kept), await announcements(page)));
        await page.locator('main .skeleton').nth(1).waitFor({ state: 'detached' });
        await page.evaluate(() => document.fonts.ready);
        const before = await shift(page);

        gate.open();
        await eventually(async () => assert.ok((await shown(page, t)).includes(fresh), await shown(page, t)));
        await page.getByText(NOTES[language]).locator('visible=true').first().waitFor({ state: 'detached' });
        await total(page, t).getByText(t.vsPrevious).waitFor();
        await eventually(async () => assert.ok((await announcements(page)).includes(fresh), await announcements(page)));
        const moved = (await shift(page)) - before;
        assert.ok(moved < 0.02, `what was seen moved by ${moved}`);
      });
    }
  }
});

describe('a restarted server', () => {
  const t = WORDS.en;
  // With days that are not settled, so that the provider is asked again.
  const FROM = daysBefore(40);
  const RANGE = `start_date=${FROM}&end_date=${daysBefore(0)}`;
  const PAGE = `/?from=${FROM}&to=${daysBefore(0)}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'llm-cost-kept-'));
  let simulator;
  let server;
  let amount;
  before(async () => {
    simulator = await startSimulator();
    const env = { ...simulator.env, DATABASE_URL: `sqlite:${path.join(folder, 'ledger.db')}`, CACHE_TTL: '0' };
    const first = await startServer({ env });
    amount = dollars(money((await ask(first, `/api/costs?${RANGE}`)).exact.total_cost_usd), 'en');
    await first.stop();
    server = await startServer({ env });
  });
  after(async () => {
    await server?.stop();
    await simulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  pageTest('shows what it kept at once while the provider is slow, then the new figures', () => ({ server }), async (page) => {
    await simulator.addFault('path=/organization/costs,kind=slow,ms=8000');
    await page.goto(PAGE);
    await page.getByText(NOTES.en).locator('visible=true').first().waitFor();
    const kept = await shown(page, t);
    await simulator.clearFaults();
    await page.getByText(NOTES.en).locator('visible=true').first().waitFor({ state: 'detached', timeout: 60_000 });
    assert.ok(kept.includes(amount), `${amount} is not in ${kept}`);
    await total(page, t).getByText(t.vsPrevious).waitFor();
  });

  pageTest('keeps its figures on the page when the provider is down', () => ({ server, expected: FAILED_REQUESTS }), async (page) => {
    await simulator.stop();
    simulator = undefined;
    await page.goto(PAGE);
    await page.getByRole('table', { name: t.costByModel }).waitFor();
    assert.match(await shown(page, t), /\$[1-9]/);
    await page.getByText(/saved figures/i).first().waitFor();
    assert.equal(await page.getByText('$0.00', { exact: true }).count(), 0);
  });
});
