// SPDX-License-Identifier: MIT

import type { ReactNode } from 'react';
import { memo } from 'react';
import type { Comparison as Compared } from '@/api/comparison';
import { addByCurrency, type CostReport, isReadWhole, isTotalUnknown } from '@/api/costs';
import type { Standing } from '@/api/standing';
import { listAmounts } from '@/components/Charged';
import { SettingText } from '@/components/ProviderProblems';
import { comparisonText, sentence } from '@/components/standing';
import { Change } from '@/components/ui/Change';
import { Mark } from '@/components/ui/Mark';
import { Money } from '@/components/ui/Money';
import { Tip } from '@/components/ui/Tip';
import { Unknown } from '@/components/ui/Unknown';
import { earlier, lengthInDays, today } from '@/lib/dates';
import { compare, divide, isZero, multiply, ratio, sum } from '@/lib/decimal';
import { useWords } from '@/lib/i18n/language';
import { peakDay } from '@/lib/series';
import { hasGap } from '@/lib/unread';

interface Props {
  /** Undefined while it is loading. */
  report: CostReport | undefined;
  /** The days it is of, where these are not those that are asked for. */
  otherPeriod: string | null;
  /** Of kept figures, until there are new ones. */
  isSaved: boolean;
  /** With the period before: undefined while it is loading, null when there is nothing to compare. */
  comparison: Compared | null | undefined;
  /** Whether the total is final, and what it is without. */
  standing: Standing | undefined;
  standingText: readonly string[];
  /** What the settings leave out. */
  excluded: string[];
}

export const TotalCard = memo(function TotalCard({
  report,
  otherPeriod,
  isSaved,
  comparison,
  standing,
  standingText,
  excluded,
}: Props) {
  const { t, formats } = useWords();
  return (
    <section
      aria-labelledby="total-title"
      className="card grid grid-cols-2 lg:grid-cols-[minmax(0,3fr)_repeat(4,minmax(0,1.35fr))]"
    >
      <div className="col-span-2 min-h-40 px-5 pt-5 pb-1 max-lg:-order-2 lg:col-span-1 lg:px-6 lg:pb-3">
        <h2 id="total-title" className="flex flex-wrap items-center gap-2 text-muted">
          {t.totalCost}
          {otherPeriod && <Mark word={otherPeriod} hint={t.otherPeriodHint} />}
          <abbr className="rounded-sm bg-sunken px-1.5 py-0.5 text-[11px] no-underline">USD</abbr>
          {isSaved && report?.last_updated ? (
            <>
              <Mark word={t.saved} hint={t.savedFigures(formats.time(report.last_updated))} />
              {!isReadWhole(report, today()) && <Mark word={t.incompleteMark} hint={t.savedPartly} />}
            </>
          ) : (
            report && <TotalMark report={report} />
          )}
        </h2>
        {report && standing ? <Total report={report} comparison={comparison} standing={standing} /> : <TotalSkeleton />}
      </div>
      <Requests report={report} isUnknown={standing?.isUnknown === true} />
      <AveragePerDay report={report} isUnknown={standing?.isUnknown === true} />
      <PerThousand report={report} />
      <TopModel report={report} />
      {/* Right under the total on a phone; on a desk it has the width for one line, and its place is kept. */}
      <div className="col-span-2 min-h-14 px-5 pb-4 text-xs max-sm:min-h-18 max-lg:-order-1 lg:col-span-full lg:min-h-[49px] lg:border-line lg:border-t lg:px-6 lg:py-2">
        {report && standing && <StandingLine standing={standing} text={standingText} excluded={excluded} />}
      </div>
    </section>
  );
});

function TotalMark({ report }: { report: CostReport }) {
  const { t } = useWords();
  const estimated = report.providers.filter(({ provenance }) => provenance === 'estimated').length;
  if (estimated === 0) return null;
  const isAll = estimated === report.providers.length;
  return <Mark word={isAll ? t.estimated : t.partlyEstimated} hint={t.estimatedHint} />;
}

interface StandingLineProps {
  standing: Standing;
  text: readonly string[];
  excluded: string[];
}

