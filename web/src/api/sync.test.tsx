// SPDX-License-Identifier: MIT
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useServerEvents } from '@/api/sync';
import { playServer } from '@/test/server';

class FakeEventSource {
  static all: FakeEventSource[] = [];
  onmessage?: (event: { data: string }) => void;
  onerror?: () => void;
  isClosed = false;
  constructor(readonly url: string) {
    FakeEventSource.all.push(this);
  }
  close() {
    this.isClosed = true;
  }
  tell(version: number, fetches: object[] = []) {
    act(() => this.onmessage?.({ data: JSON.stringify({ version, fetches }) }));
  }
}
const newest = () => FakeEventSource.all.at(-1) as FakeEventSource;

function show(state: 'visible' | 'hidden') {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
}

/** Follows the events beside a question about costs and one about coverage; how often which was asked, and how. */
function follow() {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const asked = vi.fn((what: string) => Promise.resolve({ what, last_updated: 'now' }));
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const use = () => {
    const meta = { known: () => asked('known') };
    const { data } = useQuery({ queryKey: ['costs'], queryFn: () => asked('costs'), meta });
    useQuery({ queryKey: ['coverage'], queryFn: () => asked('coverage') });
    return { ...useServerEvents(), data };
  };
  const timesOf = (what: string) => asked.mock.calls.filter(([one]) => one === what).length;
  return { client, asked, timesOf, ...renderHook(use, { wrapper }) };
}

describe('the events of the server', () => {
  beforeEach(() => {
    FakeEventSource.all = [];
    vi.stubGlobal('EventSource', FakeEventSource);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it('tell what is being read', () => {
    const { result } = follow();
    expect(newest().url).toBe('/api/events');
    expect(result.current.fetches).toBeUndefined();
    const fetch = { provider: 'openai', calls_done: 3 };
    newest().tell(1, [fetch]);
    expect(result.current.fetches).toEqual([fetch]);
    newest().tell(1);
    expect(result.current.fetches).toEqual([]);
    act(() => newest().onerror?.());
    expect(result.current.fetches).toBeUndefined();
  });

  it('say that the server is gone when nothing answers any more, and when it is back', async () => {
    const { replies } = playServer({ '/api/sync': 'gone' });
    const { result } = follow();
    newest().tell(1);
    act(() => newest().onerror?.());
    await act(() => Promise.resolve());
    expect(result.current.isLost, 'one connection may end').toBe(false);
    act(() => newest().onerror?.());
    await waitFor(() => expect(result.current.isLost).toBe(true));
    newest().tell(2);
    expect(result.current.isLost).toBe(false);
    // Something in between lets no events through: the server is there.
    replies['/api/sync'] = { version: 2, fetches: [] };
    for (let times = 0; times < 3; times += 1) act(() => newest().onerror?.());
    await act(() => new Promise((resolve) => setTimeout(resolve)));
    expect(result.current.isLost).toBe(false);
  });

  it('have what is known asked for when figures have changed, and only then', async () => {
    const { result, timesOf } = follow();
    await waitFor(() => expect(result.current.data?.what).toBe('costs'));
    newest().tell(4);
    newest().tell(4, [{ provider: 'openai' }]);
    expect(timesOf('known')).toBe(0);
    newest().tell(5);
    await waitFor(() => expect(result.current.data?.what).toBe('known'));
    await waitFor(() => expect(timesOf('coverage')).toBe(2));
    expect(timesOf('costs'), 'the providers would be asked too').toBe(1);
  });

  it('put nothing in place of figures when nothing is known, or an answer has come meanwhile', async () => {
    const { client, asked, result } = follow();
    await waitFor(() => expect(result.current.data?.what).toBe('costs'));
    newest().tell(1);
    asked.mockResolvedValueOnce({ what: 'nothing', last_updated: null as unknown as string });
    newest().tell(2);
    await act(() => Promise.resolve());
    expect(result.current.data?.what).toBe('costs');
    newest().tell(3);
    act(() => void client.setQueryData(['costs'], { what: 'answer', last_updated: 'later' }));
    await waitFor(() => expect(result.current.data?.what).toBe('answer'));
    await waitFor(() => expect(client.isFetching()).toBe(0));
    expect(result.current.data?.what).toBe('answer');
  });

  it('are not followed while nobody looks, and what changed meanwhile is asked for', async () => {
    const { result } = follow();
    await waitFor(() => expect(result.current.data?.what).toBe('costs'));
    const first = newest();
    first.tell(4);
    show('hidden');
    expect(first.isClosed).toBe(true);
    show('visible');
    expect(FakeEventSource.all).toHaveLength(2);
    newest().tell(7);
    await waitFor(() => expect(result.current.data?.what).toBe('known'));
  });

  it('end with the page', () => {
    const { unmount } = follow();
    unmount();
    expect(newest().isClosed).toBe(true);
    show('visible');
    expect(FakeEventSource.all).toHaveLength(1);
  });
});
