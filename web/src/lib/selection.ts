// SPDX-License-Identifier: MIT
// The choice, which lives in the URL: `?provider=&workspace=&project=&model=&period=`, or `&last=`, or `&from=&to=`; and `&by=`.
import { checkRange, type Day, isDay, PERIODS, today } from '@/lib/dates';
import { LAST_DAYS, type Range } from '@/lib/periods';

/** What the chart is split by. */
export type Dimension = 'model' | 'project' | 'workspace' | 'provider';

export interface Selection {
  /** null = all of them. */
  provider: string | null;
  workspace: string | null;
  /** `none` = the cost without a project. */
  project: string | null;
  /** As the provider calls it. */
  model: string | null;
  range: Range;
  by: Dimension;
}

export const NO_PROJECT = 'none';
export const DIMENSIONS: readonly Dimension[] = ['model', 'project', 'workspace', 'provider'];
export const DEFAULT_RANGE: Range = { period: 'month' };
export const EVERYTHING: Selection = {
  provider: null,
  workspace: null,
  project: null,
  model: null,
  range: DEFAULT_RANGE,
  by: 'model',
};

/** Longer ones are refused by the server. */
const MAX_LENGTH = 256;

/** What cannot be used is left out, so that any link shows something. */
export function readSelection(params: URLSearchParams, now: Day = today()): Selection {
  const text = (name: string) => {
    const value = params.get(name);
    return value && value.length <= MAX_LENGTH ? value : null;
  };
  const provider = text('provider');
  return {
    provider,
    workspace: provider ? text('workspace') : null,
    project: text('project'),
    model: text('model'),
    range: readRange(params, now),
    by: DIMENSIONS.find((known) => known === params.get('by')) ?? 'model',
  };
}

function readRange(params: URLSearchParams, now: Day): Range {
  const from = params.get('from') ?? '';
  const to = params.get('to') ?? '';
  if (isDay(from) && isDay(to) && checkRange(from, to, now) === null) return { from, to };
  const last = LAST_DAYS.find((known) => String(known) === params.get('last'));
  if (last) return { last };
  const period = PERIODS.find((known) => known === params.get('period'));
  return period ? { period } : DEFAULT_RANGE;
}

/** Whether the link asks for a period that there is none of. */
export function hasBadRange(params: URLSearchParams, now: Day = today()): boolean {
  const range = readRange(params, now);
  if (params.has('from') || params.has('to')) return !('from' in range);
  if (params.has('last')) return !('last' in range);
  return params.has('period') && (!('period' in range) || range.period !== params.get('period'));
}

/** The choice with its days as they are today, so that a link to it shows the same period tomorrow. */
export function withFixedDays(selection: Selection, { start_date: from, end_date: to }: ReportDays): Selection {
  return { ...selection, range: { from, to } };
}

interface ReportDays {
  start_date: Day;
  end_date: Day;
}

export function writeSelection(selection: Selection): URLSearchParams {
  const params = new URLSearchParams();
  if (selection.provider) params.set('provider', selection.provider);
  if (selection.workspace) params.set('workspace', selection.workspace);
  if (selection.project) params.set('project', selection.project);
  if (selection.model) params.set('model', selection.model);
  if ('period' in selection.range) {
    params.set('period', selection.range.period);
  } else if ('last' in selection.range) {
    params.set('last', String(selection.range.last));
  } else {
    params.set('from', selection.range.from);
    params.set('to', selection.range.to);
  }
  if (selection.by !== 'model') params.set('by', selection.by);
  return params;
}
