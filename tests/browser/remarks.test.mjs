// SPDX-License-Identifier: MIT
// What is said of the figures under the total: in the reader's language, and without a jump of what is below.
import { after, before, describe } from 'node:test';

import { startServer } from '../support/server.mjs';
import { assert, LANGUAGES, pageTest } from './support/browser.mjs';
import { FakeApi } from './support/fake_api.mjs';
import { assertLooksRight } from './support/looks.mjs';
import { NOW, OPENAI, report } from './support/replies.mjs';
import { WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const TEXTS = {
  en: {
    line: '3 remarks about these figures', loud: [/^OpenAI \(Edugami\): these figures look about 100 times off/, /^What was read could not be saved/],
    calm: [/^OpenRouter no longer gives the figures of Sep 1, 2026 to Sep 30, 2026/, /^OpenAI \(Edugami\): some requests could not be counted/, /^Anthropic: some of the use is billed apart/],
    details: 'Details',
  },
  fr: {
    line: '3 remarques sur ces chiffres', loud: [/^OpenAI \(Edugami\)\s: ces chiffres semblent faux d’un facteur 100/, /^Ce qui a été relevé n’a pas pu être enregistré/],
    calm: [/^OpenRouter ne donne plus les chiffres du 1er sept\. 2026 au 30 sept\. 2026/, /^OpenAI \(Edugami\)\s: une partie des requêtes/, /^Anthropic\s: une partie de la consommation/],
    details: 'Détails',
  },
};
const openrouter = { provider: 'openrouter', workspace: 'default' };
const notice = (kind, provider, workspace) => ({ kind, provider, workspace, detail: `the server's own words of ${kind}` });
const NOTICES = [
  notice('short_history', 'openrouter', 'default'),
  notice('counts_missing', 'openai', 'edugami'),
  notice('not_included', 'anthropic', 'default'),
  notice('unit_suspect', 'openai', 'edugami'),
  notice('not_kept', '', ''),
];
const withNotices = (notices) => (query) => {
  const known = report(query);
  const unread = [{ ...openrouter, state: 'not_retained', start_date: '2026-09-01', end_date: '2026-09-30' }];
  return { ...known, notices, coverage: { ...known.coverage, complete: false, unread } };
};
const names = (id, name) => ({ ...OPENAI, id, name, supports_workspaces: id === 'openai' });
const PROVIDERS = { providers: [names('openai', 'OpenAI'), names('anthropic', 'Anthropic'), names('openrouter', 'OpenRouter')], demo: false };
const apiOf = (notices) => new FakeApi({ '/api/costs': withNotices(notices), '/api/providers': () => PROVIDERS });

const watchShifts = (page) =>
  page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shift += value;
    }).observe({ type: 'layout-shift', buffered: true });
  });

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  const texts = TEXTS[language];
  describe(`remarks, ${language}`, () => {
    pageTest(`${language}: several are one line that the keyboard opens; what one must not overlook stands open`, () => ({ server, locale, now: NOW, api: apiOf(NOTICES) }), async (page) => {
      await page.goto('/');
      await page.getByRole('table', { name: t.costByModel }).waitFor();
      for (const text of texts.loud) await page.getByText(text).waitFor();
      const first = page.getByText(texts.calm[0]);
      assert.equal(await first.isVisible(), false);
      const above = page.getByRole('region', { name: t.totalCost });
      const place = async () => (await above.boundingBox()).y + (await page.evaluate(() => scrollY));
      const before = await place();
      await page.locator('summary', { hasText: texts.line }).focus();
      await page.keyboard.press('Enter');
      for (const text of texts.calm) await page.getByText(text).waitFor();
      assert.equal(await place(), before, 'what is above moved');
      // The server's English is there for who asks for it, and told to be English.
      const own = page.getByText("the server's own words of counts_missing");
      assert.equal(await own.isVisible(), false);
      await page.locator('li', { hasText: texts.calm[1] }).getByText(texts.details, { exact: true }).click();
      await own.waitFor();
      assert.equal(await own.getAttribute('lang'), 'en');
      // What is said in full has none.
      assert.equal(await page.getByText("the server's own words of short_history").count(), 0);
      await assertLooksRight(page, `remarks, ${language}`);
      await page.keyboard.press('Tab');
      await page.locator('summary', { hasText: texts.line }).press('Enter');
      await first.waitFor({ state: 'hidden' });
    });

    pageTest(`${language}: one alone is said at once`, () => ({ server, locale, now: NOW, api: apiOf([NOTICES[0]]) }), async (page) => {
      await page.goto('/');
      await page.getByText(texts.calm[0]).waitFor();
      assert.equal(await page.locator('main summary h2').count(), 0);
    });
  });
}

describe('remarks whose code comes late', () => {
  const t = WORDS.en;
  for (const width of [390, 1280]) {
    pageTest(`${width} px: push nothing down that was there`, () => ({ server, width, now: NOW, api: apiOf(NOTICES) }), async (page) => {
      await watchShifts(page);
      await page.route('**/assets/ReportRemarks-*.js', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 700));
        await route.continue();
      });
      await page.goto('/');
      await page.getByText(TEXTS.en.loud[0]).waitFor();
      await page.getByRole('table', { name: t.costByModel }).waitFor();
      await page.getByText(TEXTS.en.line).waitFor();
      await page.waitForTimeout(300);
      const shift = await page.evaluate(() => window.shift);
      assert.ok(shift < 0.05, `layout shift ${shift}`);
    });
  }
  pageTest('are missing where it does not come at all, and nothing else is', () => ({ server, now: NOW, api: apiOf(NOTICES), expected: [/Failed to load resource/] }), async (page) => {
    await page.route('**/assets/ReportRemarks-*.js', (route) => route.abort());
    await page.goto('/');
    await page.getByRole('table', { name: t.costByModel }).waitFor();
  });
});
