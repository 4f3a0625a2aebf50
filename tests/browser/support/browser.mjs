// SPDX-License-Identifier: MIT
// Tests of the page in a real browser.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { closeBrowser, openPage, PATIENCE_MS } from './chromium.mjs';

// Pictures of pages as they were when a test failed.
const OUTPUT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../output');

// The widths the page is looked at, in CSS pixels: the narrowest that must work, a phone, a tablet, a desktop.
export const WIDTHS = [320, 390, 820, 1280];
export const LANGUAGES = { fr: 'fr-FR', en: 'en-US' };
export const THEMES = ['light', 'dark'];

after(closeBrowser);

// The browser itself reports every answer of 400 and more, and every connection that fails, on the console.
export const FAILED_REQUESTS = [/^Failed to load resource: /];

// A test with a page of its own, which it is given. `options` are those of openPage, or a function that makes them.
export function pageTest(name, options, body) {
  test(name, { timeout: 300_000 }, async (t) => {
    const given = typeof options === 'function' ? options() : options;
    const { page, guard, close } = await openPage(given);
    try {
      await body(page, t);
      guard.assertQuiet();
      given.api?.assertKnown();
    } catch (error) {
      mkdirSync(OUTPUT, { recursive: true });
      const file = path.join(OUTPUT, `${name.replace(/[^A-Za-z0-9]+/g, '-')}.png`);
      await page.screenshot({ path: file, fullPage: true }).catch(() => {});
      error.message += `\n(picture: ${file})`;
      throw error;
    } finally {
      await close();
    }
  });
}

// Fails when the page is wider than the window, and names what sticks out.
export async function assertNoSidewaysScroll(page) {
  const found = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return null;
    const inScroller = (element) => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        if (at !== document.body && getComputedStyle(at).overflowX !== 'visible') return true;
      }
      return false;
    };
    const wide = [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > width + 0.5 && !inScroller(element))
      .map((element) => `${element.localName}.${element.getAttribute('class')}: ${element.textContent.trim().slice(0, 40)}`);
    return { width, scrollWidth: document.documentElement.scrollWidth, wide: wide.slice(0, 8) };
  });
  assert.equal(found, null, `scrolls sideways: ${JSON.stringify(found, null, 1)}`);
}

// From the next page on, everything that is announced is kept: one announcement may soon take another's place.
export async function keepAnnouncements(page) {
  await page.addInitScript(() => {
    window.announced = [];
    const note = () => window.announced.push(document.querySelector('[role=status]')?.textContent ?? '');
    new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

// What was announced since `keepAnnouncements`, in order, as one text.
export const announcements = async (page) => [...new Set(await page.evaluate(() => window.announced))].join('\n');

// Waits for `check` to stop throwing: for what is true only a moment later.
export async function eventually(check, limit = PATIENCE_MS) {
  const end = Date.now() + limit;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

export { assert };
