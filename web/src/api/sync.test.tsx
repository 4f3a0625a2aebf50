// SPDX-License-Identifier: MIT
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useServerEvents } from '@/api/sync';

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

/** Follows the events beside a question about costs; how often that was asked. */
function follow() {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const asked = vi.fn(() => Promise.resolve(asked.mock.calls.length));
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const use = () => {
    useQuery({ queryKey: ['costs'], queryFn: asked });
    return useServerEvents();
  };
  return { asked, ...renderHook(use, { wrapper }) };
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
    expect(result.current).toBeUndefined();
    const fetch = { provider: 'openai', calls_done: 3 };
    newest().tell(1, [fetch]);
    expect(result.current).toEqual([fetch]);
    newest().tell(1);
    expect(result.current).toEqual([]);
    act(() => newest().onerror?.());
    expect(result.current).toBeUndefined();
  });

  it('have the figures asked for again when they have changed, and only then', async () => {
    const { asked } = follow();
    await waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
    newest().tell(4);
    newest().tell(4, [{ provider: 'openai' }]);
    expect(asked).toHaveBeenCalledTimes(1);
    newest().tell(5);
    await waitFor(() => expect(asked).toHaveBeenCalledTimes(2));
  });

  it('are not followed while nobody looks, and what changed meanwhile is asked for', async () => {
    const { asked } = follow();
    await waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
    const first = newest();
    first.tell(4);
    show('hidden');
    expect(first.isClosed).toBe(true);
    show('visible');
    expect(FakeEventSource.all).toHaveLength(2);
    newest().tell(7);
    await waitFor(() => expect(asked).toHaveBeenCalledTimes(2));
  });

  it('end with the page', () => {
    const { unmount } = follow();
    unmount();
    expect(newest().isClosed).toBe(true);
    show('visible');
    expect(FakeEventSource.all).toHaveLength(1);
  });
});
