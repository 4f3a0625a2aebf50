// SPDX-License-Identifier: MIT
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { open } from '@/test/open';
import { ANTHROPIC, EMPTY_REPORT, makeCoverage, makeReport, OPENAI, PROBLEM, playServer } from '@/test/server';

const costsAsked = (asked: string[]) =>
  asked.filter((path) => path.startsWith('/api/costs') && !path.includes('offline'));

describe('the page', () => {
  it('shows the total and the tables', async () => {
    playServer();
    open();
    const total = await screen.findByRole('region', { name: /Total cost/ });
    expect(await within(total).findByText('$30', { exact: false })).toBeTruthy();
    const models = await screen.findByRole('table', { name: /Cost by model/ });
    expect(within(models).getByRole('rowheader', { name: /gpt-5-2025-08-07/ })).toBeTruthy();
    expect(await screen.findByRole('table', { name: /Cost by project/ })).toBeTruthy();
    expect(screen.queryByRole('table', { name: /Cost by workspace/ })).toBeNull();
  });

  it('speaks French, and English at a press', async () => {
    playServer();
    open('/', 'fr');
    expect(await screen.findByRole('heading', { level: 1, name: 'Coûts LLM' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: /Show in English/ }));
    expect(await screen.findByRole('heading', { level: 1, name: 'LLM costs' })).toBeTruthy();
    expect(document.documentElement.lang).toBe('en');
    expect(localStorage.getItem('language')).toBe('en');
  });

  it('asks what the URL says', async () => {
    const { asked } = playServer();
    open('/?provider=openai&workspace=edugami&project=none&from=2026-10-24&to=2026-11-22');
    await screen.findByRole('table', { name: /Cost by model/ });
    expect(costsAsked(asked)[0]).toBe(
      '/api/costs?provider=openai&workspace=edugami&project_id=none&start_date=2026-10-24&end_date=2026-11-22',
    );
    expect(screen.queryByRole('table', { name: /Cost by project/ })).toBeNull();
  });

  it('does not ask for what is kept when the answer comes at once', async () => {
    const { asked } = playServer();
    open();
    await screen.findAllByText('gpt-5-2025-08-07');
    expect(asked.filter((path) => path.includes('offline'))).toEqual([]);
  });

  it('compares with the period of the same length before', async () => {
    const { asked } = playServer({
      '/api/costs': (url) => makeReport(url.searchParams.has('start_date') ? { total_cost_usd: 20 } : {}),
    });
    open();
    expect((await screen.findAllByText('+52.5%')).length).toBeGreaterThan(0);
    expect(costsAsked(asked)[1]).toBe('/api/costs?start_date=2026-11-17&end_date=2026-11-19');
  });

  it('has workspaces to choose from only where the provider has them', async () => {
    playServer();
    open();
    const provider = await screen.findByRole('combobox', { name: 'Provider' });
    await within(provider).findByRole('option', { name: 'Anthropic' });
    expect(screen.queryByRole('combobox', { name: 'Workspace' })).toBeNull();
    await userEvent.selectOptions(provider, 'openai');
    const workspaces = await screen.findByRole('combobox', { name: 'Workspace' });
    expect(await within(workspaces).findByRole('option', { name: 'Edugami' })).toBeTruthy();
    expect(window.location.search).toBe('?provider=openai&period=month');
    await userEvent.selectOptions(provider, 'anthropic');
    expect(screen.queryByRole('combobox', { name: 'Workspace' })).toBeNull();
  });

  it('goes back to the choice before', async () => {
    playServer();
    open();
    await userEvent.click(await screen.findByRole('radio', { name: 'Year' }));
    expect(window.location.search).toBe('?period=year');
    await act(async () => {
      window.history.back();
      await new Promise((done) => window.addEventListener('popstate', done, { once: true }));
    });
    expect((screen.getByRole('radio', { name: 'Month' }) as HTMLInputElement).checked).toBe(true);
  });

  it('reads the bars out as the arrow keys reach them', async () => {
    playServer();
    open();
    const chart = await screen.findByRole('application', { name: /Daily cost by model/ });
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('$30.50'));
    chart.focus();
    await userEvent.keyboard('{End}');
    expect(screen.getByRole('status').textContent).toContain('Sunday, November 22, 2026');
    expect(screen.getByRole('status').textContent).toContain('provisional');
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(screen.getByRole('status').textContent).toContain('gpt-5-2025-08-07 $20.25');
  });

  it('has the chart as a table too', async () => {
    playServer();
    open();
    await userEvent.click(await screen.findByRole('button', { name: 'Show as table' }));
    expect(await screen.findByRole('rowheader', { name: /Nov 22, 2026.*Provisional/ })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Show as chart' })).toBeTruthy();
  });
});

