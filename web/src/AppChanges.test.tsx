// SPDX-License-Identifier: MIT
// What changed against the period before, and why.
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { open } from '@/test/open';
import { billed, makeCoverage, makeReport, NO_TOKENS, PROBLEM, playServer, type Report } from '@/test/server';

const project = (id: string, cost: number) => ({
  provider: 'openai',
  workspace: 'edugami',
  id,
  name: `Project ${id}`,
  ...billed(cost),
  requests: null,
  ...NO_TOKENS,
});
const model = (name: string, cost: number) => ({
  provider: 'openai',
  model: name,
  ...billed(cost),
  requests: null,
  ...NO_TOKENS,
});

const NOW = makeReport({ projects: [project('chat', 50), project('search', 5)] });
const BEFORE = makeReport({
  start_date: '2026-11-17',
  end_date: '2026-11-19',
  projects: [project('chat', 8.75), project('search', 6), project('old', 4)],
});
const MODELS: Record<string, [now: Report['breakdown'], before: Report['breakdown']]> = {
  chat: [
    [model('gpt-5', 49), model('o3', 1)],
    [model('gpt-5', 7.8), model('o3', 0.95)],
  ],
  search: [[model('gpt-5', 5)], [model('gpt-5', 6)]],
  old: [[], [model('whisper-1', 4)]],
};

function costs(url: URL): Report {
  const isBefore = url.searchParams.get('start_date') === '2026-11-17';
  const id = url.searchParams.get('project_id');
  const report = isBefore ? BEFORE : NOW;
  return id ? { ...report, breakdown: MODELS[id]?.[isBefore ? 1 : 0] ?? [] } : report;
}

const card = (name = 'What changed') => screen.findByRole('region', { name });
const textsOf = (list: HTMLElement) =>
  within(list)
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);

beforeEach(() => {
  vi.setSystemTime(new Date('2026-11-22T20:00:00Z'));
  return () => vi.useRealTimers();
});

describe('what changed', () => {
  it('names the projects that rose and fell the most, from what to what, and the models it comes from', async () => {
    const { asked } = playServer({ '/api/costs': costs });
    open();
    const region = await card();
    const rises = within(region).getByRole('list', { name: 'Largest rises' });
    await waitFor(() => expect(textsOf(rises)[0]).toContain('mostly gpt-5: +$41.20'));
    expect(textsOf(rises)).toHaveLength(1);
    expect(rises.textContent).toMatch(/Project chat\+\$41\.25.*from \$8\.75 to \$50\.00\+471\.4%/);
    const falls = textsOf(within(region).getByRole('list', { name: 'Largest falls' }));
    expect(falls[0]).toMatch(/Project old-\$4\.00.*from \$4\.00 to \$0\.00no longer used.*all of it whisper-1/);
    expect(falls[1]).toMatch(/Project search-\$1\.00/);
    expect(region.textContent).toContain('Nov 20 – 22, 2026 against the same number of days before, Nov 17 – 19, 2026');
    expect(region.textContent).toContain('Today is not over.');
    // Nobody but the server is asked why.
    const why = asked.filter((path) => path.includes('project_id=chat'));
    expect(why).toHaveLength(2);
    for (const path of why) expect(path).toContain('offline=true');
  });

  it('leads to the project alone at a press', async () => {
    playServer({ '/api/costs': costs });
    open('/?period=month&by=project');
    const link = within(await card()).getByRole('link', { name: 'Project chat' });
    expect(link.getAttribute('href')).toBe('?provider=openai&project=chat&period=month&by=project');
  });

  it('is told in French', async () => {
    playServer({ '/api/costs': costs });
    open('/', 'fr');
    const region = await card('Ce qui a changé');
    await waitFor(() => expect(region.textContent).toContain('surtout gpt-5\u00a0: +41,20\u00a0$'));
    expect(region.textContent).toContain('n’est plus utilisé');
    expect(region.textContent).toContain('La journée en cours n’est pas terminée.');
  });

  it('says no reason where it could not be read, and the rest all the same', async () => {
    playServer({ '/api/costs': (url) => (url.searchParams.has('project_id') ? PROBLEM : costs(url)) });
    open();
    const region = await card();
    await waitFor(() => expect(region.querySelector('.skeleton')).toBeNull());
    expect(region.textContent).not.toContain('mostly');
    expect(region.textContent).toContain('+$41.25');
  });

  it('is not there where a period is not whole', async () => {
    const { sources } = makeCoverage();
    const failed = sources.map((source) => ({
      ...source,
      days: [{ start_date: '2026-11-17', end_date: '2026-11-19', state: 'failed' as const }],
    }));
    playServer({
      '/api/costs': costs,
      '/api/coverage': (url) =>
        makeCoverage(url.searchParams.get('start_date') === '2026-11-17' ? { sources: failed } : {}),
    });
    open();
    await screen.findAllByText('Comparison with the previous period not available');
    expect(screen.queryByRole('region', { name: 'What changed' })).toBeNull();
  });

  it('is by model where one project is chosen, and leads nowhere', async () => {
    playServer({ '/api/costs': costs });
    open('/?provider=openai&project=chat');
    const region = await card();
    const rises = within(region).getByRole('list', { name: 'Largest rises' });
    expect(textsOf(rises)[0]).toMatch(/gpt-5\+\$41\.20/);
    expect(within(region).queryByRole('link')).toBeNull();
  });
});
