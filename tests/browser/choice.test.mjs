// SPDX-License-Identifier: MIT
// The choice: it lives in the URL, Back undoes it, and what is asked of the API is what was chosen.
import { after, before, describe } from 'node:test';

import { assert, eventually, pageTest } from './support/browser.mjs';
import { FakeApi, GONE, makeGate } from './support/fake_api.mjs';
import { ANTHROPIC, NOW, OPENAI, PROJECTS, providers, report } from './support/replies.mjs';
import { startServer } from '../support/server.mjs';
import { WORDS } from './support/words.mjs';

const t = WORDS.en;
let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const withApi = (answers, rest = {}) => () => ({ server, now: NOW, api: new FakeApi(answers), ...rest });
const two = { '/api/providers': () => providers([OPENAI, ANTHROPIC]) };
const field = (page, label) => page.getByLabel(label, { exact: true });
const query = (page) => Object.fromEntries(new URL(page.url()).searchParams);
const total = (page) => page.getByRole('region', { name: t.totalCost });

describe('a link to a period that there is none of', () => {
  for (const link of ['from=2026-11-20&to=2026-11-10', 'from=2026-02-30&to=2026-03-01', 'period=foo']) {
    for (const [locale, says] of [['en-US', /period in this link.*: Nov(ember)? 2026\.|period in this link.*November 2026/], ['fr-FR', /période de ce lien.*novembre 2026/]]) {
      pageTest(`says what is shown instead: ${link}, ${locale}`, withApi({}, { locale }), async (page) => {
        await page.goto(`/?${link}`);
        const notice = page.getByText(says);
        await notice.waitFor();
        await page.getByRole('radio', { name: { 'en-US': t.week, 'fr-FR': WORDS.fr.week }[locale] }).check();
        await notice.waitFor({ state: 'detached' });
      });
    }
  }
});

describe('a row that leads to itself alone', () => {
  pageTest('is read from the top, with the focus on the heading; Back keeps its place', withApi({}, { height: 500 }), async (page) => {
    await page.goto('/');
    const link = page.getByRole('table', { name: t.costByProject }).getByRole('link', { name: 'Support bot' });
    await link.scrollIntoViewIfNeeded();
    await link.click();
    await eventually(async () => assert.deepEqual(query(page).project, 'proj_support'));
    await eventually(async () => {
      const { top, focused } = await page.evaluate(() => ({ top: window.scrollY, focused: document.activeElement.localName }));
      assert.deepEqual([top, focused], [0, 'h1']);
    });
    await page.goBack();
    await link.waitFor();
    await eventually(async () => assert.ok((await page.evaluate(() => window.scrollY)) > 0, 'Back went to the top'));
    await page.goForward();
    await eventually(async () => assert.deepEqual(query(page).project, 'proj_support'));
  });
});

describe('ten years', () => {
  const api = new FakeApi();
  pageTest('are not compared with what lies before all bills', () => ({ server, now: NOW, api }), async (page) => {
    await page.goto('/?from=2016-11-23&to=2026-11-22');
    await page.getByText('Comparison with the previous period not available').first().waitFor();
    assert.ok(api.questions('/api/costs').every((one) => (one.get('start_date') ?? '2026') >= '2015'));
  });
});

