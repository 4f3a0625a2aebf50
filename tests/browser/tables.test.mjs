// SPDX-License-Identifier: MIT
// Figures: exact, adding up as shown, sorted, and exported with every digit.
import { readFileSync } from 'node:fs';
import { after, before, describe } from 'node:test';

import { moneyOfPlain, sum } from '../support/exact_json.mjs';
import { assertAccessible } from './support/axe.mjs';
import { assert, assertNoSidewaysScroll, eventually, LANGUAGES, pageTest } from './support/browser.mjs';
import { FakeApi } from './support/fake_api.mjs';
import { mixedReport, NOW, report } from './support/replies.mjs';
import { startServer } from '../support/server.mjs';
import { dollars, WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const options = (locale, rest = {}) => () => ({ server, locale, now: NOW, api: new FakeApi(), ...rest });
const known = report(new URLSearchParams({ period: 'month' }));
const table = (page, name) => page.getByRole('table', { name });
// The tables come after the chart, one after the other: the last of them is that of the projects.
const ready = (page) => page.getByRole('table', { name: /Cost by project|Coût par projet/ }).waitFor();
const amountsOf = async (page, name) => {
  const texts = await table(page, name).locator('tbody tr td:last-child').evaluateAll((cells) => cells.map((cell) => cell.innerText));
  return texts.map((text) => text.split('\n')[0].trim());
};
const cents = (text) => BigInt(text.replace(/[^\d]/g, ''));

async function exported(page, name) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  describe(`figures, ${language}`, () => {
    pageTest(`${language}: the total is exact on focus and when copied`, options(locale), async (page) => {
      await page.goto('/');
      await ready(page);
      const region = page.getByRole('region', { name: t.totalCost });
      const shown = dollars(known.total_cost_usd, language).replaceAll('\u00a0', ' ');
      const text = (await region.innerText()).replaceAll('\u00a0', ' ').replaceAll('\n', '');
      assert.ok(text.includes(shown), `${shown} is not in ${text}`);
      await region.locator('[tabindex="0"]').first().focus();
      const tip = await page.getByRole('tooltip').innerText();
      const digits = tip.replace(/[^\d.,]/g, '').replace(language === 'fr' ? /\u00a0/g : /,/g, '').replace(',', '.');
      assert.equal(moneyOfPlain(digits.replace(/0+$/, '')), known.total_cost_usd, tip);
    });

    pageTest(`${language}: rows as shown add up to the total as shown`, options(locale), async (page) => {
      await page.goto('/?provider=openai');
      await ready(page);
      for (const name of [t.costByModel, t.costByProject]) {
        const rows = await amountsOf(page, name);
        assert.ok(rows.length >= 3, name);
        const total = (await table(page, name).locator('tfoot td:last-child').innerText()).split('\n')[0];
        const parts = rows.map((row) => cents(row.replace(/^[<>].*$/, '0')));
        // What is less than a cent is shown as that, and counts as none.
        assert.equal(sum(parts), cents(total), `${name}: ${rows.join(' + ')} = ${total}`);
        assert.equal(cents(total), cents(dollars(known.total_cost_usd, language)), name);
      }
    });

    pageTest(`${language}: the export has every digit of every row`, options(locale), async (page) => {
      await page.goto('/');
      await ready(page);
      const file = await exported(page, new RegExp(`${t.exportCsv}.*${t.costByModel}`));
      assert.match(file.name, /2026-11-01.*2026-11-22.*\.csv$/);
      assert.equal(file.text[0], '\uFEFF', 'a spreadsheet would not know that this is UTF-8');
      const separator = language === 'fr' ? ';' : ',';
      const lines = file.text.slice(1).trimEnd().split('\r\n').map((line) => line.split(separator));
      for (const { model, cost_usd } of known.breakdown) {
        const line = lines.find((fields) => fields.includes(model));
        assert.ok(line, `${model} is missing`);
        const amounts = line.filter((field) => /^\d+[.,]\d{12,}$/.test(field)).map((field) => moneyOfPlain(field.replace(',', '.').replace(/0+$/, '')));
        assert.ok(amounts.includes(cost_usd), `${model}: ${line}`);
      }
    });
  });
}

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  const columns = { fr: ['Jetons lus', 'Jetons écrits', 'Par million'], en: ['Tokens in', 'Tokens out', 'Per million'] }[language];
  describe(`tokens, ${language}`, () => {
    pageTest(`${language}: are in the tables where there is room, in short, sorted and exported in full`, options(locale), async (page) => {
      await page.goto('/');
      await ready(page);
      const models = table(page, t.costByModel);
      for (const name of columns) await models.getByRole('columnheader', { name }).waitFor();
      const counted = known.breakdown.filter(({ input_tokens }) => input_tokens !== null);
      const most = counted.reduce((a, b) => (a.input_tokens > b.input_tokens ? a : b));
      const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(most.input_tokens);
      await models.getByRole('button', { name: columns[0] }).click();
      const first = models.locator('tbody tr').first();
      await first.getByText(most.model, { exact: true }).waitFor();
      await first.getByText(short.replaceAll('\u202f', '\u00a0'), { exact: true }).first().focus();
      const full = new Intl.NumberFormat(locale).format(most.input_tokens).replaceAll('\u202f', '\u00a0');
      await page.getByRole('tooltip').getByText(full).waitFor();
      // What is not known is a dash with its reason, and stands last.
      const last = models.locator('tbody tr').last();
      await last.getByText('web search tool calls').waitFor();
      assert.doesNotMatch(await last.innerText(), /(?<![\d.,])0(?![\d.,%])/);
      await assertAccessible(page, 'tokens');

      const file = await exported(page, new RegExp(`${t.exportCsv}.*${t.costByModel}`));
      const line = file.text.split('\r\n').find((one) => one.includes(most.model));
      assert.ok(line.split(language === 'fr' ? ';' : ',').includes(String(most.input_tokens)), line);

      for (const width of [820, 320]) {
        await page.setViewportSize({ width, height: 900 });
        await models.getByText(columns[0]).waitFor({ state: 'hidden' });
        await eventually(() => assertNoSidewaysScroll(page));
      }
    });
  });
}

