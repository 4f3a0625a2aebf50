// SPDX-License-Identifier: MIT
import { Tip } from '@/components/ui/Tip';
import type { Decimal } from '@/lib/decimal';
import { useWords } from '@/lib/i18n/language';

interface Props {
  /** Every digit: shown on focus and hover, and what is copied. */
  exact: Decimal;
  /** What to show, when it was rounded to add up with others. */
  shown?: Decimal | undefined;
  decimals?: number | undefined;
  className?: string;
}

export function Money({ exact, shown, decimals = 2, className }: Props) {
  const { formats } = useWords();
  return (
    <Tip tip={formats.exactMoney(exact)} copy={exact} className={className}>
      {formats.roundedMoney(shown ?? exact, exact, decimals)}
    </Tip>
  );
}
