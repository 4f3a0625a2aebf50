// SPDX-License-Identifier: MIT
// The keyboard shortcuts: what each does, where they rest, and how they are found and switched off.
import { after, before, describe } from 'node:test';

import { assertAccessible } from './support/axe.mjs';
import { announcements, assert, eventually, keepAnnouncements, LANGUAGES, pageTest, THEMES } from './support/browser.mjs';
import { FakeApi } from './support/fake_api.mjs';
import { NOW, report } from './support/replies.mjs';
import { startServer } from '../support/server.mjs';
import { WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const MANY = Array.from({ length: 14 }, (_, index) => ({
  provider: 'openai', model: `model-${index}`, usual: BigInt(20 - index) * 1_000_000n, requests: 3,
}));
const long = { '/api/costs': (query) => report(query, { models: MANY }) };
const options = (answers = long, rest = {}) => () => ({ server, now: NOW, api: new FakeApi(answers), ...rest });
const query = (page) => Object.fromEntries(new URL(page.url()).searchParams);
const ready = (page) => page.getByRole('table').getByText('model-3').first().waitFor();
// Among all that was announced: the figures of a choice may be announced right after what a key says.
const hears = (page, pattern) => eventually(async () => assert.match(await announcements(page), pattern));
const TEXTS = {
  en: { name: 'Keyboard shortcuts', off: 'Use single-key shortcuts', close: 'Close', idle: /Nothing here/ },
  fr: { name: 'Raccourcis clavier', off: 'Utiliser les raccourcis à une touche', close: 'Fermer', idle: /rien à faire/ },
};

describe('shortcuts', () => {
  pageTest('choose periods and go from one to the next', options(), async (page) => {
    await keepAnnouncements(page);
    await page.goto('/');
    await ready(page);
    for (const [key, period] of [['w', 'week'], ['y', 'year'], ['m', 'month']]) {
      await page.keyboard.press(key);
      await eventually(() => assert.deepEqual(query(page), { period }));
    }
    await page.keyboard.press('p');
    await eventually(() => assert.deepEqual(query(page), { from: '2026-10-01', to: '2026-10-31' }));
    await page.keyboard.press('[');
    await eventually(() => assert.deepEqual(query(page), { from: '2026-09-01', to: '2026-09-30' }));
    await page.keyboard.press(']');
    await eventually(() => assert.deepEqual(query(page), { from: '2026-10-01', to: '2026-10-31' }));
    await page.keyboard.press('n');
    await eventually(() => assert.deepEqual(query(page), { period: 'month' }));
    // There is no month after this one.
    await page.keyboard.press('n');
    await hears(page, TEXTS.en.idle);
    assert.deepEqual(query(page), { period: 'month' });
  });

  pageTest('filter the table, refresh and change the theme', options(), async (page) => {
    await keepAnnouncements(page);
    await page.goto('/');
    await ready(page);
    await page.keyboard.press('/');
    const field = page.getByRole('searchbox', { name: 'Filter: Cost by model' });
    await eventually(async () => assert.ok(await field.evaluate((one) => one === document.activeElement)));
    // What is written in a field stays there.
    await page.keyboard.type('/rtwp?');
    assert.equal(await field.inputValue(), '/rtwp?');
    assert.deepEqual(query(page), {});
    assert.equal(await page.getByRole('dialog').count(), 0);
    await field.fill('');
    await field.blur();
    await page.keyboard.press('t');
    await hears(page, /Theme: light/);
    assert.equal(await page.getAttribute('html', 'data-theme'), 'light');
    await page.keyboard.press('r');
    await page.getByText('Costs refreshed.').waitFor({ state: 'attached' });
  });

  pageTest('say so when there is no table to filter', options({}), async (page) => {
    await keepAnnouncements(page);
    await page.goto('/');
    await page.getByText('gpt-5.1-2025-11-13').first().waitFor();
    await page.keyboard.press('/');
    await hears(page, TEXTS.en.idle);
  });

  pageTest('leave the browser its own', options(), async (page) => {
    await page.goto('/');
    await ready(page);
    for (const key of ['Control+w', 'Alt+m', 'Shift+Y']) {
      await page.evaluate((combination) => {
        const [held, letter] = combination.split('+');
        const init = { key: letter, bubbles: true, cancelable: true, ctrlKey: held === 'Control', altKey: held === 'Alt', shiftKey: held === 'Shift' };
        document.body.dispatchEvent(new KeyboardEvent('keydown', init));
      }, key);
    }
    assert.deepEqual(query(page), {});
  });
});

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const texts = TEXTS[language];
  describe(`the sheet of shortcuts, ${language}`, () => {
    pageTest(`${language}: is opened by a key and from the header, and switches them off for good`, options(long, { locale }), async (page) => {
      await page.goto('/');
      await ready(page);
      await page.keyboard.press('?');
      const sheet = page.getByRole('dialog', { name: texts.name });
      await sheet.waitFor();
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          await assertAccessible(page, `the sheet, ${language}, ${colorScheme}, ${width} px`);
        }
      }
      // The page behind it does not listen.
      await page.keyboard.press('w');
      assert.deepEqual(query(page), {});
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'detached' });

      const button = page.getByRole('banner').getByRole('button', { name: texts.name });
      await button.click();
      await sheet.getByLabel(texts.off).uncheck();
      await sheet.getByRole('button', { name: texts.close }).click();
      await sheet.waitFor({ state: 'detached' });
      assert.ok(await button.evaluate((one) => one === document.activeElement), 'the focus is lost');
      for (const key of ['w', '?']) await page.keyboard.press(key);
      await page.reload();
      await ready(page);
      for (const key of ['w', '?']) await page.keyboard.press(key);
      assert.deepEqual(query(page), {});
      assert.equal(await page.getByRole('dialog').count(), 0);
      assert.equal(await page.locator('[aria-keyshortcuts]').count(), 0);

      await button.click();
      await sheet.getByLabel(texts.off).check();
      await page.keyboard.press('Escape');
      await page.keyboard.press('w');
      await eventually(() => assert.deepEqual(query(page), { period: 'week' }));
      assert.equal(await page.getByRole('button', { name: WORDS[language].refresh }).getAttribute('aria-keyshortcuts'), 'r');
    });
  });
}
