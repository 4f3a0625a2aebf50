// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import type { CostRow } from '@/components/CostRowView';
import { fileColumns } from '@/components/costTableFile';
import { makeCsv } from '@/lib/csv';
import { type Language, makeFormats } from '@/lib/format';
import { en } from '@/lib/i18n/en';
import { fr } from '@/lib/i18n/fr';

const WORDS = { en, fr };
const DOLLARS = { cost: '0', currency: 'USD', provenance: 'billed' } as unknown as CostRow['charged'];
const ROW: CostRow = {
  key: 'a',
  name: 'a',
  cost: '20.25',
  charged: DOLLARS,
  requests: 1200,
  inputTokens: 3_000_000,
  outputTokens: 500_000,
  before: '13.5',
};
const UNKNOWN: CostRow = {
  ...ROW,
  name: 'u',
  cost: null,
  requests: null,
  inputTokens: null,
  outputTokens: null,
  before: undefined,
};

function fileOf(rows: CostRow[], language: Language = 'en', changes: object = {}) {
  const shown = { what: WORDS[language].model, total: '60.75', hasRequests: true, hasTokens: true, ...changes };
  const columns = fileColumns(rows, shown, WORDS[language], makeFormats(language));
  const head = columns.map((column) => column.head);
  const fields = rows.map((row) => columns.map(({ read }) => read(row)));
  return { head, lines: makeCsv(language, head, fields).slice(1).trimEnd().split('\r\n').slice(1) };
}

describe('a table as a file', () => {
  it('has the columns of the screen in their order, with their units', () => {
    const columns =
      'Model|Share (0 to 1)|Requests|Per 1,000 requests (USD)|Input tokens|Output tokens|Per million tokens, read and written (USD)|Change (USD)|Change (%)|Cost (USD)|Previous cost (USD)';
    expect(fileOf([ROW]).head).toEqual(columns.split('|'));
    const french =
      'Modèle|Part (de 0 à 1)|Requêtes|Pour 1 000 requêtes (USD)|Jetons en entrée|Jetons en sortie|Par million de jetons, lus et écrits (USD)|Évolution (USD)|Évolution (%)|Coût (USD)|Coût précédent (USD)';
    expect(fileOf([ROW], 'fr').head.map((head) => head.replaceAll('\u00a0', ' '))).toEqual(french.split('|'));
  });

  it('has every digit there is', () => {
    expect(fileOf([ROW]).lines).toEqual([
      'a,0.333333333333333333,1200,16.875,3000000,500000,5.785714285714285714,6.75,50,20.25,13.5',
    ]);
    expect(fileOf([ROW], 'fr').lines).toEqual([
      'a;0,333333333333333333;1200;16,875;3000000;500000;5,785714285714285714;6,75;50;20,25;13,5',
    ]);
  });

  it('leaves what is not known empty: it is no zero', () => {
    expect(fileOf([ROW, UNKNOWN]).lines[1]).toBe('u,,,,,,,,,,');
    expect(fileOf([ROW], 'en', { total: '0' }).lines[0]).toMatch(/^a,,1200,/);
  });

  it('has the change of what is new in dollars alone, and of credits with its direction', () => {
    expect(fileOf([{ ...ROW, before: '0' }]).lines[0]).toMatch(/,20\.25,,20\.25,0$/);
    expect(fileOf([{ ...ROW, cost: '-2', before: '-4' }]).lines[0]).toMatch(/,2,50,-2,-4$/);
    expect(fileOf([{ ...ROW, cost: '1', before: '3' }]).lines[0]).toMatch(/,-2,-66\.666666666666666667,1,3$/);
  });

  it('leaves out the columns that are not there', () => {
    const { head } = fileOf([ROW], 'en', { hasRequests: false, hasTokens: false });
    expect(head).toEqual([
      'Model',
      'Share (0 to 1)',
      'Change (USD)',
      'Change (%)',
      'Cost (USD)',
      'Previous cost (USD)',
    ]);
  });

  it('says what stands beside the amounts: the currency, the kind of figure, what is not all of it', () => {
    const euros = {
      cost: '10',
      currency: 'EUR',
      provenance: 'estimated',
      unpriced: true,
      unconverted: [{ currency: 'EUR', cost: '3.1' }],
    } as unknown as CostRow['charged'];
    const { head, lines } = fileOf([ROW, { ...ROW, charged: euros, isPartlyCounted: true }], 'en');
    expect(head.slice(-4)).toEqual(['Charged', 'Currency', 'Kind of figure', 'Remarks']);
    expect(lines[0]).toMatch(/,0,USD,billed,$/);
    expect(lines[1]).toMatch(
      /,10,EUR,estimated,"requests of some of the days only; partly unpriced; €3\.10 not converted"$/,
    );
    // A count of some days makes no cost of each.
    expect(lines[1]).toMatch(/^a,0\.3+,1200,,3000000/);
  });
});
