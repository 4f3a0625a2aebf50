// SPDX-License-Identifier: MIT
// The tables of many rows: sorted, filtered, copied.
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { open } from '@/test/open';
import { billed, makeReport, NO_TOKENS, playServer } from '@/test/server';

/** Projects 1 to `count`, of as many dollars; of every tenth the requests are not known. */
function manyProjects(count: number) {
  const projects = Array.from({ length: count }, (_, index) => ({
    provider: 'openai',
    workspace: 'edugami',
    id: `proj_${index + 1}`,
    name: `Projet n° ${index + 1}`,
    ...billed(index + 1),
    requests: index % 10 === 9 ? null : 1000 - index,
    ...NO_TOKENS,
  }));
  return { '/api/costs': makeReport({ projects: projects.reverse(), total_cost_usd: (count * (count + 1)) / 2 }) };
}

async function table() {
  const found = await screen.findByRole('table', { name: /Cost by project/ });
  const names = () =>
    within(found)
      .getAllByRole('row')
      .slice(1, -1)
      .map((row) => row.querySelector('th a')?.textContent);
  return { found, names };
}

describe('a table of many rows', () => {
  it('shows the first, then a hundred more at each press', async () => {
    playServer(manyProjects(250));
    open();
    const { names } = await table();
    expect(names()).toHaveLength(12);
    const section = screen.getByRole('region', { name: /Cost by project/ });
    await userEvent.click(within(section).getByRole('button', { name: 'Show 100 more' }));
    await waitFor(() => expect(names()).toHaveLength(112));
    await userEvent.click(within(section).getByRole('button', { name: 'Show 100 more' }));
    await userEvent.click(within(section).getByRole('button', { name: 'Show all 250' }));
    await waitFor(() => expect(names()).toHaveLength(250));
    await userEvent.click(within(section).getByRole('button', { name: 'Show fewer' }));
    expect(names()).toHaveLength(12);
  });

  it('is filtered by what is typed, with the sum of what is left', async () => {
    playServer(manyProjects(30));
    open();
    const { found, names } = await table();
    await userEvent.type(screen.getByRole('searchbox', { name: 'Filter: Cost by project' }), 'PROJÉT 2');
    await waitFor(() => expect(names()).toHaveLength(12));
    // 2, 12, and 20 to 29.
    expect(within(found).getByRole('row', { name: /Total of 12 out of 30.*\$259\.00/ })).toBeTruthy();
    expect(screen.getByRole('status').textContent).toBe('12 rows found');
  });

  it('is sorted by what a thousand requests cost, the unknown last', async () => {
    playServer(manyProjects(11));
    open();
    const { found, names } = await table();
    const button = within(found).getByRole('button', { name: 'Per 1,000' });
    await userEvent.click(button);
    expect(names()[0]).toBe('Projet n° 11');
    expect(names().at(-1)).toBe('Projet n° 10');
    await userEvent.click(button);
    expect(names()[0]).toBe('Projet n° 1');
    expect(names().at(-1)).toBe('Projet n° 10');
    expect(within(found).getByRole('row', { name: /Projet n° 9.*\$9\.07/ })).toBeTruthy();
  });

  it('says that requests are at least so many where some days are not counted, and makes no cost of each', async () => {
    const { breakdown } = makeReport();
    const partly = breakdown.map((row) => ({ ...row, ...(row.requests && { requests_partial: true as const }) }));
    playServer({ '/api/costs': makeReport({ breakdown: partly }) });
    open();
    const found = await screen.findByRole('table', { name: /Cost by model/ });
    const row = within(found).getByRole('row', { name: /gpt-5/ });
    expect(within(row).getByText('≥ 1,200')).toBeTruthy();
    expect(row.textContent).toContain('The requests of some days are not known');
    const total = screen.getByRole('region', { name: /Total cost/ });
    expect(total.textContent).toContain('≥ 1.2K');
    expect(
      within(total).getByText('The requests of some days are not known, so there is no cost for each.'),
    ).toBeTruthy();
  });

  it('has the change in dollars, which it is sorted by', async () => {
    const before = makeReport().projects.map((row, index) => ({ ...row, ...billed(index === 0 ? 10 : 0.1) }));
    playServer({
      '/api/costs': (url) => (url.searchParams.has('start_date') ? makeReport({ projects: before }) : makeReport()),
    });
    open();
    const found = await screen.findByRole('table', { name: /Cost by project/ });
    await within(found).findByText('+$20.00');
    const names = () => [...found.querySelectorAll('tbody th')].map((cell) => cell.textContent);
    await userEvent.click(within(found).getByRole('button', { name: 'Change' }));
    expect(names(), '$20 more, though it only tripled').toEqual(['Tutor', 'Without a project']);
    await userEvent.click(within(found).getByRole('button', { name: 'Change' }));
    expect(names()).toEqual(['Without a project', 'Tutor']);
  });

  it('has the tokens of each row, the unknown as such and last', async () => {
    const project = (name: string, cost: number, input_tokens: number | null, output_tokens: number | null) => ({
      provider: 'openai',
      workspace: 'edugami',
      id: name,
      name,
      ...billed(cost),
      requests: 10,
      input_tokens,
      output_tokens,
    });
    const projects = [
      project('Large', 15, 4_500_000, 500_000),
      project('Partly', 10, 7, null),
      project('Small', 5, 999_000, 1000),
    ];
    playServer({ '/api/costs': makeReport({ projects, total_cost_usd: 30 }) });
    const user = userEvent.setup();
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    open();
    const { found, names } = await table();
    const cells = (name: string) => within(within(found).getByRole('row', { name: new RegExp(name) }));
    // 15 dollars for five million.
    expect(cells('Large').getByText('4.5M')).toBeTruthy();
    expect(cells('Large').getByText('$3.00')).toBeTruthy();
    // The tokens written, the dollars for a million.
    expect(cells('Partly').getAllByText('The provider does not say how many tokens it was.')).toHaveLength(2);
    await user.hover(cells('Small').getByText('999K'));
    expect(screen.getByRole('tooltip').textContent).toBe('999,000 tokens read, cached ones included');

    await user.click(within(found).getByRole('button', { name: 'Per million' }));
    expect(names()).toEqual(['Small', 'Large', 'Partly']);
    await user.click(within(found).getByRole('button', { name: 'Tokens out' }));
    expect(names()).toEqual(['Large', 'Small', 'Partly']);
    await user.click(within(found).getByRole('button', { name: 'Tokens in' }));
    await user.click(within(found).getByRole('button', { name: 'Tokens in' }));
    expect(names()).toEqual(['Partly', 'Small', 'Large']);
    await user.click(screen.getByRole('button', { name: 'Copy: Cost by project' }));
    const [header, first] = write.mock.calls[0]?.[0].split('\n') ?? [];
    expect(header).toMatch(
      /^Project\tShare \(0 to 1\)\tRequests\tPer 1,000 requests \(USD\)\tInput tokens\tOutput tokens\t/,
    );
    // What is not known is empty.
    expect(first).toMatch(/^Partly\t0\.333333333333333333\t10\t1000\t7\t\t\t0\t0\t10\t10$/);
  });

  it('has no columns for tokens that nobody counts', async () => {
    playServer(manyProjects(3));
    open();
    const { found } = await table();
    expect(within(found).queryByRole('columnheader', { name: /Token/ })).toBeNull();
  });

  it('is copied as it is sorted and filtered, for a spreadsheet', async () => {
    playServer(manyProjects(30));
    const user = userEvent.setup();
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    open();
    const { names } = await table();
    await user.type(screen.getByRole('searchbox', { name: /Cost by project/ }), '30');
    await waitFor(() => expect(names()).toEqual(['Projet n° 30']));
    await user.click(screen.getByRole('button', { name: 'Copy: Cost by project' }));
    expect(write).toHaveBeenCalledWith(
      'Project\tShare (0 to 1)\tRequests\tPer 1,000 requests (USD)\tChange (USD)\tChange (%)\tCost (USD)\tPrevious cost (USD)\nProjet n° 30\t0.064516129032258065\t\t\t0\t0\t30\t30',
    );
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Copied: Cost by project.'));
  });

  it('says so when the browser does not let it copy', async () => {
    playServer(manyProjects(3));
    const user = userEvent.setup();
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    open();
    await table();
    await user.click(screen.getByRole('button', { name: 'Copy: Cost by project' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('The browser did not let the page copy.'));
  });

  it('leads from a model to the projects that used it', async () => {
    playServer({ '/api/costs': makeReport() });
    open();
    const models = await screen.findByRole('table', { name: /Cost by model/ });
    const [first] = within(models).getAllByRole('link');
    await userEvent.click(first as HTMLElement);
    const params = new URLSearchParams(window.location.search);
    expect(params.get('model')).toBe(first?.textContent);
    expect(params.get('provider')).toBe('openai');
    const way = await screen.findByRole('navigation', { name: 'You are here' });
    expect(within(way).getByText(first?.textContent ?? '')).toBeTruthy();
    await waitFor(() => expect(within(models).queryAllByRole('link')).toHaveLength(0));
  });

  it('has no filter while all of it is seen at once', async () => {
    playServer(manyProjects(12));
    open();
    await table();
    expect(screen.queryByRole('searchbox')).toBeNull();
  });
});
