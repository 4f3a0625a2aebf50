// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CostReport, costsQuery, previousSelection } from '@/api/costs';
import { EVERYTHING } from '@/lib/selection';
import { makeCoverage, makeReport, PROBLEM, playServer } from '@/test/server';

const shown = makeReport({ stale: true, errors: [PROBLEM] }) as unknown as CostReport;
const kept = makeReport({ total_cost_usd: 40 });
const failing = (failing_since: string | null) => {
  const coverage = makeCoverage();
  return { ...coverage, sources: coverage.sources.map((source) => ({ ...source, failing_since })) };
};

async function askKnown(replies: Record<string, object>, before: CostReport | undefined) {
  const { asked } = playServer(replies);
  const known = costsQuery(EVERYTHING).meta?.known as (
    shown: CostReport | undefined,
    signal: AbortSignal,
  ) => Promise<CostReport>;
  return { asked, report: await known(before, new AbortController().signal) };
}

describe('what the server knows by now', () => {
  it('does not take away what failed before it was read', async () => {
    const { report } = await askKnown({ '/api/costs': kept, '/api/coverage': failing('2026-11-22T14:00:00Z') }, shown);
    expect(report.total_cost_usd).toBe('40');
    expect(report.errors).toEqual([PROBLEM]);
    expect(report.stale).toBe(true);
  });

  it('takes away what failed once it was read', async () => {
    const { report } = await askKnown({ '/api/costs': kept, '/api/coverage': failing(null) }, shown);
    expect(report.errors).toEqual([]);
    expect(report.stale).toBe(false);
  });

  it('says once what the server says itself', async () => {
    const newer = { ...PROBLEM, detail: 'openai: costs: status 403' };
    const { report } = await askKnown(
      { '/api/costs': { ...kept, stale: true, errors: [newer] }, '/api/coverage': failing('2026-11-22T14:00:00Z') },
      shown,
    );
    expect(report.errors).toEqual([newer]);
  });

  it('is asked for alone when nothing failed', async () => {
    const { asked } = await askKnown({ '/api/costs': kept }, { ...shown, errors: [] });
    expect(asked).toEqual(['/api/costs?period=month&offline=true']);
  });
});

describe('the period before', () => {
  beforeEach(() => vi.useFakeTimers({ now: new Date('2026-11-22T12:00:00Z') }));
  afterEach(() => vi.useRealTimers());

  it.each([
    ['a period that is over', '2026-10-01', '2026-10-31', { from: '2026-08-31', to: '2026-09-30' }],
    ['one that ends today', '2026-11-20', '2026-11-22', { from: '2026-11-17', to: '2026-11-19' }],
    [
      'one that goes on: as long as what of it has begun',
      '2026-11-20',
      '2026-12-31',
      { from: '2026-11-17', to: '2026-11-19' },
    ],
  ])('of %s', (_what, start_date, end_date, range) => {
    const report = makeReport({ start_date, end_date }) as unknown as CostReport;
    expect(previousSelection(EVERYTHING, report)?.range).toEqual(range);
  });

  it('is none of what is to come', () => {
    const report = makeReport({ start_date: '2026-11-23', end_date: '2026-11-30' }) as unknown as CostReport;
    expect(previousSelection(EVERYTHING, report)).toBe(null);
  });
});
