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

// The filters, which a phone shows folded: opened as a person does, where they are.
export async function openFilters(page) {
  const fold = page.getByRole('button', { name: /^(What to show|Ce qui est affiché)/ });
  await page.getByRole('region', { name: /^(What to show|Ce qui est affiché)/ }).waitFor();
  if ((await fold.count()) > 0 && (await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
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

// Fails when text sticks out of what holds it: of its button, its cell, its card, or of what hides the rest of it.
export async function assertNothingCut(page) {
  const cut = await page.evaluate(() => {
    const isHidden = (element) => {
      const { width, height } = element.getBoundingClientRect();
      return width <= 1 || height <= 1 || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    };
    // Its box holds the text; null where it is meant to scroll, to be cut with dots, or to be heard only.
    const holderOf = (element) => {
      let holder = null;
      for (let at = element; at && at !== document.body; at = at.parentElement) {
        const { overflowX, textOverflow, clipPath, clip } = getComputedStyle(at);
        if (clipPath !== 'none' || clip !== 'auto' || textOverflow === 'ellipsis') return null;
        if (overflowX === 'auto' || overflowX === 'scroll') return null;
        if (at.matches('button, label, td, th, .card, aside, header, a, li, h1, h2')) holder ??= at;
      }
      return holder;
    };
    const found = [];
    // What is written in a field may scroll; what the page wrote there is seen whole.
    for (const input of document.querySelectorAll('input[type=text]')) {
      if (!isHidden(input) && input.scrollWidth > input.clientWidth) {
        found.push(`${input.value}: ${input.scrollWidth} px in a field of ${input.clientWidth}`);
      }
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || !element || element.closest('svg, option, script, noscript') || isHidden(element)) continue;
      const holder = holderOf(element);
      if (!holder) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const [text, box] = [range.getBoundingClientRect(), holder.getBoundingClientRect()];
      if (text.left < box.left - 1 || text.right > box.right + 1) {
        found.push(`${node.data.trim().slice(0, 50)}: ${Math.round(text.left)} to ${Math.round(text.right)} in ${holder.localName} ${Math.round(box.left)} to ${Math.round(box.right)}`);
      }
    }
    return found.slice(0, 8);
  });
  assert.deepEqual(cut, []);
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
