// SPDX-License-Identifier: MIT
import { memo, useId, useMemo, useState } from 'react';
import { type Comparison, namesWithout } from '@/api/comparison';
import type { CostReport } from '@/api/costs';
import { Hatch } from '@/components/chart/Hatch';
import type { Parts } from '@/components/chart/parts';
import { CHART_HEIGHT, isPartlyProvisional, partName } from '@/components/chart/words';
import { Button } from '@/components/ui/Button';
import { Icon } from '@/components/ui/Icon';
import { lazily } from '@/components/ui/lazily';
import { Segments } from '@/components/ui/Segments';
import { Swatch } from '@/components/ui/Swatch';
import { compare } from '@/lib/decimal';
import { useWords } from '@/lib/i18n/language';
import { COLOURS, type Colour } from '@/lib/palette';
import type { Dimension } from '@/lib/selection';
import { makeSeries, OTHER, previousBars } from '@/lib/series';
import { knownOf } from '@/lib/unread';

// Asked for with the page, so that it comes while the costs do; the total and the tables do not wait for it.
const bars = import('@/components/chart/CostBars');
bars.catch(() => {});
const CostBars = lazily(
  () => bars.catch(() => import('@/components/chart/CostBars')).then((module) => module.CostBars),
  <div style={{ height: CHART_HEIGHT }} />,
);
const OthersList = lazily(() => import('@/components/chart/OthersList').then((module) => module.OthersList));
const SeriesTable = lazily(() => import('@/components/chart/SeriesTable').then((module) => module.SeriesTable));

interface Props {
  report: CostReport;
  comparison: Comparison | null | undefined;
  parts: Parts;
  colours: ReadonlyMap<string, Colour>;
  /** What it is split by; what it is to be split by, which may still be loaded; and what else it can be. */
  by: Dimension;
  chosenBy: Dimension;
  hasSplitFailed: boolean;
  dimensions: readonly Dimension[];
  onSplit(by: Dimension): void;
}

