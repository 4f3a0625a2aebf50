// SPDX-License-Identifier: MIT
// The chart for the eye, the keyboard and the ear.
import { after, before, describe } from 'node:test';

import { assertAccessible } from './support/axe.mjs';
import { announcements, assert, assertNoSidewaysScroll, eventually, keepAnnouncements, LANGUAGES, pageTest } from './support/browser.mjs';
import { FakeApi } from './support/fake_api.mjs';
import { NOW, report } from './support/replies.mjs';
import { startServer } from '../support/server.mjs';
import { dollars, WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const RANGE = 'from=2026-11-09&to=2026-11-22';
const { daily } = report(new URLSearchParams({ start_date: '2026-11-09', end_date: '2026-11-22' }));
const LAST = daily.length - 1;
const options = (locale, rest = {}) => () => ({ server, locale, now: NOW, api: new FakeApi(), ...rest });
const chart = (page) => page.locator('[aria-roledescription]');
const spoken = (page) => page.locator('[aria-live="polite"], [role="status"]').allInnerTexts().then((all) => all.join(' '));

// As the page writes a day out.
const longDay = (date, locale) =>
  new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
    .format(new Date(date)).replaceAll('\u202f', '\u00a0');

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  describe(`the chart, ${language}`, () => {
    pageTest(`${language}: its days are reached with the arrow keys and read out`, options(locale), async (page) => {
      await page.goto(`/?${RANGE}`);
      await chart(page).focus();
      const hears = (index) =>
        eventually(async () => {
          const text = await spoken(page);
          assert.ok(text.includes(longDay(daily[index].date, locale)), `heard: ${text}`);
          assert.ok(text.includes(dollars(daily[index].cost_usd, language)), `heard: ${text}`);
          assert.ok(text.includes(daily[index].breakdown[0].model), `heard: ${text}`);
        });
      await page.keyboard.press('Home');
      await hears(0);
      await page.keyboard.press('ArrowRight');
      await hears(1);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await hears(3);
      await page.keyboard.press('ArrowLeft');
      await hears(2);
      await page.keyboard.press('End');
      await hears(LAST);
      await page.keyboard.press('ArrowRight');
      await hears(LAST);
      await assertAccessible(page, 'a bar is chosen');
      await page.keyboard.press('Escape');
      // The page is not a trap.
      await page.keyboard.press('Tab');
      assert.ok(!(await chart(page).evaluate((element) => element === document.activeElement)));
    });

    pageTest(`${language}: its name says what it shows`, options(locale), async (page) => {
      await page.goto(`/?${RANGE}`);
      const name = await chart(page).getAttribute('aria-label');
      assert.ok(name.includes(t.dailyCost), name);
      const peak = daily.reduce((most, { cost_usd }) => (cost_usd > most ? cost_usd : most), 0n);
      assert.ok(name.includes(dollars(peak, language)), name);
    });

    pageTest(`${language}: its table has every day and the same sums`, options(locale), async (page) => {
      await page.goto(`/?${RANGE}`);
      await page.getByRole('button', { name: t.showTable }).click();
      const rows = page.getByRole('table').first().locator('tbody tr');
      await eventually(async () => assert.equal(await rows.count(), daily.length));
      const texts = await rows.allInnerTexts();
      for (const { cost_usd } of daily) {
        const amount = dollars(cost_usd, language);
        assert.ok(texts.some((text) => text.includes(amount)), `${amount} is in no row`);
      }
      await assertAccessible(page, 'the table');
      await page.getByRole('button', { name: { fr: 'Voir le graphique', en: 'Show as chart' }[language] }).click();
      await chart(page).waitFor();
    });
  });
}

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const texts = {
    fr: { project: 'Projet', workspace: 'Espace de travail', none: 'Sans projet', by: 'Coût quotidien par' },
    en: { project: 'Project', workspace: 'Workspace', none: 'Without a project', by: 'Daily cost by' },
  }[language];
  describe(`the chart split, ${language}`, () => {
    const api = new FakeApi();
    pageTest(`${language}: by project and by workspace, which the link says`, () => ({ server, locale, now: NOW, api }), async (page) => {
      await page.goto(`/?${RANGE}`);
      for (const by of ['project', 'workspace']) {
        await page.getByRole('radio', { name: new RegExp(`: ${texts[by]}$`) }).check();
        await page.getByRole('figure', { name: `${texts.by} ${texts[by].toLowerCase()}` }).waitFor();
        assert.equal(new URL(page.url()).searchParams.get('by'), by);
        const asked = api.questions('/api/costs').at(-1);
        assert.equal(asked.get('daily_by'), by);
        const legend = page.getByRole('figure').getByRole('list').first();
        const names = { project: ['Support bot', 'Search', texts.none], workspace: ['OpenAI (Edugami)', 'OpenAI (Atelier)'] }[by];
        for (const name of names) await legend.getByText(name, { exact: true }).waitFor();
        await chart(page).focus();
        await page.keyboard.press('End');
        const first = dollars((daily[LAST].cost_usd * 61n) / 100n, language);
        await eventually(async () => assert.ok((await spoken(page)).includes(`${names[0]} ${first}`), await spoken(page)));
        for (const width of [320, 390, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          await eventually(() => assertNoSidewaysScroll(page), 1000);
          await assertAccessible(page, `by ${by}, ${language}, ${width} px`);
        }
      }
      await page.reload();
      await page.getByRole('figure', { name: `${texts.by} ${texts.workspace.toLowerCase()}` }).waitFor();
    });
  });
}

