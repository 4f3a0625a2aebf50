// SPDX-License-Identifier: MIT
// The two date fields: written in the page's language, read tolerantly, clear about what is wrong.
import { after, before, describe } from 'node:test';

import { assertAccessible } from './support/axe.mjs';
import { assert, eventually, LANGUAGES, openFilters, pageTest } from './support/browser.mjs';
import { FakeApi } from './support/fake_api.mjs';
import { NOW } from './support/replies.mjs';
import { startServer } from '../support/server.mjs';
import { WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const api = () => new FakeApi();
const search = (page) => Object.fromEntries(new URL(page.url()).searchParams);
async function write(page, label, text) {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(text);
  await field.press('Enter');
}

// What people write for 5 October 2026.
const SAME_DAY = {
  fr: ['05/10/2026', '5/10/2026', '5.10.2026', '5-10-2026', '2026-10-05', '5/10/26', ' 05 / 10 / 2026 '],
  en: ['10/05/2026', '10/5/2026', '10-5-2026', '2026-10-05', '10/5/26', ' 10 / 05 / 2026 '],
};
const WRITTEN = { fr: '05/10/2026', en: '10/05/2026' };
const NO_DAY = { fr: ['31/02/2026', '2026-13-01', 'hier', '', '0/0/0'], en: ['02/31/2026', '2026-13-01', 'yesterday', '', '0/0/0'] };

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  describe(`dates, ${language}`, () => {
    pageTest(`${language}: are read however they are written`, () => ({ server, locale, now: NOW, api: api() }), async (page) => {
      await page.goto('/?to=2026-10-31&from=2026-10-20');
      for (const text of SAME_DAY[language]) {
        await write(page, t.from, '2026-10-20');
        await eventually(() => assert.deepEqual(search(page), { from: '2026-10-20', to: '2026-10-31' }));
        await write(page, t.from, text);
        await eventually(() => assert.deepEqual(search(page), { from: '2026-10-05', to: '2026-10-31' }, text));
        assert.equal(await page.getByLabel(t.from, { exact: true }).inputValue(), WRITTEN[language]);
      }
    });

    pageTest(`${language}: that do not exist are refused where they stand`, () => ({ server, locale, now: NOW, api: api() }), async (page) => {
      await page.goto('/?from=2026-10-20&to=2026-10-31');
      const field = page.getByLabel(t.from, { exact: true });
      for (const text of NO_DAY[language]) {
        await write(page, t.from, text);
        const alert = page.getByRole('alert').filter({ hasText: { fr: /n’existe pas/, en: /does not exist/ }[language] });
        await alert.waitFor();
        assert.equal(await field.inputValue(), text, 'what was written is gone');
        assert.equal(await field.getAttribute('aria-invalid'), 'true');
        const described = (await field.getAttribute('aria-describedby')).split(' ');
        assert.ok(described.includes(await alert.getAttribute('id')), 'the field does not name its error');
        assert.deepEqual(search(page), { from: '2026-10-20', to: '2026-10-31' });
      }
      await assertAccessible(page, 'a date that does not exist');
      await write(page, t.from, '2026-10-21');
      await eventually(() => assert.equal(search(page).from, '2026-10-21'));
      assert.equal(await page.getByRole('alert').count(), 0);
    });

    pageTest(`${language}: whose end is before the start are refused`, () => ({ server, locale, now: NOW, api: api() }), async (page) => {
      await page.goto('/?from=2026-10-20&to=2026-10-31');
      await write(page, t.to, '2026-10-01');
      await page.getByRole('alert').filter({ hasText: { fr: /La fin précède le début/, en: /The end is before the start/ }[language] }).waitFor();
      assert.deepEqual(search(page), { from: '2026-10-20', to: '2026-10-31' });
      // The other field mends it too.
      await write(page, t.from, '2026-09-15');
      await eventually(() => assert.deepEqual(search(page), { from: '2026-09-15', to: '2026-10-01' }));
      assert.equal(await page.getByRole('alert').count(), 0);
    });

    pageTest(`${language}: out of reach are refused`, () => ({ server, locale, now: NOW, api: api() }), async (page) => {
      await page.goto('/?from=2026-10-20&to=2026-10-31');
      await write(page, t.from, '2014-12-31');
      await page.getByRole('alert').filter({ hasText: '2015' }).waitFor();
      assert.deepEqual(search(page), { from: '2026-10-20', to: '2026-10-31' });
    });
  });
}

