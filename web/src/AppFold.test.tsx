// SPDX-License-Identifier: MIT
// The line that a phone folds the filters into.
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { open } from '@/test/open';
import { playServer } from '@/test/server';

describe('the folded filters', () => {
  it('say what is chosen, and open and close in place', async () => {
    playServer();
    open('/?provider=openai&workspace=edugami&from=2026-02-01&to=2026-02-28');
    const fold = await screen.findByRole('button', { name: /^What to show/ });
    await waitFor(() => expect(fold.textContent).toBe('What to show: OpenAI › Edugami · February 2026'));
    expect(fold.getAttribute('aria-expanded')).toBe('false');
    const fields = document.getElementById(fold.getAttribute('aria-controls') ?? '');
    expect(fields?.contains(screen.getByRole('combobox', { name: 'Provider' }))).toBe(true);
    await userEvent.click(fold);
    expect(fold.getAttribute('aria-expanded')).toBe('true');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Workspace' }), '');
    expect(fold.textContent).toContain('OpenAI · February 2026');
    expect(fold.getAttribute('aria-expanded')).toBe('true');
    await userEvent.click(fold);
    expect(fold.getAttribute('aria-expanded')).toBe('false');
  });

  it('speak French', async () => {
    playServer();
    open('/?from=2026-02-01&to=2026-02-28', 'fr');
    const fold = await screen.findByRole('button', { name: /^Ce qui est affiché/ });
    expect(fold.textContent).toBe('Ce qui est affiché\u00a0: Tout · février 2026');
  });
});
