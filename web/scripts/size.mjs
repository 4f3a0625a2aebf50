// SPDX-License-Identifier: MIT
// Builds the page aside and fails when what the browser must load before it can show anything is too heavy.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

// `chart`: the bars, which come beside the rest; the total and the tables do not wait for them.
const limits = { js: 60_000, css: 10_000, chart: 15_000 };

const outDir = await mkdtemp(join(tmpdir(), 'llm-cost-tracker-page-'));
try {
  await build({ logLevel: 'error', build: { outDir, manifest: true } });
  const manifest = JSON.parse(await readFile(join(outDir, '.vite/manifest.json'), 'utf8'));

  // The entry and what it imports at once, and one language, the larger; what is imported on demand is not counted.
  const first = new Set();
  const visit = (key) => {
    const chunk = manifest[key];
    if (first.has(chunk.file)) return;
    first.add(chunk.file);
    for (const sheet of chunk.css ?? []) first.add(sheet);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) visit(key);
  first.add('boot.js');

  const sizeOf = async (file) => gzipSync(await readFile(join(outDir, file)), { level: 9 }).length;
  const sizes = { js: 0, css: 0, chart: await sizeOf(manifest['src/components/chart/CostBars.tsx'].file) };
  for (const file of first) {
    const kind = file.split('.').at(-1);
    if (kind === 'js' || kind === 'css') sizes[kind] += await sizeOf(file);
  }
  const languages = Object.keys(manifest).filter((key) => /^src\/lib\/i18n\/(en|fr)\.ts$/.test(key));
  if (languages.length !== 2) throw new Error(`languages: ${languages}`);
  sizes.js += Math.max(...(await Promise.all(languages.map((key) => sizeOf(manifest[key].file)))));
  for (const [kind, limit] of Object.entries(limits)) {
    const verdict = sizes[kind] > 0 && sizes[kind] <= limit ? 'ok' : 'TOO MUCH';
    console.log(`${kind}: ${sizes[kind]} of ${limit} bytes (gzip) ${verdict}`);
    if (verdict !== 'ok') process.exitCode = 1;
  }
} finally {
  await rm(outDir, { recursive: true, force: true });
}
