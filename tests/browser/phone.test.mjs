// SPDX-License-Identifier: MIT
// On a phone the number is seen first: the filters are folded into one line, which opens them in place.
import { after, before, describe } from 'node:test';

import { startServer } from '../support/server.mjs';
import { assertAccessible } from './support/axe.mjs';
import { assert, assertNoSidewaysScroll, assertNothingCut, eventually, LANGUAGES, openFilters, pageTest, THEMES } from './support/browser.mjs';
import { FakeApi } from './support/fake_api.mjs';
import { ANTHROPIC, NOW, OPENAI, providers, report } from './support/replies.mjs';
import { dollars, WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const PHONES = [{ width: 390, height: 844 }, { width: 360, height: 640 }];
const TEXTS = {
  fr: { fold: 'Ce qui est affiché', everything: 'Tout', month: 'novembre 2026 (en cours)', week: '16–22 nov. 2026' },
  en: { fold: 'What to show', everything: 'Everything', month: 'November 2026 (in progress)', week: 'Nov 16 – 22, 2026' },
};
const foldOf = (page, { fold }) => page.getByRole('button', { name: new RegExp(`^${fold}`) });
const field = (page, label) => page.getByLabel(label, { exact: true });
const plain = (text) => text.replaceAll('\u00a0', ' ');
const says = (page, text, words) =>
  eventually(async () => {
    const said = plain(await foldOf(page, text).innerText());
    for (const word of words) assert.ok(said.includes(word), `${word} is not in ${said}`);
  });

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  const text = TEXTS[language];
  const withApi = (rest) => () => ({
    server, locale, now: NOW, hasTouch: true, isMobile: true, ...rest,
    api: new FakeApi({ '/api/providers': () => providers([OPENAI, ANTHROPIC], true) }),
  });
  describe(`on a phone, ${language}`, () => {
    for (const size of PHONES) {
      pageTest(`${language}: the total is on the first screen of ${size.width} × ${size.height}, and nothing jumps`, withApi(size), async (page) => {
        await page.addInitScript(() => {
          window.shifted = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
          }).observe({ type: 'layout-shift', buffered: true });
        });
        await page.goto('/?provider=openai&workspace=edugami');
        const amount = dollars(report(new URLSearchParams({ period: 'month', workspace: 'edugami' })).total_cost_usd, language);
        const region = page.getByRole('region', { name: t.totalCost });
        await eventually(async () => assert.ok(plain(await region.innerText()).replaceAll('\n', '').includes(plain(amount))));
        await page.getByText(t.vsPrevious).waitFor();
        const number = await region.locator('p').first().boundingBox();
        const change = await page.getByText(t.vsPrevious).boundingBox();
        assert.ok(number.y > 0 && change.y + change.height <= size.height, `the total is at ${number.y}, the change at ${change.y}`);
        assert.equal(await page.evaluate(() => window.scrollY), 0);
        await says(page, text, ['OpenAI › Edugami', language === 'fr' ? text.month.slice(1) : text.month]);
        assert.ok((await page.evaluate(() => window.shifted)) <= 0.01, 'something jumped');
      });
    }

    pageTest(`${language}: one line opens the filters in place, and says what was chosen`, withApi(PHONES[0]), async (page) => {
      await page.goto('/');
      await page.getByRole('table', { name: t.costByModel }).waitFor();
      const fold = foldOf(page, text);
      await says(page, text, [text.everything]);
      assert.equal(await fold.getAttribute('aria-expanded'), 'false');
      assert.ok(!(await field(page, t.provider).isVisible()), 'the filters are not folded');
      // Folded, they are no stop of the keyboard.
      await fold.focus();
      await page.keyboard.press('Tab');
      assert.ok(!(await page.evaluate(() => document.activeElement.matches('select, input'))));
      await fold.focus();
      await page.keyboard.press('Enter');
      assert.equal(await fold.getAttribute('aria-expanded'), 'true');
      await page.keyboard.press('Tab');
      assert.ok(await field(page, t.provider).evaluate((element) => element === document.activeElement), 'the first field is not next');
      await field(page, t.provider).selectOption('openai');
      await field(page, t.workspace).selectOption('edugami');
      await page.getByRole('radio', { name: t.week }).check();
      await says(page, text, ['OpenAI › Edugami', text.week]);
      assert.equal(await fold.getAttribute('aria-expanded'), 'true', 'the filters were closed while a choice is made');
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        await eventually(() => assertNoSidewaysScroll(page));
        await eventually(() => assertNothingCut(page));
        await assertAccessible(page, `filters open, ${language}, ${colorScheme}`);
      }
      await fold.click();
      assert.ok(!(await field(page, t.provider).isVisible()));
      await assertAccessible(page, `filters folded, ${language}`);
    });

    pageTest(`${language}: where there is room the filters are there, without a line to press`, () => ({ server, locale, now: NOW, width: 820, api: new FakeApi() }), async (page) => {
      await page.goto('/');
      await field(page, t.provider).waitFor();
      assert.equal(await foldOf(page, text).count(), 0);
      await openFilters(page);
      await page.getByText(text.month, { exact: true }).locator('visible=true').waitFor();
    });
  });
}
