// SPDX-License-Identifier: MIT
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { type Charged, type CostReport, isTotalUnknown } from '@/api/costs';
import { ChargedAmount, ProvenanceMarks, UnknownCost } from '@/components/Charged';
import { Button } from '@/components/ui/Button';
import { Change } from '@/components/ui/Change';
import { ExportButton } from '@/components/ui/ExportButton';
import { Icon } from '@/components/ui/Icon';
import { Money } from '@/components/ui/Money';
import { Swatch } from '@/components/ui/Swatch';
import { Unknown } from '@/components/ui/Unknown';
import { cn } from '@/lib/cn';
import type { CsvField } from '@/lib/csv';
import { compare, type Decimal, ratio, roundParts, sum, toPixelNumber } from '@/lib/decimal';
import { useWords } from '@/lib/i18n/language';
import { type Colour, colourVariable } from '@/lib/palette';

export interface CostRow {
  key: string;
  name: string;
  /** Leads to this row alone. */
  href?: string | undefined;
  /** Under the name, to tell apart what is named alike. */
  detail?: string | undefined;
  /** null: not known in dollars. */
  cost: Decimal | null;
  /** How it was charged. */
  charged: Charged;
  /** Undefined where requests are not counted at all, null where they are not known. */
  requests?: number | null;
  /** Undefined while the period before is not known. */
  before: Decimal | undefined;
  colour?: Colour;
}

interface Props {
  title: string;
  /** What a row is, over the first column. */
  what: string;
  count?: string;
  /** The table's name in a file's name. */
  file: string;
  rows: readonly CostRow[];
  report: CostReport;
  previousTotal: Decimal | undefined;
  /** Names are the provider's own identifiers. */
  isCode?: boolean;
}

type Column = 'name' | 'cost' | 'requests';

/** Shown at first; the rest on demand. */
const FIRST_ROWS = 12;

