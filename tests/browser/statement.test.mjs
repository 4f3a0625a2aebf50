// SPDX-License-Identifier: MIT
// What leaves the page: its title and icon, a link, a statement on paper.
import { after, before, describe } from 'node:test';

import { startServer } from '../support/server.mjs';
import { assertAccessible } from './support/axe.mjs';
import {
  announcements, assert, eventually, FAILED_REQUESTS, keepAnnouncements, LANGUAGES, pageTest,
} from './support/browser.mjs';
import { FakeApi, GONE, makeGate } from './support/fake_api.mjs';
import { ANTHROPIC, mixedReport, NOW, OPENAI, problem, providers, report, withoutKey } from './support/replies.mjs';
import { dollars, WORDS } from './support/words.mjs';

let server;
let demo;
before(async () => {
  [server, demo] = await Promise.all([startServer(), startServer({ args: ['--demo'] })]);
});
after(() => Promise.all([server?.stop(), demo?.stop()]));

const options = (answers = {}, rest = {}) => () => ({ server, now: NOW, api: new FakeApi(answers), ...rest });
const iconOf = (page) => page.locator('link[rel=icon]').getAttribute('href');
const month = report(new URLSearchParams({ period: 'month' }));
const titled = (page, title) => eventually(async () => assert.equal((await page.title()).replaceAll('\u00a0', ' '), title));
const plain = (text) => text.replaceAll('\u00a0', ' ');

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  const say = (texts) => texts[language];
  const amount = plain(dollars(month.total_cost_usd, language));

  describe(`the title, ${language}`, () => {
    const gate = makeGate();
    let isBroken = false;
    const answers = {
      '/api/costs': async (query) => {
        await gate.opened;
        return isBroken ? problem('unavailable', 503, { provider: 'openai' }) : report(query);
      },
    };
    pageTest(`${language}: says the total and the period, loading and a problem`, options(answers, { locale, expected: FAILED_REQUESTS }), async (page) => {
      await page.goto('/');
      await titled(page, `${t.loading} – ${t.appName}`);
      gate.open();
      await titled(page, `${amount} · ${say({ fr: 'novembre 2026', en: 'November 2026' })} – ${t.appName}`);
      assert.equal(await iconOf(page), '/favicon.svg');
      await page.getByRole('radio', { name: t.year }).check();
      await eventually(async () => assert.match(await page.title(), / · 2026 – /));
      isBroken = true;
      await page.getByRole('radio', { name: t.week }).check();
      await titled(page, `⚠ ${t.failed} – ${t.appName}`);
      const icon = await iconOf(page);
      assert.equal(icon, '/favicon-problem.svg');
      const { status, type } = await page.evaluate(async (path) => {
        const answer = await fetch(path);
        return { status: answer.status, type: answer.headers.get('content-type') };
      }, icon);
      assert.deepEqual([status, type], [200, 'image/svg+xml']);
    });
  });

  describe(`a link, ${language}`, () => {
    const clipboard = { locale, permissions: ['clipboard-read', 'clipboard-write'] };
    pageTest(`${language}: is copied with days that stay`, options({}, clipboard), async (page) => {
      await page.goto('/?provider=openai&period=month');
      await page.getByText(t.vsPrevious).waitFor();
      await page.getByRole('button', { name: say({ fr: 'Copier le lien', en: 'Copy link' }) }).click();
      await page.getByRole('button', { name: say({ fr: 'Lien copié', en: 'Link copied' }) }).waitFor();
      const said = await page.locator('[role=status]').innerText();
      assert.match(said, say({ fr: /Lien copié.*1er.22 nov. 2026/, en: /Link copied.*Nov 1 . 22, 2026/ }));
      const link = await page.evaluate(() => navigator.clipboard.readText());
      const url = new URL(link);
      assert.equal(url.origin, new URL(server.url).origin);
      assert.deepEqual(Object.fromEntries(url.searchParams), { provider: 'openai', from: '2026-11-01', to: '2026-11-22' });
      // The page itself stays where it was.
      assert.match(page.url(), /period=month/);
    });
  });

  describe(`a statement, ${language}`, () => {
    for (const [what, make] of Object.entries({
      'of a month of demo data': () => ({ server: demo, locale }),
      'of many models, projects and remarks': options(
        { '/api/providers': () => providers([OPENAI, ANTHROPIC, withoutKey({ ...ANTHROPIC, id: 'mistral' }, 'MISTRAL_ADMIN_KEY')]), '/api/costs': crowded },
        { locale },
      ),
    })) {
      pageTest(`${language}: ${what} is one page`, make, async (page) => {
        await openReady(page, '/?period=month');
        const pdf = await page.pdf({ preferCSSPageSize: true });
        assert.equal(pagesOf(pdf), 1);
        await page.emulateMedia({ media: 'print' });
        await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
        const statement = page.locator('.statement');
        await statement.waitFor();
        await statement.getByRole('heading', { level: 1 }).waitFor();
        await statement.getByText(say({ fr: 'Non définitif', en: 'Not final' }), { exact: true }).waitFor();
        await statement.getByText(say({ fr: /comptés en UTC/, en: /UTC days/ })).waitFor();
        assert.equal(await page.locator('button:visible, input:visible, select:visible').count(), 0, 'controls on paper');
        await addsUp(statement, language);
        await assertAccessible(page, `the statement, ${language}`);
        await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
        await statement.waitFor({ state: 'detached' });
      });
    }
  });
}

