// SPDX-License-Identifier: MIT
import { memo, useState } from 'react';
import type { CostReport, ReportNotice } from '@/api/costs';
import { Notice } from '@/components/Notice';
import { Icon } from '@/components/ui/Icon';
import { lazily } from '@/components/ui/lazily';
import { useWords } from '@/lib/i18n/language';

const RatesTable = lazily(() => import('@/components/RatesTable').then((module) => module.RatesTable));

interface Props {
  report: CostReport;
  sourceOf(notice: ReportNotice): string | null;
}

type Kind = ReportNotice['kind'];

/** Those that one must not overlook. */
const LOUD: readonly Kind[] = ['unit_suspect', 'ledger_damaged', 'not_kept', 'corrected'];

const kindOf = (notices: readonly ReportNotice[]): Kind => notices[0]?.kind ?? 'unit_suspect';

/** What is worth knowing about figures that are right as far as they go, and the exchange rates they rest on. */
export const ReportRemarks = memo(function ReportRemarks({ report, sourceOf }: Props) {
  const { t } = useWords();
  const loud = LOUD.map((kind) => report.notices.filter((one) => one.kind === kind)).filter((all) => all.length > 0);
  const calm = report.notices.filter(({ kind }) => !LOUD.includes(kind));
  return (
    <>
      {loud.map((notices) => (
        <Notice key={kindOf(notices)} tone="warn" title={t.notice[kindOf(notices)]}>
          <Details notices={notices} sourceOf={sourceOf} />
        </Notice>
      ))}
      {(calm.length > 0 || report.exchange_rates.length > 0) && (
        <section aria-label={t.notices} className="card space-y-2 px-5 py-4 text-xs lg:px-6">
          {calm.length > 0 && <h2 className="font-semibold text-sm">{t.notices}</h2>}
          {[...new Set(calm.map(({ kind }) => kind))].map((kind) => (
            <div key={kind} className="flex gap-2">
              <Icon name="info" className="mt-px text-muted" />
              <div className="min-w-0">
                <p>{t.notice[kind]}</p>
                <Details notices={calm.filter((one) => one.kind === kind)} sourceOf={sourceOf} />
              </div>
            </div>
          ))}
          {report.exchange_rates.length > 0 && <Rates rates={report.exchange_rates} />}
        </section>
      )}
    </>
  );
});

/** The server's own words, which are English. */
function Details({ notices, sourceOf }: { notices: readonly ReportNotice[]; sourceOf: Props['sourceOf'] }) {
  const { t } = useWords();
  const sources = [...new Set(notices.map((one) => sourceOf(one) ?? one.provider))].filter(Boolean);
  return (
    <details className="text-muted text-xs">
      <summary className="w-fit cursor-pointer py-1 pointer-coarse:py-3.5">
        {sources.length > 0 ? t.problemOf(t.details, sources.join(', ')) : t.details}
      </summary>
      <ul className="space-y-1 pb-1">
        {notices.map(({ detail }, index) => (
          <li key={index} lang="en" className="wrap-anywhere">
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
