// SPDX-License-Identifier: MIT
// Each state of the page, in both languages, both themes and at every width: what is read, no sideways scroll, nothing
// for axe to find. The page is the program's own, under its content security policy; the answers are made up, because
// the program cannot be brought to each state on demand (faults.test.mjs has those where it can).
import { after, before, describe } from 'node:test';

import { assertAccessible } from './support/axe.mjs';
import { assert, assertNoSidewaysScroll, eventually, FAILED_REQUESTS, LANGUAGES, openFilters, pageTest, THEMES, WIDTHS } from './support/browser.mjs';
import { FakeApi, GONE, makeGate } from './support/fake_api.mjs';
import { ANTHROPIC, coverage, emptyReport, FETCHES, mixedReport, NOW, OPENAI, problem, providers, refused, report, withoutKey } from './support/replies.mjs';
import { startServer } from '../support/server.mjs';
import { WORDS } from './support/words.mjs';

const source = { provider: 'openai', workspace: 'atelier', setting: 'OPENAI_API_KEY_ATELIER' };
const rateLimited = problem('rate_limited', 503, { ...source, retry_after: 20, setting: undefined });
const refusedKey = problem('invalid_key', 502, source);

// `api`: the answers that make the state, or a function that makes them for each page; `reads`: texts that are seen, by
// language; `reach`: what brings the page there; `lacks`: texts that must not be there.
const STATES = [
  {
    name: 'figures',
    path: '/?provider=openai',
    reads: (t) => [t.title, t.totalCost, t.vsPrevious, t.dailyCost, t.costByModel, t.costByProject, 'gpt-5.1-2025-11-13', 'Support bot'],
    lacks: (t) => [t.failed, t.empty],
  },
  {
    name: 'first load',
    api: () => ({ '/api/costs': () => makeGate().opened, '/api/sync': () => FETCHES }),
    // After two seconds: what is read, from whom, how far.
    reads: (t) => [t.title, t.loading, /OpenAI.*Edugami/, /17.*124/],
    lacks: () => ['0,00', '0.00'],
  },
  {
    name: 'saved figures while an answer takes long',
    api: () => ({ '/api/costs': (query) => (query.has('offline') ? report(query) : makeGate().opened) }),
    reads: (t) => [
      t.totalCost, 'gpt-5.1-2025-11-13', { fr: /^Chiffres enregistrés, relevés le 22 nov\. 2026/, en: /^Saved figures, as of Nov 22, 2026/ },
      { fr: /^Mise à jour en cours…$/, en: /^Being updated…$/ }, { fr: /^chiffres enregistrés$/, en: /^saved figures$/ },
    ],
    lacks: (t) => [t.vsPrevious],
  },
  {
    name: 'refresh',
    api: () => ({ '/api/costs': (query) => (query.has('refresh') ? makeGate().opened : report(query)) }),
    reach: async (page, t) => {
      await page.getByText('gpt-5.1-2025-11-13').first().waitFor();
      await page.getByRole('button', { name: t.refresh }).click();
    },
    reads: (t) => [t.totalCost, 'gpt-5.1-2025-11-13', { fr: /Actualisation/, en: /Refreshing/ }],
  },
  {
    name: 'error and nothing known',
    api: () => ({ '/api/costs': () => rateLimited }),
    reads: (t) => [t.failed, t.retry, { fr: /demande de patienter/, en: /asks to wait/ }, { fr: /20\s?s/, en: /20\s?s/ }],
    lacks: () => ['0,00', '0.00'],
    expected: FAILED_REQUESTS,
  },
  {
    name: 'part failed',
    api: () => ({ '/api/costs': (query) => report(query, { stale: true, errors: [refusedKey] }) }),
    reads: (t) => [t.totalCost, 'gpt-5.1-2025-11-13', /Atelier/i, 'OPENAI_API_KEY_ATELIER', { fr: /refusé/, en: /refused/ }],
  },
  {
    name: 'stale',
    api: () => ({
      '/api/costs': (query) =>
        report(query, { stale: true, last_updated: '2026-11-22T12:32:00Z', errors: [problem('unavailable', 503, { provider: 'openai', workspace: 'edugami' })] }),
    }),
    reads: (t) => [t.totalCost, { fr: /il y a 3\sheures/, en: /3 hours ago/ }, { fr: /injoignable/, en: /cannot be reached/ }],
  },
  {
    name: 'empty',
    api: () => ({ '/api/costs': emptyReport }),
    reads: (t) => [t.empty],
    lacks: (t) => [t.failed],
  },
  {
    name: 'provisional',
    path: '/?from=2026-11-09&to=2026-11-22',
    reads: (t) => [t.dailyCost, { fr: /19 nov/, en: /Nov 19/ }, { fr: /peut encore modifier/, en: /may still change/ }],
    check: async (page) => {
      const hatched = await page.locator('svg [fill^="url(#"]').count();
      assert.ok(hatched > 0, 'no bar is hatched');
    },
  },
  {
    name: 'what is known, and figures that moved',
    api: () => ({
      '/api/coverage': (query) => ({
        ...coverage(query, {
          failing_since: '2026-11-22T14:05:00Z',
          error: problem('unavailable', 503, { provider: 'openai', workspace: 'edugami' }),
        }),
        complete: false,
        through: '2026-11-21',
      }),
      '/api/restatements': () => ({
        restatements: [
          { date: '2026-11-19', provider: 'openai', workspace: 'edugami', project_id: 'proj_support', model: 'gpt-4o',
            currency: 'USD', cost_before: 41.2, cost_now: 43.05, read_before: '2026-11-20T08:00:00Z',
            read_now: '2026-11-22T15:20:00Z', sealed: false },
          { date: '2026-10-30', provider: 'openai', workspace: 'edugami', project_id: null, model: 'o4-mini',
            currency: 'EUR', cost_before: 2, cost_now: 1.5, read_before: '2026-11-02T08:00:00Z',
            read_now: '2026-11-22T15:20:00Z', sealed: true },
        ],
      }),
    }),
    reach: async (page) => {
      await page.getByText(/Par source|By source/).click();
      await page.getByText(/2 chiffres ont changé|2 figures have moved/).click();
      // At other widths something with a tip of its own would be under it.
      await page.mouse.move(0, 0);
    },
    reads: () => [
      { fr: /Rien ne manque jusqu’au 21 nov/, en: /Nothing is missing through Nov 21/ },
      { fr: /1 source sur 1 sans relevé/, en: /1 of 1 sources not read/ },
      { fr: /définitif/, en: /settled/ },
      { fr: /41,20/, en: /\$41\.20/ },
      { fr: /43,05/, en: /\$43\.05/ },
      { fr: /\+1,85/, en: /\+\$1\.85/ },
      { fr: /mois clos/, en: /sealed month/ },
    ],
  },
  {
    name: 'other currencies, estimates and the unknown',
    api: () => ({ '/api/costs': mixedReport }),
    reads: () => [
      { fr: /\+ 3,10\s€ non convertis/, en: /\+ €3\.10 not converted/ }, { fr: /^10,00\s€$/, en: '€10.00' }, { fr: /^estimé$/, en: /^estimated$/ },
      { fr: /^inconnu$/, en: /^unknown$/ }, { fr: /facteur 100/, en: /100 times off/ }, { fr: /ne donne plus/, en: /no longer gives/ },
      { fr: /sans openrouter/, en: /without openrouter/ }, { fr: /Taux de change/, en: /Exchange rates/ },
    ],
    check: async (page, t, language) => {
      await page.getByText({ fr: /Taux de change utilisés/, en: /Exchange rates used/ }[language]).click();
      await page.getByText({ fr: /Taux de référence de la BCE, à titre d’information/, en: /European Central Bank, for information only/ }[language]).waitFor();
    },
  },
  {
    name: 'requests unknown',
    api: () => ({ '/api/costs': (query) => report(query, { requests: false }) }),
    reads: (t) => [t.totalCost, '–'],
    check: async (page, t, language) => {
      const row = page.getByRole('table', { name: t.costByModel }).getByRole('row').filter({ hasText: 'gpt-5.1-2025-11-13' });
      assert.match(await row.innerText(), /–/);
      assert.doesNotMatch(await row.innerText(), /(?<![\d.,])0(?![\d.,%])/, 'what is not known is shown as 0');
      await row.locator('[tabindex="0"]', { hasText: '–' }).first().focus();
      await page.getByRole('tooltip').getByText({ fr: /nombre de requêtes/, en: /how many requests/ }[language]).waitFor();
    },
  },
  {
    name: 'providers without a key and with a refused one',
    isInFilters: true,
    api: () => ({
      '/api/providers': () =>
        providers([OPENAI, withoutKey(ANTHROPIC, 'ANTHROPIC_ADMIN_KEY'), refused({ ...ANTHROPIC, id: 'mistral', name: 'Mistral' }, 'MISTRAL_API_KEY')]),
    }),
    reads: () => ['ANTHROPIC_ADMIN_KEY', 'MISTRAL_API_KEY', { fr: /aucune clé/i, en: /no key/i }, { fr: /a refusé la clé/, en: /refused the key/ }],
    check: async (page, t) => {
      const options = page.getByLabel(t.provider, { exact: true }).locator('option');
      const disabled = await options.evaluateAll((all) => all.filter((one) => one.disabled).map((one) => one.value));
      assert.deepEqual(disabled, ['anthropic', 'mistral']);
    },
  },
  {
    name: 'no provider connected',
    api: () => ({
      '/api/providers': () => providers([withoutKey(OPENAI, 'OPENAI_ADMIN_KEY')]),
      '/api/costs': () => ({ ...problem('invalid_key', 502, { provider: 'openai', setting: 'OPENAI_ADMIN_KEY' }), type: 'urn:llm-cost-tracker:problem:not_configured' }),
    }),
    reads: () => ['OPENAI_ADMIN_KEY', /serve --demo/, { fr: /Aucun fournisseur/, en: /No provider/ }],
    lacks: () => ['0,00', '0.00'],
    expected: FAILED_REQUESTS,
  },
  {
    name: 'server gone',
    api: () => ({ '/api/costs': () => GONE, '/api/sync': () => GONE }),
    reads: () => [{ fr: /serveur ne répond pas/, en: /server does not answer/ }],
    lacks: () => ['0,00', '0.00'],
    expected: FAILED_REQUESTS,
  },
  {
    name: 'demo',
    api: () => ({ '/api/providers': () => providers([OPENAI], true) }),
    reads: (t) => [{ fr: /Données de démonstration/, en: /Demo data/ }, t.totalCost, 'gpt-5.1-2025-11-13'],
  },
];

