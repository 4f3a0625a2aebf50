// SPDX-License-Identifier: MIT
// What the server keeps, shown while the answer takes long.
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { open } from '@/test/open';
import { billed, EMPTY_REPORT, makeReport, NO_TOKENS, PROBLEM, playServer, type Report } from '@/test/server';

const SAVED = makeReport({
  total_cost_usd: 20,
  last_updated: '2026-11-21T08:00:00Z',
  breakdown: [{ provider: 'openai', model: 'gpt-saved', ...billed(20), requests: null, ...NO_TOKENS }],
});

/** A server that answers from what is kept at once, and otherwise when it is let. */
function playSlowServer(saved: object) {
  let answer: (fresh: object) => void = () => {};
  const fresh = new Promise<object>((resolve) => {
    answer = resolve;
  });
  const costs = (url: URL) => {
    if (url.searchParams.has('offline')) return saved;
    return url.searchParams.has('start_date') ? makeReport() : fresh;
  };
  const played = playServer({ '/api/costs': costs });
  return { ...played, answer: (report: object) => act(async () => answer(report)) };
}

const total = () => screen.getByRole('region', { name: /Total cost/ });

describe('kept figures', () => {
  it('are shown with their age while an answer takes long, and give way to it', async () => {
    const { asked, answer } = playSlowServer(SAVED);
    open();
    expect(await within(total()).findByText('$20')).toBeTruthy();
    expect(asked).toContain('/api/costs?period=month&offline=true');
    const note = await screen.findByRole('region', { name: 'Loading costs…' });
    expect(note.textContent).toMatch(/^Saved figures, as of Nov 21, 2026.*Being updated…$/);
    expect(within(total()).getByText('saved figures')).toBeTruthy();
    expect(screen.getByRole('status').textContent).toMatch(/^Saved figures, as of .* \$20\.00\. Being updated…$/);
    // Nothing is compared with figures that may be old.
    expect(asked.filter((path) => path.includes('/api/coverage'))).toEqual([]);

    await answer(makeReport());
    expect(await within(total()).findByText('$30')).toBeTruthy();
    await waitFor(() => expect(screen.queryByText(/Saved figures/)).toBeNull());
    expect(within(total()).queryByText('saved figures')).toBeNull();
    expect(screen.queryByText('gpt-saved')).toBeNull();
  });

  it('are split by what is chosen', async () => {
    const { asked } = playSlowServer(SAVED);
    open('/?by=project');
    await within(total()).findByText('$20');
    expect(asked).toContain('/api/costs?period=month&daily_by=project&offline=true');
  });

  it('are said to lack days where some were not read', async () => {
    playSlowServer({
      ...SAVED,
      coverage: { complete: false, through: '2026-11-01', provisional_from: null, unread: [] },
    });
    open();
    expect(await screen.findByText(/Not all days have been read yet\./)).toBeTruthy();
  });

  it.each([
    ['nothing is kept', { ...EMPTY_REPORT, last_updated: null }],
    ['nothing of it costs anything', EMPTY_REPORT],
    ['they cannot be had', PROBLEM],
  ])('are not a zero when %s', async (_, saved) => {
    const { asked, answer } = playSlowServer(saved);
    open();
    await waitFor(() => expect(asked.some((path) => path.includes('offline'))).toBe(true));
    expect(screen.queryByText(/\$0/)).toBeNull();
    expect(screen.queryByText(/Saved figures/)).toBeNull();
    await answer(makeReport());
    expect(await within(total()).findByText('$30')).toBeTruthy();
  });

  it('that come after the answer are not shown', async () => {
    let letSaved: (saved: Report) => void = () => {};
    const late = new Promise<Report>((resolve) => {
      letSaved = resolve;
    });
    const { asked, answer } = playSlowServer(late);
    open();
    await waitFor(() => expect(asked.some((path) => path.includes('offline'))).toBe(true));
    await answer(makeReport());
    expect(await within(total()).findByText('$30')).toBeTruthy();
    await act(async () => letSaved(SAVED));
    expect(within(total()).queryByText('$20')).toBeNull();
    expect(screen.queryByText(/Saved figures/)).toBeNull();
  });

  it('stay when the answer is a failure, which is told', async () => {
    const { answer } = playSlowServer(SAVED);
    open();
    await within(total()).findByText('$20');
    await answer(PROBLEM);
    expect(await screen.findByText('The provider refused the key.', { exact: false })).toBeTruthy();
    expect(within(total()).getByText('$20')).toBeTruthy();
    const note = screen.getByRole('region', { name: 'Loading costs…' });
    expect(note.textContent).toMatch(/^Saved figures, as of [^…]*$/);
  });

  it('of no days at all leave those of the period before, which are said to be', async () => {
    const replies = (url: URL) =>
      url.searchParams.get('period') === 'year'
        ? url.searchParams.has('offline')
          ? { ...EMPTY_REPORT, last_updated: null }
          : 'never'
        : makeReport();
    playServer({ '/api/costs': replies });
    open();
    expect(await within(total()).findByText('$30')).toBeTruthy();
    await userEvent.click(screen.getByRole('radio', { name: 'Year' }));
    expect(await within(total()).findByText('Nov 20 – 22, 2026')).toBeTruthy();
  });

  it('of some of the days are called incomplete beside the total', async () => {
    playSlowServer({ ...SAVED, coverage: { complete: false, through: null, provisional_from: null, unread: [] } });
    open();
    expect(await within(total()).findByText('incomplete')).toBeTruthy();
  });
});
