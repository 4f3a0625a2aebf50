// SPDX-License-Identifier: MIT
// The choice of a project out of hundreds, found by typing; and how much room the rows of tables have.
import { after, before, describe } from 'node:test';

import { startServer } from '../support/server.mjs';
import { assertAccessible } from './support/axe.mjs';
import { assert, assertNoSidewaysScroll, eventually, LANGUAGES, pageTest, THEMES, WIDTHS } from './support/browser.mjs';
import { FakeApi } from './support/fake_api.mjs';
import { NOW } from './support/replies.mjs';
import { WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const many = (count) => ({
  projects: Array.from({ length: count }, (_, index) => ({ id: `proj_${index}`, name: `Équipe ${index}`, archived: false })),
  last_updated: '2026-11-22T15:20:00Z',
});
const options = (locale, count = 300) => () => ({
  server, locale, now: NOW, api: new FakeApi({ '/api/projects': () => many(count) }),
});
const query = (page) => Object.fromEntries(new URL(page.url()).searchParams);
const TEXTS = {
  en: { listed: 'The first 100 of 302: type to find others', found: '13 rows found', none: 'Without a project', rows: ['Rows: comfortable', 'Rows: compact'] },
  fr: { listed: 'Les 100 premiers sur 302\u00a0: tapez pour trouver les autres', found: '13 lignes trouvées', none: 'Sans projet', rows: ['Lignes\u00a0: espacées', 'Lignes\u00a0: serrées'] },
};

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  const texts = TEXTS[language];
  describe(`three hundred projects, ${language}`, () => {
    pageTest(`${language}: one is found by typing and chosen with the keyboard`, options(locale), async (page) => {
      await page.goto('/');
      // Until the projects have come there is the browser's own list.
      const field = page.locator('input').and(page.getByRole('combobox', { name: t.project }));
      await field.waitFor();
      assert.equal(await field.inputValue(), t.allProjects);
      await field.click();
      const list = page.getByRole('listbox', { name: t.project });
      await eventually(async () => assert.equal(await list.getByRole('option').count(), 100));
      await page.getByText(texts.listed).waitFor();
      assert.equal(await field.getAttribute('aria-expanded'), 'true');
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          await eventually(() => assertNoSidewaysScroll(page), 1000);
          await assertAccessible(page, `the list, ${language}, ${colorScheme}, ${width} px`);
        }
      }

      // Whatever the case and the accents: 25, 125, 225 and 250 to 259.
      await field.fill('EQUIPE 25');
      await page.getByText(texts.found).waitFor();
      const active = () => field.evaluate((one) => document.getElementById(one.getAttribute('aria-activedescendant') ?? '-')?.textContent);
      await eventually(async () => assert.equal(await active(), 'Équipe 25'));
      await field.press('ArrowDown');
      await eventually(async () => assert.equal(await active(), 'Équipe 125'));
      await assertAccessible(page, `an option at hand, ${language}`);
      await field.press('Enter');
      await eventually(() => assert.equal(query(page).project, 'proj_125'));
      assert.equal(await field.inputValue(), 'Équipe 125');
      assert.equal(await field.getAttribute('aria-expanded'), 'false');
      assert.equal(await list.getByRole('option').count(), 0);

      // Escape and leaving change nothing.
      await field.fill('nothing like it');
      await field.press('Escape');
      assert.equal(await field.inputValue(), 'Équipe 125');
      await field.fill('Équipe 7');
      await field.press('Tab');
      assert.equal(await field.inputValue(), 'Équipe 125');
      assert.equal(query(page).project, 'proj_125');

      // By the pointer.
      await field.click();
      await list.getByRole('option', { name: texts.none }).click();
      await eventually(() => assert.equal(query(page).project, 'none'));
      await page.goBack();
      await eventually(async () => assert.equal(await field.inputValue(), 'Équipe 125'));
    });
  });

  describe(`rows, ${language}`, () => {
    pageTest(`${language}: are brought closer together, and stay so`, options(locale, 3), async (page) => {
      await page.goto('/');
      const row = page.getByRole('table', { name: t.costByModel }).locator('tbody tr').first();
      const heightOf = async () => (await row.boundingBox()).height;
      const [comfortable, compact] = texts.rows;
      const before = await heightOf();
      await page.getByRole('button', { name: comfortable }).click();
      await page.getByRole('button', { name: compact }).waitFor();
      const after = await heightOf();
      assert.ok(after <= before - 10, `${before} px, then ${after} px`);
      await assertAccessible(page, `compact, ${language}`);
      await page.reload();
      await row.waitFor();
      assert.equal(await heightOf(), after);
      await page.getByRole('button', { name: compact }).click();
      await eventually(async () => assert.equal(await heightOf(), before));
    });
  });
}

describe('some projects', () => {
  pageTest('are in the list of the browser itself', options('en-US', 48), async (page) => {
    await page.goto('/');
    const field = page.getByLabel('Project', { exact: true });
    await eventually(async () => assert.equal(await field.locator('option').count(), 50));
  });
});
