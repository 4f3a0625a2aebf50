// SPDX-License-Identifier: MIT
// Makes src/api/schema.d.ts of docs/openapi.yaml; with --check only says whether it is what it would make.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL('../../docs/openapi.yaml', import.meta.url);
const target = new URL('../src/api/schema.d.ts', import.meta.url);

const made = `// SPDX-License-Identifier: MIT
// Made from docs/openapi.yaml by \`npm run api\`; changes here are lost.
${astToString(await openapiTS(source))}`;

if (process.argv.includes('--check')) {
  const kept = await readFile(target, 'utf8').catch(() => '');
  if (kept !== made) {
    console.error('src/api/schema.d.ts is not what docs/openapi.yaml says: run `npm run api` and look at what changed');
    process.exit(1);
  }
} else {
  await writeFile(target, made);
}
