// SPDX-License-Identifier: MIT
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** What index.html shows needs its styles and no script: the scripts do not take the line from them. */
const paintFirst: Plugin = {
  name: 'paint-first',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replace('<script type="module"', '<script type="module" fetchpriority="low"'),
  },
};

const server = `http://127.0.0.1:${process.env.PORT ?? 3000}`;

export default defineConfig({
  plugins: [tailwindcss(), paintFirst],
  resolve: {
    // React's code, Preact's weight: the page is written against React and runs on preact/compat, its tests too.
    alias: [
      { find: /^react-dom\/test-utils$/, replacement: 'preact/test-utils' },
      { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
      { find: /^react-dom$/, replacement: 'preact/compat' },
      { find: /^react\/jsx-(dev-)?runtime$/, replacement: 'preact/jsx-runtime' },
      { find: /^react$/, replacement: 'preact/compat' },
      // The shim is CommonJS and would bring React itself; what it stands in for is there.
      { find: /^use-sync-external-store\/shim(\/index\.js)?$/, replacement: 'preact/compat' },
      // The ES module of it: the alias does not reach into CommonJS.
      {
        find: /^@testing-library\/react$/,
        replacement: '@testing-library/react/dist/@testing-library/react.esm.js',
      },
      { find: /^@\//, replacement: fileURLToPath(new URL('src/', import.meta.url)) },
    ],
  },
  build: {
    target: 'es2022',
    // The server's Content-Security-Policy takes no data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What is needed first is one file: smaller than in pieces, and asked for once.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
  },
  server: { proxy: { '/api': server, '/health': server } },
  test: {
    restoreMocks: true,
    testTimeout: 60_000,
    unstubGlobals: true,
    // The libraries that ask for React must go through the alias too.
    server: { deps: { inline: [/@testing-library\/react/, /@tanstack\/react-query/, /wouter/] } },
    projects: [
      { extends: true, test: { name: 'lib', include: ['src/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'page', include: ['src/**/*.test.tsx'], environment: 'jsdom', setupFiles: 'src/test/setup.ts' },
      },
    ],
  },
});
