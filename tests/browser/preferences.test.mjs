// SPDX-License-Identifier: MIT
// What people prefer: language, theme, less motion, forced colours, larger text, the keyboard.
import { after, before, describe } from 'node:test';

import { assertAccessible } from './support/axe.mjs';
import { assert, assertNoSidewaysScroll, eventually, pageTest } from './support/browser.mjs';
import { FakeApi } from './support/fake_api.mjs';
import { NOW } from './support/replies.mjs';
import { startServer } from '../support/server.mjs';
import { WORDS } from './support/words.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const withApi = (rest = {}) => () => ({ server, now: NOW, api: new FakeApi(), ...rest });
const ready = (page) => page.getByRole('table').getByText('gpt-5.1-2025-11-13').first().waitFor();
const ground = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const DARK = 'rgb(11, 12, 15)';
const LIGHT = 'rgb(247, 248, 250)';

describe('language', () => {
  for (const [locale, language] of [['fr-FR', 'fr'], ['fr-CA', 'fr'], ['en-GB', 'en'], ['de-DE', 'en']]) {
    pageTest(`of a browser in ${locale} is ${language}`, withApi({ locale }), async (page) => {
      await page.goto('/');
      await page.getByRole('heading', { level: 1, name: WORDS[language].title }).waitFor();
      assert.equal(await page.getAttribute('html', 'lang'), language);
      await eventually(async () => assert.ok((await page.title()).endsWith(` – ${WORDS[language].appName}`), await page.title()));
    });
  }

  pageTest('that was chosen is kept, and is said', withApi({ locale: 'fr-FR' }), async (page) => {
    await page.goto('/');
    await ready(page);
    await page.getByRole('button', { name: /^EN/ }).click();
    await page.getByRole('heading', { level: 1, name: WORDS.en.title }).waitFor();
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: WORDS.en.title }).waitFor();
    assert.equal(await page.getByLabel(WORDS.en.from, { exact: true }).inputValue(), '11/01/2026');
    await page.getByRole('button', { name: /^FR/ }).click();
    await page.getByRole('heading', { level: 1, name: WORDS.fr.title }).waitFor();
    assert.equal(await page.getByLabel(WORDS.fr.from, { exact: true }).inputValue(), '01/11/2026');
  });
});

describe('theme', () => {
  pageTest('follows the system until one is chosen, and the choice is kept', withApi(), async (page) => {
    await page.goto('/');
    await ready(page);
    assert.equal(await ground(page), LIGHT);
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.equal(await ground(page), DARK);
    const button = page.getByRole('button', { name: /theme/i });
    const seen = new Map();
    for (let clicks = 0; clicks < 3; clicks += 1) {
      await button.click();
      const name = await button.getAttribute('aria-label');
      seen.set(name, await ground(page));
    }
    assert.deepEqual([...seen], [['Theme: light', LIGHT], ['Theme: dark', DARK], ['Theme: system', DARK]]);
    await button.click();
    await page.reload();
    await ready(page);
    assert.equal(await ground(page), LIGHT);
  });
});

describe('display', () => {
  pageTest('with less motion nothing moves', withApi({ reducedMotion: 'reduce' }), async (page) => {
    await page.goto('/');
    await ready(page);
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter((element) => {
          const { animationName, animationDuration, transitionDuration } = getComputedStyle(element);
          const lasts = (text) => text.split(',').some((one) => Number.parseFloat(one) > 0.01);
          return (animationName !== 'none' && lasts(animationDuration)) || lasts(transitionDuration);
        })
        .map((element) => element.outerHTML.slice(0, 100)),
    );
    assert.deepEqual(moving, []);
  });

  pageTest('in forced colours the bars and the legend keep theirs', withApi({ forcedColors: 'active' }), async (page) => {
    await page.goto('/');
    await ready(page);
    // The bars come after the rest of the page.
    await page.waitForFunction(() => {
      const figure = document.querySelector('figure') ?? document.querySelector('main svg').closest('section');
      const fills = [...figure.querySelectorAll('svg rect, svg path')].map((shape) => getComputedStyle(shape).fill);
      return new Set(fills.filter((fill) => fill.startsWith('rgb') && fill !== 'rgba(0, 0, 0, 0)')).size >= 6;
    });
    await assertAccessible(page, 'forced colours');
  });

  pageTest('at 200 % nothing is cut off', withApi({ width: 640, height: 450, deviceScaleFactor: 2 }), async (page) => {
    await page.goto('/');
    await ready(page);
    await assertNoSidewaysScroll(page);
    await assertAccessible(page, '200 %');
  });

  pageTest('on a phone what is touched is 44 px high', withApi({ width: 390, hasTouch: true, isMobile: true }), async (page) => {
    await page.goto('/?provider=openai');
    await ready(page);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, select, input:not([type=radio]), summary, label:has(input)')]
        .filter((element) => element.checkVisibility({ visibilityProperty: true }))
        .map((element) => [element.getBoundingClientRect(), element.getAttribute('aria-label') ?? element.textContent])
        .filter(([{ width, height }]) => height > 0 && (height < 43.5 || width < 43.5))
        .map(([{ width, height }, text]) => `${text.trim().slice(0, 40)}: ${Math.round(width)} × ${Math.round(height)}`),
    );
    assert.deepEqual(small, []);
  });

  pageTest('nothing jumps while it is loaded', withApi({ width: 390 }), async (page) => {
    await page.addInitScript(() => {
      window.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto('/?provider=openai');
    await ready(page);
    await page.getByRole('table', { name: WORDS.en.costByProject }).waitFor();
    await page.getByText(WORDS.en.vsPrevious).waitFor();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const shifted = await page.evaluate(() => window.shifted);
    assert.ok(shifted <= 0.05, `layout shift ${shifted}`);
  });
});

describe('the keyboard', () => {
  pageTest('reaches every control in the order of the page, and its place is seen', withApi(), async (page) => {
    await page.goto('/?provider=openai');
    await ready(page);
    await page.keyboard.press('Tab');
    const names = [];
    for (let tabs = 0; tabs < 60; tabs += 1) {
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const around = element.closest('label');
        const ringed = (style) => style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0;
        return {
          name: element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent,
          ringed: ringed({ outlineStyle, outlineWidth }) || (around !== null && ringed(getComputedStyle(around))) ||
            getComputedStyle(element).boxShadow !== 'none',
          onScreen: element.getBoundingClientRect().bottom > 0 && element.getBoundingClientRect().top < innerHeight,
        };
      });
      if (at === null) break;
      assert.ok(at.ringed, `the place of the keyboard is not seen at ${at.name}`);
      assert.ok(at.onScreen, `the place of the keyboard is off screen at ${at.name}`);
      names.push(at.name.trim());
      await page.keyboard.press('Tab');
    }
    const order = ['Skip to content', 'FR', 'Theme', 'Refresh', 'Provider', 'Workspace', 'Project', 'Month', 'From', 'To', 'Show as table', 'Export CSV'];
    let from = 0;
    for (const wanted of order) {
      const found = names.findIndex((name, index) => index >= from && name.startsWith(wanted));
      assert.ok(found >= 0, `${wanted} is not reached after ${names[from - 1]}; reached: ${names.join(' | ')}`);
      from = found + 1;
    }
  });

  pageTest('skips to the content', withApi(), async (page) => {
    await page.goto('/');
    await ready(page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const inside = await page.evaluate(() => document.querySelector('main').contains(document.activeElement));
    assert.ok(inside, 'the next stop is not in the content');
  });
});
