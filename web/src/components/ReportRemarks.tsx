// SPDX-License-Identifier: MIT
import { memo, useState } from 'react';
import type { CostReport, ReportNotice } from '@/api/costs';
import { Notice } from '@/components/Notice';
import { type Remark, remarksOf } from '@/components/remarks';
import { Icon } from '@/components/ui/Icon';
import { lazily } from '@/components/ui/lazily';
import { useWords } from '@/lib/i18n/language';
import { REMARK_WORDS } from '@/lib/i18n/remarks';

const RatesTable = lazily(() => import('@/components/RatesTable').then((module) => module.RatesTable));

interface Props {
  report: CostReport;
  sourceOf(notice: ReportNotice): string | null;
}

/** Those that one must not overlook. */
const LOUD: readonly Remark['kind'][] = ['unit_suspect', 'ledger_damaged', 'not_kept', 'corrected', 'unconverted'];

/**
 * What is worth knowing about figures that are right as far as they go, and the exchange rates they rest on. What one
 * must not overlook stands open; of the rest one is a line, and several are a line that opens.
 */
export const ReportRemarks = memo(function ReportRemarks({ report, sourceOf }: Props) {
  const words = useWords();
  const { title, count } = REMARK_WORDS[words.language];
  const remarks = remarksOf(report, sourceOf, words);
  const loud = LOUD.flatMap((kind) => remarks.filter((one) => one.kind === kind));
  const calm = remarks.filter(({ kind }) => !LOUD.includes(kind));
  return (
    <>
      {loud.map(({ text, details }) => (
        <Notice key={text} tone="warn" title={text}>
          <Details details={details} />
        </Notice>
      ))}
      {(calm.length > 0 || report.exchange_rates.length > 0) && (
        <section aria-label={title} className="card space-y-2 px-5 py-4 text-xs lg:px-6">
          {calm.length === 1 && calm.map((remark) => <Line key={remark.text} remark={remark} />)}
          {calm.length > 1 && (
            <details>
              <summary className="-my-1.5 w-fit cursor-pointer py-1.5 pointer-coarse:-my-3 pointer-coarse:py-3">
                <h2 className="inline font-semibold text-sm">{count(calm.length, words.formats.count(calm.length))}</h2>
              </summary>
              <ul className="space-y-2 pt-2 pb-1">
                {calm.map((remark) => (
                  <li key={remark.text}>
                    <Line remark={remark} />
                  </li>
                ))}
              </ul>
            </details>
          )}
          {report.exchange_rates.length > 0 && <Rates rates={report.exchange_rates} />}
        </section>
      )}
    </>
  );
});

function Line({ remark: { text, details } }: { remark: Remark }) {
  return (
    <div className="flex gap-2">
      <Icon name="info" className="mt-px text-muted" />
      <div className="min-w-0 wrap-anywhere">
        <p>{text}</p>
        <Details details={details} />
      </div>
    </div>
  );
}

/** The server's own words. */
function Details({ details }: { details: readonly string[] }) {
  const { t } = useWords();
  if (details.length === 0) return null;
  return (
    <details className="text-muted text-xs">
      <summary className="w-fit cursor-pointer py-1 pointer-coarse:py-3.5">{t.details}</summary>
      <ul className="space-y-1 pb-1">
        {details.map((detail) => (
          <li key={detail} lang="en" className="wrap-anywhere">
            {detail}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Rates({ rates }: { rates: CostReport['exchange_rates'] }) {
  const { t } = useWords();
  // A year has hundreds: made only when they are looked at.
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="text-muted" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer py-1 pointer-coarse:py-3.5">
        {t.rates} ({[...new Set(rates.map(({ currency }) => currency))].join(', ')})
      </summary>
      {isOpen && <RatesTable rates={rates} />}
    </details>
  );
}
