// SPDX-License-Identifier: MIT
// The way up from what was chosen.
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { open } from '@/test/open';
import { playServer } from '@/test/server';

const steps = (nav: HTMLElement) => within(nav).getAllByRole('listitem');

describe('the way up', () => {
  it('names what was chosen from everything down, each step but the last a link that leads back up', async () => {
    playServer();
    open('/?provider=openai&workspace=edugami&project=proj_1&period=year');
    const nav = await screen.findByRole('navigation', { name: 'You are here' });
    await within(nav).findByText('Tutor');
    expect(
      within(nav)
        .getAllByRole('link')
        .map((link) => [link.textContent, link.getAttribute('href')]),
    ).toEqual([
      ['Everything', '?period=year'],
      ['OpenAI', '?provider=openai&period=year'],
      ['Edugami', '?provider=openai&workspace=edugami&period=year'],
    ]);
    expect(steps(nav).at(-1)?.querySelector('[aria-current=page]')?.textContent).toBe('Tutor');
    await userEvent.click(within(nav).getByRole('link', { name: 'OpenAI' }));
    expect(window.location.search).toBe('?provider=openai&period=year');
    expect(steps(nav)).toHaveLength(2);
  });

  it('is named in French, what is without a project too', async () => {
    playServer();
    open('/?provider=openai&project=none', 'fr');
    const nav = await screen.findByRole('navigation', { name: 'Fil d’Ariane' });
    await within(nav).findByText('OpenAI');
    expect(nav.textContent).toBe('Tout › OpenAI › Sans projet');
  });

  it('is not there where nothing was chosen', async () => {
    playServer();
    open('/?period=year');
    await screen.findByRole('table', { name: /Cost by model/ });
    expect(screen.queryByRole('navigation')).toBeNull();
  });
});