// Of 15 models: of the first no request is counted, the last one was not used before.
const fifteen = (query) => {
  const models = Array.from({ length: 15 }, (_, index) => ({
    provider: 'openai', model: `model-${index + 1}`, usual: BigInt(20 - index) * 1_000_003n, requests: index === 0 ? null : 7 * index,
  }));
  return report(query, { models: query.has('start_date') ? models.slice(0, 14) : models });
};
const HEADS = {
  en: ['Model', 'Share (0 to 1)', 'Requests', 'Per 1,000 requests (USD)', 'Input tokens', 'Output tokens', 'Per million tokens, read and written (USD)',
    'Change (USD)', 'Change (%)', 'Cost (USD)', 'Previous cost (USD)'],
  fr: ['Modèle', 'Part (de 0 à 1)', 'Requêtes', 'Pour 1 000 requêtes (USD)', 'Jetons en entrée', 'Jetons en sortie', 'Par million de jetons, lus et écrits (USD)',
    'Évolution (USD)', 'Évolution (%)', 'Coût (USD)', 'Coût précédent (USD)'],
};
const SHOWN = {
  en: ['Model', 'Share', 'Requests', 'Per 1,000', 'Tokens in', 'Tokens out', 'Per million', 'Change', 'Cost'],
  fr: ['Modèle', 'Part', 'Requêtes', 'Pour 1 000', 'Jetons lus', 'Jetons écrits', 'Par million', 'Évolution', 'Coût'],
};
// A line's fields, those in quotes as they are.
const fieldsOf = (line, language) =>
  [...line.matchAll(language === 'fr' ? /(?:^|;)(?:"([^"]*)"|([^;]*))/g : /(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain);
const ONE = 10n ** 18n;
// Rounded half away from zero.
const over = (part, whole) => ((2n * part * ONE) / whole + (part < 0n ? -1n : 1n)) / 2n;

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  const api = new FakeApi({ '/api/costs': fifteen });
  describe(`the file of a table, ${language}`, () => {
    pageTest(`${language}: has what is shown, filtered and sorted, in its order, to the last digit`, () => ({ server, locale, now: NOW, api, permissions: ['clipboard-read', 'clipboard-write'] }), async (page) => {
      await page.goto('/');
      await ready(page);
      const models = table(page, t.costByModel);
      await models.getByText(/%/).nth(20).waitFor();
      const heads = await models.locator('thead th').evaluateAll((cells) => cells.map((cell) => cell.innerText.replaceAll('\u00a0', ' ').trim()));
      assert.deepEqual(heads, SHOWN[language]);
      await page.getByRole('searchbox', { name: new RegExp(t.costByModel) }).fill('model-1');
      await models.getByRole('button', { name: SHOWN[language][7] }).click();
      await models.getByRole('button', { name: SHOWN[language][7] }).click();
      await eventually(async () => assert.equal(await models.locator('tbody tr').count(), 7));
      const names = await models.locator('tbody th').evaluateAll((cells) => cells.map((cell) => cell.innerText.split('\n')[0].trim()));
      const file = await exported(page, new RegExp(`${t.exportCsv}.*${t.costByModel}`));
      const [head, ...rows] = file.text.slice(1).trimEnd().split('\r\n').map((line) => fieldsOf(line, language));
      assert.deepEqual(head.map((name) => name.replaceAll('\u00a0', ' ')), HEADS[language]);
      assert.deepEqual(rows.map(([name]) => name), names);

      const now = fifteen(new URLSearchParams({ period: 'month' }));
      const before = fifteen(api.questions('/api/costs').find((query) => query.has('start_date')));
      const exact = (field) => (field === '' ? null : moneyOfPlain(field.replace(',', '.')));
      for (const [name, share, requests, each, read, written, , change, percent, cost, previous] of rows) {
        const row = now.breakdown.find(({ model }) => model === name);
        assert.equal(exact(cost), row.cost_usd, name);
        assert.equal(exact(share), over(row.cost_usd, now.total_cost_usd), name);
        assert.equal(requests, row.requests === null ? '' : String(row.requests), name);
        assert.equal(read, row.requests === null ? '' : String(row.input_tokens), name);
        assert.equal(written, row.requests === null ? '' : String(row.output_tokens), name);
        assert.equal(exact(each), row.requests === null ? null : (row.cost_usd * 1000n) / BigInt(row.requests), name);
        const then = before.breakdown.find(({ model }) => model === name)?.cost_usd ?? 0n;
        assert.equal(exact(previous), then, name);
        assert.equal(exact(change), row.cost_usd - then, name);
        assert.equal(exact(percent), then === 0n ? null : over((row.cost_usd - then) * 100n, then), name);
      }
      assert.ok(rows.some(([name, , requests]) => name === 'model-1' && requests === ''), 'what is not known is empty');
      assert.ok(rows.some(([name, , , , , , , , percent]) => name === 'model-15' && percent === ''));

      // What is copied is the same.
      await page.getByRole('button', { name: new RegExp(`^(Copy|Copier).*${t.costByModel}`) }).click();
      await eventually(async () => {
        const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n').slice(1).map((line) => line.split('\t'));
        assert.deepEqual(copied, rows);
      });
    });
  });
}

