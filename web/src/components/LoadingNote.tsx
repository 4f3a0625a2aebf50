// SPDX-License-Identifier: MIT
import { type CostReport, isReadWhole } from '@/api/costs';
import type { Fetch } from '@/api/sync';
import { today } from '@/lib/dates';
import { useWords } from '@/lib/i18n/language';

interface Props {
  fetches: readonly Fetch[];
  /** The kept figures that are shown meanwhile. */
  saved: CostReport | undefined;
  /** No answer will come: it failed. */
  hasFailed: boolean;
  sourceOf(fetch: { provider: string; workspace: string }): string | null;
}

/** Named one by one; the rest are counted. */
const MOST = 4;

/**
 * That what is seen was kept from before, and what is being read, from whom and how far, when it takes long. Lies over
 * the page, so that nothing moves.
 */
export function LoadingNote({ fetches, saved, hasFailed, sourceOf }: Props) {
  const { t, formats } = useWords();
  return (
    <section
      aria-label={t.loadingCosts}
      className="card fixed inset-x-4 bottom-4 z-20 mx-auto max-w-lg space-y-3 border-line-strong px-5 py-4"
    >
      {saved?.last_updated ? (
        <div>
          <p className="font-medium">{t.savedFigures(formats.time(saved.last_updated))}</p>
          <p className="text-muted text-xs">
            {!isReadWhole(saved, today()) && `${t.savedPartly} `}
            {!hasFailed && t.beingUpdated}
          </p>
        </div>
      ) : (
        <p className="font-medium">{t.loadingCosts}</p>
      )}
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
