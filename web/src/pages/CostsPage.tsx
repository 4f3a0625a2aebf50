// SPDX-License-Identifier: MIT
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { ApiError } from '@/api/client';
import { type CostReport, isTotalUnknown } from '@/api/costs';
import { isWithoutKeys } from '@/api/providers';
import { standingOf } from '@/api/standing';
import { ChartSkeleton, CostChart } from '@/components/chart/CostChart';
import { splitReport } from '@/components/chart/parts';
import { DemoBar } from '@/components/DemoBar';
import { EmptyState } from '@/components/EmptyState';
import { ErrorPanel, ProblemText } from '@/components/ErrorPanel';
import { FilterBar, type Loaded } from '@/components/FilterBar';
import { Notice } from '@/components/Notice';
import { missingSources, ReportNotices } from '@/components/ReportNotices';
import { ServerGone } from '@/components/ServerGone';
import { standingText } from '@/components/standing';
import { TableSkeleton } from '@/components/TableSkeleton';
import { TitleRow } from '@/components/TitleRow';
import { TotalCard } from '@/components/TotalCard';
import { useAnnounce } from '@/components/ui/Announcer';
import { lazily, useCode } from '@/components/ui/lazily';
import { TipsPlace } from '@/components/ui/Tip';
import { cn } from '@/lib/cn';
import { type ColourMemory, recallColours, rememberColours } from '@/lib/colourMemory';
import { copyText } from '@/lib/csv';
import { today } from '@/lib/dates';
import { type Decimal, isZero } from '@/lib/decimal';
import { useFromTheTop } from '@/lib/fromTheTop';
import { useWords } from '@/lib/i18n/language';
import { assignColours } from '@/lib/palette';
import { daysOf } from '@/lib/periods';
import {
  DIMENSIONS,
  type Dimension,
  EVERYTHING,
  hasBadRange,
  readSelection,
  type Selection,
  withFixedDays,
  writeSelection,
} from '@/lib/selection';
import { keyOf } from '@/lib/series';
import { usePageTitle } from '@/lib/usePageTitle';
import { usePrinting } from '@/lib/usePrinting';
import { useShared } from '@/lib/useShared';
import { useStages } from '@/lib/useStages';
import { CostTables } from '@/pages/CostTables';
import { useCosts } from '@/pages/useCosts';
import { useNames } from '@/pages/useNames';

const FirstRun = lazily(() => import('@/components/FirstRun').then((module) => module.FirstRun));
const Statement = lazily(() => import('@/components/Statement').then((module) => module.Statement));
const CoverageCard = lazily(() => import('@/components/CoverageCard').then((module) => module.CoverageCard));
const ReportRemarks = lazily(() => import('@/components/ReportRemarks').then((module) => module.ReportRemarks));
const ChangesCard = lazily(() => import('@/pages/ChangesCard').then((module) => module.ChangesCard), <ChangesPlace />);
const LoadingNote = lazily(() => import('@/components/LoadingNote').then((module) => module.LoadingNote));

/** How long it is said on the button. */
const LINK_COPIED_MS = 3000;

