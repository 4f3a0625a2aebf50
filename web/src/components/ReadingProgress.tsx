// SPDX-License-Identifier: MIT
import type { Fetch } from '@/api/sync';
import { useWords } from '@/lib/i18n/language';

interface Props {
  fetches: readonly Fetch[];
  sourceOf(fetch: { provider: string; workspace: string }): string | null;
}

/** What is being read, from whom and how far, when it takes long. */
export function ReadingProgress({ fetches, sourceOf }: Props) {
  const { t, formats } = useWords();
  return (
    <section aria-label={t.loadingCosts} className="card space-y-3 px-5 py-4 lg:px-6">
      <p className="font-medium">{t.loadingCosts}</p>
      {fetches.map((fetch) => {
        const source = sourceOf(fetch) ?? fetch.provider;
        const range = formats.range(fetch.start_date, fetch.end_date);
        const progress = t.readingProgress(formats.count(fetch.calls_done), formats.count(fetch.calls_total));
        return (
          <div key={`${fetch.provider} ${fetch.workspace} ${fetch.start_date}`} className="text-xs">
            <p className="flex flex-wrap justify-between gap-x-4 text-muted">
              <span>{t.reading(source, range)}</span>
              <span className="tabular-nums">{progress}</span>
            </p>
            <progress
              aria-label={t.reading(source, range)}
              max={Math.max(1, fetch.calls_total)}
              value={fetch.calls_done}
              className="progress mt-1.5 w-full"
            />
          </div>
        );
      })}
    </section>
  );
}
