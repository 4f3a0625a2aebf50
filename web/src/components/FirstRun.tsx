// SPDX-License-Identifier: MIT
import type { Provider } from '@/api/providers';
import { useWords } from '@/lib/i18n/language';

/** No provider has a key: which variable to set, and how to look without one. */
export function FirstRun({ providers }: { providers: readonly Provider[] }) {
  const { t } = useWords();
  return (
    <section aria-labelledby="first-run" className="card px-6 py-8 md:px-10 md:py-12">
      <h2 id="first-run" className="font-semibold text-2xl tracking-tight">
        {t.firstRun}
      </h2>
      <p className="mt-2 max-w-2xl text-muted">{t.firstRunHow}</p>
      <table className="mt-5 w-full max-w-2xl border-collapse text-left">
        <thead className="text-muted text-xs">
          <tr>
            <th scope="col" className="py-2 pr-4 font-medium">
              {t.provider}
            </th>
            <th scope="col" className="py-2 font-medium">
              {t.firstRunVariable}
            </th>
          </tr>
        </thead>
        <tbody>
          {providers.map(({ id, name, error }) => (
            <tr key={id} className="border-line border-t">
              <th scope="row" className="py-3 pr-4 font-medium">
                {name}
              </th>
              <td className="py-3 wrap-anywhere">
                <code className="rounded-sm bg-sunken px-1.5 py-1 text-[13px]">{error?.setting ?? '–'}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-6">{t.firstRunDemo}</p>
      <pre className="mt-2 w-fit whitespace-pre-wrap rounded-control bg-sunken px-3 py-2 text-[13px]">
        <code>llm-cost-tracker serve --demo</code>
      </pre>
    </section>
  );
}
