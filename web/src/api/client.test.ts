// SPDX-License-Identifier: MIT
import { describe, expect, it, vi } from 'vitest';

// The client asks the page's own server.
vi.stubGlobal('location', { origin: 'http://localhost' });
const { ApiError, get, parseJson, ServerGoneError } = await import('@/api/client');

function answer(status: number, body: string, type = 'application/json') {
  const fetch = vi.fn(async (_request: Request) => new Response(body, { status, headers: { 'Content-Type': type } }));
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

const signal = () => new AbortController().signal;

describe('parseJson', () => {
  it('keeps every digit of money', () => {
    const text =
      '{"total_cost_usd":1951.470688220078929,"requests":3,"daily":[{"cost_usd": -0.25, "cost":null}],"cost":12e-7}';
    expect(parseJson(text)).toEqual({
      total_cost_usd: '1951.470688220078929',
      requests: 3,
      daily: [{ cost_usd: '-0.25', cost: null }],
      cost: '12e-7',
    });
  });

  it('leaves alone what stands in a text', () => {
    const name = 'a "cost_usd":5 "cost": 7';
    expect(parseJson(JSON.stringify({ name, id: '{"cost":1}' }))).toEqual({ name, id: '{"cost":1}' });
  });
});

describe('get', () => {
  it('asks with the query and gives money as text', async () => {
    const fetch = answer(200, '{"total_cost_usd":1.5,"errors":[]}');
    const report = await get('/api/costs', { provider: 'a&b', period: 'month' }, signal());
    expect(report.total_cost_usd).toBe('1.5');
    expect(new URL(fetch.mock.calls[0]?.[0].url ?? '').search).toBe('?provider=a%26b&period=month');
  });

  it('throws the problem of an answer that has one', async () => {
    answer(
      502,
      '{"type":"urn:x","title":"t","status":502,"detail":"d","kind":"invalid_key"}',
      'application/problem+json',
    );
    const error = await get('/api/costs', { period: 'month' }, signal()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect((error as InstanceType<typeof ApiError>).problem.kind).toBe('invalid_key');
  });

  it.each([
    ['an error that is none of ours', 502, '<html>Bad Gateway</html>'],
    ['an answer that is no JSON', 200, '<html>'],
  ])('takes %s for a server that is gone', async (_what, status, body) => {
    answer(status, body, 'text/html');
    await expect(get('/api/sync', undefined, signal())).rejects.toBeInstanceOf(ServerGoneError);
  });

  it('takes a failed connection for a server that is gone', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => {
        throw new TypeError('Failed to fetch');
      }),
    );
    await expect(get('/api/sync', undefined, signal())).rejects.toBeInstanceOf(ServerGoneError);
  });

  it('lets an abort through as one', async () => {
    const controller = new AbortController();
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => {
        controller.abort();
        throw new DOMException('aborted', 'AbortError');
      }),
    );
    await expect(get('/api/sync', undefined, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
