// SPDX-License-Identifier: MIT
import type { CostReport } from '@/api/costs';
import { Hatch } from '@/components/chart/Hatch';
import { partName } from '@/components/chart/words';
import { Money } from '@/components/ui/Money';
import { Swatch } from '@/components/ui/Swatch';
import { TableActions } from '@/components/ui/TableActions';
import { addDays } from '@/lib/dates';
import { useWords } from '@/lib/i18n/language';
import type { Colour } from '@/lib/palette';
import type { Bar, Series } from '@/lib/series';

interface Props {
  series: Series;
  labels: ReadonlyMap<string, string>;
  colours: ReadonlyMap<string, Colour>;
  title: string;
  report: CostReport;
}

/** The chart's figures as a table. It scrolls inside its own frame, so that the page never does sideways. */
export function SeriesTable({ series, labels, colours, title, report }: Props) {
  const { t, formats } = useWords();
  const { bars, names } = series;
  const hasProvisional = bars.some(({ provisionalParts }) => provisionalParts.size > 0);
  const when = (bar: Bar) =>
    bar.days === 1 ? formats.day(bar.start) : formats.range(bar.start, addDays(bar.start, bar.days - 1));

  const provisionalNames = (bar: Bar) =>
    names
      .filter((name) => bar.provisionalParts.has(name))
      .map((name) => partName(name, labels, t))
      .join(', ');

  return (
    <>
      <section
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
        tabIndex={0}
        className="relative max-h-[420px] overflow-auto rounded-control border border-line"
      >
        <table className="w-full border-collapse whitespace-nowrap text-right text-xs tabular-nums">
          <thead className="sticky top-0 bg-sunken">
            <tr>
              <th scope="col" className="px-3 py-2 text-left font-medium">
                {t.date}
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                {t.total}
              </th>
              {names.map((name) => (
                <th key={name} scope="col" className="px-3 py-2 font-medium">
                  <span className="inline-flex items-center gap-2">
                    <Swatch colour={colours.get(name) ?? 'other'} />
                    {partName(name, labels, t)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.start} className="border-line border-t">
                <th scope="row" className="px-3 py-2 text-left font-normal">
                  {when(bar)}
                  {bar.provisional && <span className="ml-2 text-warn">{t.provisional}</span>}
                </th>
                <td className="px-3 py-2 font-medium">
                  <Money exact={bar.total} />
                </td>
                {names.map((name) => (
                  <td key={name} className="px-3 py-2 text-muted">
                    {bar.provisionalParts.has(name) && (
                      <span className="mr-1.5">
                        <Hatch isNamed />
                      </span>
                    )}
                    {formats.money(bar.parts.get(name) ?? '0')}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="mt-3 flex justify-end">
        <TableActions
          name={title}
          file={series.grain}
          report={report}
          header={[
            t.date,
            t.total,
            ...names.map((name) => partName(name, labels, t)),
            ...(hasProvisional ? [t.provisional] : []),
          ]}
          rows={() =>
            bars.map((bar) => [
              { text: bar.start },
              { digits: bar.total },
              ...names.map((name) => ({ digits: bar.parts.get(name) ?? '0' })),
              ...(hasProvisional ? [{ text: provisionalNames(bar) }] : []),
            ])
          }
        />
      </div>
    </>
  );
}
