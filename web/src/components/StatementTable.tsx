// SPDX-License-Identifier: MIT
import type { Decimal } from '@/lib/decimal';
import { ratio, roundParts, sum } from '@/lib/decimal';
import { useWords } from '@/lib/i18n/language';

export interface StatementRow {
  key: string;
  name: string;
  /** null: not known in dollars. */
  cost: Decimal | null;
}

interface Props {
  title: string;
  rows: readonly StatementRow[];
  total: Decimal;
  /** Rows there is place for, the line of the others among them. */
  most: number;
}

/** The largest rows on paper, the rest in one line; they add up to the total as it is printed. */
export function StatementTable({ title, rows, total, most }: Props) {
  const { t, formats } = useWords();
  const rounded = roundParts(
    rows.map(({ cost }) => cost ?? '0'),
    2,
  );
  const named = rows.length > most ? most - 1 : rows.length;
  const others = rows.slice(named);
  const lines = rows.slice(0, named).map((row, index) => ({ ...row, shown: rounded[index] ?? '0' }));
  if (others.length > 0) {
    lines.push({
      key: 'others',
      name: t.othersOf(others.length, formats.count(others.length)),
      cost: sum(others.map(({ cost }) => cost ?? '0')),
      shown: sum(rounded.slice(named)),
    });
  }
  return (
    <section className="break-inside-avoid">
      <h2 className="border-ink border-b pb-1 font-semibold text-xs">{title}</h2>
      <table className="w-full table-fixed border-collapse text-right text-[11px] tabular-nums">
        <colgroup>
          <col />
          <col className="w-12" />
          <col className="w-22" />
        </colgroup>
        <thead>
          <tr className="sr-only">
            <th scope="col">{title}</th>
            <th scope="col">{t.share}</th>
            <th scope="col">{t.cost}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, name, cost, shown }) => {
            const share = cost === null ? null : ratio(cost, total);
            return (
              <tr key={key} className="border-line border-b">
                <th scope="row" className="truncate py-1 pr-2 text-left font-normal">
                  {name}
                </th>
                <td className="py-1 text-muted">{share === null ? '' : formats.share(share)}</td>
                <td className="py-1 font-medium">
                  {cost === null ? t.unknownCost : formats.roundedMoney(shown, cost)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