export function CostsPage() {
  const { t, formats } = useWords();
  const announce = useAnnounce();
  const [params, setParams] = useSearchParams();
  const selection = useMemo(() => readSelection(params), [params]);
  const select = useStable((next: Selection) => setParams(writeSelection(next)));
  useFromTheTop(selection);
  const onSplit = useStable((by: Dimension) => select({ ...selection, by }));
  const asked = useCosts(selection);
  const { report, isCurrent, isSaved, comparison, costs, refresh, providers, workspaces, projects } = asked;

  // A model keeps its colour, in every view.
  const remembered = useRef<ColourMemory>(null);
  remembered.current ??= recallColours();
  const { sourceOf, excludedName, stepsOf } = useNames(asked);
  const dimensions = useMemo(() => (report ? dimensionsOf(report) : []), [report]);
  const chosenBy = dimensions.includes(selection.by) ? selection.by : 'model';
  // Until the days have come split that way, they are those of the models.
  const isFine = chosenBy === 'project' || chosenBy === 'workspace';
  const by = isFine && !asked.split ? 'model' : chosenBy;
  const split = by === chosenBy && isFine ? asked.split : report;
  const parts = useMemo(
    () => report && split && splitReport(report, split, by, t, sourceOf),
    [report, split, by, t, sourceOf],
  );
  const rememberedOf = (dimension: Dimension) => remembered.current?.[dimension] ?? new Map<string, number>();
  const colours = useMemo(() => assignColours(parts?.keys ?? [], rememberedOf(by)), [parts, by]);
  // The table of models has the colours of the models, whatever the chart is split by.
  const modelColours = useMemo(() => {
    const models = report?.breakdown.map(({ provider, model }) => keyOf(provider, model)) ?? [];
    return by === 'model' ? colours : assignColours(models, rememberedOf('model'));
  }, [report, by, colours]);

  useEffect(() => {
    if (colours.size > 0 && modelColours.size > 0 && remembered.current) rememberColours(remembered.current);
  }, [colours, modelColours]);

  const reportedProjects = report?.projects;
  const projectName = useCallback(
    (provider: string, id: string) =>
      reportedProjects?.find((one) => one.provider === provider && one.id === id)?.name ?? null,
    [reportedProjects],
  );

  const current = isCurrent ? report : undefined;
  const standing = useMemo(() => report && standingOf(report, asked.coverage, today()), [report, asked.coverage]);
  const standingWords = useShared(
    report && standing ? standingText(standing, report, missingSources(report, sourceOf), sourceOf, t, formats) : [],
  );
  const isUnknown = current !== undefined && (standing?.isUnknown || isTotalUnknown(current));
  const total = current?.total_cost_usd;
  const shownRange = current ? formats.range(current.start_date, current.end_date) : '';
  // A refresh says its own total: it is not said twice.
  const saidByRefresh = useRef<Decimal | null>(null);
  useEffect(() => {
    const isSaid = saidByRefresh.current === total;
    saidByRefresh.current = null;
    if (total !== undefined && !isSaid)
      announce(t.costsLoaded(isUnknown ? t.unknownCost : formats.money(total), shownRange));
  }, [announce, formats, isUnknown, shownRange, t, total]);

  const savedTotal = isSaved ? report?.total_cost_usd : undefined;
  const savedAt = isSaved && report?.last_updated ? formats.time(report.last_updated) : '';
  useEffect(() => {
    if (savedTotal !== undefined)
      announce(`${t.savedFigures(savedAt)} ${formats.money(savedTotal)}. ${t.beingUpdated}`);
  }, [announce, formats, savedAt, savedTotal, t]);

  const onRefresh = useStable(() =>
    refresh.mutate(selection, {
      onSuccess: (fresh) => {
        saidByRefresh.current = fresh.total_cost_usd;
        const range = formats.range(fresh.start_date, fresh.end_date);
        announce(`${t.refreshed} ${t.costsLoaded(formats.money(fresh.total_cost_usd), range)}`);
      },
      onError: () => announce(t.refreshFailed),
    }),
  );

  const problem = costs.error instanceof ApiError ? costs.error.problem : null;
  const refreshProblem = refresh.error instanceof ApiError ? refresh.error.problem : null;
  const isDimmed = costs.isPlaceholderData && !isSaved;
  const steps = useShared(stepsOf(selection));
  const scope = useShared(steps.slice(1).map(({ name }) => name));
  const excluded = useShared(report?.excluded.map(excludedName) ?? []);
  const period = current ? formats.rangeName(selection.range, { from: current.start_date, to: current.end_date }) : '';

  const isTroubled = problem !== null || asked.isGone || asked.hasRefreshFailed || current?.stale === true;
  const headline = asked.isFirstRun
    ? t.firstRun
    : asked.isGone && !report
      ? t.gone
      : problem
        ? t.failed
        : current
          ? `${isUnknown ? t.unknownCost : formats.money(current.total_cost_usd)} · ${period}`
          : t.loadingCosts;
  usePageTitle(`${isTroubled ? '⚠ ' : ''}${headline} – ${t.appName}`, isTroubled);

  const areRemarksReady = useCode(ReportRemarks, report !== undefined, hasRemarks(report));
  const isEmpty =
    report !== undefined && areRemarksReady && isZero(report.total_cost_usd) && report.breakdown.length === 0;
  // The total first, then the chart, then the tables: the page answers in between.
  const stage = useStages(report !== undefined && areRemarksReady, 2);

  const [isLinkCopied, setIsLinkCopied] = useState(false);
  useEffect(() => {
    if (!isLinkCopied) return;
    const timer = setTimeout(() => setIsLinkCopied(false), LINK_COPIED_MS);
    return () => clearTimeout(timer);
  }, [isLinkCopied]);
  const onCopyLink = useStable(async () => {
    if (!current) return;
    const query = writeSelection(withFixedDays(selection, current));
    const isDone = await copyText(`${window.location.origin}${window.location.pathname}?${query}`);
    setIsLinkCopied(isDone);
    announce(isDone ? t.linkCopied(formats.range(current.start_date, current.end_date)) : t.linkInAddressBar);
    // Where the browser does not let it be copied, the address bar has it.
    if (!isDone) setParams(query);
  });

  const onCheck = async () => {
    const { data } = await providers.refetch();
    return data !== undefined && isWithoutKeys(data);
  };

  const isPrinting = usePrinting();
  const isPrintable = current !== undefined;
  // There when the reader prints, by the button or the browser's own way.
  useEffect(() => {
    if (isPrintable) Statement.preload().catch(() => {});
  }, [isPrintable]);
  const onPrint = useStable(() => {
    const print = () => window.print();
    Statement.preload().then(print, print);
  });

  return (
    <>
      {providers.data?.demo && <DemoBar />}
      <main
        id="content"
        tabIndex={-1}
        className={cn(
          'mx-auto max-w-[1136px] space-y-4 px-4 pt-9 pb-14 outline-none md:pt-10',
          // The bar lies over the room above the title: nothing moves when it comes.
          providers.data?.demo && '-mt-6',
        )}
      >
        <TipsPlace />
        <TitleRow
          steps={asked.isFirstRun ? [] : steps}
          isBare={asked.isFirstRun}
          lastUpdated={report?.last_updated ?? null}
          isLoading={!report && costs.isPending}
          isRefreshing={asked.isRefreshing}
          canRefresh={isCurrent}
          progress={progressOf(asked.fetches)}
          isLinkCopied={isLinkCopied}
          onCopyLink={onCopyLink}
          onPrint={onPrint}
          onRefresh={onRefresh}
        />
        {asked.isFirstRun ? (
          <>
            {asked.isGone && <ServerGone hasFigures={false} onRetry={() => void asked.tryNow()} />}
            <FirstRun providers={providers.data?.providers ?? []} onCheck={onCheck} />
          </>
        ) : (
          <>
            <FilterBar
              selection={selection}
              scope={scope}
              onChange={select}
              providers={listOf(providers.isError, providers.data?.providers)}
              workspaces={listOf(workspaces.isError, workspaces.data?.workspaces)}
              projects={listOf(projects.isError, projects.data?.projects)}
            />
            {hasBadRange(params) && (
              <Notice
                tone="info"
                title={t.badLink(formats.rangeName(selection.range, daysOf(selection.range, today())))}
              />
            )}
            {asked.isGone && <ServerGone hasFigures={report !== undefined} onRetry={() => void asked.tryNow()} />}
            {asked.hasRefreshFailed && !asked.isGone && (
              <Notice tone="warn" title={t.refreshFailed}>
                {refreshProblem && <ProblemText problem={refreshProblem} source={sourceOf(refreshProblem)} />}
              </Notice>
            )}
            {problem && (
              <ErrorPanel
                problem={problem}
                source={sourceOf(problem)}
                isRetrying={costs.isFetching}
                onRetry={() => void costs.refetch()}
                onReset={
                  selection.provider || selection.project || selection.model ? () => select(EVERYTHING) : undefined
                }
              />
            )}
            {!asked.isGone && (isSaved || (asked.isSlow && asked.fetches.length > 0)) && (
              <LoadingNote
                fetches={asked.fetches}
                saved={isSaved ? report : undefined}
                hasFailed={problem !== null}
                sourceOf={sourceOf}
              />
            )}
            {report && <ReportNotices report={report} sourceOf={sourceOf} />}
            {(!problem || isSaved) && (
              <div
                className={cn('space-y-4', isDimmed && 'opacity-50')}
                aria-busy={costs.isPlaceholderData || costs.isPending}
              >
                <TotalCard
                  report={report}
                  otherPeriod={isDimmed && report ? formats.range(report.start_date, report.end_date) : null}
                  isSaved={isSaved}
                  comparison={comparison}
                  standing={standing}
                  standingText={standingWords}
                  excluded={excluded}
                />
                {/* With the chart: what is above it may not push it down later. */}
                {report && hasRemarks(report) && (stage > 0 || isEmpty) && (
                  <ReportRemarks report={report} sourceOf={sourceOf} />
                )}
                {!report || !parts || (stage === 0 && !isEmpty) ? (
                  <>
                    <ChartSkeleton />
                    <ChangesPlace />
                    <TableSkeleton />
                  </>
                ) : isEmpty && standing ? (
                  <EmptyState selection={selection} standing={standing} sourceOf={sourceOf} onChange={select} />
                ) : (
                  <>
                    <CostChart
                      report={report}
                      comparison={comparison}
                      parts={parts}
                      colours={colours}
                      by={by}
                      chosenBy={chosenBy}
                      hasSplitFailed={asked.hasSplitFailed}
                      dimensions={dimensions}
                      onSplit={onSplit}
                    />
                    {comparison ? (
                      <ChangesCard report={report} comparison={comparison} selection={selection} sourceOf={sourceOf} />
                    ) : (
                      comparison === undefined && <ChangesPlace />
                    )}
                    {stage < 2 && <TableSkeleton />}
                    {stage >= 2 && (
                      <CostTables
                        report={report}
                        comparison={comparison}
                        selection={selection}
                        colours={modelColours}
                        sourceOf={sourceOf}
                      />
                    )}
                  </>
                )}
                {asked.coverage && asked.coverage.sources.length > 0 && (
                  <CoverageCard
                    coverage={asked.coverage}
                    restatements={asked.restatements}
                    sourceOf={sourceOf}
                    projectName={projectName}
                  />
                )}
              </div>
            )}
          </>
        )}
      </main>
      {isPrinting && current && standing && (
        <Statement
          report={current}
          comparison={comparison}
          period={period}
          scope={scope}
          standing={standing}
          standingText={standingWords}
          excluded={excluded}
          isDemo={providers.data?.demo === true}
          hasProjects={selection.project === null && current.projects.length > 0}
          sourceOf={sourceOf}
        />
      )}
    </>
  );
}

