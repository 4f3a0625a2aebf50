// SPDX-License-Identifier: MIT
import { memo } from 'react';
import { type CoverageReport, MOST_RESTATEMENTS, type Restatement, type SourceCoverage } from '@/api/coverage';
import { RestatementTable } from '@/components/RestatementTable';
import { cn } from '@/lib/cn';
import { type DayRun, type DayState, daysByState, worstOf } from '@/lib/coverage';
import { lengthInDays } from '@/lib/dates';
import { useWords } from '@/lib/i18n/language';

type SourceOf = (source: { provider: string; workspace: string }) => string | null;

interface Props {
  coverage: CoverageReport;
  restatements: readonly Restatement[];
  sourceOf: SourceOf;
  projectName(provider: string, id: string): string | null;
}

const FILLS: Record<DayState, string> = {
  settled: 'fill-accent',
  provisional: 'fill-accent/45',
  failed: 'fill-danger',
  missing: 'fill-line-strong',
  not_retained: 'fill-line',
  not_yet: 'fill-line',
};

/** What is known of the days shown, and what of it moved. The sentence says what the bar shows. */
export const CoverageCard = memo(function CoverageCard({ coverage, restatements, sourceOf, projectName }: Props) {
  const { t, formats } = useWords();
  const { sources, complete, through } = coverage;
  const failing = sources.filter(({ failing_since }) => failing_since !== null);
  const since = failing.map(({ failing_since }) => failing_since ?? '').sort()[0];
  const runs = worstOf(sources.map(({ days }) => days));
  const lost = daysByState(runs).get('not_retained') ?? 0;
  const length = coverage.start_date && coverage.end_date ? lengthInDays(coverage.start_date, coverage.end_date) : 0;
  const end = lost < length ? (through ?? coverage.end_date) : null;
  const sentence =
    lost > 0
      ? t.coverageNotRetained(end && formats.day(end), lost, formats.count(lost))
      : complete
        ? t.coverageComplete(formats.day(coverage.end_date ?? ''))
        : through
          ? t.coverageThrough(formats.day(through))
          : t.coverageGaps;
  return (
    <section id="coverage" aria-label={t.coverage} className="card space-y-3 px-5 py-4 text-xs lg:px-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h2 className="font-semibold text-sm">{t.coverage}</h2>
        <p className={cn(failing.length > 0 ? 'text-warn' : 'text-muted')}>
          {sentence}
          {failing.length > 0 &&
            since &&
            ` ${t.coverageFailing(failing.length, formats.count(failing.length), formats.count(sources.length), formats.time(since))}`}
        </p>
      </div>
      <StateBar runs={runs} />
      <details className="text-muted">
        <summary className="w-fit cursor-pointer py-1 pointer-coarse:py-3.5">{t.coverageBySource}</summary>
        <ul className="space-y-3 pt-1">
          {sources.map((source) => (
            <SourceDays key={`${source.provider} ${source.workspace}`} source={source} sourceOf={sourceOf} />
          ))}
        </ul>
      </details>
      {restatements.length > 0 && (
        <details className="text-muted">
          <summary className="w-fit cursor-pointer py-1 pointer-coarse:py-3.5">
            {(restatements.length < MOST_RESTATEMENTS ? t.restatements : t.restatementsAtLeast)(
              restatements.length,
              formats.count(restatements.length),
            )}
          </summary>
          <RestatementTable restatements={restatements} sourceOf={sourceOf} projectName={projectName} />
        </details>
      )}
    </section>
  );
});

function SourceDays({ source, sourceOf }: { source: SourceCoverage; sourceOf: SourceOf }) {
  const { t, formats } = useWords();
  const { days, last_read, failing_since } = source;
  return (
    <li className="space-y-1">
      <p className="flex flex-wrap justify-between gap-x-4">
        <span className="text-ink">{sourceOf(source) ?? source.provider_name}</span>
        <span>
          {failing_since
            ? t.coverageFailingSince(formats.time(failing_since))
            : last_read
              ? t.coverageRead(formats.time(last_read))
              : t.coverageNeverRead}
        </span>
      </p>
      <StateBar runs={days} />
      <ul className="flex flex-wrap gap-x-4">
        {days.map(({ start_date, end_date, state }) => (
          <li key={start_date}>{t.problemOf(formats.range(start_date, end_date), t.dayState[state])}</li>
        ))}
      </ul>
    </li>
  );
}

/** A strip of the days' states. What it shows is said beside it, too. */
function StateBar({ runs }: { runs: readonly DayRun[] }) {
  const { t, formats } = useWords();
  const [first] = runs;
  const last = runs.at(-1);
  if (!first || !last) return null;
  const length = lengthInDays(first.start_date, last.end_date);
  const label = [...daysByState(runs)]
    .map(([state, days]) => t.daysInState(days, formats.count(days), t.dayState[state]))
    .join(', ');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${length} 1`}
      preserveAspectRatio="none"
      className="block h-2 w-full overflow-hidden rounded-full forced-color-adjust-none"
    >
      {runs.map(({ start_date, end_date, state }) => (
        <rect
          key={start_date}
          x={lengthInDays(first.start_date, start_date) - 1}
          width={lengthInDays(start_date, end_date)}
          height={1}
          className={FILLS[state]}
        />
      ))}
    </svg>
  );
}
