// SPDX-License-Identifier: MIT
// What changed: which project grew most and why, told in one place, on a phone too.
import { after, before, describe } from 'node:test';

import { startServer } from '../support/server.mjs';
import { assert, eventually, LANGUAGES, pageTest } from './support/browser.mjs';
import { FakeApi } from './support/fake_api.mjs';
import { assertLooksRight } from './support/looks.mjs';
import { billed, coverage, NOW, report } from './support/replies.mjs';
import { WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const cents = (amount) => BigInt(amount) * 10n ** 16n;
// Of each project: its models in this period and in the one before, in cents.
const MODELS = {
  proj_support: { 'gpt-5.1-2025-11-13': [9_000, 4_880], 'o4-mini-2025-04-16': [1_005, 1_000] },
  proj_search: { 'text-embedding-3-large': [3_000, 4_000], 'gpt-4.1-mini-2025-04-14': [1_000, 1_050] },
  proj_old: { 'whisper-1': [0, 1_250] },
  proj_new: { 'gpt-image-1': [700, 0] },
};
const NAMES = { proj_support: 'Support bot', proj_search: 'Search', proj_old: 'Old trials', proj_new: null };

function costs(query) {
  const known = report(query);
  const side = known.start_date < '2026-11-01' ? 1 : 0;
  const uncounted = { requests: null, input_tokens: null, output_tokens: null };
  const of = (id) => Object.entries(MODELS[id]).filter(([, amounts]) => amounts[side] > 0);
  const chosen = query.get('project_id');
  if (chosen) {
    const breakdown = of(chosen).map(([model, amounts]) => ({ provider: 'openai', model, ...billed(cents(amounts[side])), ...uncounted }));
    return { ...known, breakdown };
  }
  const projects = Object.keys(MODELS)
    .map((id) => ({ id, total: of(id).reduce((sum, [, amounts]) => sum + amounts[side], 0) }))
    .filter(({ total }) => total > 0)
    .map(({ id, total }) => ({ provider: 'openai', workspace: 'edugami', id, name: NAMES[id], ...billed(cents(total)), ...uncounted }));
  return { ...known, projects };
}

const TEXTS = {
  fr: {
    title: 'Ce qui a changé',
    rises: ['Support bot', '+41,25 $', '58,80 $ → 100,05 $', '+70,2 %', 'surtout gpt-5.1-2025-11-13 : +41,20 $'],
    added: ['proj_new', '+7,00 $', 'nouveau', 'uniquement gpt-image-1'],
    falls: [['Old trials', '-12,50 $', 'n’est plus utilisé', 'uniquement whisper-1'], ['Search', '-10,50 $', 'surtout text-embedding-3-large : -10,00 $']],
    compared: /Par projet : 1er–22 nov\. 2026, comparé à la même durée juste avant, 10–31 oct\. 2026/,
    open: 'La journée en cours n’est pas terminée.',
    without: /Comparaison avec la période précédente indisponible/,
  },
  en: {
    title: 'What changed',
    rises: ['Support bot', '+$41.25', '$58.80 → $100.05', '+70.2%', 'mostly gpt-5.1-2025-11-13: +$41.20'],
    added: ['proj_new', '+$7.00', 'new', 'all of it gpt-image-1'],
    falls: [['Old trials', '-$12.50', 'no longer used', 'all of it whisper-1'], ['Search', '-$10.50', 'mostly text-embedding-3-large: -$10.00']],
    compared: /By project: Nov 1 – 22, 2026 against the same number of days before, Oct 10 – 31, 2026/,
    open: 'Today is not over.',
    without: /Comparison with the previous period not available/,
  },
};

const plain = (text) => text.replaceAll('\u00a0', ' ');
const block = (page, language) => page.getByRole('region', { name: TEXTS[language].title });
const ready = (page) => page.getByRole('table', { name: /Coût par modèle|Cost by model/ }).waitFor();

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const text = TEXTS[language];
  describe(`what changed, ${language}`, () => {
    const api = new FakeApi({ '/api/costs': costs });
    pageTest(`${language}: the projects that rose and fell the most, and the models it comes from`, () => ({ server, locale, now: NOW, api }), async (page) => {
      await page.goto('/');
      await ready(page);
      const region = block(page, language);
      await region.scrollIntoViewIfNeeded();
      await region.locator('.skeleton').first().waitFor({ state: 'detached' });
      const lines = await region.getByRole('listitem').evaluateAll((items) => items.map((item) => item.innerText));
      const wanted = [text.rises, text.added, ...text.falls];
      assert.equal(lines.length, wanted.length, lines.join(' | '));
      for (const [index, words] of wanted.entries()) {
        for (const word of words) assert.ok(plain(lines[index]).includes(word), `${word} is not in ${lines[index]}`);
      }
      const whole = plain(await region.innerText());
      assert.match(whole, text.compared);
      assert.ok(whole.includes(text.open));
      // The same figures as in the table, and no provider is asked for the reasons.
      const why = api.asked.filter(([path, query]) => path === '/api/costs' && query.has('project_id'));
      assert.equal(why.length, 8);
      for (const [, query] of why) assert.equal(query.get('offline'), 'true');
      await assertLooksRight(page, `what changed, ${language}`);
    });

    pageTest(`${language}: each leads to itself alone`, () => ({ server, locale, now: NOW, width: 390, height: 844, api: new FakeApi({ '/api/costs': costs }) }), async (page) => {
      await page.goto('/');
      await ready(page);
      await block(page, language).getByRole('link', { name: 'Support bot' }).click();
      await eventually(() => assert.equal(new URL(page.url()).searchParams.get('project'), 'proj_support'));
      await eventually(async () => assert.equal(await page.evaluate(() => window.scrollY), 0));
    });

    const cut = {
      '/api/costs': costs,
      '/api/coverage': (query) => {
        const known = coverage(query);
        if (query.get('period') === 'month') return known;
        const [source] = known.sources;
        const days = source.days.map((run) => ({ ...run, state: 'failed' }));
        return { ...known, complete: false, through: null, sources: [{ ...source, days }] };
      },
    };
    pageTest(`${language}: nothing is said to be new where the days before could not be read`, () => ({ server, locale, now: NOW, api: new FakeApi(cut) }), async (page) => {
      await page.goto('/');
      await page.getByText(text.without).first().waitFor();
      await ready(page);
      assert.equal(await block(page, language).count(), 0);
    });
  });
}

describe('the place of what changed', () => {
  for (const size of [{ width: 1280, height: 2400 }, { width: 390, height: 844 }]) {
    let release;
    const late = new Promise((resolve) => {
      release = resolve;
    });
    const answers = { '/api/costs': async (query) => {
      if (query.has('start_date') && !query.has('project_id')) await late;
      return costs(query);
    } };
    pageTest(`is kept until it comes, ${size.width} px`, () => ({ server, now: NOW, ...size, api: new FakeApi(answers) }), async (page) => {
      await page.goto('/');
      await ready(page);
      const table = page.getByRole('table', { name: WORDS.en.costByModel });
      const chart = page.locator('#chart-title');
      const placeOf = async (locator) => (await locator.boundingBox()).y;
      const before = [await placeOf(chart), await placeOf(table)];
      release();
      await block(page, 'en').waitFor();
      const [chartNow, tableNow] = [await placeOf(chart), await placeOf(table)];
      assert.equal(chartNow, before[0], 'the chart moved');
      assert.ok(tableNow <= before[1] + 1, `the tables were pushed down by ${tableNow - before[1]} px`);
    });
  }
});