function StandingLine({ standing, text, excluded }: StandingLineProps) {
  const { t, formats } = useWords();
  return (
    <>
      <p className={standing.without.length > 0 || standing.isPartial ? 'text-warn' : 'text-muted'}>
        {text.map(sentence).join(' ')}{' '}
        <a
          href="#coverage"
          className="whitespace-nowrap text-muted underline decoration-line-strong underline-offset-3 hover:decoration-accent"
        >
          {t.coverage}
        </a>
      </p>
      {excluded.length > 0 && <p className="mt-2 text-muted">{t.excluded(formats.list(excluded))}</p>}
    </>
  );
}

type TotalProps = Pick<Props, 'comparison'> & { report: CostReport; standing: Standing };

function Total({ report, comparison, standing }: TotalProps) {
  const { t, formats } = useWords();
  const { whole, after } = formats.moneyParts(report.total_cost_usd);
  return (
    <>
      <p className="mt-1 font-semibold text-[40px] leading-[60px] tracking-[-0.025em] [word-spacing:0.06em] xs:text-5xl">
        {standing.isUnknown ? (
          <Unknown word={t.unknownCost} reason={t.nothingKnown} />
        ) : isTotalUnknown(report) ? (
          <Unknown word={t.unknownCost} reason={t.unknownWhy} />
        ) : (
          <Tip tip={formats.exactMoney(report.total_cost_usd)} copy={report.total_cost_usd}>
            {whole}
            <span className="text-muted">{after}</span>
          </Tip>
        )}
      </p>
      {report.unconverted.length > 0 && (
        <div className="mb-1">
          <p className="font-medium text-base tabular-nums">
            {t.notConverted(listAmounts(addByCurrency(report.unconverted), formats))}
          </p>
          <p className="text-muted text-xs">
            {t.notConvertedHint} <SettingText text={t.setRates} name="EXCHANGE_RATES" />
          </p>
        </div>
      )}
      {/* Two lines on a phone in any case, whose place is kept. */}
      <p className="mt-1 flex min-h-6 flex-wrap items-center gap-x-2 gap-y-1 text-muted text-xs max-sm:min-h-12 lg:min-h-15">
        <Comparison report={report} comparison={comparison} />
      </p>
    </>
  );
}

function Comparison({ report, comparison }: Pick<Props, 'comparison'> & { report: CostReport }) {
  const { t, formats } = useWords();
  if (comparison === undefined) return <span className="skeleton inline-block h-4 w-56" />;
  // Part of a period against a whole one says nothing.
  if (comparison === null) return t.previousUnknown;
  const { now, before } = comparison;
  // What has no price is not nothing.
  if (isZero(before.total_cost_usd)) return before.breakdown.length === 0 ? t.noPrevious : t.previousUnknown;
  return (
    <>
      <Change now={now} before={before.total_cost_usd} pill />
      <span className="max-sm:basis-full">{comparisonText(comparison, report, t, formats)}</span>
    </>
  );
}

function TotalSkeleton() {
  return (
    <>
      <div className="mt-1 flex h-[60px] items-center">
        <span className="skeleton h-11 w-56" />
      </div>
      <div className="mt-1 flex h-6 items-center max-sm:h-12 lg:h-15">
        <span className="skeleton h-4 w-64 max-w-full" />
      </div>
    </>
  );
}

interface FigureProps {
  label: string;
  isLoading: boolean;
  children: ReactNode;
  below?: ReactNode;
}

function Figure({ label, isLoading, children, below }: FigureProps) {
  return (
    <div className="min-w-0 border-line border-t px-5 py-5 even:border-r lg:border-t-0 lg:border-r-0! lg:border-l">
      <h3 className="text-muted text-xs">{label}</h3>
      <p className="mt-2 flex min-h-7 items-center font-semibold text-lg tabular-nums">
        {isLoading ? <span className="skeleton h-5 w-20" /> : <span className="min-w-0 wrap-anywhere">{children}</span>}
      </p>
      <p className="min-h-5 text-muted text-xs tabular-nums max-sm:min-h-9">{isLoading ? null : below}</p>
    </div>
  );
}

