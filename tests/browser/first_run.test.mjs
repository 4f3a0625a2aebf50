// SPDX-License-Identifier: MIT
// The page of a program without keys: what to do, and the look at whether it was done.
import { after, before, describe } from 'node:test';

import { startServer, startSimulator } from '../support/server.mjs';
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
  en: { acme: /^Billing key, made by an admin of the organization; Team plan only\. These permissions are enough: bills:read\. Ordinary keys look alike, but cannot read costs\.$/,
    check: 'Check again', copy: 'Copy', copied: 'Copied', byItself: /goes on by itself/, still: /still has no key/, gone: /server does not answer/, kinds: [
      /^Admin key, made by an owner of the organization\. .*api\.usage\.read and api\.management\.read\. Keys that begin with sk-proj- cannot/,
      /^Admin API key, made by an admin of the organization\. Keys that begin with sk-ant-api03-/, /; Enterprise plan only\. Ordinary keys look alike/, /^Management key\./,
    ] },
  fr: { acme: /^Clé du type «\sBilling key\s», créée par un administrateur de l’organisation\s; offre Team uniquement\. Ces droits suffisent\s: bills:read\. Les clés ordinaires ont la même forme, mais ne lisent pas les coûts\.$/,
    check: 'Vérifier à nouveau', copy: 'Copier\u00a0', copied: 'Copié\u00a0', byItself: /continue toute seule/, still: /toujours pas de clé/, gone: /serveur ne répond pas/, kinds: [
      /^Clé du type «\sAdmin key\s», créée par un propriétaire de l’organisation\. .*api\.usage\.read et api\.management\.read\. Les clés qui commencent par sk-proj- ne/,
      /^Clé du type «\sAdmin API key\s», créée par un administrateur.*sk-ant-api03-/, /offre Enterprise uniquement\. Les clés ordinaires ont/, /^Clé du type «\sManagement key\s»\./,
    ] },
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

    pageTest(`${language}: the line to set is copied by the keyboard, and that is said`, () => ({ server, locale, permissions: ['clipboard-read', 'clipboard-write'] }), async (page) => {
      await page.goto('/');
      for (const variable of VARIABLES) {
        await page.getByRole('button', { name: `${texts.copy}: ${variable}=` }).press('Enter');
        await page.getByRole('button', { name: `${texts.copied}: ${variable}=` }).waitFor();
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${variable}=`);
        await eventually(async () => assert.ok((await page.locator('[role=status]').innerText()).includes(`${variable}=`)));
      }
    });

    // Of a provider that no line of the page names.
    const acme = {
      ...OPENAI, id: 'acme', name: 'Acme AI',
      key: { page: 'https://acme.example/keys', kind: 'Billing key', begins: 'ak-', made_by: 'admin', permissions: ['bills:read'], plan: 'Team', ordinary: null },
    };
    pageTest(`${language}: what the program says of the key to make is said, whoever the provider is`, () => ({
      server, locale, now: NOW, api: new FakeApi({ '/api/providers': () => providers([withoutKey(acme, 'ACME_KEY')]) }),
    }), async (page) => {
      await page.goto('/');
      await page.getByRole('heading', { name: 'Acme AI' }).waitFor();
      await page.getByText('ACME_KEY=ak-…').waitFor();
      await page.getByText(texts.acme).waitFor();
      await page.getByRole('link', { name: 'acme.example/keys' }).waitFor();
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

  describe(`a key that is set while the page is open, ${language}`, () => {
    const its = {};
    before(async () => {
      its.simulator = await startSimulator();
      its.server = await startServer();
    });
    after(async () => {
      await its.server?.stop();
      await its.simulator?.stop();
    });
    pageTest(`${language}: shows its costs by itself once the program was started again`, () => ({ server: its.server, locale, expected: FAILED_REQUESTS }), async (page) => {
      await page.goto('/');
      await page.getByText(texts.byItself).waitFor();
      await its.server.stop();
      its.server = await startServer({ env: { ...its.simulator.env, PORT: String(its.server.port) } });
      await page.getByRole('table', { name: t.costByModel }).waitFor();
      assert.equal(await page.getByRole('button', { name: texts.check }).count(), 0);
      await eventually(async () => assert.equal(await page.getByText(texts.gone).count(), 0));
    });
  });
}