describe('the choice', () => {
  pageTest('without one, asks for this month of every provider', withApi(two), async (page) => {
    await page.goto('/');
    await page.getByText('gpt-5.1-2025-11-13').first().waitFor();
    assert.equal(await field(page, t.provider).inputValue(), '');
    assert.ok(await page.getByRole('radio', { name: t.month }).isChecked());
    assert.equal(await field(page, t.from).inputValue(), '11/01/2026');
    assert.equal(await field(page, t.to).inputValue(), '11/22/2026');
  });

  const chosen = new FakeApi(two);
  pageTest('goes into the URL and into the question, and Back undoes it', () => ({ server, now: NOW, api: chosen }), async (page) => {
    await page.goto('/');
    await page.getByText('gpt-5.1-2025-11-13').first().waitFor();
    await field(page, t.provider).selectOption('openai');
    await field(page, t.workspace).selectOption('edugami');
    await field(page, t.project).selectOption('proj_search');
    await page.getByRole('radio', { name: t.week }).check();
    await eventually(() =>
      assert.deepEqual(query(page), { provider: 'openai', workspace: 'edugami', project: 'proj_search', period: 'week' }),
    );
    await eventually(() => {
      const asked = chosen.questions('/api/costs').map((one) => Object.fromEntries(one));
      const weeks = asked.filter(({ period, start_date }) => period === 'week' || start_date === '2026-11-16');
      assert.ok(weeks.length > 0);
      for (const { provider, workspace, project_id } of weeks) {
        assert.deepEqual([provider, workspace, project_id], ['openai', 'edugami', 'proj_search']);
      }
    });

    await page.goBack();
    await eventually(async () => assert.ok(await page.getByRole('radio', { name: t.month }).isChecked()));
    assert.equal(await field(page, t.project).inputValue(), 'proj_search');
    await page.goBack();
    await eventually(async () => assert.equal(await field(page, t.project).inputValue(), ''));
    await page.goForward();
    await eventually(async () => assert.equal(await field(page, t.project).inputValue(), 'proj_search'));
  });

  pageTest('of a pasted link gives the same page', withApi(two), async (page) => {
    await page.goto('/?provider=openai&workspace=edugami&project=proj_search&from=2026-10-01&to=2026-10-31');
    await page.getByText('gpt-5.1-2025-11-13').first().waitFor();
    await eventually(async () => assert.equal(await field(page, t.project).inputValue(), 'proj_search'));
    assert.equal(await field(page, t.provider).inputValue(), 'openai');
    assert.equal(await field(page, t.workspace).inputValue(), 'edugami');
    assert.equal(await field(page, t.from).inputValue(), '10/01/2026');
    assert.equal(await field(page, t.to).inputValue(), '10/31/2026');
    for (const name of [t.week, t.month, t.year]) assert.ok(!(await page.getByRole('radio', { name }).isChecked()), name);
    await page.getByText(t.vsPrevious).waitFor();
    const first = await total(page).innerText();
    const link = page.url();
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByText(t.vsPrevious).waitFor();
    assert.equal(await total(page).innerText(), first);
  });

  for (const [name, search] of Object.entries({
    'an impossible day': '?from=2026-02-31&to=2026-03-02',
    'an end before its start': '?from=2026-11-20&to=2026-11-01',
    'eleven years': '?from=2015-01-01&to=2026-01-02',
    'a period that there is not': '?period=century',
    'no sense at all': '?%E0%A4%A=&from=<script>&to[]=1&provider=',
  })) {
    pageTest(`of a link with ${name} still gives a page`, withApi(two), async (page) => {
      await page.goto(`/${search}`);
      await page.getByText('gpt-5.1-2025-11-13').first().waitFor();
      assert.ok(await page.getByRole('radio', { name: t.month }).isChecked());
    });
  }

  pageTest('of a workspace is offered only where there are some', withApi(two), async (page) => {
    await page.goto('/?provider=openai');
    await field(page, t.workspace).waitFor();
    await field(page, t.provider).selectOption('anthropic');
    await field(page, t.workspace).waitFor({ state: 'detached' });
    await field(page, t.provider).selectOption('openai');
    await field(page, t.workspace).waitFor();
  });

  pageTest('of another provider forgets the workspace and the project', withApi(two), async (page) => {
    await page.goto('/?provider=openai&workspace=edugami&project=proj_search');
    await eventually(async () => assert.equal(await field(page, t.project).inputValue(), 'proj_search'));
    await field(page, t.provider).selectOption('anthropic');
    await eventually(() => assert.deepEqual(query(page), { provider: 'anthropic', period: 'month' }));
  });

  const slow = makeGate();
  const slowProjects = withApi({ '/api/projects': () => slow.opened.then(() => PROJECTS) });
  pageTest('of a project waits for the projects while the costs are there', slowProjects, async (page) => {
    await page.goto('/?provider=openai&workspace=edugami');
    await page.getByText('gpt-5.1-2025-11-13').first().waitFor();
    await eventually(async () => assert.match(await field(page, t.project).innerText(), /Loading projects/));
    assert.equal(await field(page, t.project).getAttribute('aria-busy'), 'true');
    slow.open();
    await eventually(async () =>
      assert.deepEqual(await field(page, t.project).locator('option').allInnerTexts(), [
        t.allProjects, 'Without a project', 'Support bot', 'Search', 'Old trials (archived)',
      ]),
    );
  });

  const reopened = makeGate();
  let held = 0;
  const changing = withApi({
    '/api/costs': async (asked) => {
      if (asked.get('period') !== 'year') return report(asked);
      held += 1;
      await reopened.opened;
      return report(asked);
    },
  });
  pageTest('keeps the old figures until the new ones are there', changing, async (page) => {
    await page.goto('/');
    await page.getByText('gpt-5.1-2025-11-13').first().waitFor();
    const figure = async () => (await total(page).innerText()).match(/\$[\d,.]+/)[0];
    const before = await figure();
    await page.getByRole('radio', { name: t.year }).check();
    await eventually(() => assert.ok(held > 0));
    assert.equal(await figure(), before);
    assert.ok((await page.locator('[aria-busy="true"]').count()) > 0, 'nothing says that it is being loaded');
    reopened.open();
    await eventually(async () => assert.notEqual(await figure(), before));
  });

  const aborted = [];
  let yearAsked = false;
  const never = withApi({
    '/api/costs': (asked) => {
      if (asked.get('period') !== 'year') return report(asked);
      yearAsked = true;
      return makeGate().opened;
    },
  });
  pageTest('gives up a question that is no longer wanted', never, async (page) => {
    page.on('requestfailed', (request) => aborted.push(request.url()));
    await page.goto('/');
    await page.getByText('gpt-5.1-2025-11-13').first().waitFor();
    await page.getByRole('radio', { name: t.year }).check();
    await eventually(() => assert.ok(yearAsked));
    await page.getByRole('radio', { name: t.week }).check();
    await eventually(() => assert.ok(aborted.some((url) => url.includes('period=year')), 'the year is still being asked for'));
    await page.getByText('gpt-5.1-2025-11-13').first().waitFor();
  });

  const refreshed = new FakeApi();
  pageTest('is asked for again, all of it, by Refresh', () => ({ server, now: NOW, api: refreshed }), async (page) => {
    await page.goto('/?provider=openai&workspace=edugami&period=week');
    await page.getByText('gpt-5.1-2025-11-13').first().waitFor();
    await page.getByRole('button', { name: t.refresh }).click();
    await eventually(() => {
      const asked = refreshed.questions('/api/costs').map((one) => Object.fromEntries(one));
      assert.deepEqual(asked.filter(({ refresh }) => refresh), [
        { provider: 'openai', workspace: 'edugami', period: 'week', refresh: 'true' },
      ]);
    });
    await page.getByText('Costs refreshed.').waitFor({ state: 'attached' });
  });
});

