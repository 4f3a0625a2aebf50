// SPDX-License-Identifier: MIT
import { memo, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { type CostReport, isTotalUnknown } from '@/api/costs';
import {
  type CostRow,
  CostRowView,
  changeOf,
  perMillion,
  perThousand,
  RequestCount,
  TokenCount,
} from '@/components/CostRowView';
import { fileColumns } from '@/components/costTableFile';
import { useAnnounce } from '@/components/ui/Announcer';
import { Button } from '@/components/ui/Button';
import { Change } from '@/components/ui/Change';
import { Icon } from '@/components/ui/Icon';
import { Money } from '@/components/ui/Money';
import { TableActions } from '@/components/ui/TableActions';
import { Unknown } from '@/components/ui/Unknown';
import { cn } from '@/lib/cn';
import { compare, type Decimal, roundParts, sum, toPixelNumber } from '@/lib/decimal';
import { useWords } from '@/lib/i18n/language';
import { matches } from '@/lib/search';
import { useBreakpoints } from '@/lib/useBreakpoints';
import { usePieces } from '@/lib/usePieces';

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

type Column = 'name' | 'requests' | 'perThousand' | 'inputTokens' | 'outputTokens' | 'perMillion' | 'change' | 'cost';

/** Shown at first, and at each press after that. */
const FIRST_ROWS = 12;
const MORE_ROWS = 100;

export const CostTable = memo(function CostTable({
  title,
  what,
  count,
  file,
  rows,
  report,
  previousTotal,
  isCode = false,
}: Props) {
  const { t, formats } = useWords();
  const announce = useAnnounce();
  const reached = useBreakpoints();
  const [sort, setSort] = useState<{ column: Column; isDown: boolean }>({ column: 'cost', isDown: true });
  const [most, setMost] = useState(FIRST_ROWS);
  const [query, setQuery] = useState('');
  // Typing does not wait for hundreds of rows.
  const asked = useDeferredValue(query);
  const total = report.total_cost_usd;
  const hasRequests = rows.some((row) => row.requests !== undefined);
  // Columns of which nothing is known would only take the room of the others.
  const hasTokens = rows.some((row) => typeof row.inputTokens === 'number' || typeof row.outputTokens === 'number');
  // With tokens there are eight figures beside a name, and names are long.
  const narrow = hasTokens && 'whitespace-nowrap lg:w-[7.5%]';
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

  const found = useMemo(() => rows.filter((row) => matches(`${row.name} ${row.detail ?? ''}`, asked)), [rows, asked]);
  useEffect(() => {
    if (asked.trim()) announce(t.foundCount(found.length, formats.count(found.length)));
  }, [announce, asked, found, t, formats]);
  const sorted = useMemo(() => sortRows(found, sort.column, sort.isDown), [found, sort]);
  const shown = sorted.slice(0, usePieces(Math.min(sorted.length, most)));
  const isFiltered = found.length < rows.length;
  const left = Math.max(0, sorted.length - most);

  const columns = useMemo(
    () => fileColumns(rows, { what, total, hasRequests, hasTokens }, t, formats),
    [rows, what, total, hasRequests, hasTokens, t, formats],
  );

  const sortBy = (column: Column) =>
    setSort({ column, isDown: sort.column === column ? !sort.isDown : column !== 'name' });
  const phoneColumns: [Column, string][] = [
    ['cost', t.cost],
    ['change', t.change],
    ...(hasRequests ? ([['requests', t.requests]] as [Column, string][]) : []),
    ['name', what],
  ];

  const header = (column: Column, label: string, className: string, name = label) => (
    <th
      scope="col"
      aria-sort={sort.column === column ? (sort.isDown ? 'descending' : 'ascending') : 'none'}
      className={cn('py-1 font-medium', className)}
    >
      <button
        type="button"
        title={t.sortBy(name.toLowerCase())}
        className="-mx-1 inline-flex min-h-9 items-center gap-1 rounded-control px-1 hover:text-ink max-sm:min-h-11"
        onClick={() => sortBy(column)}
      >
        {label}
        {sort.column === column && <Icon name={sort.isDown ? 'sortDown' : 'sortUp'} className="size-3" />}
      </button>
    </th>
  );

  const sumOf = (read: (row: CostRow) => number | null | undefined) =>
    found.every((row) => typeof read(row) === 'number') ? found.reduce((all, row) => all + (read(row) ?? 0), 0) : null;
  const allRequests = sumOf(({ requests }) => requests);
  const foundTotal = isFiltered ? sum(found.map((row) => row.cost ?? '0')) : total;

  return (
    <section aria-labelledby={titleId} className="card overflow-hidden">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2 px-5 pt-5 pb-2 lg:px-6">
        <h2 id={titleId} className="font-semibold text-base">
          {title} {count && <span className="ml-1 font-normal text-muted text-xs">{count}</span>}
        </h2>
        <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
          {rows.length > FIRST_ROWS && (
            <input
              type="search"
              aria-label={t.searchIn(title)}
              placeholder={t.search}
              value={query}
              className="control w-44 px-3 max-sm:w-20 max-sm:flex-1"
              onChange={(event) => setQuery(event.currentTarget.value)}
            />
          )}
          {!reached.sm && rows.length > 1 && (
            // Its columns have no heads there to press.
            <select
              aria-label={t.sortOf(title)}
              className="control select text-xs"
              value={sort.column}
              onChange={(event) => sortBy(event.currentTarget.value as Column)}
            >
              {phoneColumns.map(([column, text]) => (
                <option key={column} value={column}>
                  {text}
                </option>
              ))}
            </select>
          )}
          <TableActions
            name={title}
            file={file}
            report={report}
            header={columns.map(({ head }) => head)}
            rows={() => sorted.map((row) => columns.map(({ read }) => read(row)))}
          />
        </div>
      </div>
      <table aria-labelledby={titleId} className="w-full border-collapse text-right tabular-nums">
        <thead className="text-muted text-xs">
          <tr>
            {header('name', what, 'pl-5 text-left lg:pl-6')}
            {reached.md && (
              <th scope="col" className={cn('w-[17%] px-3 py-1 text-left font-medium', hasTokens && 'lg:w-[12%]')}>
                {t.share}
              </th>
            )}
            {reached.sm && hasRequests && header('requests', t.requests, cn('w-[13%] px-2', narrow))}
            {reached.lg &&
              hasRequests &&
              header('perThousand', t.perThousandShort, cn('px-2', narrow || 'w-[11%]'), t.perThousand)}
            {reached.lg && hasTokens && (
              <>
                {header('inputTokens', t.inputTokensShort, cn('px-2', narrow), t.inputTokens)}
                {header('outputTokens', t.outputTokensShort, cn('px-2', narrow), t.outputTokens)}
                {reached.xl && header('perMillion', t.perMillionShort, cn('px-2', narrow), t.perMillion)}
              </>
            )}
            {reached.sm && header('change', t.change, cn('w-[14%] px-2', hasTokens && 'lg:w-[8.5%]'))}
            {header('cost', t.cost, cn('w-[30%] pr-5 sm:w-[16%] lg:pr-6', hasTokens && 'lg:w-[10.5%]'))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <CostRowView
              key={row.key}
              row={row}
              total={total}
              shownCost={rounded.byKey.get(row.key)}
              decimals={rounded.decimals}
              hasRequests={hasRequests}
              hasTokens={hasTokens}
              isCode={isCode}
              reached={reached}
              hasDollars={sort.column === 'change'}
            />
          ))}
        </tbody>
        <tfoot>
          <tr className="border-line border-t bg-sunken font-semibold">
            <th scope="row" className="py-3 pl-5 text-left lg:pl-6">
              {isFiltered ? t.totalShown(formats.count(found.length), formats.count(rows.length)) : t.total}
            </th>
            {reached.md && <td />}
            {reached.sm && hasRequests && (
              <td className="px-2">
                <RequestCount requests={allRequests} isPartly={found.some(({ isPartlyCounted }) => isPartlyCounted)} />
              </td>
            )}
            {reached.lg && hasRequests && <td />}
            {reached.lg && hasTokens && (
              <>
                <td className="px-2">
                  <TokenCount count={sumOf(({ inputTokens }) => inputTokens)} text={t.inputTokenCount} />
                </td>
                <td className="px-2">
                  <TokenCount count={sumOf(({ outputTokens }) => outputTokens)} text={t.outputTokenCount} />
                </td>
                {reached.xl && <td />}
              </>
            )}
            {reached.sm && (
              <td className="px-2 font-normal text-xs">
                {!isFiltered && (
                  <Change
                    now={total}
                    before={previousTotal}
                    as={sort.column === 'change' ? 'dollars' : 'part'}
                    hasBoth
                  />
                )}
              </td>
            )}
            <td className="py-3 pr-5 lg:pr-6">
              {isTotalUnknown(report) ? (
                <Unknown word={t.unknownCost} reason={t.unknownWhy} />
              ) : (
                <Money exact={foundTotal} decimals={rounded.decimals} />
              )}
            </td>
          </tr>
        </tfoot>
      </table>
      {sorted.length > FIRST_ROWS && (
        <div className="border-line border-t p-2 text-center">
          <Button
            variant="bare"
            aria-expanded={left === 0}
            onClick={() => setMost(left > 0 ? most + MORE_ROWS : FIRST_ROWS)}
          >
            {left === 0
              ? t.showFewer
              : left <= MORE_ROWS
                ? t.showAll(formats.count(sorted.length))
                : t.showMore(formats.count(MORE_ROWS))}
          </Button>
        </div>
      )}
    </section>
  );
});

const collator = new Intl.Collator();
const orderNumbers = (a: number, b: number) => a - b;

/** What is not known stands last, however the rest is sorted. */
function sortRows(rows: readonly CostRow[], column: Column, isDown: boolean): CostRow[] {
  const by = <T,>(read: (row: CostRow) => T | null | undefined, order: (a: T, b: T) => number): CostRow[] => {
    const values = rows.map((row) => ({ row, value: read(row) }));
    const known = values.flatMap(({ row, value }) => (value === null || value === undefined ? [] : [{ row, value }]));
    known.sort((a, b) => (isDown ? order(b.value, a.value) : order(a.value, b.value)));
    const unknown = values.filter(({ value }) => value === null || value === undefined);
    return [...known, ...unknown].map(({ row }) => row);
  };
  switch (column) {
    case 'name':
      return by(
        ({ name }) => name,
        (a, b) => collator.compare(a, b),
      );
    case 'requests':
    case 'inputTokens':
    case 'outputTokens':
      return by((row) => row[column], orderNumbers);
    case 'perThousand':
      return by(perThousand, compare);
    case 'perMillion':
      return by(perMillion, compare);
    case 'change':
      return by(changeOf, compare);
    case 'cost':
      return by(({ cost }) => cost, compare);
  }
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
