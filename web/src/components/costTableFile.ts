// SPDX-License-Identifier: MIT
// A table of costs as a file has it: the columns of the screen in their order, each with every digit and its unit.
import { listAmounts } from '@/components/Charged';
import { type CostRow, changeOf, perMillion, perThousand } from '@/components/CostRowView';
import type { CsvField } from '@/lib/csv';
import { type Decimal, multiply, quotient } from '@/lib/decimal';
import type { Formats } from '@/lib/format';
import type { Dictionary } from '@/lib/i18n/en';

interface FileColumn {
  head: string;
  read(row: CostRow): CsvField;
}

interface Shown {
  /** What a row is, over the first column. */
  what: string;
  total: Decimal;
  hasRequests: boolean;
  hasTokens: boolean;
}

/** All that the widest screen has room for, then what is behind it: a file has room for everything. */
export function fileColumns(
  rows: readonly CostRow[],
  { what, total, hasRequests, hasTokens }: Shown,
  t: Dictionary,
  formats: Formats,
): FileColumn[] {
  const usd = (name: string) => `${name} (USD)`;
  const notesOf = ({ isPartlyCounted, charged }: CostRow) =>
    [
      isPartlyCounted && t.requestsOfSomeDays,
      charged.unpriced && charged.provenance !== 'unpriced' && t.partlyUnpriced,
      // The sign before it would make a formula of it.
      charged.unconverted && t.notConverted(listAmounts(charged.unconverted, formats)).replace(/^\+ /, ''),
    ]
      .filter(Boolean)
      .join('; ');
  const columns: (FileColumn | false)[] = [
    { head: what, read: ({ name, detail }) => textField(detail ? `${name} (${detail})` : name) },
    { head: t.shareOfOne, read: ({ cost }) => digits(cost === null ? null : quotient(cost, total)) },
    hasRequests && { head: t.requests, read: ({ requests }) => countField(requests) },
    hasRequests && { head: usd(t.perThousand), read: (row) => digits(perThousand(row)) },
    hasTokens && { head: t.inputTokens, read: ({ inputTokens }) => countField(inputTokens) },
    hasTokens && { head: t.outputTokens, read: ({ outputTokens }) => countField(outputTokens) },
    hasTokens && { head: usd(t.perMillion), read: (row) => digits(perMillion(row)) },
    { head: usd(t.change), read: (row) => digits(changeOf(row)) },
    { head: `${t.change} (%)`, read: (row) => digits(percentOf(row)) },
    { head: usd(t.cost), read: ({ cost }) => digits(cost) },
    { head: usd(t.previousCost), read: ({ before }) => digits(before) },
    ...(rows.some(({ charged }) => charged.currency !== 'USD')
      ? [
          { head: t.charged, read: ({ charged }: CostRow) => digits(charged.cost) },
          { head: t.currency, read: ({ charged }: CostRow) => textField(charged.currency) },
        ]
      : []),
    rows.some(({ charged }) => charged.provenance !== 'billed') && {
      head: t.provenance,
      read: ({ charged }) => textField(t.provenanceOf[charged.provenance]),
    },
    rows.some((row) => notesOf(row) !== '') && { head: t.remarks, read: (row) => textField(notesOf(row) || null) },
  ];
  return columns.filter((column) => column !== false);
}

/** By how many percent more or less was spent than before; null too of what is new. */
function percentOf(row: CostRow): Decimal | null {
  const change = changeOf(row);
  if (change === null || row.before === undefined) return null;
  return quotient(multiply(change, 100), row.before.replace(/^-/, ''));
}

const textField = (text: string | null): CsvField => (text === null ? null : { text });
const digits = (amount: Decimal | null | undefined): CsvField =>
  amount === null || amount === undefined ? null : { digits: amount };
const countField = (count: number | null | undefined): CsvField =>
  typeof count === 'number' ? { digits: String(count) } : null;
