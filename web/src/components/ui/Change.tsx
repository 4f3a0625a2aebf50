// SPDX-License-Identifier: MIT
import { Icon } from '@/components/ui/Icon';
import { Tip } from '@/components/ui/Tip';
import { Unknown } from '@/components/ui/Unknown';
import { cn } from '@/lib/cn';
import { type Decimal, isZero, ratio, subtract } from '@/lib/decimal';
import { useWords } from '@/lib/i18n/language';

interface Props {
  /** null: not known. */
  now: Decimal | null;
  /** Undefined while it is not known. */
  before: Decimal | undefined;
  pill?: boolean;
  /** As a part of what was before, or in dollars. */
  as?: 'part' | 'dollars';
  /** The other one too, where rows have the room for two lines. */
  hasBoth?: boolean;
}

/** How much more or less was spent than before. */
export function Change({ now, before, pill = false, as = 'part', hasBoth = false }: Props) {
  const { t, formats } = useWords();
  if (before === undefined || now === null) return <Unknown reason={t.previousUnknown} />;
  if (isZero(before)) {
    if (isZero(now)) return <span className="text-muted">–</span>;
    return (
      <Tip tip={t.newInPeriodHint} className="text-muted">
        {t.newInPeriod}
      </Tip>
    );
  }
  const difference = subtract(now, before);
  const part = ratio(difference, before) ?? 0;
  const change = before.startsWith('-') ? -part : part;
  const direction = change > 0.0005 ? 'up' : change < -0.0005 ? 'down' : 'none';
  const shown = (
    <span
      className={cn(
        'inline-flex items-center gap-1 whitespace-nowrap tabular-nums',
        pill && 'rounded-full px-2 py-0.5 font-medium',
        direction === 'up' && 'text-up',
        direction === 'down' && 'text-down',
        direction === 'none' && 'text-muted',
        pill && (direction === 'up' ? 'bg-up-soft' : direction === 'down' ? 'bg-down-soft' : 'bg-sunken'),
      )}
    >
      {direction !== 'none' && <Icon name={direction} className="size-3.5" />}
      {as === 'dollars' ? formats.changeMoney(difference) : formats.change(change)}
    </span>
  );
  if (!hasBoth) return shown;
  return (
    <span className="inline-flex flex-wrap justify-end gap-x-2">
      {shown}
      <span className="whitespace-nowrap text-muted in-data-[density=compact]:hidden">
        {as === 'dollars' ? formats.change(change) : formats.changeMoney(difference)}
      </span>
    </span>
  );
}
