// SPDX-License-Identifier: MIT
// The choice, which lives in the URL: `?provider=&workspace=&project=&period=` or `&from=&to=`.
import { checkRange, type Day, isDay, PERIODS, type Period, today } from '@/lib/dates';

/** Either a calendar period to date, or two days, both included. */
export type Range = { period: Period } | { from: Day; to: Day };

export interface Selection {
  /** null = all of them. */
  provider: string | null;
  workspace: string | null;
  /** `none` = the cost without a project. */
  project: string | null;
  range: Range;
}

export const NO_PROJECT = 'none';
export const DEFAULT_RANGE: Range = { period: 'month' };

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
    range: readRange(params, now),
  };
}

function readRange(params: URLSearchParams, now: Day): Range {
  const from = params.get('from') ?? '';
  const to = params.get('to') ?? '';
  if (isDay(from) && isDay(to) && checkRange(from, to, now) === null) return { from, to };
  const period = PERIODS.find((known) => known === params.get('period'));
  return period ? { period } : DEFAULT_RANGE;
}

export function writeSelection(selection: Selection): URLSearchParams {
  const params = new URLSearchParams();
  if (selection.provider) params.set('provider', selection.provider);
  if (selection.workspace) params.set('workspace', selection.workspace);
  if (selection.project) params.set('project', selection.project);
  if ('period' in selection.range) {
    params.set('period', selection.range.period);
  } else {
    params.set('from', selection.range.from);
    params.set('to', selection.range.to);
  }
  return params;
}
