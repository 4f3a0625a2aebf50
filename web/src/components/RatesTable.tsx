// SPDX-License-Identifier: MIT
import type { ExchangeRate } from '@/api/costs';
import { useWords } from '@/lib/i18n/language';

/** The exchange rates that a report rests on, and whose they are. */
export function RatesTable({ rates }: { rates: readonly ExchangeRate[] }) {
  const { t, formats } = useWords();
  const hasPublished = rates.some(({ fixed }) => !fixed);
  const hasFixed = rates.some(({ fixed }) => fixed);
  return (
    <>
      <p className="py-1">
        {hasPublished && t.ratesEcb} {hasFixed && t.ratesFixed}
      </p>
      <section
        aria-label={t.rates}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
        tabIndex={0}
        className="max-h-60 w-fit max-w-full overflow-auto rounded-control border border-line"
      >
        <table className="border-collapse text-left tabular-nums">
          <thead className="sticky top-0 bg-sunken">
            <tr>
              {[t.currency, t.date, t.rate].map((name) => (
                <th key={name} scope="col" className="px-3 py-1.5 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rates.map(({ currency, date, usd_per_unit, fixed }) => (
              <tr key={`${currency} ${date}`} className="border-line border-t">
                <th scope="row" className="px-3 py-1.5 font-normal">
                  {currency}
                </th>
                <td className="px-3 py-1.5">{formats.day(date)}</td>
                <td className="px-3 py-1.5">
                  {formats.rate(usd_per_unit)} {fixed && `(${t.rateFixed})`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
