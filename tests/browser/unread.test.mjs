// SPDX-License-Identifier: MIT
// Days of which nothing is known, by the program's own word (`coverage.unread`): the page names them and the reason, and
// shows no zero for them.
import { after, before, describe } from 'node:test';

import { money } from '../support/exact_json.mjs';
import { daysBefore } from '../support/fake_openai.mjs';
import { ask } from '../support/openapi.mjs';
import { startServer, startSimulator } from '../support/server.mjs';
import { assertAccessible } from './support/axe.mjs';
import { assert, eventually, FAILED_REQUESTS, LANGUAGES, pageTest } from './support/browser.mjs';
import { dollars, WORDS } from './support/words.mjs';

// Days that are over and settled, whenever the test runs: those read before the fault, and those after it.
const KNOWN = { start_date: daysBefore(20), end_date: daysBefore(14) };
const UNREAD = { start_date: daysBefore(13), end_date: daysBefore(8) };
const ALL = { start_date: KNOWN.start_date, end_date: UNREAD.end_date };
// OpenRouter gives the last 30 days that are over.
const GONE = { start_date: daysBefore(60), end_date: daysBefore(45) };
const PARTLY_GONE = { start_date: daysBefore(60), end_date: daysBefore(8) };

const pageOf = ({ start_date, end_date }, rest = '') => `/?from=${start_date}&to=${end_date}${rest}`;
const dayOfMonth = (date) => Number(date.slice(8));
const ZERO = /^\s*(\$0\.00|0,00\s\$)\s*$/;