/** As high as what changed mostly is: what is below it moves little when that comes. */
function ChangesPlace() {
  return <div className="card h-[752px] md:h-[365px]" />;
}

/** The same function in every render, which does what the last one says: for parts that are drawn again with care. */
function useStable<Args extends unknown[]>(callback: (...args: Args) => unknown): (...args: Args) => void {
  const latest = useRef(callback);
  latest.current = callback;
  return useCallback((...args: Args) => void latest.current(...args), []);
}

function hasRemarks(report: CostReport | undefined): boolean {
  return report !== undefined && report.notices.length + report.exchange_rates.length > 0;
}

/** What the chart can be split by: where there is something to tell apart. */
function dimensionsOf({ projects, workspaces, providers }: CostReport): Dimension[] {
  const counts = {
    model: Number.POSITIVE_INFINITY,
    project: projects.length,
    // With one workspace each, the providers say it all.
    workspace: workspaces.length > providers.length ? workspaces.length : 0,
    provider: providers.length,
  };
  return DIMENSIONS.filter((dimension) => counts[dimension] > 1);
}

function listOf<T>(isError: boolean, list: readonly T[] | undefined): Loaded<T> {
  return list ?? (isError ? null : undefined);
}

/** How much of what is being read has come, null when nothing is known of it. */
function progressOf(fetches: readonly { calls_done: number; calls_total: number }[]): number | null {
  const all = fetches.reduce((calls, fetch) => calls + fetch.calls_total, 0);
  return all === 0 ? null : fetches.reduce((calls, fetch) => calls + fetch.calls_done, 0) / all;
}
