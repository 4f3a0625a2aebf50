// SPDX-License-Identifier: MIT
import type { Problem } from '@/api/client';
import { type CostReport, isReadWhole } from '@/api/costs';
import { ProblemText } from '@/components/ErrorPanel';
import { Notice } from '@/components/Notice';
import { today } from '@/lib/dates';
import { useWords } from '@/lib/i18n/language';

type SourceOf = (problem: Problem) => string | null;

interface Props {
  report: CostReport;
  /** Names what a problem comes from. */
  sourceOf: SourceOf;
}

/** Saved figures, missing parts, and what could not be read beside whole figures. */
export function ReportNotices({ report, sourceOf }: Props) {
  const { t, formats } = useWords();
  const { errors, stale, last_updated } = report;
  if (errors.length === 0 && !stale) return null;

  const age = last_updated && formats.age(last_updated, new Date());
  const missing = missingSources(report, sourceOf);
  const saved = stale ? errors.filter((problem) => isKnown(report, problem)) : [];
  const names = [...new Set(saved.map((problem) => sourceOf(problem) ?? ''))].filter(Boolean);
  // Of all sources, or of some while the others are fresh.
  const isAll = report.workspaces.every(({ provider, id }) =>
    saved.some((one) => one.provider === provider && (one.workspace === undefined || one.workspace === id)),
  );
  const savedText = !stale
    ? null
    : isAll && missing.length === 0
      ? age
        ? t.stale(age)
        : t.staleUnknown
      : names.length > 0 && age
        ? t.staleSome(formats.list(names), age)
        : null;
  const missingText = missing.length > 0 ? t.incomplete(formats.list(missing)) : null;
  const isWhole = isReadWhole(report, today());
  const title = missingText ?? savedText ?? (isWhole && !stale ? t.informational : t.incompleteSome);

  return (
    <Notice tone={isWhole && !stale ? 'info' : 'warn'} title={title}>
      {missingText && savedText && <p>{savedText}</p>}
      {errors.length > 0 && (
        <ul className="space-y-1">
          {errors.map((problem, index) => (
            <li key={index}>
              <ProblemText problem={problem} source={sourceOf(problem)} />
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

/** Whether the report has figures of the source that failed. */
function isKnown(report: CostReport, { provider, workspace }: Problem): boolean {
  return report.workspaces.some(
    (one) => one.provider === provider && (workspace === undefined || one.id === workspace),
  );
}

/** The sources that the total is without: those that failed and of which nothing is known. */
export function missingSources(report: CostReport, sourceOf: SourceOf): string[] {
  if (!report.stale) return [];
  const missing = report.errors.filter((problem) => problem.provider && !isKnown(report, problem));
  return [...new Set(missing.map(sourceOf).filter((name) => name !== null))];
}
