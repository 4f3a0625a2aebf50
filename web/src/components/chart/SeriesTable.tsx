// SPDX-License-Identifier: MIT
import { memo, useMemo, useState } from 'react';
import type { CostReport } from '@/api/costs';
import { Hatch } from '@/components/chart/Hatch';
import { partName } from '@/components/chart/words';
import { Button } from '@/components/ui/Button';
import { Money } from '@/components/ui/Money';
import { Swatch } from '@/components/ui/Swatch';
import { TableActions } from '@/components/ui/TableActions';
import { Tip } from '@/components/ui/Tip';
import { Unknown } from '@/components/ui/Unknown';
import { addDays } from '@/lib/dates';
import { useWords } from '@/lib/i18n/language';
import type { Colour } from '@/lib/palette';
import { type Bar, type DayCost, nameParts, type Series } from '@/lib/series';

interface Props {
  series: Series;
  daily: readonly DayCost[];
  /** All of them, each in a column of its own; null: as in the bars, the others gathered. */
  named: readonly string[] | null;
  labels: ReadonlyMap<string, string>;
  colours: ReadonlyMap<string, Colour>;
  title: string;
  report: CostReport;
}

/** As many cells as are made without a wait; the rest come when they are asked for. */
const CELLS_AT_ONCE = 2400;
const LEAST_ROWS = 12;

/** The chart's figures as a table. It scrolls inside its own frame, so that the page never does sideways. */
export function SeriesTable({ series, daily, named, labels, colours, title, report }: Props) {
  const { t, formats } = useWords();
  const { bars } = series;
  const names = named ?? series.names;
  // Of hundreds of models only the rows that are shown: all of them take their time.
  const allBars = () => (named ? bars.map((bar) => nameParts(bar, daily, named)) : bars);
  const hasProvisional = bars.some(({ provisionalParts }) => provisionalParts.size > 0);
  const hasPart = bars.some(({ known }) => known === 'part');
  const withUnit = (name: string) => `${name} (USD)`;
  const rowsAtOnce = Math.max(LEAST_ROWS, Math.floor(CELLS_AT_ONCE / (names.length + 2)));
  const [presses, setPresses] = useState(0);
  const shown = rowsAtOnce * (1 + presses);
  const left = Math.max(0, bars.length - shown);

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
            {bars.slice(0, shown).map((bar) => (
              <SeriesRow key={bar.start} bar={bar} names={names} daily={named && daily} />
            ))}
          </tbody>
        </table>
      </section>
      <div className="mt-3 flex flex-wrap items-center justify-end gap-3">
        {left > 0 && (
          <Button variant="bare" className="mr-auto" onClick={() => setPresses(presses + 1)}>
            {left <= rowsAtOnce
              ? t.showAll(formats.count(bars.length))
              : t.showMore(formats.count(Math.min(left, rowsAtOnce)))}
          </Button>
        )}
        <TableActions
          name={title}
          file={series.grain}
          report={report}
          header={[
            t.date,
            withUnit(t.total),
            ...names.map((name) => withUnit(partName(name, labels, t))),
            ...(hasPart ? [t.remarks] : []),
            ...(hasProvisional ? [t.provisional] : []),
          ]}
          rows={() =>
            allBars().map((bar) => [
              { text: bar.start },
              bar.known === 'nothing' ? null : { digits: bar.total },
              ...names.map((name) => (bar.known === 'nothing' ? null : { digits: bar.parts.get(name) ?? '0' })),
              ...(hasPart ? [{ text: bar.known === 'part' ? t.costPartial : '' }] : []),
              ...(hasProvisional ? [{ text: provisionalNames(bar) }] : []),
            ])
          }
        />
      </div>
    </>
  );
}

interface RowProps {
  bar: Bar;
  names: readonly string[];
  /** The days to name the parts from; null: the bar has what is shown. */
  daily: readonly DayCost[] | null;
}

/** The rows that are there are not made again when more come. */
const SeriesRow = memo(function SeriesRow({ bar: asDrawn, names, daily }: RowProps) {
  const { t, formats } = useWords();
  const bar = useMemo(() => (daily ? nameParts(asDrawn, daily, names) : asDrawn), [asDrawn, daily, names]);
  return (
    <tr className="border-line border-t">
      <th scope="row" className="px-3 py-2 text-left font-normal">
        {bar.days === 1 ? formats.day(bar.start) : formats.range(bar.start, addDays(bar.start, bar.days - 1))}
        {bar.provisional && <span className="ml-2 text-warn">{t.provisional}</span>}
      </th>
      <td className="px-3 py-2 font-medium">
        {bar.known === 'nothing' ? (
          <Unknown word={t.unknownCost} reason={t.nothingKnown} />
        ) : (
          <>
            {bar.known === 'part' && <Tip tip={t.costPartial}>≥ </Tip>}
            <Money exact={bar.total} />
          </>
        )}
      </td>
      {names.map((name) => (
        <td key={name} className="px-3 py-2 text-muted">
          {bar.provisionalParts.has(name) && (
            <span className="mr-1.5">
              <Hatch isNamed />
            </span>
          )}
          {bar.known === 'nothing' ? '–' : formats.money(bar.parts.get(name) ?? '0')}
        </td>
      ))}
    </tr>
  );
});
