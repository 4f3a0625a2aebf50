// SPDX-License-Identifier: MIT
// Setting a period against the one before, as far as both are known.
import type { CostReport } from '@/api/costs';
import type { CoverageReport } from '@/api/coverage';
import { type Decimal, sum } from '@/lib/decimal';

export interface Comparison {
  /** What this period came to, of the providers that are compared. */
  now: Decimal;
  /** The period before, of the same providers alone. */
  before: CostReport;
  /** Ids of the providers in one of the two that are not compared, as one of the two periods is not whole. */
  without: string[];
}

/** The providers of a report of which every day is known and every amount is in dollars. */
function wholeProviders(report: CostReport, coverage: CoverageReport): Set<string> {
  const whole = new Set(coverage.sources.map(({ provider }) => provider));
  for (const { provider, days } of coverage.sources) {
    const isWhole = days.every(({ state }) => state === 'settled' || state === 'provisional' || state === 'not_yet');
    if (!isWhole) whole.delete(provider);
  }
  for (const { provider } of report.unconverted) whole.delete(provider);
  return whole;
}

function only(report: CostReport, kept: ReadonlySet<string>): CostReport {
  const isKept = ({ provider }: { provider: string }) => kept.has(provider);
  const providers = report.providers.filter(({ id }) => kept.has(id));
  return {
    ...report,
    total_cost_usd: sum(providers.map(({ cost_usd }) => cost_usd ?? '0')),
    breakdown: report.breakdown.filter(isKept),
    daily: report.daily.map(({ date, breakdown }) => {
      const parts = breakdown.filter(isKept);
      return { date, cost_usd: sum(parts.map(({ cost_usd }) => cost_usd ?? '0')), breakdown: parts };
    }),
    projects: report.projects.filter(isKept),
    workspaces: report.workspaces.filter(isKept),
    providers,
  };
}

/** Null when no provider is known whole in both. */
export function compareReports(
  report: CostReport,
  previous: CostReport,
  coverage: CoverageReport,
  previousCoverage: CoverageReport,
): Comparison | null {
  const wholeBefore = wholeProviders(previous, previousCoverage);
  const kept = new Set([...wholeProviders(report, coverage)].filter((id) => wholeBefore.has(id)));
  if (kept.size === 0) return null;
  const shown = [...report.providers, ...previous.providers].map(({ id }) => id);
  const without = [...new Set(shown)].filter((id) => !kept.has(id));
  return {
    now: without.length === 0 ? report.total_cost_usd : only(report, kept).total_cost_usd,
    before: without.length === 0 ? previous : only(previous, kept),
    without,
  };
}

/** Names of the providers that are not compared. */
export function namesWithout({ before, without }: Comparison, report: CostReport): string[] {
  const providers = [...report.providers, ...before.providers];
  return without.map((id) => providers.find((one) => one.id === id)?.name ?? id);
}