const TEXTS = {
  en: {
    // Whose, from when to when, and why.
    without: (name, { start_date, end_date }, why) =>
      new RegExp(`Without ${name} for [^()]*\\b${dayOfMonth(start_date)}\\b[^()]*\\b${dayOfMonth(end_date)}\\b[^()]*\\(${why}\\)`),
    failed: 'could not be read', gone: 'no longer given', unknown: 'unknown',
    known: 'What is known', bySource: 'By source', workspaces: 'Cost by workspace',
    noLonger: 'OpenRouter no longer gives these days', remark: /^OpenRouter.* no longer gives the figures of /, remarks: /^\d remarks about these figures$/,
  },
  fr: {
    without: (name, { start_date, end_date }, why) =>
      new RegExp(`Sans ${name}, [^()]*\\b${dayOfMonth(start_date)}(?!\\d)[^()]*\\b${dayOfMonth(end_date)}(?!\\d)[^()]*\\(${why}\\)`),
    failed: 'relevé impossible', gone: 'plus fourni', unknown: 'inconnu',
    known: 'Ce qui est connu', bySource: 'Par source', workspaces: 'Coût par espace de travail',
    noLonger: 'OpenRouter ne donne plus ces jours', remark: /^OpenRouter.* ne donne plus les chiffres du /, remarks: /^\d remarques sur ces chiffres$/,
  },
};

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  const texts = TEXTS[language];
  const total = (page) => page.getByRole('region', { name: t.totalCost });
  const shownTotal = async (page) => (await total(page).innerText()).replaceAll('\n', '');
  const noZero = async (page) => assert.equal(await page.locator('main').getByText(ZERO).count(), 0, 'a zero is shown');

  describe(`days that could not be read, ${language}`, () => {
    const its = {};
    before(async () => {
      its.simulator = await startSimulator();
      its.server = await startServer({ env: its.simulator.env });
      await ask(its.server, `/api/costs?${new URLSearchParams(KNOWN)}`);
      await its.simulator.addFault('organization=edugami,path=/organization/costs,kind=403');
    });
    after(async () => {
      await its.server?.stop();
      await its.simulator?.stop();
    });

    pageTest(`${language}: are named with their source and the reason, and are no zero`, () => ({ server: its.server, locale, expected: FAILED_REQUESTS }), async (page) => {
      await page.goto(pageOf(ALL));
      await total(page).getByText(texts.without('OpenAI \\(Edugami\\)', UNREAD, texts.failed)).waitFor();
      const report = (await ask(its.server, `/api/costs?${new URLSearchParams({ ...ALL, offline: 'true' })}`)).exact;
      assert.deepEqual(
        report.coverage.unread.map(({ workspace, state, start_date, end_date }) => ({ workspace, state, start_date, end_date })),
        [{ workspace: 'edugami', state: 'failed', ...UNREAD }],
      );
      assert.ok(money(report.total_cost_usd) > 0n);
      assert.ok((await shownTotal(page)).includes(dollars(money(report.total_cost_usd), language)), await shownTotal(page));
      await page.getByRole('table', { name: texts.workspaces }).waitFor();
      await noZero(page);

      // The other sources' figures of those days are at least what was spent.
      await page.getByRole('button', { name: t.showTable }).click();
      const rows = page.getByRole('figure').getByRole('row');
      assert.doesNotMatch(await rows.nth(1).innerText(), /≥/);
      assert.match(await rows.nth(-1).innerText(), /≥/);
      // So is the average per day.
      assert.match(await total(page).innerText(), /≥\s*(\$[\d,]+\.\d\d|[\d\s]+,\d\d\s\$)/);

      // Day by day, by source.
      const known = page.getByRole('region', { name: texts.known });
      await known.getByText(texts.bySource).click();
      const source = known.locator('li').filter({ hasText: 'OpenAI (Edugami)' }).first();
      const days = (await source.locator('li').allInnerTexts()).find((text) => text.includes(texts.failed));
      assert.match(days ?? '', new RegExp(`\\b${dayOfMonth(UNREAD.start_date)}\\b.*\\b${dayOfMonth(UNREAD.end_date)}(?!\\d)`));
      await assertAccessible(page, `unread days, ${language}`);
    });

    pageTest(`${language}: leave a source of which nothing else is asked out, not in with nothing spent`, () => ({ server: its.server, locale, expected: FAILED_REQUESTS }), async (page) => {
      await page.goto(pageOf(UNREAD));
      await total(page).getByText(new RegExp(`(Without|Sans) OpenAI \\(Edugami\\) \\(${texts.failed}\\)`)).waitFor();
      const workspaces = page.getByRole('table', { name: texts.workspaces });
      await workspaces.getByText('OpenAI (Novalys)').waitFor();
      assert.equal(await workspaces.getByText('OpenAI (Edugami)').count(), 0);
      await noZero(page);
    });

    pageTest(`${language}: are said no more once they are read`, () => ({ server: its.server, locale, expected: FAILED_REQUESTS }), async (page) => {
      await page.goto(pageOf(ALL));
      const said = total(page).getByText(texts.without('OpenAI \\(Edugami\\)', UNREAD, texts.failed));
      await said.waitFor();
      const before = await shownTotal(page);
      await its.simulator.clearFaults();
      await page.getByRole('button', { name: t.refresh }).click();
      await said.waitFor({ state: 'detached' });
      await eventually(async () => assert.notEqual(await shownTotal(page), before));
    });
  });

  describe(`days that are no longer given, ${language}`, () => {
    const its = {};
    before(async () => {
      its.simulator = await startSimulator(['--openrouter', '1']);
      its.server = await startServer({ env: its.simulator.env });
    });
    after(async () => {
      await its.server?.stop();
      await its.simulator?.stop();
    });

    pageTest(`${language}: are unknown when they are all that is asked for`, () => ({ server: its.server, locale }), async (page) => {
      await page.goto(pageOf(GONE, '&provider=openrouter'));
      await page.getByRole('heading', { name: texts.noLonger }).waitFor();
      await total(page).getByText(texts.unknown, { exact: true }).first().waitFor();
      await noZero(page);
      assert.equal(await page.getByText(t.empty).count(), 0);
      assert.doesNotMatch(await page.title(), /0[.,]00/);
    });

    pageTest(`${language}: are named beside the figures of the others, and in full in the remarks`, () => ({ server: its.server, locale }), async (page) => {
      await page.goto(pageOf(PARTLY_GONE, '&provider=openrouter'));
      const { unread } = (await ask(its.server, `/api/costs?provider=openrouter&${new URLSearchParams(PARTLY_GONE)}`)).json.coverage;
      assert.deepEqual(unread.map(({ state, start_date }) => [state, start_date]), [['not_retained', PARTLY_GONE.start_date]]);
      await total(page).getByText(texts.without('OpenRouter', unread[0], texts.gone)).waitFor();
      await page.getByText(texts.remarks).click();
      await page.getByText(texts.remark).waitFor();

      // Day by day too.
      await page.getByRole('button', { name: t.showTable }).click();
      const first = page.getByRole('figure').getByRole('row').nth(1);
      await first.getByText(texts.unknown, { exact: true }).waitFor();
      assert.doesNotMatch(await first.innerText(), /0[.,]00/);
    });
  });
}