// The text, a pattern of it, or one for each language.
function locate(page, what, language) {
  const text = what.fr !== undefined ? what[language] : what;
  return page.getByText(text).locator('visible=true').first();
}

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

for (const state of STATES) {
  describe(`state: ${state.name}`, () => {
    for (const [language, locale] of Object.entries(LANGUAGES)) {
      const t = WORDS[language];
      const options = () => ({
        server, locale, now: NOW, width: 1280, api: new FakeApi(state.api?.()), expected: state.expected,
      });
      pageTest(`${state.name}, ${language}`, options, async (page) => {
        await page.goto(state.path ?? '/');
        await state.reach?.(page, t);
        for (const text of state.reads(t)) await locate(page, text, language).waitFor();
        assert.equal(await page.getAttribute('html', 'lang'), language);
        assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
        for (const text of state.lacks?.(t) ?? []) {
          assert.equal(await page.getByText(text).locator('visible=true').count(), 0, `shows ${text}`);
        }
        await state.check?.(page, t, language);
        for (const colorScheme of THEMES) {
          await page.emulateMedia({ colorScheme });
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 900 });
            await eventually(() => assertNoSidewaysScroll(page), 1000);
            await assertAccessible(page, `${state.name}, ${language}, ${colorScheme}, ${width} px`);
          }
        }
        // At the narrowest too, nothing that matters is left out.
        await page.setViewportSize({ width: Math.min(...WIDTHS), height: 900 });
        if (state.isInFilters) await openFilters(page);
        for (const text of state.reads(t)) await locate(page, text, language).waitFor();
      });
    }
  });
}
