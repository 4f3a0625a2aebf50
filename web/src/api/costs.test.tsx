// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { type CostReport, costsQuery } from '@/api/costs';
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
