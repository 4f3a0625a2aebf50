// SPDX-License-Identifier: MIT
// The whole way through the page, on the program's own demo data over its own API.
import { after, before, describe } from 'node:test';

import { formatMoney, money } from '../support/exact_json.mjs';
import { ask } from '../support/openapi.mjs';
import { startServer } from '../support/server.mjs';
import { assertAccessible } from './support/axe.mjs';
import { assert, assertNoSidewaysScroll, eventually, LANGUAGES, pageTest, THEMES, WIDTHS } from './support/browser.mjs';
import { dollars, WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer({ args: ['--demo'] });
});
after(() => server?.stop());

const field = (page, label) => page.getByLabel(label, { exact: true });
const totalOf = async (query) => money((await ask(server, `/api/costs?${query}`)).exact.total_cost_usd);

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  // The unsettled days of the demo cost more by the minute, and the page follows them.
  const shows = (page, query) =>
    eventually(async () => {
      const amount = await totalOf(query);
      const text = await page.getByRole('region', { name: t.totalCost }).innerText();
      const wanted = dollars(amount, language);
      assert.ok(text.replaceAll('\n', '').includes(wanted), `${formatMoney(amount)} should be shown as ${wanted}: ${text}`);
    });

  describe(`demo data, ${language}`, () => {
    pageTest(`${language}: from the first view to one project's year and back`, () => ({ server, locale }), async (page) => {
      await page.goto('/');
      await page.getByText({ fr: /Données de démonstration/, en: /Demo data/ }[language]).first().waitFor();
      await shows(page, 'period=month');

      await field(page, t.provider).selectOption('openai');
      const { workspaces } = (await ask(server, '/api/workspaces?provider=openai')).json;
      assert.ok(workspaces.length > 1, 'the demo has workspaces to choose from');
      await eventually(async () => assert.equal(await field(page, t.workspace).locator('option').count(), workspaces.length + 1));
      const workspace = workspaces[0].id;
      await field(page, t.workspace).selectOption(workspace);
      await shows(page, `provider=openai&workspace=${workspace}&period=month`);

      const { projects } = (await ask(server, `/api/projects?provider=openai&workspace=${workspace}`)).json;
      assert.ok(projects.length > 1, 'the demo has projects to choose from');
      const year = (await ask(server, `/api/costs?provider=openai&workspace=${workspace}&period=year`)).json;
      const project = year.projects.find(({ id }) => id !== null).id;
      await eventually(async () => assert.ok((await field(page, t.project).locator('option').count()) > projects.length));
      await field(page, t.project).selectOption(project);
      await page.getByRole('radio', { name: t.year }).check();
      const query = `provider=openai&workspace=${workspace}&project_id=${project}&period=year`;
      await shows(page, query);
      await page.getByRole('table', { name: t.costByModel }).waitFor();

      await page.getByRole('button', { name: t.refresh }).click();
      await page.getByText({ fr: 'Coûts actualisés.', en: 'Costs refreshed.' }[language]).waitFor({ state: 'attached' });
      await shows(page, query);

      for (let steps = 0; steps < 4; steps += 1) await page.goBack();
      await shows(page, 'period=month');
      // The bar is still there, whatever was chosen.
      assert.ok(await page.getByText({ fr: /Données de démonstration/, en: /Demo data/ }[language]).first().isVisible());
    });

    pageTest(`${language}: from a model to the projects that used it, and back up`, () => ({ server, locale }), async (page) => {
      await page.goto('/?provider=openai&period=month');
      await shows(page, 'provider=openai&period=month');
      const { model } = (await ask(server, '/api/costs?provider=openai&period=month')).json.breakdown[0];
      const link = page.getByRole('table', { name: t.costByModel }).getByRole('link', { name: model, exact: true });
      await link.click();
      const alone = `provider=openai&model=${encodeURIComponent(model)}&period=month`;
      await shows(page, alone);
      const { projects } = (await ask(server, `/api/costs?${alone}`)).json;
      assert.ok(projects.length > 1);
      const table = page.getByRole('table', { name: t.costByProject });
      for (const { name } of projects.slice(0, 3)) await table.getByRole('link', { name, exact: true }).first().waitFor();
      await assertAccessible(page, `one model, ${language}`);
      const way = page.getByRole('navigation', { name: { fr: 'Fil d’Ariane', en: 'You are here' }[language] });
      assert.ok((await way.innerText()).replaceAll('\n', ' ').endsWith(`OpenAI › ${model}`));
      await way.getByRole('link', { name: 'OpenAI' }).click();
      await shows(page, 'provider=openai&period=month');
      await link.waitFor();
    });

    pageTest(`${language}: a year fits every width in both themes`, () => ({ server, locale }), async (page) => {
      await page.goto('/?provider=openai&period=year');
      await shows(page, 'provider=openai&period=year');
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          await eventually(() => assertNoSidewaysScroll(page), 1000);
          await assertAccessible(page, `a year, ${language}, ${colorScheme}, ${width} px`);
        }
      }
    });
  });
}