export function CostTable({ title, what, count, file, rows, report, previousTotal, isCode = false }: Props) {
  const { t, formats } = useWords();
  const [sort, setSort] = useState<{ column: Column; isDown: boolean }>({ column: 'cost', isDown: true });
  const [isOpen, setIsOpen] = useState(false);
  const total = report.total_cost_usd;
  const hasRequests = rows.some((row) => row.requests !== undefined);
  const isForeign = rows.some(({ charged }) => charged.currency !== 'USD');
  const isMarked = rows.some(({ charged }) => charged.provenance !== 'billed');
  const titleId = `table-${file}`;

  // The column adds up to its last line.
  const rounded = useMemo(() => {
    const decimals = Math.abs(toPixelNumber(total)) < 1 ? 4 : 2;
    const parts = roundParts(
      rows.map((row) => row.cost ?? '0'),
      decimals,
    );
    return { decimals, byKey: new Map(rows.map((row, index) => [row.key, parts[index]])) };
  }, [rows, total]);

  const sorted = useMemo(() => {
    const isKnown = (row: CostRow) => sort.column !== 'cost' || row.cost !== null;
    const value = { name: byName, cost: byCost, requests: byRequests }[sort.column];
    // What is not known stands last, however it is sorted.
    return [...rows].sort(
      (a, b) => Number(isKnown(b)) - Number(isKnown(a)) || (sort.isDown ? value(b, a) : value(a, b)),
    );
  }, [rows, sort]);
  const shown = isOpen ? sorted : sorted.slice(0, FIRST_ROWS);

  const header = (column: Column, label: string, className: string) => (
    <th
      scope="col"
      aria-sort={sort.column === column ? (sort.isDown ? 'descending' : 'ascending') : 'none'}
      className={cn('py-1 font-medium', className)}
    >
      <button
        type="button"
        title={t.sortBy(label.toLowerCase())}
        className="-mx-1 inline-flex min-h-9 items-center gap-1 rounded-control px-1 hover:text-ink max-sm:min-h-11"
        onClick={() => setSort({ column, isDown: sort.column === column ? !sort.isDown : column !== 'name' })}
      >
        {label}
        {sort.column === column && <Icon name={sort.isDown ? 'sortDown' : 'sortUp'} className="size-3" />}
      </button>
    </th>
  );

  const allRequests = rows.every((row) => typeof row.requests === 'number')
    ? rows.reduce((all, row) => all + (row.requests ?? 0), 0)
    : null;

  return (
    <section aria-labelledby={titleId} className="card overflow-hidden">
      <div className="flex items-center justify-between gap-3 px-5 pt-5 pb-2 lg:px-6">
        <h2 id={titleId} className="font-semibold text-base">
          {title} {count && <span className="ml-1 font-normal text-muted text-xs">{count}</span>}
        </h2>
        <ExportButton
          name={title}
          file={file}
          report={report}
          header={[
            what,
            t.cost,
            ...(hasRequests ? [t.requests] : []),
            t.previousCost,
            ...(isForeign ? [t.charged, t.currency] : []),
            ...(isMarked ? [t.provenance] : []),
          ]}
          rows={() =>
            sorted.map((row) => [
              { text: row.detail ? `${row.name} (${row.detail})` : row.name },
              row.cost === null ? null : { digits: row.cost },
              ...(hasRequests ? [typeof row.requests === 'number' ? { digits: String(row.requests) } : null] : []),
              row.before === undefined ? null : { digits: row.before },
              ...(isForeign ? chargedFields(row.charged) : []),
              ...(isMarked ? [{ text: t.provenanceOf[row.charged.provenance] }] : []),
            ])
          }
        />
      </div>
      <table aria-labelledby={titleId} className="w-full border-collapse text-right tabular-nums">
        <thead className="text-muted text-xs">
          <tr>
            {header('name', what, 'pl-5 text-left lg:pl-6')}
            <th scope="col" className="hidden px-3 py-1 text-left font-medium md:table-cell md:w-[22%]">
              {t.share}
            </th>
            {hasRequests && header('requests', t.requests, 'hidden px-3 sm:table-cell sm:w-[15%]')}
            <th scope="col" className="hidden px-3 py-1 font-medium sm:table-cell sm:w-[14%]">
              {t.change}
            </th>
            {header('cost', t.cost, 'w-[30%] pr-5 sm:w-[16%] lg:pr-6')}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Row
              key={row.key}
              row={row}
              total={total}
              shownCost={rounded.byKey.get(row.key)}
              decimals={rounded.decimals}
              hasRequests={hasRequests}
              isCode={isCode}
            />
          ))}
        </tbody>
        <tfoot>
          <tr className="border-line border-t bg-sunken font-semibold">
            <th scope="row" className="py-3 pl-5 text-left lg:pl-6">
              {t.total}
            </th>
            <td className="hidden px-3 md:table-cell" />
            {hasRequests && (
              <td className="hidden px-3 sm:table-cell">
                {allRequests === null ? <Unknown reason={t.requestsUnknown} /> : formats.count(allRequests)}
              </td>
            )}
            <td className="hidden px-3 font-normal text-xs sm:table-cell">
              <Change now={total} before={previousTotal} />
            </td>
            <td className="py-3 pr-5 lg:pr-6">
              {isTotalUnknown(report) ? (
                <Unknown word={t.unknownCost} reason={t.unknownWhy} />
              ) : (
                <Money exact={total} decimals={rounded.decimals} />
              )}
            </td>
          </tr>
        </tfoot>
      </table>
      {sorted.length > FIRST_ROWS && (
        <div className="border-line border-t p-2 text-center">
          <Button variant="bare" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? t.showFewer : t.showAll(formats.count(sorted.length))}
          </Button>
        </div>
      )}
    </section>
  );
}

const byCost = (a: CostRow, b: CostRow) => compare(a.cost ?? '0', b.cost ?? '0');
const byName = (a: CostRow, b: CostRow) => a.name.localeCompare(b.name);
const byRequests = (a: CostRow, b: CostRow) => (a.requests ?? -1) - (b.requests ?? -1);

interface RowProps {
  row: CostRow;
  total: Decimal;
  shownCost: Decimal | undefined;
  decimals: number;
  hasRequests: boolean;
  isCode: boolean;
}

