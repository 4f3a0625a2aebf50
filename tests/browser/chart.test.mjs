// SPDX-License-Identifier: MIT
// The chart for the eye, the keyboard and the ear.
import { after, before, describe } from 'node:test';

import { assertAccessible } from './support/axe.mjs';
import { assert, eventually, LANGUAGES, pageTest } from './support/browser.mjs';
import { FakeApi } from './support/fake_api.mjs';
import { NOW, report } from './support/replies.mjs';
import { startServer } from '../support/server.mjs';
import { dollars, WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const RANGE = 'from=2026-11-09&to=2026-11-22';
const { daily } = report(new URLSearchParams({ start_date: '2026-11-09', end_date: '2026-11-22' }));
const LAST = daily.length - 1;
const options = (locale, rest = {}) => () => ({ server, locale, now: NOW, api: new FakeApi(), ...rest });
const chart = (page) => page.locator('[aria-roledescription]');
const spoken = (page) => page.locator('[aria-live="polite"], [role="status"]').allInnerTexts().then((all) => all.join(' '));

// As the page writes a day out.
const longDay = (date, locale) =>
  new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
    .format(new Date(date)).replaceAll('\u202f', '\u00a0');

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  describe(`the chart, ${language}`, () => {
    pageTest(`${language}: its days are reached with the arrow keys and read out`, options(locale), async (page) => {
      await page.goto(`/?${RANGE}`);
      await chart(page).focus();
      const hears = (index) =>
        eventually(async () => {
          const text = await spoken(page);
          assert.ok(text.includes(longDay(daily[index].date, locale)), `heard: ${text}`);
          assert.ok(text.includes(dollars(daily[index].cost_usd, language)), `heard: ${text}`);
          assert.ok(text.includes(daily[index].breakdown[0].model), `heard: ${text}`);
        });
      await page.keyboard.press('Home');
      await hears(0);
      await page.keyboard.press('ArrowRight');
      await hears(1);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await hears(3);
      await page.keyboard.press('ArrowLeft');
      await hears(2);
      await page.keyboard.press('End');
      await hears(LAST);
      await page.keyboard.press('ArrowRight');
      await hears(LAST);
      await assertAccessible(page, 'a bar is chosen');
      await page.keyboard.press('Escape');
      // The page is not a trap.
      await page.keyboard.press('Tab');
      assert.ok(!(await chart(page).evaluate((element) => element === document.activeElement)));
    });

    pageTest(`${language}: its name says what it shows`, options(locale), async (page) => {
      await page.goto(`/?${RANGE}`);
      const name = await chart(page).getAttribute('aria-label');
      assert.ok(name.includes(t.dailyCost), name);
      const peak = daily.reduce((most, { cost_usd }) => (cost_usd > most ? cost_usd : most), 0n);
      assert.ok(name.includes(dollars(peak, language)), name);
    });

    pageTest(`${language}: its table has every day and the same sums`, options(locale), async (page) => {
      await page.goto(`/?${RANGE}`);
      await page.getByRole('button', { name: t.showTable }).click();
      const rows = page.getByRole('table').first().locator('tbody tr');
      await eventually(async () => assert.equal(await rows.count(), daily.length));
      const texts = await rows.allInnerTexts();
      for (const { cost_usd } of daily) {
        const amount = dollars(cost_usd, language);
        assert.ok(texts.some((text) => text.includes(amount)), `${amount} is in no row`);
      }
      await assertAccessible(page, 'the table');
      await page.getByRole('button', { name: { fr: 'Voir le graphique', en: 'Show as chart' }[language] }).click();
      await chart(page).waitFor();
    });
  });
}

describe('the chart', () => {
  pageTest('shows the day under the pointer', options('en-US'), async (page) => {
    await page.goto(`/?${RANGE}`);
    await chart(page).scrollIntoViewIfNeeded();
    const { x, y, width, height } = await chart(page).boundingBox();
    await page.mouse.move(x + width - 20, y + height / 2);
    await chart(page).getByText(dollars(daily[LAST].cost_usd, 'en'), { exact: true }).waitFor();
  });

  pageTest('has a bar as high as its cost', options('en-US'), async (page) => {
    await page.goto(`/?${RANGE}`);
    await chart(page).locator('svg > g rect').first().waitFor();
    // By day: the heights of the parts, gaps included.
    const heights = await chart(page).locator('svg').evaluate((svg) => {
      const columns = new Map();
      for (const layer of svg.querySelectorAll('g[fill]')) {
        for (const { x, y, height } of [...layer.querySelectorAll('rect')].map((rect) => rect.getBBox())) {
          const at = columns.get(Math.round(x)) ?? { top: Number.POSITIVE_INFINITY, bottom: 0 };
          columns.set(Math.round(x), { top: Math.min(at.top, y), bottom: Math.max(at.bottom, y + height) });
        }
      }
      return [...columns].sort(([a], [b]) => a - b).map(([, { top, bottom }]) => bottom - top);
    });
    assert.equal(heights.length, daily.length);
    const scale = heights[0] / Number(daily[0].cost_usd);
    heights.forEach((height, index) => {
      const wanted = Number(daily[index].cost_usd) * scale;
      assert.ok(Math.abs(height - wanted) <= 2.5, `${daily[index].date} is ${height} px high, not ${wanted}`);
    });
  });

  for (const [width, from, least] of [[320, '2026-10-24', 3], [1280, '2026-10-24', 8]]) {
    pageTest(`at ${width} px its labels do not touch`, options('fr-FR', { width }), async (page) => {
      await page.goto(`/?from=${from}&to=2026-11-22`);
      await chart(page).locator('svg text').first().waitFor();
      const boxes = await chart(page).locator('svg').evaluate((svg) =>
        [...svg.querySelectorAll('text[text-anchor=middle]')].map((text) => {
          const { left, right } = text.getBoundingClientRect();
          return { left, right, text: text.textContent };
        }),
      );
      assert.ok(boxes.length >= least, `${boxes.length} labels`);
      boxes.sort((a, b) => a.left - b.left);
      boxes.slice(1).forEach((box, index) => assert.ok(box.left >= boxes[index].right + 2, `${boxes[index].text} touches ${box.text}`));
    });
  }
});
