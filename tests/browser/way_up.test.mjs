// SPDX-License-Identifier: MIT
// The way back up from what was chosen: everything, the provider, the workspace, the project.
import { after, before, describe } from 'node:test';

import { startServer } from '../support/server.mjs';
import { assert, eventually, LANGUAGES, pageTest } from './support/browser.mjs';
import { FakeApi } from './support/fake_api.mjs';
import { assertLooksRight } from './support/looks.mjs';
import { NOW } from './support/replies.mjs';
import { WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const TEXTS = { fr: { way: 'Fil d’Ariane', everything: 'Tout' }, en: { way: 'You are here', everything: 'Everything' } };
const query = (page) => Object.fromEntries(new URL(page.url()).searchParams);

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const { way, everything } = TEXTS[language];
  describe(`the way up, ${language}`, () => {
    pageTest(`${language}: each step leads back up, by the keyboard too`, () => ({ server, locale, now: NOW, api: new FakeApi() }), async (page) => {
      await page.goto('/?provider=openai&workspace=edugami&project=proj_search&period=week');
      const nav = page.getByRole('navigation', { name: way });
      const steps = (...names) => eventually(async () => assert.equal((await nav.innerText()).replaceAll('\n', ' '), names.join(' › ')));
      await steps(everything, 'OpenAI', 'Edugami', 'Search');
      assert.equal(await nav.locator('[aria-current=page]').innerText(), 'Search');
      await page.getByRole('table', { name: WORDS[language].costByModel }).waitFor();
      await assertLooksRight(page, `the way up, ${language}`);

      await nav.getByRole('link', { name: 'Edugami' }).focus();
      await page.keyboard.press('Enter');
      await eventually(() => assert.deepEqual(query(page), { provider: 'openai', workspace: 'edugami', period: 'week' }));
      await steps(everything, 'OpenAI', 'Edugami');
      // Where the link was there is none: the heading has the focus.
      await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.localName), 'h1'));
      await nav.getByRole('link', { name: 'OpenAI' }).click();
      await steps(everything, 'OpenAI');
      await nav.getByRole('link', { name: everything }).click();
      await eventually(() => assert.deepEqual(query(page), { period: 'week' }));
      await nav.waitFor({ state: 'detached' });
      await page.goBack();
      await steps(everything, 'OpenAI');
    });
  });
}
