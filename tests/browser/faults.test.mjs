// SPDX-License-Identifier: MIT
// What goes wrong in earnest: the program asks its own simulator, which fails on demand.
import { after, before, describe } from 'node:test';

import { money } from '../support/exact_json.mjs';
import { daysBefore } from '../support/fake_openai.mjs';
import { ask } from '../support/openapi.mjs';
import { startServer, startSimulator } from '../support/server.mjs';
import { assertAccessible } from './support/axe.mjs';
import { assert, eventually, FAILED_REQUESTS, pageTest } from './support/browser.mjs';
import { dollars, WORDS } from './support/words.mjs';

const t = WORDS.en;
const total = (page) => page.getByRole('region', { name: t.totalCost });
const shown = async (page) => (await total(page).innerText()).replaceAll('\n', '');
// Seven days that are over and settled: there is spending in them on whatever day and hour the test runs.
const FROM = daysBefore(20);
const TO = daysBefore(14);
const PAGE = `/?from=${FROM}&to=${TO}`;
const WRONG_KEY = 'sk-admin-nobody';

let simulator;
let keys;
before(async () => {
  simulator = await startSimulator();
  keys = simulator.env;
});
after(() => simulator?.stop());

// A server of its own for a test, that knows nothing yet.
function serverTest(name, { env, ...rest }, body) {
  describe(name, () => {
    let server;
    before(async () => {
      await simulator.clearFaults();
      server = await startServer({ env: env() });
    });
    after(async () => {
      await simulator.clearFaults();
      await server?.stop();
    });
    pageTest(name, () => ({ server, ...rest }), (page) => body(page, server));
  });
}

serverTest('without a key the page says what to set', { env: () => ({}), expected: FAILED_REQUESTS }, async (page) => {
  await page.goto('/');
  await page.getByText(/OPENAI_ADMIN_KEY|OPENAI_API_KEY/).locator('visible=true').first().waitFor();
  await page.getByText(/serve --demo/).first().waitFor();
  assert.equal(await page.getByText('$0.00').count(), 0);
  await assertAccessible(page, 'no key');
});

serverTest(
  'a key that is refused leaves the others their figures',
  { env: () => ({ ...keys, OPENAI_API_KEY_BROKEN: WRONG_KEY }), expected: FAILED_REQUESTS },
  async (page, server) => {
    await page.goto(PAGE);
    await page.getByText('OPENAI_API_KEY_BROKEN').locator('visible=true').first().waitFor();
    await total(page).getByText(/Without.*Broken/).waitFor();
    const amount = money((await ask(server, `/api/costs?start_date=${FROM}&end_date=${TO}`)).exact.total_cost_usd);
    assert.ok(amount > 0n);
    assert.ok((await shown(page)).includes(dollars(amount, 'en')), await shown(page));
    assert.ok(!(await page.content()).includes(WRONG_KEY), 'the page shows a key');

    // What is kept is shown when somebody else has the others read again: the key is refused all the same.
    const known = page.waitForResponse((response) => /\/api\/costs\?.*offline=true/.test(response.url()));
    await ask(server, `/api/costs?start_date=${FROM}&end_date=${TO}&refresh=true`);
    await (await known).finished();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 200))));
    await total(page).getByText(/Without.*Broken/).waitFor();
    assert.ok(await page.getByText(/The total is without OpenAI \(Broken\)/).isVisible(), 'the notice is gone');
  },
);

serverTest(
  'when every key is refused nothing is shown as zero',
  { env: () => ({ OPENAI_BASE_URL: keys.OPENAI_BASE_URL, OPENAI_ADMIN_KEY: WRONG_KEY }), expected: FAILED_REQUESTS },
  async (page) => {
    await page.goto(PAGE);
    await page.getByText(/refused the key|key refused/i).locator('visible=true').first().waitFor();
    await page.getByText('OPENAI_ADMIN_KEY').locator('visible=true').first().waitFor();
    assert.equal(await page.getByText('$0.00').count(), 0);
    await assertAccessible(page, 'every key refused');
  },
);

serverTest('a provider that fails leaves the saved figures, and Retry reads again', { env: () => keys, expected: FAILED_REQUESTS }, async (page) => {
  await page.goto(PAGE);
  await page.getByRole('table', { name: t.costByModel }).waitFor();
  const before = await shown(page);
  await simulator.addFault('kind=403');
  await page.getByRole('button', { name: t.refresh }).click();
  await page.getByText(/saved figures/i).first().waitFor();
  assert.equal(await shown(page).then((text) => text.slice(0, 20)), before.slice(0, 20));
  await simulator.clearFaults();
  await page.getByRole('button', { name: t.refresh }).click();
  await eventually(async () => assert.equal(await page.getByText(/saved figures/i).count(), 0));
});

serverTest('when nothing is known the error says what to do, and Retry mends it', { env: () => keys, expected: FAILED_REQUESTS }, async (page) => {
  await simulator.addFault('path=/organization/costs,kind=403');
  await page.goto(PAGE);
  await page.getByText(t.failed).waitFor();
  assert.equal(await page.getByText('$0.00').count(), 0);
  await simulator.clearFaults();
  await page.getByRole('button', { name: t.retry }).first().click();
  await page.getByRole('table', { name: t.costByModel }).waitFor();
});

serverTest('a long first reading says what is read, from whom, how far', { env: () => keys }, async (page) => {
  await simulator.addFault('path=/organization/costs,kind=slow,ms=6000,count=3');
  await page.goto(PAGE);
  await page.getByText(/Reading OpenAI/).first().waitFor();
  await page.getByText(/\d+ of \d+/).first().waitFor();
  await page.getByRole('table', { name: t.costByModel }).waitFor();
});

serverTest('a server that was stopped is named, the figures stay, and it is found again', { env: () => keys, expected: FAILED_REQUESTS }, async (page, server) => {
  await page.goto(PAGE);
  await page.getByText(t.vsPrevious).waitFor();
  const before = await shown(page);
  await server.stop();
  await page.getByRole('button', { name: t.refresh }).click();
  await page.getByText(/server does not answer/).first().waitFor();
  assert.equal(await shown(page), before);
  const again = await startServer({ env: { ...keys, PORT: String(server.port) } });
  try {
    await eventually(async () => assert.equal(await page.getByText(/server does not answer/).count(), 0));
    assert.equal((await shown(page)).slice(0, 15), before.slice(0, 15));
  } finally {
    await again.stop();
  }
});
