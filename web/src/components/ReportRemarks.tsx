// SPDX-License-Identifier: MIT
import { useState } from 'react';
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

/** What is worth knowing about figures that are right as far as they go, and the exchange rates they rest on. */
export function ReportRemarks({ report, sourceOf }: Props) {
  const { t } = useWords();
  const suspect = report.notices.filter(({ kind }) => kind === 'unit_suspect');
  const calm = report.notices.filter(({ kind }) => kind !== 'unit_suspect');
  return (
    <>
      {suspect.length > 0 && (
        <Notice tone="warn" title={t.notice.unit_suspect}>
          <Details notices={suspect} sourceOf={sourceOf} />
        </Notice>
      )}
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
}

/** The server's own words, which are English. */
function Details({ notices, sourceOf }: { notices: readonly ReportNotice[]; sourceOf: Props['sourceOf'] }) {
  const { t } = useWords();
  return (
    <details className="text-muted text-xs">
      <summary className="w-fit cursor-pointer py-1">
        {t.problemOf(t.details, [...new Set(notices.map((one) => sourceOf(one) ?? one.provider))].join(', '))}
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
      <summary className="w-fit cursor-pointer py-1">
        {t.rates} ({[...new Set(rates.map(({ currency }) => currency))].join(', ')})
      </summary>
      {isOpen && <RatesTable rates={rates} />}
    </details>
  );
}