function Row({ row, total, shownCost, decimals, hasRequests, isCode }: RowProps) {
  const { t, formats } = useWords();
  const share = row.cost === null ? null : ratio(row.cost, total);
  return (
    <tr className="border-line border-t">
      <th scope="row" className="py-2.5 pl-5 text-left font-normal lg:pl-6">
        <span className="flex items-baseline gap-2.5">
          {row.colour !== undefined && <Swatch colour={row.colour} />}
          <span className="min-w-0">
            <span className={cn('wrap-anywhere', isCode && 'font-mono text-[13px]')}>
              {row.href ? (
                <Link
                  href={row.href}
                  title={t.only(row.name)}
                  className="rounded-sm underline decoration-line-strong underline-offset-3 hover:decoration-accent max-sm:inline-flex max-sm:min-h-6"
                >
                  {row.name}
                </Link>
              ) : (
                row.name
              )}
            </span>
            {row.detail && <span className="text-muted text-xs max-sm:block sm:ml-2.5">{row.detail}</span>}
            <span className="inline-flex flex-wrap gap-1 sm:ml-2.5">
              <ProvenanceMarks charged={row.charged} />
            </span>
          </span>
        </span>
        {typeof row.requests === 'number' && (
          <span className={cn('mt-0.5 block text-muted text-xs sm:hidden', row.colour !== undefined && 'pl-5')}>
            {t.requestCount(row.requests, formats.count(row.requests))}
          </span>
        )}
      </th>
      <td className="hidden px-3 md:table-cell">{share !== null && <Share share={share} colour={row.colour} />}</td>
      {hasRequests && (
        <td className="hidden px-3 text-muted sm:table-cell">
          {typeof row.requests === 'number' ? formats.count(row.requests) : <Unknown reason={t.requestsUnknown} />}
        </td>
      )}
      <td className="hidden px-3 text-xs sm:table-cell">
        <Change now={row.cost} before={row.before} />
      </td>
      <td className="py-2.5 pr-5 font-medium lg:pr-6">
        {row.cost === null ? (
          <UnknownCost charged={row.charged} />
        ) : (
          <Money exact={row.cost} shown={shownCost} decimals={decimals} />
        )}
        <ChargedAmount charged={row.charged} isKnown={row.cost !== null} />
        <span className="mt-0.5 block font-normal text-xs sm:hidden">
          <Change now={row.cost} before={row.before} />
        </span>
      </td>
    </tr>
  );
}

function Share({ share, colour }: { share: number; colour: Colour | undefined }) {
  const { formats } = useWords();
  const width = `${Math.max(0, Math.min(100, share * 100))}%`;
  return (
    <span className="flex items-center gap-3">
      <span aria-hidden="true" className="keep-colour h-1.5 min-w-12 flex-1 overflow-hidden rounded-full bg-sunken">
        <span
          className="block h-full rounded-full"
          style={{ width, backgroundColor: colour === undefined ? 'var(--accent)' : colourVariable(colour) }}
        />
      </span>
      <span className="w-12 text-muted text-xs">{formats.share(share)}</span>
    </span>
  );
}

/** The amount as it was charged and its currency; what was charged in several currencies has none. */
function chargedFields({ cost, currency }: Charged): CsvField[] {
  return [cost === null ? null : { digits: cost }, currency === null ? null : { text: currency }];
}

/** The cost of each key in the period before; nothing of it there is 0, not unknown. */
export function costsByKey<T extends { cost_usd: Decimal | null }>(
  rows: readonly T[] | undefined,
  keyOf: (row: T) => string,
): (key: string) => Decimal | undefined {
  if (!rows) return () => undefined;
  const costs = new Map<string, Decimal | undefined>();
  for (const row of rows) {
    const key = keyOf(row);
    const before = costs.has(key) ? costs.get(key) : '0';
    costs.set(key, before === undefined || row.cost_usd === null ? undefined : sum([before, row.cost_usd]));
  }
  return (key) => (costs.has(key) ? costs.get(key) : '0');
}
