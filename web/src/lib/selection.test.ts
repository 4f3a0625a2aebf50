// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { EVERYTHING, hasBadRange, readSelection, type Selection, writeSelection } from '@/lib/selection';

const NOW = '2026-11-22';
const read = (query: string) => readSelection(new URLSearchParams(query), NOW);

describe('selection', () => {
  it.each<Selection>([
    { provider: null, workspace: null, project: null, model: null, range: { period: 'month' }, by: 'model' },
    {
      provider: 'openai',
      workspace: 'edugami',
      project: 'proj_A1',
      model: null,
      range: { period: 'year' },
      by: 'provider',
    },
    {
      provider: 'openai',
      workspace: null,
      project: 'none',
      model: 'gpt-4o',
      range: { from: '2026-10-24', to: '2026-11-22' },
      by: 'model',
    },
    { provider: 'a&b=c', workspace: 'é ü', project: '日本', model: 'a › b', range: { last: 30 }, by: 'model' },
  ])('comes back from the URL as it went in: %o', (selection) => {
    expect(read(writeSelection(selection).toString())).toEqual(selection);
  });

  it('is all providers, this month, without a query', () => {
    expect(read('')).toEqual(EVERYTHING);
  });

  it.each([
    'from=2026-02-30&to=2026-03-01',
    'from=2026-11-22&to=2026-11-01',
    'from=2026-11-01',
    'period=decade',
    'last=31',
    'from=1999-01-01&to=1999-02-01',
  ])('shows this month for a range that cannot be: %s', (query) => {
    expect(read(query).range).toEqual({ period: 'month' });
  });

  it('takes no workspace without a provider', () => {
    expect(read('workspace=edugami').workspace).toBeNull();
  });

  it('leaves out what the server would refuse as too long', () => {
    expect(read(`provider=${'x'.repeat(257)}`).provider).toBeNull();
  });

  it.each([
    ['from=2026-11-20&to=2026-11-10', true],
    ['from=2026-02-30&to=2026-03-10', true],
    ['from=2026-11-10', true],
    ['period=foo', true],
    ['last=8', true],
    ['', false],
    ['period=month', false],
    ['last=30', false],
    ['from=2026-11-10&to=2026-11-20', false],
    ['provider=openai', false],
  ])('knows whether %s asks for a period that there is none of', (query, isBad) => {
    expect(hasBadRange(new URLSearchParams(query), '2026-11-22')).toBe(isBad);
  });
});
