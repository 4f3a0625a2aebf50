// SPDX-License-Identifier: MIT
// Lighthouse on the demo, in both languages, as a phone and as a desktop: `npm run lighthouse` in bench/ after `npm ci`
// there and a build of the release preset. Prints the medians of some runs (3, or as many as are given) and fails when
// one of them is below 95. Runs the browser the environment's CHROMIUM names, else /usr/bin/chromium.
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';

import { start } from './processes.mjs';

const LEAST = 95;
const RUNS = Number(process.argv[2] ?? 3);
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
const FIGURES = {
  'first-contentful-paint': 'first paint',
  'largest-contentful-paint': 'largest paint',
  'total-blocking-time': 'blocked',
  'cumulative-layout-shift': 'shift',
};
// By language: the page's first link, which shows that the browser was taken for one of that language.
const LANGUAGES = { fr: 'Aller au contenu', en: 'Skip to content' };
const DEVICES = { phone: undefined, desktop: desktopConfig };

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

// One run in a fresh browser.
async function run(url, language, config) {
  const browser = await launch({
    chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromeFlags: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage'],
    prefs: { intl: { accept_languages: language, selected_languages: language } },
  });
  try {
    // The audit brings the texts of the links.
    const onlyAudits = ['crawlable-anchors'];
    const flags = { port: browser.port, onlyCategories: CATEGORIES, onlyAudits, logLevel: 'error' };
    const { lhr, artifacts } = await lighthouse(url, flags, config);
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    const links = artifacts.AnchorElements.map(({ text }) => text.trim());
    if (!links.includes(LANGUAGES[language])) throw new Error(`the page is not in ${language}: ${links}`);
    return lhr;
  } finally {
    browser.kill();
  }
}

const server = await start(['serve', '--port', '0', '--demo'], {}, /http:\/\/127\.0\.0\.1:\d+/);
const found = new Map();
try {
  // The figures are made up when they are first asked for.
  await (await fetch(`${server.url}/api/costs?period=month`)).text();
  console.log(`| page | ${CATEGORIES.join(' | ')} | ${Object.values(FIGURES).join(' | ')} |`);
  console.log(`| --- |${' --- |'.repeat(CATEGORIES.length + Object.keys(FIGURES).length)}`);
  for (const language of Object.keys(LANGUAGES)) {
    for (const [device, config] of Object.entries(DEVICES)) {
      const reports = [];
      for (let count = 0; count < RUNS; count += 1) reports.push(await run(`${server.url}/`, language, config));
      const scores = CATEGORIES.map((id) =>
        Math.round(median(reports.map(({ categories }) => categories[id].score)) * 100),
      );
      if (scores.some((score) => score < LEAST)) process.exitCode = 1;
      const figures = Object.keys(FIGURES).map((id) => {
        const value = median(reports.map(({ audits }) => audits[id].numericValue));
        return id === 'cumulative-layout-shift' ? value.toFixed(3) : `${value.toFixed(0)} ms`;
      });
      console.log(`| ${language}, ${device} | ${scores.join(' | ')} | ${figures.join(' | ')} |`);
      for (const { categories, audits } of reports) {
        for (const { auditRefs } of Object.values(categories)) {
          for (const { id, weight } of auditRefs) {
            const { score, title, displayValue = '' } = audits[id];
            if (weight > 0 && score !== null && score < 0.9)
              found.set(`${language}, ${device}: ${id}`, `${title} ${displayValue}`);
          }
        }
      }
    }
  }
} finally {
  await server.stop();
}
for (const [where, what] of found) console.log(`${where}: ${what}`);
if (process.exitCode) console.error(`error: a median is below ${LEAST}`);
