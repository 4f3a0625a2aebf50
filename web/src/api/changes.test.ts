// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reasonByModel, whatChanged } from '@/api/changes';
import type { Comparison } from '@/api/comparison';
import type { CostReport } from '@/api/costs';
import { EVERYTHING } from '@/lib/selection';

beforeEach(() => vi.useFakeTimers({ now: new Date('2026-11-22T12:00:00Z') }));
afterEach(() => vi.useRealTimers());

type Costs = Record<string, string | null>;

// By `provider/workspace/project`: what the fields that matter here say.
function reportOf(costs: Costs, more: Partial<CostReport> = {}): CostReport {
  const projects = Object.entries(costs).map(([path, cost_usd]) => {
    const [provider = '', workspace = '', id = ''] = path.split('/');
    return { provider, workspace, id: id || null, name: id ? `Name of ${id}` : null, cost_usd };
  });
  const unique = (key: (row: (typeof projects)[number]) => string) => [
    ...new Map(projects.map((row) => [key(row), { ...row, id: key(row).split('/').at(-1) ?? '' }])).values(),
  ];
  return {
    start_date: '2026-11-20',
    end_date: '2026-11-22',
    projects,
    workspaces: unique(({ provider, workspace }) => `${provider}/${workspace}`),
    providers: unique(({ provider }) => provider),
    breakdown: projects.map(({ provider, cost_usd }) => ({ provider, model: `model of ${provider}`, cost_usd })),
    ...more,
  } as unknown as CostReport;
}

const against = (before: CostReport, without: string[] = []) => ({ before, without }) as unknown as Comparison;
const keysOf = (list: readonly { id: string | null }[] | undefined) => list?.map(({ id }) => id);

describe('what changed', () => {
  it('is by project: risen, fallen, new and no longer used', () => {
    const now = reportOf({ 'openai/a/rose': '9', 'openai/a/fell': '2', 'openai/a/new': '3', 'openai/a/same': '1' });
    const before = reportOf({ 'openai/a/rose': '5', 'openai/a/fell': '3', 'openai/a/gone': '4', 'openai/a/same': '1' });
    const changes = whatChanged(now, against(before), EVERYTHING);
    expect(changes?.by).toBe('project');
    expect(keysOf(changes?.rises)).toEqual(['rose', 'new']);
    expect(keysOf(changes?.falls)).toEqual(['gone', 'fell']);
    expect(changes?.falls[0]).toMatchObject({ name: 'Name of gone', before: '4', now: '0', difference: '-4' });
  });

  it('leads to the project alone, in the workspace where there are several', () => {
    const now = reportOf({ 'openai/a/one': '9', 'openai/b/': '9', 'mistral/c/two': '5' });
    const before = reportOf({ 'openai/a/one': '1', 'openai/b/': '2', 'mistral/c/two': '2' });
    const rises = whatChanged(now, against(before), EVERYTHING)?.rises;
    expect(rises?.map(({ leadsTo }) => leadsTo)).toEqual([
      { ...EVERYTHING, provider: 'openai', workspace: 'a', project: 'one' },
      { ...EVERYTHING, provider: 'openai', workspace: 'b', project: 'none' },
      { ...EVERYTHING, provider: 'mistral', workspace: null, project: 'two' },
    ]);
  });

  it('says nothing of a provider of which a period is not whole: not that it is new, nor that it is gone', () => {
    const now = reportOf({ 'openai/a/one': '9', 'openai/a/two': '1', 'mistral/c/three': '50' });
    const before = reportOf({ 'openai/a/one': '1', 'openai/a/two': '1' });
    const changes = whatChanged(now, against(before, ['mistral']), EVERYTHING);
    expect(keysOf(changes?.rises)).toEqual(['one']);
    expect(changes?.falls).toEqual([]);
  });

  it('counts what has no price apart, as part of it is not known', () => {
    const now = reportOf({ 'openai/a/one': '9', 'openai/a/two': null, 'openai/a/three': '2' });
    const before = reportOf({ 'openai/a/one': '1', 'openai/a/two': '30', 'openai/a/three': '1' });
    const changes = whatChanged(now, against(before), EVERYTHING);
    expect(changes?.unclear).toBe(1);
    expect(changes?.falls).toEqual([]);
  });

  it('is by workspace, provider or model where there is one project, workspace or provider', () => {
    const by = (costs: Costs, selection = EVERYTHING) =>
      whatChanged(reportOf(costs), against(reportOf(costs)), selection)?.by;
    const chosen = { ...EVERYTHING, project: 'one' };
    expect(by({ 'openai/a/one': '1', 'openai/b/one': '1' }, chosen)).toBe('workspace');
    expect(by({ 'openai/a/one': '1', 'mistral/b/one': '1' }, chosen)).toBe('provider');
    expect(by({ 'openai/a/one': '1' })).toBe('model');
  });

  it('is not said of days to come, nor against nothing', () => {
    const now = reportOf({ 'openai/a/one': '9', 'openai/a/two': '1' });
    expect(whatChanged({ ...now, end_date: '2026-11-30' }, against(now), EVERYTHING)).toBeNull();
    expect(whatChanged(now, against(reportOf({})), EVERYTHING)).toBeNull();
  });
});

describe('the reason by model', () => {
  const change = whatChangedOne();
  const models = (costs: Record<string, string>) =>
    ({
      breakdown: Object.entries(costs).map(([model, cost_usd]) => ({ provider: 'openai', model, cost_usd })),
    }) as unknown as CostReport;

  it('names the models that the difference comes from', () => {
    const reason = reasonByModel(change, models({ large: '8', small: '1' }), models({ large: '0.5', small: '0.5' }));
    expect(reason).toEqual({ kind: 'mostly', parts: [{ name: 'large', difference: '7.5' }], count: 2 });
  });

  it('is not known where the figures are not those of the change', () => {
    expect(reasonByModel(change, models({ large: '8.01', small: '1' }), models({ large: '1.01' }))).toBeNull();
  });
});

function whatChangedOne() {
  vi.useFakeTimers({ now: new Date('2026-11-22T12:00:00Z') });
  const now = reportOf({ 'openai/a/one': '9', 'openai/a/two': '1' });
  const before = reportOf({ 'openai/a/one': '1', 'openai/a/two': '1' });
  const change = whatChanged(now, against(before), EVERYTHING)?.rises[0];
  vi.useRealTimers();
  if (!change) throw new Error('nothing rose');
  return change;
}
