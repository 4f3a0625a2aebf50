// SPDX-License-Identifier: MIT
// Pages in Chromium, watched: whatever is done with a page, it may not write an error to its console, break its own
// content security policy, or ask another host.
import assert from 'node:assert/strict';

import { chromium } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

// On a busy machine with a sanitized server.
export const PATIENCE_MS = 20_000;

let launched;
export function openBrowser() {
  launched ??= chromium.launch({
    executablePath: EXECUTABLE,
    // Containers have no user namespaces and a small /dev/shm.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
  });
  return launched;
}
class Guard {
  #problems = [];
  constructor(context, page, server, expected) {
    const host = new URL(server.url).host;
    page.on('console', (message) => {
      const text = `${message.text()} (${message.location().url})`;
      if (!['error', 'warning'].includes(message.type())) return;
      if (!expected.some((pattern) => pattern.test(text))) this.#problems.push(`console ${message.type()}: ${text}`);
    });
    page.on('pageerror', (error) => this.#problems.push(`uncaught: ${error.stack ?? error}`));
    context.on('request', (request) => {
      const url = new URL(request.url());
      const own = url.host === host || ['data:', 'blob:'].includes(url.protocol);
      if (!own) this.#problems.push(`asked another host: ${url}`);
    });
  }
  assertQuiet() {
    assert.deepEqual(this.#problems, []);
  }
}

export async function closeBrowser() {
  await (await launched)?.close();
}

// A page of its own. `options`:
//   server    where the page is served from
//   api       a FakeApi that answers in the server's place
//   locale, colorScheme, width, height, timezoneId, reducedMotion, forcedColors …: what the browser says of itself
//   now       an ISO time at which the page's clock stands
//   expected  patterns of console errors that the test brings about
export async function openPage(options) {
  const { server, api, now, width = 1280, height = 900, expected = [], ...rest } = options;
  const context = await (await openBrowser()).newContext({
    baseURL: server.url,
    locale: 'en-US',
    colorScheme: 'light',
    viewport: { width, height },
    ...rest,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const guard = new Guard(context, page, server, expected);
  if (now) await page.clock.setFixedTime(now);
  await api?.attach(page);
  return { page, guard, close: () => context.close() };
}
