// SPDX-License-Identifier: MIT
import type { Charged, CurrencyAmount } from '@/api/costs';
import { Mark } from '@/components/ui/Mark';
import { Tip } from '@/components/ui/Tip';
import { Unknown } from '@/components/ui/Unknown';
import type { Formats } from '@/lib/format';
import { useWords } from '@/lib/i18n/language';

export function listAmounts(amounts: readonly CurrencyAmount[], formats: Formats): string {
  return formats.list(amounts.map(({ cost, currency }) => formats.amount(cost, currency)));
}

export function isMarked({ provenance, unpriced }: Charged): boolean {
  return provenance === 'estimated' || (unpriced === true && provenance !== 'unpriced');
}

/** That the amount is not the provider's own charge, or not all there is to pay. */
export function ProvenanceMarks({ charged }: { charged: Charged }) {
  const { t } = useWords();
  return (
    <>
      {charged.provenance === 'estimated' && <Mark word={t.estimated} hint={t.estimatedHint} />}
      {charged.unpriced && charged.provenance !== 'unpriced' && (
        <Mark word={t.partlyUnpriced} hint={t.partlyUnpricedHint} />
      )}
    </>
  );
}

/** In place of dollars that are not known. */
export function UnknownCost({ charged }: { charged: Charged }) {
  const { t, formats } = useWords();
  const reason = charged.unconverted
    ? t.unconvertedWhy(listAmounts(charged.unconverted, formats))
    : charged.provenance === 'unpriced'
      ? t.unpricedWhy
      : t.unknownWhy;
  return <Unknown word={t.unknownCost} reason={reason} />;
}

/** The amount as it was charged, where that was not in dollars, and what of it could not be converted. */
export function ChargedAmount({ charged, isKnown }: { charged: Charged; isKnown: boolean }) {
  const { t, formats } = useWords();
  const { cost, currency, unconverted } = charged;
  const isForeign = cost !== null && currency !== null && currency !== 'USD';
  // With nothing in dollars, what was charged is what was not converted: said once.
  const isPartly = unconverted !== undefined && (isKnown || !isForeign);
  if (!isForeign && !isPartly) return null;
  return (
    <span className="mt-0.5 block font-normal text-muted text-xs">
      {isForeign && (
        <Tip tip={t.chargedAs(formats.exactAmount(cost, currency))} copy={cost}>
          {formats.amount(cost, currency)}
        </Tip>
      )}
      {isPartly && (
        <span className="block">
          <Tip tip={t.notConvertedHint}>{t.notConverted(listAmounts(unconverted, formats))}</Tip>
        </span>
      )}
    </span>
  );
}
