// SPDX-License-Identifier: MIT
// Takes the pictures of docs/screenshots/ anew, from demo data: `npm run screenshots` in tests/, after a build.
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { ROOT } from '../support/program.mjs';
import { startServer } from '../support/server.mjs';
import { closeBrowser, openPage } from './support/chromium.mjs';

const FOLDER = path.join(ROOT, 'docs/screenshots');
const MOST_BYTES = 200_000;
const PICTURES = [
  { name: 'costs-fr.png', locale: 'fr-FR', colorScheme: 'light', width: 1280, height: 1330 },
  { name: 'costs-dark-en.png', locale: 'en-US', colorScheme: 'dark', width: 1280, height: 1330 },
  { name: 'costs-phone-fr.png', locale: 'fr-FR', colorScheme: 'light', width: 390, height: 1560 },
];
const query = process.argv[2] ?? 'provider=openai&period=month';

mkdirSync(FOLDER, { recursive: true });
const server = await startServer({ args: ['--demo'] });
try {
  for (const { name, ...options } of PICTURES) {
    const { page, close } = await openPage({ server, ...options });
    await page.goto(`/?${query}`);
    await page.locator('table').first().waitFor();
    await page.locator('main .skeleton').first().waitFor({ state: 'detached' });
    await page.evaluate(() => document.fonts.ready);
    const file = path.join(FOLDER, name);
    await page.screenshot({ path: file });
    await close();
    const { size } = statSync(file);
    console.log(`${path.relative(ROOT, file)}: ${size} bytes`);
    if (size > MOST_BYTES) process.exitCode = 1;
  }
} finally {
  await closeBrowser();
  await server.stop();
}
