// SPDX-License-Identifier: MIT
// Amounts that are not simply dollars that were billed: other currencies, estimates, unknown ones, and what is said of them.
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { makeMixedReport } from '@/test/mixed';
import { open } from '@/test/open';
import { ANTHROPIC, billed, MISTRAL, makeReport, OPENAI, PROBLEM, playServer } from '@/test/server';

const mixed = { '/api/costs': makeMixedReport() };
const NOT_IN_TOTAL = /There is no exchange rate for it/;

async function rowsOf(name: RegExp) {
  const table = await screen.findByRole('table', { name });
  return within(table).getAllByRole('row').slice(1, -1);
}

describe('a cost that is not known in dollars', () => {
  it('is called unknown with the reason, never 0', async () => {
    playServer(mixed);
    open();
    const rows = await rowsOf(/Cost by model/);
    const ocr = rows.find((row) => row.textContent?.includes('ocr'));
    expect(ocr?.textContent).toContain('unknown');
    expect(ocr?.textContent).toContain('Charged as €3.10; there is no exchange rate');
    const preview = rows.find((row) => row.textContent?.includes('preview'));
    expect(preview?.textContent).toContain('Only quantities are known');
    for (const row of [ocr, preview]) expect(row?.textContent).not.toContain('$0');
  });

  it('stands last, however the table is sorted by cost', async () => {
    playServer(mixed);
    open('/', 'fr');
    const names = async () => (await rowsOf(/Coût par modèle/)).map((row) => row.querySelector('th')?.textContent);
    expect((await names()).map((name) => name?.slice(0, 3))).toEqual(['lar', 'lar', 'ocr', 'pre']);
    const table = screen.getByRole('table', { name: /Coût par modèle/ });
    await userEvent.click(within(table).getByRole('button', { name: 'Coût' }));
    expect((await names()).map((name) => name?.slice(0, 3))).toEqual(['lar', 'lar', 'ocr', 'pre']);
    expect((await rowsOf(/Coût par modèle/))[0]?.textContent).toContain('11,50\u00a0$');
    expect(screen.getAllByText('inconnu').length).toBeGreaterThan(0);
  });

  it('is no part of the sums, and of nothing but such there is no total', async () => {
    const unknown = makeMixedReport().breakdown.filter(({ cost_usd }) => cost_usd === null);
    playServer({ '/api/costs': makeMixedReport({ total_cost_usd: 0, breakdown: unknown }) });
    open();
    const total = await screen.findByRole('region', { name: /Total cost/ });
    expect((await within(total).findAllByText('unknown')).length).toBeGreaterThan(0);
    expect(within(total).queryByText(/\$0\.00/)).toBeNull();
  });
});

describe('a cost in another currency', () => {
  it('has the amount that was charged under its dollars, as the language writes it', async () => {
    playServer(mixed);
    open('/', 'fr');
    const row = (await rowsOf(/Coût par fournisseur/)).find((one) => one.textContent?.includes('Mistral'));
    expect(row?.textContent).toContain('11,50\u00a0$');
    expect(row?.textContent).toContain('10,00\u00a0€');
    expect(row?.textContent).toContain('+ 3,10\u00a0€ non convertis');
  });

  it('that could not be converted stands beside the total with the reason', async () => {
    playServer(mixed);
    open();
    const total = await screen.findByRole('region', { name: /Total cost/ });
    expect(await within(total).findByText('+ €3.10 not converted')).toBeTruthy();
    expect(total.textContent).toMatch(NOT_IN_TOTAL);
    expect(total.textContent).toContain('EXCHANGE_RATES');
  });

  it('is not compared while part of it is in no total: the other providers are', async () => {
    playServer(mixed);
    open();
    const total = await screen.findByRole('region', { name: /Total cost/ });
    expect(
      await within(total).findByText(/^\$20\.00 against \$20\.00 in the previous period, without Mistral/),
    ).toBeTruthy();
  });

  it('names the rates, whose they are, and which are fixed', async () => {
    playServer(mixed);
    open('/', 'fr');
    const remarks = await screen.findByRole('region', { name: 'À savoir sur ces chiffres' });
    const summary = within(remarks).getByText(/Taux de change utilisés/);
    const details = summary.closest('details');
    if (details) details.open = true;
    details?.dispatchEvent(new Event('toggle'));
    expect(await within(remarks).findByText(/Taux de référence de la BCE, à titre d’information/)).toBeTruthy();
    const rates = within(remarks).getByRole('table');
    expect(within(rates).getByRole('row', { name: /EUR 20 nov. 2026 1,1500\s\$/ })).toBeTruthy();
    expect(within(rates).getByRole('row', { name: /CHF.*\(fixe\)/ })).toBeTruthy();
  });
});

describe('an estimate', () => {
  it('is marked in its row and beside the total', async () => {
    playServer(mixed);
    open();
    const row = (await rowsOf(/Cost by provider/)).find((one) => one.textContent?.includes('Mistral'));
    const mark = within(row as HTMLElement).getByText('estimated');
    await userEvent.hover(mark);
    expect(screen.getByRole('tooltip').textContent).toContain('price list');
    expect(within(row as HTMLElement).getByText('partly unpriced')).toBeTruthy();
    const total = screen.getByRole('region', { name: /Total cost/ });
    expect(within(total).getByText('partly estimated')).toBeTruthy();
  });

  it('is not said of what was billed', async () => {
    playServer();
    open();
    await rowsOf(/Cost by model/);
    expect(screen.queryByText(/estimated/)).toBeNull();
    expect(screen.queryByRole('region', { name: 'Worth knowing about these figures' })).toBeNull();
  });
});