// Until the figures are there, and what prints them.
async function openReady(page, path) {
  const [code] = await Promise.all([page.waitForResponse(/\/assets\/Statement-.*\.js/), page.goto(path)]);
  await page.getByRole('table').first().waitFor();
  await page.evaluate((url) => import(url), code.url());
}

// Far more than fits: the largest are named and the rest counted.
function crowded(query) {
  const models = Array.from({ length: 200 }, (_, index) => ({
    provider: 'openai', model: `a-model-with-a-name-that-is-far-too-long-for-half-a-page-${index}`, usual: BigInt(1000 - index) * 10_000n, requests: 3,
  }));
  const made = report(query, { models });
  const mixed = mixedReport(query);
  const each = made.total_cost_usd / 60n;
  const projects = Array.from({ length: 60 }, (_, index) => ({
    ...made.projects[0], id: `proj_${index}`, name: `Projet n° ${index}`, cost_usd: each, cost: each,
  }));
  projects[0].cost_usd += made.total_cost_usd - each * 60n;
  return { ...made, projects, notices: mixed.notices, excluded: mixed.excluded, unconverted: mixed.unconverted };
}

// Each table's rows as printed are the total as printed.
async function addsUp(statement, language) {
  const cents = (text) => BigInt(text.replace(/^[<>].*$/, '0').replace(/[^\d]/g, ''));
  const total = cents(await statement.locator('h2 + p').first().innerText());
  const tables = await statement.getByRole('table').all();
  assert.ok(tables.length >= 3, `${tables.length} tables`);
  for (const table of tables) {
    const rows = await table.locator('tbody td:last-child').allInnerTexts();
    assert.ok(rows.length <= 11, `${rows.length} rows`);
    assert.equal(rows.map(cents).reduce((all, one) => all + one, 0n), total, `${language}: ${rows.join(' + ')}`);
  }
}

function pagesOf(pdf) {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}

describe('a statement', () => {
  pageTest('is printed by its button, and the page comes back', options(), async (page) => {
    await page.addInitScript(() => {
      window.printed = 0;
      window.print = () => {
        window.printed += 1;
      };
    });
    await page.goto('/');
    await page.getByText(WORDS.en.vsPrevious).waitFor();
    await page.getByRole('button', { name: 'Print statement' }).click();
    await eventually(async () => assert.equal(await page.evaluate(() => window.printed), 1));
    assert.equal(await page.locator('.statement').count(), 0);
  });

  pageTest('of a month that is over and settled is final', options(), async (page) => {
    await openReady(page, '/?from=2026-09-01&to=2026-09-30&provider=openai&project=proj_search');
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    const statement = page.locator('.statement');
    await statement.getByText('September 2026', { exact: true }).waitFor();
    await statement.getByText('OpenAI · Search').waitFor();
    assert.equal(await statement.getByText('Not final').count(), 0);
  });
});

describe('a link', () => {
  // As on a page that came over plain HTTP from another machine.
  const insecure = options({}, { permissions: ['clipboard-read'] });
  pageTest('is copied the old way where the browser has no clipboard for scripts', insecure, async (page) => {
    await page.addInitScript(() => {
      Object.defineProperty(Object.getPrototypeOf(navigator.clipboard), 'writeText', { value: undefined });
    });
    await page.goto('/?period=week');
    await page.getByText(WORDS.en.vsPrevious).waitFor();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByRole('button', { name: 'Link copied' }).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\?from=2026-11-16&to=2026-11-22$/);
  });

  pageTest('is put in the address bar when it cannot be copied', options(), async (page) => {
    await page.addInitScript(() => {
      Object.defineProperty(Object.getPrototypeOf(navigator.clipboard), 'writeText', { value: undefined });
      document.execCommand = () => false;
    });
    // The figures of the link's days are announced right after.
    await keepAnnouncements(page);
    await page.goto('/?period=week');
    await page.getByText(WORDS.en.vsPrevious).waitFor();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await eventually(() => assert.match(page.url(), /\?from=2026-11-16&to=2026-11-22$/));
    await eventually(async () => assert.match(await announcements(page), /address bar/));
  });
});
