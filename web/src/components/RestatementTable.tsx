// SPDX-License-Identifier: MIT
import type { Restatement } from '@/api/coverage';
import { fromUnits, toUnits } from '@/lib/decimal';
import { useWords } from '@/lib/i18n/language';

interface Props {
  restatements: readonly Restatement[];
  sourceOf(source: { provider: string; workspace: string }): string | null;
  projectName(provider: string, id: string): string | null;
}

/** What figures of days that were over came to before, and now, newest first. */
export function RestatementTable({ restatements, sourceOf, projectName }: Props) {
  const { t, formats } = useWords();
  const cell = 'px-3 py-1.5';
  return (
    <section
      aria-label={t.restatementsTitle}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
      tabIndex={0}
      className="mt-1 max-h-80 overflow-auto rounded-control border border-line"
    >
      <table className="w-full border-collapse whitespace-nowrap text-left tabular-nums">
        <thead className="sticky top-0 bg-sunken">
          <tr>
            {[t.date, t.model, t.restatementBefore, t.restatementNow, t.restatementChange].map((name) => (
              <th key={name} scope="col" className={`${cell} font-medium`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {restatements.map((one, index) => {
            const { date, model, currency, provider, project_id, cost_before, cost_now, sealed } = one;
            const change = fromUnits(toUnits(cost_now) - toUnits(cost_before));
            const project = project_id === null ? t.withoutProject : (projectName(provider, project_id) ?? project_id);
            return (
              <tr key={index} className="border-line border-t align-top">
                <th scope="row" className={`${cell} font-normal text-ink`}>
                  {formats.day(date)}
                  {sealed && <span className="block text-muted">{t.restatementSealed}</span>}
                </th>
                <td className={cell}>
                  <span className="text-ink">{model}</span>
                  <span className="block">{[sourceOf(one), project].filter(Boolean).join(', ')}</span>
                </td>
                <td className={cell}>
                  <span className="text-ink">{formats.exactAmount(cost_before, currency)}</span>
                  <span className="block">{t.readAt(formats.time(one.read_before))}</span>
                </td>
                <td className={cell}>
                  <span className="text-ink">{formats.exactAmount(cost_now, currency)}</span>
                  <span className="block">{t.readAt(formats.time(one.read_now))}</span>
                </td>
                <td className={cell}>
                  {change.startsWith('-') ? '' : '+'}
                  {formats.exactAmount(change, currency)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