describe('days', () => {
  // Far from UTC, on both sides, the local day is another one than the UTC day for part of the time.
  for (const [timezoneId, now] of [['Pacific/Kiritimati', '2026-11-22T15:32:00Z'], ['Pacific/Honolulu', '2026-11-22T03:00:00Z']]) {
    pageTest(`are UTC days in ${timezoneId}`, () => ({ server, timezoneId, now, api: api() }), async (page) => {
      await page.goto('/');
      await page.getByText('gpt-5.1-2025-11-13').first().waitFor();
      assert.equal(await page.getByLabel('From', { exact: true }).inputValue(), '11/01/2026');
      assert.equal(await page.getByLabel('To', { exact: true }).inputValue(), '11/22/2026');
      assert.ok((await page.getByText(/UTC/).count()) > 0, 'nothing says that days are UTC days');
    });
  }
});

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  const button = (page, label) => page.getByRole('button', { name: new RegExp(`(Choose a date|Choisir une date).*${label}`) });
  describe(`the calendar, ${language}`, () => {
    pageTest(`${language}: is reached, walked through and left by the keyboard`, () => ({ server, locale, now: NOW, api: api() }), async (page) => {
      await page.goto('/?from=2026-10-20&to=2026-10-31');
      await button(page, t.from).focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('heading', { name: { fr: 'octobre 2026', en: 'October 2026' }[language] }).waitFor();
      const focused = () => page.evaluate(() => document.activeElement.dataset.day);
      await eventually(async () => assert.equal(await focused(), '2026-10-20'));
      for (const [key, day] of [['ArrowRight', '2026-10-21'], ['ArrowUp', '2026-10-14'], ['Home', '2026-10-12'], ['End', '2026-10-18'],
        ['PageUp', '2026-09-18'], ['Shift+PageUp', '2025-09-18'], ['Shift+PageDown', '2026-09-18'], ['PageDown', '2026-10-18']]) {
        await page.keyboard.press(key);
        await eventually(async () => assert.equal(await focused(), day, key));
      }
      await assertAccessible(page, 'the calendar');
      // The focus does not leave the dialog for the page below.
      for (let tabs = 0; tabs < 8; tabs += 1) {
        await page.keyboard.press('Tab');
        const isBelow = await page.evaluate(() => document.querySelector('main').contains(document.activeElement) && !document.activeElement.closest('dialog'));
        assert.ok(!isBelow, 'the page below is reached');
      }
      await page.keyboard.press('Escape');
      await eventually(async () => assert.equal(await dialog.count(), 0));
      assert.ok(await button(page, t.from).evaluate((element) => element === document.activeElement), 'the focus is lost');
      assert.deepEqual(search(page), { from: '2026-10-20', to: '2026-10-31' });
    });

    for (const width of [320, 1280]) {
      pageTest(`${language}: fits a window ${width} px wide, and a press takes the day`, () => ({ server, locale, now: NOW, width, height: 700, api: api() }), async (page) => {
        await page.goto('/?from=2026-10-20&to=2026-10-31');
        await openFilters(page);
        await button(page, t.to).click();
        const box = await page.getByRole('dialog').boundingBox();
        assert.ok(box.x >= 0 && box.x + box.width <= width && box.y >= 0 && box.y + box.height <= 700, JSON.stringify(box));
        await page.locator('[data-day="2026-10-25"]').click();
        await eventually(() => assert.deepEqual(search(page), { from: '2026-10-20', to: '2026-10-25' }));
        assert.equal(await page.getByRole('dialog').count(), 0);
      });
    }
  });
}
