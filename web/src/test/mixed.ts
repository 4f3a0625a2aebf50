// SPDX-License-Identifier: MIT
// A report of several providers: one billed in euros, one that gives quantities only, one in dollars.
import { billed, makeReport, NO_TOKENS, type Report } from '@/test/server';

/** Charged in euros, and converted. */
export const EUROS = { cost_usd: 11.5, cost: 10, currency: 'EUR', provenance: 'estimated' as const };
/** Charged in euros, and there is no rate. */
export const UNCONVERTED = {
  cost_usd: null,
  cost: 3.1,
  currency: 'EUR',
  provenance: 'billed' as const,
  unconverted: [{ currency: 'EUR', cost: 3.1 }],
};
export const UNPRICED = {
  cost_usd: null,
  cost: null,
  currency: null,
  provenance: 'unpriced' as const,
  unpriced: true as const,
};

export function makeMixedReport(changes: Partial<Report> = {}): Report {
  return makeReport({
    total_cost_usd: 31.5,
    breakdown: [
      { provider: 'openai', model: 'large', ...billed(20), requests: 10, ...NO_TOKENS },
      { provider: 'mistral', model: 'large', ...EUROS, requests: 5, ...NO_TOKENS },
      { provider: 'mistral', model: 'ocr', ...UNCONVERTED, requests: 1, ...NO_TOKENS },
      { provider: 'mistral', model: 'preview', ...UNPRICED, requests: 2, ...NO_TOKENS },
    ],
    daily: [
      { date: '2026-11-20', cost_usd: 0, breakdown: [] },
      { date: '2026-11-21', cost_usd: 0, breakdown: [] },
      {
        date: '2026-11-22',
        cost_usd: 31.5,
        breakdown: [
          { provider: 'openai', model: 'large', cost_usd: 20 },
          { provider: 'mistral', model: 'large', cost_usd: 11.5 },
          { provider: 'mistral', model: 'ocr', cost_usd: null },
          { provider: 'mistral', model: 'preview', cost_usd: null },
        ],
      },
    ],
    projects: [
      {
        provider: 'openai',
        workspace: 'edugami',
        id: 'proj_1',
        name: 'Tutor',
        ...billed(20),
        requests: 10,
        ...NO_TOKENS,
      },
      { provider: 'mistral', workspace: 'default', id: 'w1', name: 'Search', ...EUROS, requests: 8, ...NO_TOKENS },
    ],
    workspaces: [
      { provider: 'openai', id: 'edugami', name: 'Edugami', ...billed(20) },
      {
        provider: 'mistral',
        id: 'default',
        name: 'Mistral AI',
        ...EUROS,
        unpriced: true,
        unconverted: UNCONVERTED.unconverted,
      },
    ],
    providers: [
      { id: 'openai', name: 'OpenAI', ...billed(20) },
      { id: 'mistral', name: 'Mistral AI', ...EUROS, unpriced: true, unconverted: UNCONVERTED.unconverted },
    ],
    coverage: { complete: false, through: '2026-11-22', provisional_from: null, unread: [] },
    unconverted: [{ provider: 'mistral', workspace: 'default', currency: 'EUR', cost: 3.1 }],
    exchange_rates: [
      { currency: 'EUR', date: '2026-11-20', usd_per_unit: 1.15, fixed: false },
      { currency: 'CHF', date: '2026-11-20', usd_per_unit: 1.2, fixed: true },
    ],
    excluded: ['openrouter', 'openai/edugami/proj_2'],
    notices: [
      {
        kind: 'short_history',
        provider: 'mistral',
        workspace: 'default',
        detail: 'mistral: gives no days before 2026-11-01',
      },
      { kind: 'unit_suspect', provider: 'mistral', workspace: 'default', detail: 'mistral: cents taken for euros' },
    ],
    ...changes,
  });
}