const MANY = Array.from({ length: 12 }, (_, index) => ({
  provider: 'openai', model: `model-${index}`, usual: BigInt(30 - 2 * index) * 1_000_000n, requests: 3,
}));
// The smallest of them may still change, the others not.
const FEW_OPEN = MANY.map((model, index) => ({ ...model, provisionalFrom: index === 11 ? '2026-11-01' : '2027-01-01' }));
const many = { '/api/costs': (query) => report(query, { models: MANY }) };

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const others = { fr: 'Autres', en: 'Others' }[language];
  describe(`the others, ${language}`, () => {
    pageTest(`${language}: are listed for the whole period and for one bar`, options(locale, { api: new FakeApi(many) }), async (page) => {
      await page.goto(`/?${RANGE}`);
      const whole = report(new URLSearchParams({ start_date: '2026-11-09', end_date: '2026-11-22' }), { models: MANY });
      const hidden = whole.breakdown.slice(6);
      await page.getByRole('button', { name: `${others} (6)` }).click();
      const list = page.getByRole('list', { name: others });
      await list.waitFor();
      const rows = await list.getByRole('listitem').allInnerTexts();
      assert.equal(rows.length, hidden.length);
      hidden.forEach(({ model, cost_usd }, index) => {
        assert.ok(rows[index].includes(model), `${rows[index]} is not ${model}`);
        assert.ok(rows[index].includes(dollars(cost_usd, language)), `${rows[index]}: ${dollars(cost_usd, language)}`);
      });
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await assertAccessible(page, `the others, ${language}, ${width} px`);
      }

      // Of the first day, by the keyboard.
      await chart(page).focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      const first = whole.daily[0].breakdown.filter(({ model }) => hidden.some((one) => one.model === model));
      const ofDay = page.getByRole('list', { name: new RegExp(`${others}.*${longDay('2026-11-09', locale)}`) });
      await ofDay.waitFor();
      const amount = dollars(first[0].cost_usd, language);
      assert.ok((await ofDay.innerText()).includes(amount), `${amount} is not in ${await ofDay.innerText()}`);
      await page.getByRole('button', { name: { fr: 'Toute la période', en: 'Whole period' }[language] }).click();
      await list.waitFor();
    });
  });
}

// One provider's figures are settled after three days, the other's never are.
const OPEN = [
  { provider: 'openai', model: 'gpt-5.1', usual: 20_000_000n, requests: 3 },
  { provider: 'mistral', model: 'mistral-large', usual: 9_000_000n, requests: 3, provisionalFrom: '2026-11-01' },
];
const open = { '/api/costs': (query) => report(query, { models: OPEN }) };