describe('states', () => {
  it('loading: skeletons, then what is being read when it takes long', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      const fetch = { provider: 'openai', workspace: 'edugami', start_date: '2026-11-01', end_date: '2026-11-22' };
      playServer({
        '/api/costs': 'never',
        '/api/sync': {
          version: 0,
          fetches: [{ ...fetch, calls_done: 17, calls_total: 124, started_at: '2026-11-22T19:04:56Z' }],
        },
      });
      open();
      expect(await screen.findByRole('region', { name: /Total cost/ })).toBeTruthy();
      expect(screen.queryByText('Loading costs…')).toBeNull();
      await act(() => vi.advanceTimersByTimeAsync(2100));
      const bar = await screen.findByRole('progressbar', { name: /Reading OpenAI \(Edugami\)/ });
      expect(bar.getAttribute('value')).toBe('17');
      expect(screen.getByText('17 of 124 answers received')).toBeTruthy();
    } finally {
      vi.useRealTimers();
    }
  });

  it('error with nothing known: what failed, what to do, and another try', async () => {
    const { replies } = playServer({ '/api/costs': PROBLEM });
    open();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Costs could not be loaded');
    await waitFor(() => expect(alert.textContent).toContain('OpenAI (Edugami): The provider refused the key.'));
    expect(alert.textContent).toContain('OPENAI_API_KEY_EDUGAMI');
    replies['/api/costs'] = makeReport();
    await userEvent.click(within(alert).getByRole('button', { name: 'Retry' }));
    expect(await screen.findByRole('table', { name: /Cost by model/ })).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('part failed: the rest, and what the total is without', async () => {
    playServer({
      '/api/costs': makeReport({
        stale: true,
        errors: [PROBLEM],
        workspaces: [],
        coverage: { complete: false, through: null, provisional_from: null, unread: [] },
      }),
      '/api/coverage': makeCoverage({
        complete: false,
        sources: makeCoverage().sources.map((source) => ({
          ...source,
          days: [{ start_date: '2026-11-20', end_date: '2026-11-22', state: 'failed' as const }],
        })),
      }),
    });
    open();
    expect(await screen.findByText('The total is without OpenAI (Edugami).')).toBeTruthy();
    expect(await screen.findByText(/^Without OpenAI \(could not be read\)/)).toBeTruthy();
    const total = screen.getByRole('region', { name: /Total cost/ });
    expect(await within(total).findByText('Comparison with the previous period not available')).toBeTruthy();
  });

  it('whole figures beside which something is missing: says so, calmly', async () => {
    playServer({ '/api/costs': makeReport({ errors: [PROBLEM] }) });
    open();
    expect(await screen.findByText(/The costs are whole/)).toBeTruthy();
    expect(screen.queryByText(/without OpenAI/)).toBeNull();
  });

  it('stale: saved figures with their age', async () => {
    const saved = new Date(Date.now() - 3 * 3600_000).toISOString();
    playServer({ '/api/costs': makeReport({ stale: true, last_updated: saved, errors: [PROBLEM] }) });
    open();
    expect(await screen.findByText(/These are saved figures, from 3 hours ago/)).toBeTruthy();
  });

  it('empty: says so, and a way out', async () => {
    const { replies } = playServer({ '/api/costs': EMPTY_REPORT });
    open();
    expect(await screen.findByRole('heading', { name: 'No spending in this period' })).toBeTruthy();
    replies['/api/costs'] = makeReport();
    await userEvent.click(screen.getByRole('button', { name: 'Show the year' }));
    expect(window.location.search).toBe('?period=year');
    expect(await screen.findByRole('table', { name: /Cost by model/ })).toBeTruthy();
  });

  it('unknown: a dash with the reason, never 0', async () => {
    playServer();
    open();
    const table = await screen.findByRole('table', { name: /Cost by model/ });
    const row = within(table).getByRole('row', { name: /web search tool calls/ });
    // Neither the requests nor what a thousand of them cost.
    expect(within(row).getAllByText('The provider does not say how many requests were made.')).toHaveLength(2);
    expect(screen.getByText(/≥/)).toBeTruthy();
  });

  it('a provider without a key: listed, disabled, with the variable to set', async () => {
    playServer();
    open();
    const option = await screen.findByRole<HTMLOptionElement>('option', { name: 'Mistral AI – no key' });
    expect(option.disabled).toBe(true);
    const list = screen.getByRole('list', { name: 'Providers that are not connected' });
    expect(list.textContent).toContain('Mistral AI: no key is set. Set MISTRAL_API_KEY.');
  });

  it('a provider whose key is refused: listed, disabled, with the variable to check', async () => {
    const refused = { ...OPENAI, available: false, error: PROBLEM };
    playServer({ '/api/providers': { providers: [refused, ANTHROPIC], demo: false } });
    open();
    const option = await screen.findByRole<HTMLOptionElement>('option', { name: 'OpenAI – key refused' });
    expect(option.disabled).toBe(true);
    expect(screen.getByRole('list', { name: /not connected/ }).textContent).toContain('Check OPENAI_API_KEY_EDUGAMI.');
  });

  it('demo: says so all the time', async () => {
    playServer({ '/api/providers': { providers: [OPENAI], demo: true } });
    open();
    expect(await screen.findByRole('complementary', { name: /Demo data/ })).toBeTruthy();
  });

  it('server gone: says so, tries again by itself and at a press', async () => {
    const { replies } = playServer({ '/api/costs': 'gone' });
    open();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The server does not answer');
    replies['/api/costs'] = makeReport();
    await userEvent.click(within(alert).getByRole('button', { name: 'Try now' }));
    expect(await screen.findByRole('table', { name: /Cost by model/ })).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('refresh: the old figures stay, and the result is announced', async () => {
    let finish = (_report: object) => {};
    const { asked, replies } = playServer();
    open();
    await screen.findByRole('table', { name: /Cost by model/ });
    replies['/api/costs'] = (url) =>
      url.searchParams.get('refresh') === 'true'
        ? new Promise<object>((resolve) => {
            finish = resolve;
          })
        : makeReport();
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await screen.findByRole('button', { name: /Refreshing/ })).toBeTruthy();
    expect(screen.getByRole('table', { name: /Cost by model/ })).toBeTruthy();
    await act(async () => finish(makeReport({ total_cost_usd: 77 })));
    expect(await screen.findByText('$77')).toBeTruthy();
    expect(asked).toContain('/api/costs?period=month&refresh=true');
  });

  it('refresh that fails: the old figures stay, and it is said', async () => {
    const { replies } = playServer();
    open();
    await screen.findByRole('table', { name: /Cost by model/ });
    replies['/api/costs'] = PROBLEM;
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    expect((await screen.findAllByText(/The refresh failed/)).length).toBeGreaterThan(0);
    expect(screen.getByRole('table', { name: /Cost by model/ })).toBeTruthy();
  });
});

describe('dates', () => {
  it('are taken over on Enter, in the order of the language', async () => {
    playServer();
    open('/?from=2026-10-01&to=2026-10-31', 'fr');
    const to = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Au' });
    expect(to.value).toBe('31/10/2026');
    await userEvent.clear(to);
    await userEvent.type(to, '5.11.26{Enter}');
    expect(window.location.search).toBe('?from=2026-10-01&to=2026-11-05');
    expect(to.value).toBe('05/11/2026');
  });

  it('that do not exist are refused with the reason', async () => {
    playServer();
    open('/?from=2026-02-01&to=2026-02-28');
    const to = await screen.findByRole('textbox', { name: 'To' });
    await userEvent.clear(to);
    await userEvent.type(to, '02/30/2026{Enter}');
    expect(to.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText(/This date does not exist/)).toBeTruthy();
    expect(window.location.search).toBe('?from=2026-02-01&to=2026-02-28');
  });

  it('with the end before the start are refused, until they go together', async () => {
    playServer();
    open('/?from=2026-02-10&to=2026-02-28');
    const to = await screen.findByRole('textbox', { name: 'To' });
    await userEvent.clear(to);
    await userEvent.type(to, '02/01/2026{Enter}');
    expect(screen.getByText('The end is before the start.')).toBeTruthy();
    const from = screen.getByRole('textbox', { name: 'From' });
    await userEvent.clear(from);
    await userEvent.type(from, '01/15/2026{Enter}');
    expect(window.location.search).toBe('?from=2026-01-15&to=2026-02-01');
    expect(screen.queryByText('The end is before the start.')).toBeNull();
  });
});
