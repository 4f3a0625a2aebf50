// SPDX-License-Identifier: MIT
// A cost report (read with exact numbers) as Maps of amounts, and what holds for every one of them.
import assert from 'node:assert/strict';

import { add, formatMoney, money, sum } from './exact_json.mjs';

// What is not known in USD is in no sum.
const usd = ({ cost_usd }) => (cost_usd === null ? 0n : money(cost_usd));

// Amounts by what `keyOf` says of each part.
export function amounts(parts, keyOf) {
  const map = new Map();
  for (const part of parts) add(map, keyOf(part), usd(part));
  return map;
}

export const byModel = (report) => amounts(report.breakdown, ({ model }) => model);
export const byProject = (report) => amounts(report.projects, ({ id }) => id);
export const byDay = (report) => amounts(report.daily, ({ date }) => date);
export const byWorkspace = (report) => amounts(report.workspaces, ({ id }) => id);

// Requests by model: numbers or null.
export const requestsByModel = (report) =>
  new Map(report.breakdown.map(({ model, requests }) => [model, requests === null ? null : Number(requests.text)]));

const shown = (map) => Object.fromEntries([...map].map(([key, value]) => [key, formatMoney(value)]).sort());

// The same amounts to the last digit; parts of 0 may be left out of either.
export function assertAmounts(actual, expected, what) {
  const nonZero = (map) => new Map([...map].filter(([, value]) => value !== 0n));
  assert.deepEqual(shown(nonZero(actual)), shown(nonZero(expected)), what);
}

// What holds for every report: all its parts add up to the total, exactly, and stand in order.
export function assertAddsUp(report) {
  const total = money(report.total_cost_usd);
  for (const part of ['breakdown', 'projects', 'workspaces', 'providers', 'daily']) {
    const amountsOfPart = report[part].map(usd);
    assert.equal(formatMoney(sum(amountsOfPart)), formatMoney(total), `the sum of ${part}`);
    if (part === 'daily') continue;
    const known = report[part].filter(({ cost_usd }) => cost_usd !== null).map(usd);
    for (let i = 1; i < known.length; ++i) {
      assert.ok(known[i - 1] >= known[i], `${part} are not in order of cost`);
    }
  }
  for (const { date, cost_usd, breakdown } of report.daily) {
    assert.equal(formatMoney(sum(breakdown.map(usd))), formatMoney(money(cost_usd)), date);
  }
  const dates = report.daily.map(({ date }) => date);
  assert.deepEqual(dates, [...new Set(dates)].sort(), 'daily is not in order of date');
  assert.deepEqual([dates[0], dates.at(-1)], [report.start_date, report.end_date]);
  assert.equal(dates.length, (Date.parse(report.end_date) - Date.parse(report.start_date)) / 86_400_000 + 1);
  // No model, project or workspace twice.
  for (const [part, keyOf] of [
    ['breakdown', ({ provider, model }) => [provider, model]],
    ['projects', ({ provider, workspace, id }) => [provider, workspace, id]],
    ['workspaces', ({ provider, id }) => [provider, id]],
    ['providers', ({ id }) => [id]],
  ]) {
    const keys = report[part].map((row) => JSON.stringify(keyOf(row)));
    assert.equal(new Set(keys).size, keys.length, `${part} has one twice`);
  }
}
