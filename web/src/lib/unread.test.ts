// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { knownOf, type UnreadRun } from '@/lib/unread';

const gap = (start_date: string, end_date: string, state: UnreadRun['state'] = 'failed') => ({
  state,
  start_date,
  end_date,
});
const day = (start: string, total = '0', days = 1) => ({ start, days, total });

describe('what is known of some days', () => {
  it('is all where no source has a gap', () => {
    expect(knownOf(day('2026-11-05'), [gap('2026-11-01', '2026-11-04'), gap('2026-11-06', '2026-11-06')])).toBe('all');
  });

  it('is nothing, not zero, where there is a gap and no cost', () => {
    expect(knownOf(day('2026-11-05'), [gap('2026-11-01', '2026-11-05')])).toBe('nothing');
    expect(knownOf(day('2026-11-02', '0', 7), [gap('2026-11-08', '2026-11-08')])).toBe('nothing');
    expect(knownOf(day('2026-11-05'), [gap('2026-11-05', '2026-11-05', 'not_yet')])).toBe('nothing');
  });

  it('is a part where other sources have told, but for what is to come yet', () => {
    expect(knownOf(day('2026-11-05', '1.5'), [gap('2026-11-05', '2026-11-05', 'not_retained')])).toBe('part');
    expect(knownOf(day('2026-11-05', '1.5'), [gap('2026-11-05', '2026-11-05', 'not_yet')])).toBe('all');
  });
});
