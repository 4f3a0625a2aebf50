// SPDX-License-Identifier: MIT
// The page of a program without keys: what to do, and the look at whether it was done.
import { after, before, describe } from 'node:test';

import { startServer } from '../support/server.mjs';
import { assertAccessible } from './support/axe.mjs';
import { assert, assertNoSidewaysScroll, eventually, FAILED_REQUESTS, LANGUAGES, pageTest, THEMES, WIDTHS } from './support/browser.mjs';
import { FakeApi, GONE } from './support/fake_api.mjs';
import { NOW, OPENAI, providers, withoutKey } from './support/replies.mjs';
import { WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const TEXTS = {
  en: { check: 'Check again', still: /still has no key/, gone: /server does not answer/, kinds: [/Project keys \(sk-proj/, /sk-ant-api03/, /Enterprise plan/, /Management key/] },
  fr: { check: 'Vérifier à nouveau', still: /toujours pas de clé/, gone: /serveur ne répond pas/, kinds: [/clés de projet \(sk-proj/, /sk-ant-api03/, /offre Enterprise/, /management key/] },
};
const VARIABLES = ['OPENAI_ADMIN_KEY', 'ANTHROPIC_ADMIN_KEY', 'MISTRAL_ADMIN_KEY', 'OPENROUTER_ADMIN_KEY'];
const PAGES = [
  'https://platform.openai.com/settings/organization/admin-keys', 'https://platform.claude.com/settings/admin-keys',
  'https://backoffice.mistral.ai/', 'https://openrouter.ai/settings/management-keys',
];

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  const texts = TEXTS[language];
  describe(`without a key, ${language}`, () => {
    // The program itself has none: what it says of its providers is what is shown.
    pageTest(`${language}: each provider's variable, kind of key, and where it is made`, () => ({ server, locale }), async (page) => {
      await page.goto('/');
      await page.getByRole('button', { name: texts.check }).waitFor();
      for (const variable of VARIABLES) await page.getByText(variable).first().waitFor();
      for (const kind of texts.kinds) await page.getByText(kind).first().waitFor();
      const links = await page.locator('main a').evaluateAll((all) => all.map(({ href, rel }) => `${href} ${rel}`));
      assert.deepEqual(links, PAGES.map((one) => `${one} noreferrer`));
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          await assertNoSidewaysScroll(page);
          await assertAccessible(page, `no key, ${language}, ${colorScheme}, ${width} px`);
        }
      }
    });

    const api = new FakeApi({ '/api/providers': () => providers([withoutKey(OPENAI, 'OPENAI_ADMIN_KEY')]) });
    const options = { server, locale, now: NOW, api, expected: FAILED_REQUESTS };
    pageTest(`${language}: asks again at a press, whatever happens to the program meanwhile`, () => ({ ...options, server }), async (page) => {
      await page.goto('/');
      const button = page.getByRole('button', { name: texts.check });
      await button.click();
      await page.locator('main').getByText(texts.still).waitFor();
      await eventually(async () => assert.match(await page.locator('[role=status]').innerText(), texts.still));
      api.set('/api/providers', () => GONE);
      await button.click();
      await page.getByText(texts.gone).waitFor();
      api.set('/api/providers', () => providers([OPENAI]));
      await page.getByRole('table', { name: t.costByModel }).waitFor();
      assert.equal(await button.count(), 0);
    });
  });
}
