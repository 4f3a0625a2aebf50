// SPDX-License-Identifier: MIT
import { Hatch } from '@/components/chart/Hatch';
import { barTotal, isPartlyProvisional, partName, partsOf, provisionalShare } from '@/components/chart/words';
import { Swatch } from '@/components/ui/Swatch';
import { roundParts } from '@/lib/decimal';
import { barRange } from '@/lib/format';
import { useWords } from '@/lib/i18n/language';
import type { Colour } from '@/lib/palette';
import type { Bar } from '@/lib/series';

const WIDTH = 248;

interface Props {
  bar: Bar;
  before: string | null;
  previousName: string;
  labels: ReadonlyMap<string, string>;
  colours: ReadonlyMap<string, Colour>;
  /** Where the bar stands, and how wide the chart is. */
  at: number;
  width: number;
}

/** The bar in figures, for the eye; what is read out is in the live region. */
export function BarTip({ bar, before, previousName, labels, colours, at, width }: Props) {
  const { t, formats } = useWords();
  const parts = partsOf(bar);
  const isPartly = isPartlyProvisional(bar);
  const rounded = roundParts(
    parts.map(([, cost]) => cost),
    2,
  );
  const wanted = at > width / 2 ? at - WIDTH - 14 : at + 14;
  const left = Math.max(0, Math.min(wanted, width - WIDTH));
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-0 z-10 rounded-control border border-line-strong bg-surface p-3 text-xs tabular-nums"
      style={{ left, width: WIDTH }}
    >
      <p className="mb-1.5 flex justify-between gap-3 font-medium">
        <span className="first-letter:uppercase">{barRange(formats, bar.start, bar.days)}</span>
        <span>{barTotal(bar, t, formats)}</span>
      </p>
      {parts.map(([name, cost], index) => (
        <p key={name} className="flex items-center gap-2 py-0.5">
          <Swatch colour={colours.get(name) ?? 'other'} />
          <span className="min-w-0 flex-1 truncate">{partName(name, labels, t)}</span>
          {isPartly && provisionalShare(bar, name) > 0 && <Hatch />}
          <span>{formats.roundedMoney(rounded[index] ?? cost, cost)}</span>
        </p>
      ))}
      {before !== null && (
        <p className="mt-1 flex justify-between gap-3 border-line border-t pt-1.5 text-muted">
          <span>{previousName}</span>
          <span>{formats.money(before)}</span>
        </p>
      )}
      {bar.known === 'part' && <p className="mt-1 text-warn">{t.costPartial}</p>}
      {bar.provisional && (
        <p className="mt-1 flex gap-2 text-warn">
          {isPartly && <Hatch />}
          {isPartly ? t.partlyProvisionalNote : t.provisional}
        </p>
      )}
    </div>
  );
}