export const CostChart = memo(function CostChart(props: Props) {
  const { report, comparison, parts, colours, by, chosenBy, hasSplitFailed, dimensions, onSplit } = props;
  const { t, formats } = useWords();
  const [asTable, setAsTable] = useState(false);
  const provisionalFrom = report.coverage.provisional_from;
  const { daily, keys, labels } = parts;
  // In the table the others may be named one by one; beside the bars they are listed.
  const [areNamed, setAreNamed] = useState(false);
  const [others, setOthers] = useState<{ start: string | null } | null>(null);
  const othersId = useId();
  // Ten years of hundreds of models take their time: not at every press.
  const { unread } = report.coverage;
  const series = useMemo(() => {
    const { bars, ...rest } = makeSeries(daily, keys, COLOURS, provisionalFrom);
    return { ...rest, bars: bars.map((bar) => ({ ...bar, known: knownOf(bar, unread) })) };
  }, [daily, keys, provisionalFrom, unread]);
  const hasOthers = series.names.includes(OTHER);
  // Where not all is compared, of what is; the name says so.
  const dailyBefore = comparison?.before.daily;
  const notCompared = comparison ? namesWithout(comparison, report) : [];
  const previousName =
    notCompared.length === 0 ? t.previousPeriod : `${t.previousPeriod}, ${t.totalWithout(formats.list(notCompared))}`;
  const before = useMemo(() => previousBars(series, dailyBefore), [series, dailyBefore]);
  const title = t.chartTitle(series.grain, by);
  const peak = series.bars.reduce((most, { total }) => (compare(total, most) > 0 ? total : most), '0');
  const bars = t.barCount(series.bars.length, formats.count(series.bars.length), series.grain);
  const hasProvisional = series.bars.some((bar) => bar.provisional && bar.parts.size > 0);
  const isPartly = series.bars.some(isPartlyProvisional);

  return (
    <figure aria-labelledby="chart-title" className="card p-5 lg:px-6">
      <div
        className="mb-4 flex flex-wrap items-start justify-between gap-3"
        aria-busy={by !== chosenBy && !hasSplitFailed}
      >
        <figcaption>
          <h2 id="chart-title" className="font-semibold text-base">
            {title}
          </h2>
          <p className="text-muted text-xs">{formats.range(report.start_date, report.end_date)}</p>
        </figcaption>
        <div className="flex flex-wrap justify-end gap-2">
          {dimensions.length > 1 && (
            <Segments
              label={t.splitBy}
              name="split"
              isLabelHidden
              options={dimensions.map((value) => ({ value, text: t[value], long: t.problemOf(t.splitBy, t[value]) }))}
              value={chosenBy}
              isWrapped
              onChange={onSplit}
            />
          )}
          <Button variant="quiet" aria-label={asTable ? t.showChart : t.showTable} onClick={() => setAsTable(!asTable)}>
            <Icon name={asTable ? 'bars' : 'table'} />
            <span className="max-sm:hidden">{asTable ? t.showChart : t.showTable}</span>
          </Button>
        </div>
      </div>
      {hasSplitFailed && <p className="mb-3 text-warn text-xs">{t.splitFailed}</p>}
      {asTable ? (
        <>
          <SeriesTable
            series={series}
            daily={daily}
            named={areNamed ? keys : null}
            labels={labels}
            colours={colours}
            title={title}
            report={report}
          />
          {keys.length > COLOURS && (
            <Button variant="bare" aria-pressed={areNamed} onClick={() => setAreNamed(!areNamed)}>
              {areNamed ? t.closeOthers : t.openOthers}
            </Button>
          )}
        </>
      ) : (
        <>
          <CostBars
            key={series.grain}
            series={series}
            labels={labels}
            colours={colours}
            previous={before}
            previousName={previousName}
            onOthers={({ start }) => setOthers({ start })}
            label={t.problemOf(title, t.chartSummary(bars, formats.money(report.total_cost_usd), formats.money(peak)))}
          />
          <ul className="mt-3 flex flex-col flex-wrap gap-x-4 gap-y-1.5 text-muted text-xs sm:flex-row">
            {series.names.map((name) => (
              <li key={name} className="flex min-w-0 items-center gap-2">
                <Swatch colour={colours.get(name) ?? 'other'} />
                {name === OTHER ? (
                  <button
                    type="button"
                    aria-expanded={others !== null}
                    aria-controls={others ? othersId : undefined}
                    className="min-h-11 min-w-11 rounded-sm text-left underline underline-offset-3 hover:text-ink pointer-fine:min-h-6"
                    onClick={() => setOthers(others ? null : { start: null })}
                  >
                    {t.others} ({formats.count(keys.length - COLOURS)})
                  </button>
                ) : (
                  <span className="wrap-anywhere">{partName(name, labels, t)}</span>
                )}
              </li>
            ))}
            {before.some((cost) => cost !== null) && (
              <li className="flex items-center gap-2">
                <span aria-hidden="true" className="inline-block h-0.5 w-3.5 bg-ink" />
                {previousName}
              </li>
            )}
            {hasProvisional && (
              <li className="flex items-center gap-2">
                <Hatch />
                {t.provisional}
              </li>
            )}
          </ul>
          {others && hasOthers && (
            <OthersList
              id={othersId}
              daily={daily}
              keys={keys.slice(COLOURS)}
              totals={parts.totals}
              labels={labels}
              bar={series.bars.find(({ start }) => start === others.start)}
              total={report.total_cost_usd}
              onWholePeriod={() => setOthers({ start: null })}
            />
          )}
        </>
      )}
      <p className="mt-3 text-muted text-xs">
        {provisionalFrom &&
          hasProvisional &&
          `${(isPartly ? t.provisionalPartsNote : t.provisionalNote)(formats.day(provisionalFrom))} `}
        {t.utcDays}
      </p>
    </figure>
  );
});

export function ChartSkeleton() {
  const { t } = useWords();
  const heights = [38, 52, 47, 66, 30, 24, 58, 71, 63, 55, 68, 28, 21, 60, 74, 52, 66, 59, 26, 20];
  return (
    <div aria-hidden="true" className="card p-5 lg:px-6">
      <div className="mb-4 flex min-h-11 flex-col">
        <span className="font-semibold text-base">{t.chartTitle('day', 'model')}</span>
        <span className="skeleton mt-1 h-3.5 w-36" />
      </div>
      <div className="flex items-end gap-[1.5%] pb-7 pl-12" style={{ height: CHART_HEIGHT }}>
        {heights.map((height, index) => (
          <span key={index} className="skeleton flex-1" style={{ height: `${height}%` }} />
        ))}
      </div>
      <div className="mt-3 flex flex-wrap gap-4">
        <span className="skeleton h-4 w-40" />
        <span className="skeleton h-4 w-44" />
        <span className="skeleton h-4 w-36" />
      </div>
      <p className="mt-3 text-muted text-xs">{t.utcDays}</p>
    </div>
  );
}
