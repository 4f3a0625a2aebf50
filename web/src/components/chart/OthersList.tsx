// SPDX-License-Identifier: MIT
import { useMemo } from 'react';
import { Button } from '@/components/ui/Button';
import { Money } from '@/components/ui/Money';
import { ratio } from '@/lib/decimal';
import { barRange } from '@/lib/format';
import { useWords } from '@/lib/i18n/language';
import { type Bar, type DayCost, otherParts, otherTotals } from '@/lib/series';

interface Props {
  id: string;
  daily: readonly DayCost[];
  /** What is gathered, and how it is called. */
  keys: readonly string[];
  /** What each of them cost in the whole period. */
  totals: ReadonlyMap<string, string>;
  labels: ReadonlyMap<string, string>;
  /** The bar it is about; the whole period without. */
  bar: Bar | undefined;
  total: string;
  onWholePeriod(): void;
}

/** What the others are, largest first. */
export function OthersList({ id, daily, keys, totals, labels, bar, total, onWholePeriod }: Props) {
  const { t, formats } = useWords();
  const parts = useMemo(
    () => (bar ? otherParts(daily, keys, bar) : otherTotals(totals, keys)),
    [daily, keys, bar, totals],
  );
  const count = t.partCount(parts.length, formats.count(parts.length));
  const title = bar ? t.problemOf(t.others, barRange(formats, bar.start, bar.days)) : t.others;
  return (
    <section id={id} aria-label={title} className="mt-3 rounded-control border border-line text-xs">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-3 py-1.5">
        <h3 className="py-1 font-medium">
          {title} <span className="font-normal text-muted">{count}</span>
        </h3>
        {bar && (
          <Button variant="bare" className="text-xs" onClick={onWholePeriod}>
            {t.wholePeriod}
          </Button>
        )}
      </div>
      <ul
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
        tabIndex={0}
        aria-label={title}
        className="max-h-60 gap-x-8 overflow-y-auto px-3 py-2 tabular-nums md:columns-2"
      >
        {parts.map(([key, cost]) => {
          const share = ratio(cost, bar?.total ?? total);
          return (
            <li key={key} className="flex break-inside-avoid items-baseline gap-3 py-0.5">
              <span className="min-w-0 flex-1 wrap-anywhere">{labels.get(key) ?? key}</span>
              <span className="text-muted">{share !== null && formats.share(share)}</span>
              <Money exact={cost} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
