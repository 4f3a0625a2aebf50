// SPDX-License-Identifier: MIT
import type { Comparison } from '@/api/comparison';
import { addByCurrency, type CostReport, isTotalUnknown } from '@/api/costs';
import type { Standing } from '@/api/standing';
import { listAmounts } from '@/components/Charged';
import { splitReport } from '@/components/chart/parts';
import { remarksOf } from '@/components/remarks';
import { StatementTable } from '@/components/StatementTable';
import { comparisonText, sentence } from '@/components/standing';
import { Change } from '@/components/ui/Change';
import { compare, toPixelNumber } from '@/lib/decimal';
import { useWords } from '@/lib/i18n/language';
import { REMARK_WORDS } from '@/lib/i18n/remarks';
import { keyOf, makeSeries } from '@/lib/series';

export interface StatementProps {
  report: CostReport;
  comparison: Comparison | null | undefined;
  /** The period by its name. */
  period: string;
  /** What was chosen, in words: a provider, a workspace, a project. Empty: everything. */
  scope: readonly string[];
  standing: Standing;
  standingText: readonly string[];
  excluded: readonly string[];
  isDemo: boolean;
  hasProjects: boolean;
  sourceOf(row: { provider: string; workspace?: string }): string | null;
}

/** Rows of a table, so that all four fit on a page with the rest. */
const ROWS = { few: 6, many: 11 };
const MOST_REMARKS = 8;

