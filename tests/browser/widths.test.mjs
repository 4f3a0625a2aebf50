// SPDX-License-Identifier: MIT
// The page from the narrowest phone to the widest screen, and zoomed in: nothing scrolls sideways, nothing is cut, and
// no line gets too long to be read.
import { after, before, describe } from 'node:test';

import { startServer } from '../support/server.mjs';
import { assertAccessible } from './support/axe.mjs';
import { assert, assertNoSidewaysScroll, assertNothingCut, eventually, LANGUAGES, pageTest } from './support/browser.mjs';
import { FakeApi } from './support/fake_api.mjs';
import { ANTHROPIC, mixedReport, NOW, OPENAI, providers } from './support/replies.mjs';
import { WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

// CSS pixels across, and how many device pixels each is: at 200 % half as many fit on the same screen.
const SCREENS = [
  ...[320, 390, 820, 1280, 1920, 2560, 3840].map((width) => ({ width, deviceScaleFactor: 1 })),
  ...[820, 1280, 1920, 2560, 3840].map((screen) => ({ width: screen / 2, deviceScaleFactor: 2 })),
];
const MISTRAL = { ...ANTHROPIC, id: 'mistral', name: 'Mistral' };
const LONGEST_LINE = 1136;

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  describe(`widths, ${language}`, () => {
    for (const { width, deviceScaleFactor } of SCREENS) {
      const api = () => new FakeApi({ '/api/costs': mixedReport, '/api/providers': () => providers([OPENAI, MISTRAL], true) });
      const name = `${language}: ${width} px${deviceScaleFactor === 2 ? ' at 200 %' : ''}`;
      pageTest(name, () => ({ server, locale, width, deviceScaleFactor, now: NOW, api: api() }), async (page) => {
        await page.goto('/?provider=openai');
        await page.getByRole('table', { name: t.costByProject }).waitFor();
        await page.locator('[aria-roledescription] svg text').first().waitFor();
        await page.getByRole('region', { name: t.totalCost }).locator('.skeleton').first().waitFor({ state: 'detached' });
        await page.evaluate(() => document.fonts.ready);
        await eventually(() => assertNoSidewaysScroll(page));
        await eventually(() => assertNothingCut(page));
        const widest = await page.evaluate(() =>
          Math.max(...[...document.querySelectorAll('main p, main li, main table')].map((element) => element.getBoundingClientRect().width)));
        assert.ok(widest <= LONGEST_LINE, `a line is ${widest} px long`);

        await page.getByRole('button', { name: t.showTable }).click();
        await page.getByRole('button', { name: { fr: 'Voir le graphique', en: 'Show as chart' }[language] }).waitFor();
        await eventually(() => assertNoSidewaysScroll(page));
        await eventually(() => assertNothingCut(page));
        await assertAccessible(page, name);
      });
    }
  });
}