type ReportProps = { report: CostReport | undefined };

function Requests({ report, isUnknown }: ReportProps & { isUnknown: boolean }) {
  const { t, formats } = useWords();
  const known = report?.breakdown.filter((model) => model.requests !== null) ?? [];
  const requests = known.reduce((total, model) => total + (model.requests ?? 0), 0);
  const all = report?.breakdown.length ?? 0;
  const isPart = known.length < all || known.some(({ requests_partial }) => requests_partial);
  return (
    <Figure
      label={t.requests}
      isLoading={!report}
      below={
        known.length > 0 &&
        (known.length < all
          ? t.requestsPartly(known.length, formats.count(known.length), formats.count(all))
          : isPart
            ? t.requestsSomeDays
            : requests >= 10_000 && formats.count(requests))
      }
    >
      {isUnknown || (all > 0 && known.length === 0) ? (
        <Unknown reason={isUnknown ? t.nothingKnown : t.requestsUnknown} />
      ) : (
        <Tip tip={t.requestCount(requests, formats.count(requests))} copy={String(requests)}>
          {isPart && '≥ '}
          {formats.shortCount(requests)}
        </Tip>
      )}
    </Figure>
  );
}

function AveragePerDay({ report, isUnknown }: ReportProps & { isUnknown: boolean }) {
  const { t, formats } = useWords();
  if (!report)
    return (
      <Figure label={t.averagePerDay} isLoading>
        {null}
      </Figure>
    );
  // Days that are still to come have no cost to average.
  const now = today();
  const end = earlier(report.end_date, now);
  const days = Math.max(1, lengthInDays(report.start_date, end));
  // Which year is plain only of one that is the reader's own.
  const isThisYear = report.start_date.slice(0, 4) === now.slice(0, 4);
  const dayOfPeak = isThisYear ? formats.shortDay : formats.day;
  const peak = peakDay(report.daily, (a, b) => compare(a, b) > 0);
  return (
    <Figure
      label={t.averagePerDay}
      isLoading={false}
      below={peak && !isZero(peak.cost_usd) && t.peak(formats.money(peak.cost_usd), dayOfPeak(peak.date))}
    >
      {isUnknown || isTotalUnknown(report) ? (
        <Unknown reason={isUnknown ? t.nothingKnown : t.unknownWhy} />
      ) : (
        <>
          {hasGap(report.coverage.unread) && <Tip tip={t.costPartial}>≥ </Tip>}
          <Money exact={divide(report.total_cost_usd, days)} />
        </>
      )}
    </Figure>
  );
}

function PerThousand({ report }: ReportProps) {
  const { t } = useWords();
  const known =
    report?.breakdown.filter(
      ({ requests, requests_partial, cost_usd }) => requests !== null && !requests_partial && cost_usd !== null,
    ) ?? [];
  const requests = known.reduce((total, model) => total + (model.requests ?? 0), 0);
  const isPart = report !== undefined && known.length < report.breakdown.length;
  const hasPartial = report?.breakdown.some(({ requests_partial }) => requests_partial);
  return (
    <Figure label={t.perThousand} isLoading={!report} below={requests > 0 && isPart && t.perThousandHint}>
      {requests > 0 ? (
        <Money exact={divide(multiply(sum(known.map((model) => model.cost_usd ?? '0')), 1000), requests)} />
      ) : report && report.breakdown.length > 0 ? (
        <Unknown reason={hasPartial ? t.perThousandPartial : t.requestsUnknown} />
      ) : (
        <span className="text-muted">–</span>
      )}
    </Figure>
  );
}

function TopModel({ report }: ReportProps) {
  const { t, formats } = useWords();
  const top = report?.breakdown.find(({ cost_usd }) => cost_usd !== null);
  const share = report && top?.cost_usd ? ratio(top.cost_usd, report.total_cost_usd) : null;
  return (
    <Figure label={t.topModel} isLoading={!report} below={top?.model}>
      {share === null ? <span className="text-muted">–</span> : formats.share(share)}
    </Figure>
  );
}
