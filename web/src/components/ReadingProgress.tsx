// SPDX-License-Identifier: MIT
import type { Fetch } from '@/api/sync';
import { useWords } from '@/lib/i18n/language';

interface Props {
  fetches: readonly Fetch[];
  sourceOf(fetch: { provider: string; workspace: string }): string | null;
}

/** Named one by one; the rest are counted. */
const MOST = 4;

/** What is being read, from whom and how far, when it takes long. Lies over the page, so that nothing moves. */
export function ReadingProgress({ fetches, sourceOf }: Props) {
  const { t, formats } = useWords();
  return (
    <section
      aria-label={t.loadingCosts}
      className="card fixed inset-x-4 bottom-4 z-20 mx-auto max-w-lg space-y-3 border-line-strong px-5 py-4"
    >
      <p className="font-medium">{t.loadingCosts}</p>
      {fetches.slice(0, MOST).map((fetch) => {
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
      {fetches.length > MOST && (
        <p className="text-muted text-xs">{t.andOthers(formats.count(fetches.length - MOST))}</p>
      )}
    </section>
  );
}