describe('the table of models', () => {
  const t = WORDS.en;
  pageTest('is sorted by cost, then by what is chosen', options('en-US'), async (page) => {
    await page.goto('/');
    await ready(page);
    const names = () => table(page, t.costByModel).locator('tbody th').evaluateAll((cells) => cells.map((cell) => cell.innerText.split('\n')[0].trim()));
    const byCost = known.breakdown.map(({ model }) => model);
    assert.deepEqual((await names()).slice(0, 5), byCost.slice(0, 5));
    const header = table(page, t.costByModel).getByRole('columnheader', { name: /^Model/ });
    await header.getByRole('button').click();
    await eventually(async () => assert.ok(['ascending', 'descending'].includes(await header.getAttribute('aria-sort'))));
    const ascending = (await header.getAttribute('aria-sort')) === 'ascending';
    const wanted = [...byCost].sort((a, b) => a.localeCompare(b) * (ascending ? 1 : -1));
    assert.deepEqual((await names()).slice(0, 5), wanted.slice(0, 5));
  });

  pageTest('shows native names as they are, however strange', () => ({
    server, now: NOW,
    api: new FakeApi({
      '/api/costs': (query) =>
        report(query, {
          models: ['<img src=x onerror=alert(1)>', '=HYPERLINK("http://127.0.0.1:9")', 'a'.repeat(200), 'נו‮dom‬el', '(not itemised)'].map(
            (model, index) => ({ provider: 'openai', model, usual: BigInt(5 - index) * 1_000_000n, requests: 3 }),
          ),
        }),
    }),
    width: 320,
  }), async (page) => {
    await page.goto('/');
    await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
    assert.equal(await page.locator('main img').count(), 0);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${wide} px too wide`);
    const file = await exported(page, /Export CSV.*Cost by model/);
    assert.ok(!/(^|,)"?=/m.test(file.text), 'a spreadsheet would run the name of a model');
  });

  pageTest('is not there for a project when one is chosen', options('en-US'), async (page) => {
    await page.goto('/?provider=openai&workspace=edugami');
    await table(page, t.costByProject).waitFor();
    await page.getByLabel(t.project, { exact: true }).selectOption('proj_search');
    await eventually(async () => assert.equal(await table(page, t.costByProject).count(), 0));
    assert.equal(await table(page, t.costByModel).count(), 1);
  });
});

describe('on a phone', () => {
  const least = { '/api/costs': (query) => {
    // The month before, in which the second project cost next to nothing.
    const known = report(query);
    if (!query.has('start_date')) return known;
    const projects = known.projects.map((row) => (row.id === 'proj_search' ? { ...row, cost_usd: 10n ** 16n, cost: 10n ** 16n } : row));
    return { ...known, projects };
  } };
  pageTest('tables are sorted by change, which is then in dollars', () => ({ server, locale: 'en-US', width: 390, now: NOW, api: new FakeApi(least) }), async (page) => {
    await page.goto('/');
    await ready(page);
    const projects = table(page, WORDS.en.costByProject);
    const names = () => projects.locator('tbody th').evaluateAll((cells) => cells.map((cell) => cell.innerText.split('\n')[0].trim()));
    await eventually(async () => assert.equal((await names())[0], 'Support bot'));
    await page.getByLabel(`Sort: ${WORDS.en.costByProject}`).selectOption({ label: 'Change' });
    await eventually(async () => assert.equal((await names())[0], 'Search'));
    await projects.getByText(/^[+]\$\d+\.\d\d$/).first().waitFor();
    await assertNoSidewaysScroll(page);
    await assertAccessible(page, 'sorted by change on a phone');
  });

  pageTest('a row has no empty line, and its parts are told apart', () => ({ server, locale: 'fr-FR', width: 390, now: NOW, api: new FakeApi({ '/api/costs': mixedReport }) }), async (page) => {
    await page.goto('/');
    await ready(page);
    const row = table(page, WORDS.fr.costByModel).getByRole('row').filter({ hasText: 'mistral-large' });
    assert.match(await row.locator('th').evaluate((cell) => cell.textContent), /mistral-large Mistral estimé/);
    const plain = table(page, WORDS.fr.costByModel).getByRole('row').filter({ hasText: 'gpt-image-1' }).locator('th');
    const { height, lines } = await plain.evaluate((cell) => ({
      height: cell.firstChild.getBoundingClientRect().height,
      lines: cell.firstChild.innerText.split('\n').filter(Boolean).length,
    }));
    assert.ok(height < lines * 26, `${lines} lines are ${height} px high`);
  });
});