describe('what is said of the figures', () => {
  it('is in the page’s language, with the server’s words folded away, the suspicious first', async () => {
    playServer(mixed);
    open('/', 'fr');
    const suspect = await screen.findByText(/semblent faux d’un facteur 100/);
    const calm = screen.getByText(/ne donne plus les chiffres de tout ou partie de ces jours/);
    expect(suspect.compareDocumentPosition(calm)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(screen.getByText('mistral: cents taken for euros').closest('details')?.open).toBe(false);
    expect(screen.getByText('mistral: cents taken for euros').lang).toBe('en');
  });

  it('names what the settings leave out', async () => {
    playServer(mixed);
    open();
    const total = await screen.findByRole('region', { name: /Total cost/ });
    expect(await within(total).findByText(/without openrouter and OpenAI \/ edugami \/ proj_2/)).toBeTruthy();
  });
});

describe('a source that failed', () => {
  const SAVED = new Date(Date.now() - 3 * 3600_000).toISOString();
  const workspaces = [
    { provider: 'openai', id: 'edugami', name: 'Edugami', ...billed(20) },
    { provider: 'openai', id: 'atelier', name: 'Atelier', ...billed(10.5) },
  ];
  const failed = makeReport({ stale: true, errors: [PROBLEM], last_updated: SAVED, workspaces });

  it('is named with the age of its figures while the others are fresh', async () => {
    playServer({ '/api/costs': failed });
    open();
    expect(await screen.findByText(/^OpenAI \(Edugami\) could not be read again.*3 hours ago/)).toBeTruthy();
    expect(screen.queryByText(/These are saved figures/)).toBeNull();
    expect(screen.queryByText(/The total is without/)).toBeNull();
  });

  it('of which nothing is known is what the total is without, and nothing is called saved', async () => {
    playServer({ '/api/costs': { ...failed, workspaces: workspaces.slice(1) } });
    open();
    expect(await screen.findByText('The total is without OpenAI (Edugami).')).toBeTruthy();
    expect(screen.queryByText(/saved figures/)).toBeNull();
  });

  it('makes all figures saved ones when it is the only source', async () => {
    playServer({ '/api/costs': { ...failed, workspaces: workspaces.slice(0, 1) } });
    open();
    expect(await screen.findByText(/These are saved figures, from 3 hours ago/)).toBeTruthy();
  });
});

describe('workspaces', () => {
  it('of the only provider connected are offered without choosing it', async () => {
    const { asked } = playServer({ '/api/providers': { providers: [OPENAI, MISTRAL], demo: false } });
    open();
    const workspace = await screen.findByRole('combobox', { name: 'Workspace' });
    await within(workspace).findByRole('option', { name: 'Edugami' });
    await userEvent.selectOptions(workspace, 'edugami');
    expect(window.location.search).toBe('?provider=openai&workspace=edugami&period=month');
    expect(asked).toContain('/api/costs?provider=openai&workspace=edugami&period=month');
  });

  it('of one of two providers are not', async () => {
    playServer({ '/api/providers': { providers: [OPENAI, ANTHROPIC], demo: false } });
    open();
    await screen.findByRole('option', { name: 'Anthropic' });
    expect(screen.queryByRole('combobox', { name: 'Workspace' })).toBeNull();
  });
});

describe('models of the same name under two providers', () => {
  it('stay apart in the chart, with the provider’s name', async () => {
    playServer(mixed);
    open();
    const chart = await screen.findByRole('application', { name: /Daily cost by model/ });
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('$31.50'));
    chart.focus();
    await userEvent.keyboard('{End}');
    const spoken = screen.getByRole('status').textContent;
    expect(spoken).toContain('large (OpenAI) $20.00, large (Mistral AI) $11.50');
    expect(screen.getAllByText('large (Mistral AI)').length).toBeGreaterThan(0);
  });

  it('keep their colours when one provider is chosen', async () => {
    const both = makeMixedReport();
    playServer({
      '/api/providers': { providers: [OPENAI, { ...MISTRAL, available: true, error: null }], demo: false },
      '/api/costs': (url) =>
        url.searchParams.get('provider') === 'mistral'
          ? { ...both, breakdown: both.breakdown.slice(1), providers: both.providers.slice(1) }
          : both,
    });
    open();
    const swatchOf = async (name: string) => {
      const rows = await rowsOf(/Cost by model/);
      const row = rows.find((one) => one.textContent?.includes(name));
      return row?.querySelector<HTMLElement>('.keep-colour')?.style.backgroundColor;
    };
    const before = await swatchOf('$11.50');
    await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Provider' }), 'mistral');
    await screen.findByText('large', { selector: 'li span' });
    expect(before).toBe('var(--chart-1)');
    expect(await swatchOf('$11.50')).toBe(before);
  });
});
