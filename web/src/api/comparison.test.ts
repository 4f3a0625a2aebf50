// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { compareReports } from '@/api/comparison';
import type { CostReport } from '@/api/costs';
import type { CoverageReport, DayState } from '@/api/coverage';

// What the fields that matter here say; the rest is not looked at.
function reportOf(costs: Record<string, string>, unconverted: string[] = []): CostReport {
  const rows = Object.entries(costs).map(([provider, cost_usd]) => ({ provider, cost_usd }));
  return {
    total_cost_usd: '15',
    breakdown: rows,
    daily: [{ date: '2026-11-01', cost_usd: '15', breakdown: rows }],
    projects: rows,
    workspaces: rows,
    providers: rows.map(({ provider, cost_usd }) => ({ id: provider, cost_usd })),
    unconverted: unconverted.map((provider) => ({ provider })),
  } as unknown as CostReport;
}

function coverageOf(states: Record<string, DayState[]>): CoverageReport {
  const sources = Object.entries(states).map(([provider, list]) => ({
    provider,
    days: list.map((state) => ({ state })),
  }));
  return { sources } as unknown as CoverageReport;
}

const NOW = reportOf({ openai: '10.1', openrouter: '4.9' });
const BEFORE = reportOf({ openai: '8', openrouter: '7' });
const WHOLE = coverageOf({ openai: ['settled', 'provisional'], openrouter: ['settled', 'not_yet'] });

describe('compareReports', () => {
  it('compares all of it when both periods are whole', () => {
    const comparison = compareReports(NOW, BEFORE, WHOLE, WHOLE);
    expect(comparison).toEqual({ now: '15', before: BEFORE, without: [] });
  });

  it('leaves out a provider that no longer gives the days before, and says so', () => {
    const cut = coverageOf({ openai: ['settled'], openrouter: ['not_retained', 'settled'] });
    const comparison = compareReports(NOW, BEFORE, WHOLE, cut);
    expect(comparison?.without).toEqual(['openrouter']);
    expect(comparison?.now).toBe('10.1');
    expect(comparison?.before.total_cost_usd).toBe('8');
    expect(comparison?.before.daily).toEqual([
      { date: '2026-11-01', cost_usd: '8', breakdown: [{ provider: 'openai', cost_usd: '8' }] },
    ]);
    expect(comparison?.before.workspaces).toHaveLength(1);
  });

  it('leaves out a provider with one workspace that could not be read', () => {
    const failed = coverageOf({ openai: ['settled'], openrouter: ['failed'] });
    expect(compareReports(NOW, BEFORE, failed, WHOLE)?.without).toEqual(['openrouter']);
  });

  it('leaves out a provider with amounts that have no rate', () => {
    expect(compareReports(NOW, reportOf({ openai: '8' }, ['openai']), WHOLE, WHOLE)?.without).toEqual(['openai']);
  });

  it('compares nothing when nothing is whole', () => {
    expect(compareReports(NOW, BEFORE, coverageOf({ openai: ['missing'], openrouter: ['failed'] }), WHOLE)).toBeNull();
  });
});