describe('a refresh', () => {
  // Its answer comes after another choice was made.
  const door = makeGate();
  const late = withApi({
    '/api/costs': async (asked) => {
      if (!asked.has('refresh')) return report(asked);
      await door.opened;
      return report(asked, { total_cost_usd: 123_456_000_000_000_000_000n });
    },
  });
  pageTest('of one choice does not change the figures of another', late, async (page) => {
    await page.goto('/?period=month');
    await page.getByText(t.vsPrevious).waitFor();
    await page.getByRole('button', { name: t.refresh }).click();
    await page.getByRole('radio', { name: t.week }).check();
    await eventually(async () => assert.ok(await page.getByRole('radio', { name: t.week }).isChecked()));
    await page.getByText(t.vsPrevious).waitFor();
    const before = await total(page).innerText();
    door.open();
    await page.getByText('Costs refreshed.').waitFor({ state: 'attached' });
    assert.equal(await total(page).innerText(), before);
    await page.goBack();
    await total(page).getByText('$123', { exact: false }).waitFor();
  });
});

describe('a server that comes back', () => {
  let gone = true;
  const returning = withApi(
    { '/api/costs': (asked) => (gone ? GONE : report(asked)) },
    { expected: [/^Failed to load resource: /] },
  );
  pageTest('is found by the page itself', returning, async (page) => {
    await page.goto('/');
    await page.getByText(/server does not answer/).waitFor();
    gone = false;
    await page.getByText('gpt-5.1-2025-11-13').first().waitFor();
    // What is kept may come first: it is asked for while the question itself waits for its next try.
    await page.getByText(/server does not answer/).waitFor({ state: 'detached' });
  });
});