for (const [language, locale] of Object.entries(LANGUAGES)) {
  const t = WORDS[language];
  const texts = {
    fr: { partly: 'en partie provisoire', provisional: 'provisoire', note: 'parts hachurées' },
    en: { partly: 'partly provisional', provisional: 'provisional', note: 'hatched parts' },
  }[language];
  describe(`what is provisional, ${language}`, () => {
    pageTest(`${language}: only the parts that may still change are hatched, and said to be`, options(locale, { api: new FakeApi(open) }), async (page) => {
      await keepAnnouncements(page);
      await page.goto(`/?${RANGE}`);
      await chart(page).locator('svg [fill^="url(#"]').first().waitFor();
      // All fourteen days of the one, four of the other, each hatch right over its part.
      const [hatched, parts] = await chart(page).locator('svg').evaluate((svg) => {
        const places = (selector) => [...svg.querySelectorAll(selector)].map((rect) => {
          const { x, y, height } = rect.getBBox();
          return `${x.toFixed(1)} ${(y + height).toFixed(1)}`;
        });
        return [places('[fill^="url(#"]'), places('g[fill] rect')];
      });
      assert.equal(hatched.length, 18);
      for (const place of hatched) assert.ok(parts.includes(place), `nothing lies under the hatch at ${place}`);
      await page.getByText(texts.note).waitFor();

      await chart(page).focus();
      await page.keyboard.press('Home');
      const tip = chart(page).getByText(longDay('2026-11-09', locale), { exact: false });
      await tip.waitFor();
      await eventually(async () => {
        const heard = await announcements(page);
        assert.ok(heard.includes(`, ${texts.partly}. gpt-5.1 `), heard);
        assert.match(heard, new RegExp(`mistral-large [^,]*[.,]\\d\\d\\s?\\$? \\(${texts.provisional}\\)`));
      });
      await page.keyboard.press('End');
      await eventually(async () => assert.ok((await announcements(page)).includes(`, ${texts.provisional}. gpt-5.1 `)));
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: t.showTable }).click();
      const rows = page.getByRole('table').first().locator('tbody tr');
      await eventually(async () => assert.equal(await rows.count(), daily.length));
      // In the first row the second part alone, in the last one both.
      assert.deepEqual(await rows.first().locator('td').evaluateAll((cells) => cells.map((cell) => cell.querySelector('svg') !== null)), [false, false, true]);
      assert.deepEqual(await rows.last().locator('td').evaluateAll((cells) => cells.map((cell) => cell.querySelector('svg') !== null)), [false, true, true]);
      assert.match(await rows.first().locator('td').last().innerText(), new RegExp(texts.provisional, 'i'));
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await eventually(() => assertNoSidewaysScroll(page));
        await assertAccessible(page, `provisional parts, ${language}, ${width} px`);
      }
    });
  });
}

