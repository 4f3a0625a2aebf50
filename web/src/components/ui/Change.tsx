// SPDX-License-Identifier: MIT
import { Icon } from '@/components/ui/Icon';
import { Tip } from '@/components/ui/Tip';
import { Unknown } from '@/components/ui/Unknown';
import { cn } from '@/lib/cn';
import { type Decimal, isZero, ratio, sum } from '@/lib/decimal';
import { useWords } from '@/lib/i18n/language';

interface Props {
  /** null: not known. */
  now: Decimal | null;
  /** Undefined while it is not known. */
  before: Decimal | undefined;
  pill?: boolean;
}

/** How much more or less was spent than before. */
export function Change({ now, before, pill = false }: Props) {
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
  const part = ratio(sum([now, before.startsWith('-') ? before.slice(1) : `-${before}`]), before) ?? 0;
  const change = before.startsWith('-') ? -part : part;
  const direction = change > 0.0005 ? 'up' : change < -0.0005 ? 'down' : 'none';
  return (
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
      {formats.change(change)}
    </span>
  );
}
