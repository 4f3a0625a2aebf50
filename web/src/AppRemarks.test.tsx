// SPDX-License-Identifier: MIT
// What is said of the figures under the total: what stands open, and what is gathered into one line.
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { open } from '@/test/open';
import { makeReport, playServer, type Report } from '@/test/server';

type Notice = Report['notices'][number];
const notice = (kind: Notice['kind']): Notice => ({ kind, provider: 'openai', workspace: '', detail: `about ${kind}` });
const withNotices = (...kinds: Notice['kind'][]) => ({ '/api/costs': makeReport({ notices: kinds.map(notice) }) });
const CALM = /Worth knowing about these figures|À savoir sur ces chiffres/;

describe('remarks about the figures', () => {
  it.each([
    ['en', '3 remarks about these figures', /billed apart/],
    ['fr', '3 remarques sur ces chiffres', /facturée à part/],
  ] as const)('that are several are one line that opens, %s', async (language, line, one) => {
    playServer(withNotices('not_included', 'short_history', 'booked_together'));
    open('/', language);
    const remarks = await screen.findByRole('region', { name: CALM });
    const summary = within(remarks).getByText(line);
    const details = summary.closest('details');
    expect(details?.open).toBe(false);
    await userEvent.click(summary);
    expect(details?.open).toBe(true);
    expect(within(remarks).getAllByRole('listitem').length).toBeGreaterThanOrEqual(3);
    expect(within(remarks).getByText(one).closest('details')).toBe(details);
  });

  it('that are one stand as they are', async () => {
    playServer(withNotices('not_included'));
    open();
    const text = await screen.findByText('OpenAI: some of the use is billed apart and is not in these figures.');
    expect(text.closest('details')).toBeNull();
  });

  it('that one must not overlook stand open, each on its own, before the rest', async () => {
    const loud = ['unit_suspect', 'unconverted', 'not_kept', 'ledger_damaged', 'corrected'] as const;
    playServer(withNotices('not_included', ...loud, 'short_history'));
    open();
    const calm = await screen.findByText('2 remarks about these figures');
    for (const text of [/100 times off/, /no exchange rate/, /could not be saved/, /was damaged/, /sealed month/]) {
      const shown = screen.getByText(text);
      expect(shown.closest('details')).toBeNull();
      expect(shown.compareDocumentPosition(calm)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    }
  });

  it('are none when there is nothing to say', async () => {
    playServer();
    open();
    await screen.findByRole('table', { name: /Cost by project/ });
    expect(screen.queryByRole('region', { name: CALM })).toBeNull();
  });
});
