// SPDX-License-Identifier: MIT
// Periods, the steps between them, the calendar, and the ways from the whole to its parts.
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { addDays, today } from '@/lib/dates';
import { wholeUnit } from '@/lib/periods';
import { makeMixedReport } from '@/test/mixed';
import { open } from '@/test/open';
import { billed, makeReport, NO_TOKENS, playServer } from '@/test/server';

const search = () => window.location.search;

describe('periods', () => {
  it('of the last days are asked for by their days', async () => {
    const { asked } = playServer();
    open();
    await userEvent.click(await screen.findByRole('radio', { name: '30 days up to today' }));
    expect(search()).toBe('?last=30');
    const from = addDays(today(), -29);
    expect(asked).toContain(`/api/costs?start_date=${from}&end_date=${today()}`);
  });

  it('are stepped through: last month by its name, then back to this one', async () => {
    playServer();
    open('/', 'fr');
    const before = wholeUnit('month', addDays(wholeUnit('month', today()).from, -1));
    const name = new Intl.DateTimeFormat('fr-FR', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
      new Date(before.from),
    );
    await userEvent.click(await screen.findByRole('button', { name: `Période précédente\u00a0: ${name}` }));
    expect(search()).toBe(`?from=${before.from}&to=${before.to}`);
    // In the line that a phone folds the filters into, too.
    expect(screen.getAllByText(name)).toHaveLength(2);
    await userEvent.click(screen.getByRole('button', { name: /^Période suivante/ }));
    expect(search()).toBe('?period=month');
  });

  it('do not go on into the future', async () => {
    playServer();
    open();
    const next = await screen.findByRole('button', { name: 'Next period' });
    expect(next.getAttribute('aria-disabled')).toBe('true');
    await userEvent.click(next);
    expect(search()).toBe('');
  });
});

describe('the calendar', () => {
  async function openCalendar(path = '/?from=2026-02-10&to=2026-02-28') {
    playServer();
    open(path);
    await userEvent.click(await screen.findByRole('button', { name: /Choose a date: From/ }));
    return screen.findByRole('dialog', { name: /Choose a date: From/ });
  }

  it('opens on the field’s day and goes by the keys of the grid', async () => {
    const dialog = await openCalendar();
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Tuesday, February 10, 2026');
    await userEvent.keyboard('{ArrowLeft}{ArrowUp}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Monday, February 2, 2026');
    await userEvent.keyboard('{PageUp}');
    expect(within(dialog).getByRole('heading', { name: 'January 2026' })).toBeTruthy();
    await userEvent.keyboard('{Enter}');
    expect(search()).toBe('?from=2026-01-02&to=2026-02-28');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'From' }).value).toBe('01/02/2026');
  });

  it('turns months by its buttons and closes without a choice', async () => {
    const dialog = await openCalendar();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Previous year' }));
    expect(within(dialog).getByRole('heading', { name: 'February 2025' })).toBeTruthy();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(search()).toBe('?from=2026-02-10&to=2026-02-28');
  });
});

describe('from the whole to its parts', () => {
  it('a project, a workspace and a provider are one press away, and Back leads up again', async () => {
    playServer({ '/api/costs': makeMixedReport() });
    open('/?period=year');
    const providers = await screen.findByRole('table', { name: /Cost by provider/ });
    await userEvent.click(within(providers).getByRole('link', { name: 'Mistral AI' }));
    expect(search()).toBe('?provider=mistral&period=year');
    const projects = await screen.findByRole('table', { name: /Cost by project/ });
    await userEvent.click(within(projects).getByRole('link', { name: 'Tutor' }));
    expect(search()).toBe('?provider=openai&project=proj_1&period=year');
    expect(screen.queryByRole('table', { name: /Cost by project/ })).toBeNull();
  });

  it('the chart can be split by provider, and the link says so', async () => {
    playServer({ '/api/costs': makeMixedReport() });
    open();
    await userEvent.click(await screen.findByRole('radio', { name: 'Split by: Provider' }));
    expect(search()).toBe('?period=month&by=provider');
    const chart = await screen.findByRole('application', { name: /Daily cost by provider/ });
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('$31.50'));
    chart.focus();
    await userEvent.keyboard('{End}');
    expect(screen.getByRole('status').textContent).toContain('OpenAI $20.00, Mistral AI $11.50');
  });

  it('there is nothing to split by with one provider', async () => {
    playServer();
    open('/?by=provider');
    await screen.findByRole('application', { name: /Daily cost by model/ });
    expect(screen.queryByRole('radio', { name: 'Split by: Provider' })).toBeNull();
  });
});

describe('what the chart gathers as others', () => {
  it('is listed at a press, and named one by one in the table', async () => {
    const names = Array.from({ length: 9 }, (_, index) => `model-${index + 1}`);
    const breakdown = names.map((model) => ({ provider: 'openai', model, ...billed(1), requests: 1, ...NO_TOKENS }));
    const daily = [
      {
        date: '2026-11-22',
        cost_usd: 9,
        breakdown: breakdown.map(({ provider, model }) => ({ provider, model, cost_usd: 1 })),
      },
    ];
    playServer({ '/api/costs': makeReport({ total_cost_usd: 9, breakdown, daily, start_date: '2026-11-22' }) });
    open();
    const chart = await screen.findByRole('figure', { name: /Daily cost by model/ });
    expect(within(chart).queryByText('model-9')).toBeNull();
    const button = within(chart).getByRole('button', { name: 'Others (3)' });
    await userEvent.click(button);
    const list = await within(chart).findByRole('list', { name: 'Others' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(3);
    expect(within(list).getByText('model-9')).toBeTruthy();
    await userEvent.click(button);
    expect(within(chart).queryByText('model-9')).toBeNull();

    await userEvent.click(within(chart).getByRole('button', { name: 'Show as table' }));
    await within(chart).findByRole('columnheader', { name: 'Others' });
    await userEvent.click(within(chart).getByRole('button', { name: 'Name the others' }));
    expect(within(chart).getByRole('columnheader', { name: 'model-9' })).toBeTruthy();
    expect(within(chart).queryByRole('columnheader', { name: 'Others' })).toBeNull();
    await userEvent.click(within(chart).getByRole('button', { name: 'Gather the others' }));
    expect(within(chart).queryByRole('columnheader', { name: 'model-9' })).toBeNull();
  });

  it('does not make a table of many models longer than is made at once, but at a press', async () => {
    const breakdown = Array.from({ length: 200 }, (_, index) => ({
      provider: 'openai',
      model: `model-${index + 1}`,
      ...billed(1),
      requests: 1,
      ...NO_TOKENS,
    }));
    const daily = Array.from({ length: 20 }, (_, index) => ({
      date: addDays('2026-11-03', index),
      cost_usd: 200,
      breakdown: breakdown.map(({ provider, model }) => ({ provider, model, cost_usd: 1 })),
    }));
    playServer({ '/api/costs': makeReport({ total_cost_usd: 4000, breakdown, daily, start_date: '2026-11-03' }) });
    open();
    const chart = await screen.findByRole('figure', { name: /Daily cost by model/ });
    await userEvent.click(within(chart).getByRole('button', { name: 'Show as table' }));
    const rows = () => chart.querySelectorAll('tbody tr').length;
    await waitFor(() => expect(rows()).toBe(20));
    await userEvent.click(within(chart).getByText('Name the others'));
    expect(rows()).toBe(12);
    await userEvent.click(within(chart).getByText('Show all 20'));
    expect(rows()).toBe(20);
    expect(within(chart).queryByText('Show all 20')).toBeNull();
  });
});