describe('the chart', () => {
  pageTest('lists the others where they are pressed', options('en-US', { api: new FakeApi(many) }), async (page) => {
    await page.goto(`/?${RANGE}`);
    const grey = chart(page).locator('g[fill="var(--chart-other)"] rect');
    await grey.first().click();
    await page.getByRole('list', { name: /Others.*November 9, 2026/ }).waitFor();
  });

  pageTest('has a bar a month over ten years', options('en-US'), async (page) => {
    await page.goto('/?from=2016-11-23&to=2026-11-22');
    await page.getByRole('figure', { name: 'Monthly cost by model' }).waitFor();
    await chart(page).locator('svg > g rect').first().waitFor();
    const bars = await chart(page).locator('svg').evaluate((svg) =>
      new Set([...svg.querySelectorAll('g[fill] rect')].map((rect) => Math.round(rect.getBBox().x * 10))).size);
    assert.equal(bars, 121);
  });

  pageTest('shows the day under the pointer', options('en-US'), async (page) => {
    await page.goto(`/?${RANGE}`);
    await chart(page).scrollIntoViewIfNeeded();
    const { x, y, width, height } = await chart(page).boundingBox();
    await page.mouse.move(x + width - 20, y + height / 2);
    await chart(page).getByText(dollars(daily[LAST].cost_usd, 'en'), { exact: true }).waitFor();
  });

  pageTest('shows the day under the finger until another place is touched', options('en-US', { width: 390, hasTouch: true, isMobile: true }), async (page) => {
    await page.goto(`/?${RANGE}`);
    await chart(page).locator('svg > g rect').first().waitFor();
    await chart(page).scrollIntoViewIfNeeded();
    const { x, y, width, height } = await chart(page).boundingBox();
    const amount = chart(page).getByText(dollars(daily[LAST].cost_usd, 'en'), { exact: true });
    const touch = () => page.touchscreen.tap(x + width - 20, y + height / 2);
    await touch();
    await amount.waitFor();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))));
    assert.equal(await amount.count(), 1, 'gone when the finger was lifted');
    await page.getByRole('figure').getByRole('heading', { level: 2 }).tap();
    await amount.waitFor({ state: 'detached' });
    await touch();
    await amount.waitFor();
    await page.keyboard.press('Escape');
    await amount.waitFor({ state: 'detached' });
  });

  pageTest('hatches of the others only the share that may still change', options('en-US', { api: new FakeApi({ '/api/costs': (query) => report(query, { models: FEW_OPEN }) }) }), async (page) => {
    await page.goto(`/?${RANGE}`);
    await chart(page).locator('svg [fill^="url(#"]').first().waitFor();
    const first = report(new URLSearchParams({ start_date: '2026-11-09', end_date: '2026-11-09' }), { models: FEW_OPEN }).breakdown;
    const [shown, open] = [first.slice(6), first.slice(6).filter(({ model }) => model === 'model-11')];
    const share = (rows) => Number(rows.reduce((all, { cost_usd }) => all + cost_usd, 0n));
    const [grey, hatched] = await chart(page).locator('svg').evaluate((svg) => {
      const lowest = (selector) => [...svg.querySelectorAll(selector)].map((rect) => rect.getBBox()).sort((a, b) => a.x - b.x)[0].height;
      return [lowest('g[fill="var(--chart-other)"] rect'), lowest('[fill^="url(#"]')];
    });
    assert.ok(Math.abs(hatched / (grey + 1) - share(open) / share(shown)) < 0.05, `${hatched} of ${grey} px, not ${share(open) / share(shown)}`);
  });

  pageTest('has a bar as high as its cost', options('en-US'), async (page) => {
    await page.goto(`/?${RANGE}`);
    await chart(page).locator('svg > g rect').first().waitFor();
    // By day: the heights of the parts, gaps included.
    const heights = await chart(page).locator('svg').evaluate((svg) => {
      const columns = new Map();
      for (const layer of svg.querySelectorAll('g[fill]')) {
        for (const { x, y, height } of [...layer.querySelectorAll('rect')].map((rect) => rect.getBBox())) {
          const at = columns.get(Math.round(x)) ?? { top: Number.POSITIVE_INFINITY, bottom: 0 };
          columns.set(Math.round(x), { top: Math.min(at.top, y), bottom: Math.max(at.bottom, y + height) });
        }
      }
      return [...columns].sort(([a], [b]) => a - b).map(([, { top, bottom }]) => bottom - top);
    });
    assert.equal(heights.length, daily.length);
    const scale = heights[0] / Number(daily[0].cost_usd);
    heights.forEach((height, index) => {
      const wanted = Number(daily[index].cost_usd) * scale;
      assert.ok(Math.abs(height - wanted) <= 2.5, `${daily[index].date} is ${height} px high, not ${wanted}`);
    });
  });

  for (const [width, from, least] of [[320, '2026-10-24', 3], [1280, '2026-10-24', 8], [320, '2016-11-23', 2], [1280, '2016-11-23', 6]]) {
    pageTest(`at ${width} px from ${from} its labels do not touch, and none is cut`, options('fr-FR', { width }), async (page) => {
      await page.goto(`/?from=${from}&to=2026-11-22`);
      await chart(page).locator('svg text').first().waitFor();
      const boxes = await chart(page).locator('svg').evaluate((svg) =>
        [...svg.querySelectorAll('text[text-anchor=middle]')].map((text) => {
          const { left, right } = text.getBoundingClientRect();
          return { left, right, text: text.textContent };
        }).sort((a, b) => a.left - b.left),
      );
      assert.ok(boxes.length >= least, `${boxes.length} labels`);
      const { x, width: whole } = await chart(page).boundingBox();
      assert.ok(boxes.at(-1).right <= x + whole, `${boxes.at(-1).text} is cut`);
      boxes.slice(1).forEach((box, index) => assert.ok(box.left >= boxes[index].right + 2, `${boxes[index].text} touches ${box.text}`));
    });
  }
});
