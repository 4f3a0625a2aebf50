// SPDX-License-Identifier: MIT
import type { Problem } from '@/api/client';
import type { CostReport } from '@/api/costs';
import { ProblemText } from '@/components/ErrorPanel';
import { Notice } from '@/components/Notice';
import { useWords } from '@/lib/i18n/language';

interface Props {
  report: CostReport;
  /** Names what a problem comes from. */
  sourceOf(problem: Problem): string | null;
}

/** Saved figures, missing parts, and what could not be read beside whole figures. */
export function ReportNotices({ report, sourceOf }: Props) {
  const { t, formats } = useWords();
  const { errors, stale, last_updated, coverage } = report;
  if (errors.length === 0 && !stale) return null;

  const title = () => {
    if (coverage.complete && !stale) return t.informational;
    if (!coverage.complete) {
      const names = missingSources(report, sourceOf);
      return names.length > 0 ? t.incomplete(formats.list(names)) : t.incompleteSome;
    }
    return last_updated ? t.stale(formats.age(last_updated, new Date())) : t.staleUnknown;
  };

  return (
    <Notice tone={coverage.complete && !stale ? 'info' : 'warn'} title={title()}>
      {!coverage.complete && stale && last_updated && <p>{t.stale(formats.age(last_updated, new Date()))}</p>}
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

/** The sources that the total is without; none when the figures are whole. */
export function missingSources(report: CostReport, sourceOf: (problem: Problem) => string | null): string[] {
  if (report.coverage.complete) return [];
  return [...new Set(report.errors.map(sourceOf).filter((name) => name !== null))];
}
