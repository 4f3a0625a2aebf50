// SPDX-License-Identifier: MIT
// Whether the total is final, and what it is without: said beside it, whatever it is.
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { open } from '@/test/open';
import { EMPTY_REPORT, makeCoverage, makeReport, OPENAI, playServer, type Report } from '@/test/server';

const OPENROUTER = { ...OPENAI, id: 'openrouter', name: 'OpenRouter', supports_workspaces: false };
const providers = { providers: [OPENAI, OPENROUTER], demo: false };

type Unread = { state: string; start_date: string; end_date: string };

/** A report of which the server says which days it is without. */
function without(unread: Unread[], report: Report = makeReport()) {
  const days = unread.map((one) => ({ provider: 'openrouter', workspace: 'default', ...one }));
  return { ...report, coverage: { ...report.coverage, unread: days } };
}

const SETTLED = { complete: true, through: '2020-11-22', provisional_from: null, unread: [] };
const past = makeReport({
  start_date: '2020-11-20',
  end_date: '2020-11-22',
  daily: makeReport().daily.map((day) => ({ ...day, date: day.date.replace('2026', '2020') })),
  coverage: SETTLED,
});

async function totalText() {
  const region = await screen.findByRole('region', { name: /Total cost|Coût total/ });
  return (await within(region).findByRole('link')).parentElement?.textContent;
}

describe('figures that moved', () => {
  const one = {
    date: '2026-11-19',
    provider: 'openai',
    workspace: 'edugami',
    project_id: null,
    model: 'gpt-5',
    currency: 'USD',
    cost_before: 1,
    cost_now: 2,
    read_before: '2026-11-20T08:00:00Z',
    read_now: '2026-11-22T15:20:00Z',
    sealed: false,
  };

  it.each([
    [2, '2 figures have moved since they were read'],
    [200, 'At least 200 figures have moved since they were read; these are the newest'],
  ])('%i of them are counted, and no more is said than is known', async (count, text) => {
    playServer({ '/api/restatements': { restatements: Array.from({ length: count }, () => one) } });
    open();
    await screen.findByText(text);
  });

  it('are asked of the chosen model alone', async () => {
    const { asked } = playServer();
    open('/?model=gpt-5');
    await waitFor(() => {
      const [first] = asked.filter((one) => one.startsWith('/api/restatements'));
      expect(new URL(first ?? '', window.location.origin).searchParams.get('model')).toBe('gpt-5');
    });
  });
});

describe('the total', () => {
  it('is called final when nothing of it can change', async () => {
    playServer({ '/api/providers': providers, '/api/costs': past });
    open();
    expect(await totalText()).toBe('Final. What is known');
  });

  it('says whose figures may still change, and from when', async () => {
    const [first, , last] = makeReport().daily;
    const part = { provider: 'openai', model: 'gpt-5', cost_usd: 1 };
    const open_ = { ...part, provider: 'mistral', provisional: true as const };
    const report = makeReport({
      daily: [
        { date: '2026-11-20', cost_usd: 2, breakdown: [part, open_] },
        { date: '2026-11-21', cost_usd: 2, breakdown: [part, open_] },
        { date: '2026-11-22', cost_usd: 2, breakdown: [{ ...part, provisional: true }, open_] },
      ],
      coverage: { ...SETTLED, through: '2026-11-22', provisional_from: '2026-11-20' },
    });
    expect([first?.date, last?.date]).toEqual(['2026-11-20', '2026-11-22']);
    playServer({ '/api/providers': providers, '/api/costs': report });
    open('/', 'fr');
    expect(await totalText()).toBe(
      'Non définitif\u00a0: OpenAI à partir du 22 nov., mistral sur toute la période. Ce qui est connu',
    );
  });

  it('has one full stop after a day whose month is written short', async () => {
    const daily = makeReport().daily.map((day) => ({
      ...day,
      breakdown: day.breakdown.map((part) =>
        day.date === '2026-11-22' ? { ...part, provisional: true as const } : part,
      ),
    }));
    playServer({ '/api/costs': makeReport({ daily }) });
    open('/', 'fr');
    expect(await totalText()).toBe('Non définitif\u00a0: OpenAI à partir du 22 nov. Ce qui est connu');
  });

  it('says which days it is without, and why', async () => {
    const unread = { state: 'not_retained', start_date: '2020-11-20', end_date: '2020-11-21' };
    playServer({ '/api/providers': providers, '/api/costs': without([unread], past) });
    open();
    expect(await totalText()).toBe('Without OpenRouter for Nov 20 – 21 (no longer given). What is known');
  });

  it('says so too where only what is known of the days tells', async () => {
    const coverage = makeCoverage({ start_date: '2020-11-20', end_date: '2020-11-22' });
    const [source] = coverage.sources;
    const days = [{ start_date: '2020-11-20', end_date: '2020-11-22', state: 'failed' as const }];
    const other = { ...(source as NonNullable<typeof source>), provider: 'openrouter', workspace: 'default', days };
    playServer({
      '/api/providers': providers,
      '/api/costs': { ...past, coverage: { ...SETTLED, complete: false, through: null } },
      '/api/coverage': { ...coverage, sources: [...coverage.sources, other] },
    });
    open();
    await screen.findByText(/^Without OpenRouter \(could not be read\)\./);
  });

  it('is unknown when none of its days was read, which is not called no spending', async () => {
    const unread = { state: 'not_retained', start_date: '2020-11-20', end_date: '2020-11-22' };
    const empty = { ...EMPTY_REPORT, start_date: '2020-11-20', end_date: '2020-11-22', last_updated: null };
    playServer({ '/api/providers': providers, '/api/costs': without([unread], empty) });
    open('/?provider=openrouter');
    await screen.findByRole('heading', { name: 'OpenRouter no longer gives these days' });
    const region = screen.getByRole('region', { name: /Total cost/ });
    expect(within(region).getAllByText('unknown')).not.toHaveLength(0);
    expect(region.textContent).not.toContain('$0.00');
    expect(screen.queryByText('No spending in this period')).toBeNull();
    await waitFor(() => expect(document.title).toContain('unknown'));
  });
});
