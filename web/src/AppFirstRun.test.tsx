// SPDX-License-Identifier: MIT
// The page of a program without keys: what to do, and how it goes on once that is done.
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { open } from '@/test/open';
import { MISTRAL, OPENAI, playServer } from '@/test/server';

const WITHOUT = { providers: [MISTRAL], demo: false };
const WITH = { providers: [OPENAI, MISTRAL], demo: false };

/** As if the reader looked at another tab, or came back. */
function setSeen(isSeen: boolean) {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(isSeen ? 'visible' : 'hidden');
  window.dispatchEvent(new Event('visibilitychange'));
}

afterEach(() => vi.useRealTimers());

describe('without any key', () => {
  it('it is said which variable to set, and how to look without one', async () => {
    playServer({ '/api/providers': { providers: [MISTRAL], demo: false } });
    open();
    expect(await screen.findByRole('heading', { name: 'No provider is connected yet' })).toBeTruthy();
    expect(screen.getByText('MISTRAL_API_KEY')).toBeTruthy();
    expect(screen.getByText('llm-cost-tracker serve --demo')).toBeTruthy();
    expect(
      screen.getByText(/^Admin API key, made by an admin of the organization; Enterprise plan only\./),
    ).toBeTruthy();
    expect(screen.getByRole('link', { name: 'backoffice.mistral.ai' })).toBeTruthy();
    expect(document.title).toBe('No provider is connected yet – Cost tracker');
  });

  it('it is looked again at a press, and the costs are shown once there is a key', async () => {
    const { replies } = playServer({ '/api/providers': { providers: [MISTRAL], demo: false } });
    open();
    const button = await screen.findByRole('button', { name: 'Check again' });
    await userEvent.click(button);
    expect(await screen.findByText(/still has no key/, { selector: 'p' })).toBeTruthy();
    replies['/api/providers'] = { providers: [OPENAI, MISTRAL], demo: false };
    await userEvent.click(button);
    expect(await screen.findByRole('table', { name: /Cost by model/ })).toBeTruthy();
  });

  it.each([
    ['en', 'Copy: MISTRAL_API_KEY=', 'Copied: MISTRAL_API_KEY='],
    ['fr', 'Copier\u00a0: MISTRAL_API_KEY=', 'Copié\u00a0: MISTRAL_API_KEY='],
  ] as const)('the line to set is copied at a press, %s', async (language, name, done) => {
    playServer({ '/api/providers': WITHOUT });
    const user = userEvent.setup();
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    open('/', language);
    await user.click(await screen.findByRole('button', { name }));
    expect(write).toHaveBeenCalledWith('MISTRAL_API_KEY=');
    expect(await screen.findByRole('button', { name: done })).toBeTruthy();
    expect(screen.getByRole('status').textContent).toBe(`${done}.`);
  });

  it('it is said when the browser does not let the page copy', async () => {
    playServer({ '/api/providers': WITHOUT });
    const user = userEvent.setup();
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('denied'));
    open();
    await user.click(await screen.findByRole('button', { name: 'Copy: MISTRAL_API_KEY=' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toMatch(/did not let the page copy/));
  });

  it('the page looks again by itself while it is seen, says nothing of it, and goes on', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { replies, asked } = playServer({ '/api/providers': WITHOUT });
    const looks = () => asked.filter((path) => path === '/api/providers').length;
    open();
    await screen.findByRole('button', { name: 'Check again' });
    const first = looks();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(looks()).toBeGreaterThanOrEqual(first + 2);
    expect(screen.queryByText(/still has no key/)).toBeNull();

    setSeen(false);
    await vi.advanceTimersByTimeAsync(1000);
    const seen = looks();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(looks()).toBe(seen);

    replies['/api/providers'] = WITH;
    setSeen(true);
    await vi.advanceTimersByTimeAsync(4000);
    expect(await screen.findByRole('table', { name: /Cost by model/ })).toBeTruthy();
    const found = looks();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(looks()).toBe(found);
  });
});