/** The period on one page of A4, seen on paper alone. */
export function Statement(props: StatementProps) {
  const { report, comparison, period, scope, standing, isDemo, hasProjects, sourceOf } = props;
  const { t, language, formats } = useWords();
  const total = report.total_cost_usd;
  const { keys, labels } = splitReport(report, report, 'model', t, sourceOf);
  const remarks = useRemarks(props);

  return (
    <main aria-labelledby="statement-title" className="statement hidden text-xs print:block">
      <header className="flex items-start justify-between gap-6 border-ink border-b-2 pb-3">
        <div>
          <p className="text-muted">{t.statement}</p>
          <h1 id="statement-title" className="font-semibold text-2xl tracking-tight first-letter:uppercase">
            {period}
          </h1>
          <p className="mt-0.5">{formats.range(report.start_date, report.end_date)}</p>
        </div>
        <div className="text-right">
          <p className="font-semibold text-sm">{t.appName}</p>
          <p className="text-muted">{scope.length > 0 ? scope.join(' · ') : t.allProviders}</p>
          {isDemo && <p className="font-semibold">{t.demoMark}</p>}
        </div>
      </header>
      <div className="mt-4 flex items-end justify-between gap-6">
        <div>
          <h2 className="text-muted">{t.totalCost} (USD)</h2>
          <p className="font-semibold text-4xl tabular-nums tracking-tight">
            {standing.isUnknown || isTotalUnknown(report) ? t.unknownCost : formats.money(total)}
          </p>
          {comparison && (
            <p className="mt-1 flex items-center gap-2">
              <Change now={comparison.now} before={comparison.before.total_cost_usd} />
              <span className="text-muted">{comparisonText(comparison, report, t, formats)}</span>
            </p>
          )}
        </div>
        {!standing.isFinal && (
          <p className="rounded-sm border-2 border-ink px-2.5 py-1 font-semibold text-sm uppercase tracking-wide">
            {t.notFinal}
          </p>
        )}
      </div>
      <Bars report={report} />
      <div className="mt-4 grid grid-cols-2 items-start gap-x-8 gap-y-4">
        <StatementTable
          title={t.costByProvider}
          most={ROWS.few}
          total={total}
          rows={report.providers.map(({ id, name, cost_usd }) => ({ key: id, name, cost: cost_usd }))}
        />
        <StatementTable
          title={t.costByWorkspace}
          most={ROWS.few}
          total={total}
          rows={report.workspaces.map(({ provider, id, name, cost_usd }) => ({
            key: keyOf(provider, id),
            name: sourceOf({ provider, workspace: id }) ?? name,
            cost: cost_usd,
          }))}
        />
        {hasProjects && (
          <StatementTable
            title={t.costByProject}
            most={ROWS.many}
            total={total}
            rows={report.projects.map(({ provider, workspace, id, name, cost_usd }) => ({
              key: keyOf(provider, workspace, id ?? ''),
              name: id === null ? t.withoutProject : (name ?? id),
              cost: cost_usd,
            }))}
          />
        )}
        <StatementTable
          title={t.costByModel}
          most={ROWS.many}
          total={total}
          rows={report.breakdown.map(({ cost_usd }, index) => {
            const key = keys[index] ?? String(index);
            return { key, name: labels.get(key) ?? key, cost: cost_usd };
          })}
        />
      </div>
      {remarks.length > 0 && (
        <section className="mt-4">
          <h2 className="font-semibold">{REMARK_WORDS[language].title}</h2>
          <ul className="mt-1 list-disc space-y-0.5 pl-4">
            {remarks.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </section>
      )}
      <footer className="mt-4 border-line border-t pt-2 text-[10px] text-muted">
        {t.utcDays} {report.last_updated && `${t.problemOf(t.lastUpdated, formats.time(report.last_updated))}. `}
        {t.printedOn(formats.time(new Date().toISOString()))}
      </footer>
    </main>
  );
}

function useRemarks({ report, standing, standingText, excluded, isDemo, sourceOf }: StatementProps): string[] {
  const words = useWords();
  const { t, formats } = words;
  return [
    isDemo && t.demoMark + t.demoWhy,
    ...(standing.isFinal ? [] : standingText.map(sentence)),
    report.stale && (report.last_updated ? t.stale(formats.time(report.last_updated)) : t.staleUnknown),
    !standing.isOver && t.periodOpen,
    report.unconverted.length > 0 && t.notConverted(listAmounts(addByCurrency(report.unconverted), formats)),
    excluded.length > 0 && t.excluded(formats.list([...excluded])),
    report.providers.some(({ provenance }) => provenance === 'estimated') && t.estimatedHint,
    ...remarksOf(report, sourceOf, words).map(({ text }) => text),
  ]
    .filter((text) => text !== false)
    .slice(0, MOST_REMARKS);
}

const BARS = { width: 690, height: 72 };

/** The days as bars, those that may still change in outline. */
function Bars({ report }: { report: CostReport }) {
  const { t, formats } = useWords();
  const days = report.daily.map((day) => ({ ...day, parts: [] }));
  const { bars, grain } = makeSeries(days, [], 0, report.coverage.provisional_from);
  const peak = bars.reduce((most, { total }) => (compare(total, most) > 0 ? total : most), '0');
  const top = toPixelNumber(peak);
  if (top <= 0) return null;
  const step = BARS.width / bars.length;
  return (
    <figure className="mt-3">
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${BARS.width} ${BARS.height}`}
        className="keep-colour block w-full"
        fill="var(--chart-0)"
        stroke="var(--chart-0)"
      >
        {bars.map((bar, index) => {
          const height = Math.max(0, (toPixelNumber(bar.total) / top) * (BARS.height - 2));
          return (
            <rect
              key={bar.start}
              x={index * step + step * 0.12}
              y={BARS.height - height}
              width={step * 0.76}
              height={height}
              fillOpacity={bar.provisional ? 0.25 : 1}
              strokeWidth="0.5"
            />
          );
        })}
      </svg>
      <figcaption className="mt-1 flex justify-between border-ink border-t pt-1 text-[10px] text-muted">
        <span>{formats.day(report.start_date)}</span>
        <span>{t.barsCaption(formats.money(peak), grain)}</span>
        <span>{formats.day(report.end_date)}</span>
      </figcaption>
    </figure>
  );
}
