// SPDX-License-Identifier: MIT
import { memo } from 'react';
import { Link } from 'wouter';
import type { Charged } from '@/api/costs';
import { ChargedAmount, isMarked, ProvenanceMarks, UnknownCost } from '@/components/Charged';
import { Change } from '@/components/ui/Change';
import { Money } from '@/components/ui/Money';
import { Swatch } from '@/components/ui/Swatch';
import { Tip } from '@/components/ui/Tip';
import { Unknown } from '@/components/ui/Unknown';
import { cn } from '@/lib/cn';
import { type Decimal, divide, multiply, ratio, subtract } from '@/lib/decimal';
import { FROM_THE_TOP } from '@/lib/fromTheTop';
import { useWords } from '@/lib/i18n/language';
import { type Colour, colourVariable } from '@/lib/palette';
import type { Breakpoints } from '@/lib/useBreakpoints';

export interface CostRow {
  key: string;
  name: string;
  /** Leads to this row alone. */
  href?: string | undefined;
  /** Under the name, to tell apart what is named alike. */
  detail?: string | undefined;
  /** null: not known in dollars. */
  cost: Decimal | null;
  /** How it was charged. */
  charged: Charged;
  /** Undefined where requests are not counted at all, null where they are not known. */
  requests?: number | null;
  /** The requests are those of some of the days alone. */
  isPartlyCounted?: boolean;
  /** Tokens read and written, in the same way. */
  inputTokens?: number | null;
  outputTokens?: number | null;
  /** Undefined while the period before is not known. */
  before: Decimal | undefined;
  colour?: Colour;
}

/** Dollars for a thousand requests; null when either is not known. */
export function perThousand({ cost, requests, isPartlyCounted }: CostRow): Decimal | null {
  return cost === null || !requests || isPartlyCounted ? null : divide(multiply(cost, 1000), requests);
}

/** Dollars for a million tokens, read and written ones together; null when any of it is not known. */
export function perMillion({ cost, inputTokens, outputTokens }: CostRow): Decimal | null {
  if (cost === null || typeof inputTokens !== 'number' || typeof outputTokens !== 'number') return null;
  const tokens = inputTokens + outputTokens;
  return tokens === 0 ? null : divide(multiply(cost, 1_000_000), tokens);
}

/** How many dollars more or less were spent than before; null when that is not known. */
export function changeOf({ cost, before }: CostRow): Decimal | null {
  return cost === null || before === undefined ? null : subtract(cost, before);
}

interface RowProps {
  row: CostRow;
  total: Decimal;
  shownCost: Decimal | undefined;
  decimals: number;
  hasRequests: boolean;
  hasTokens: boolean;
  isCode: boolean;
  reached: Breakpoints;
  /** Where there is room for one: the change in dollars. */
  hasDollars: boolean;
}

/** One row. Made anew only when it changes: there may be hundreds. */
export const CostRowView = memo(function CostRowView({
  row,
  total,
  shownCost,
  decimals,
  hasRequests,
  hasTokens,
  isCode,
  reached,
  hasDollars,
}: RowProps) {
  const { t, formats } = useWords();
  const share = row.cost === null ? null : ratio(row.cost, total);
  return (
    <tr className="border-line border-t">
      <th scope="row" className="py-(--row-gap) pl-5 text-left font-normal lg:pl-6">
        <span className="flex items-baseline gap-2.5">
          {row.colour !== undefined && <Swatch colour={row.colour} />}
          <span className="min-w-0">
            <span className={cn('wrap-anywhere', isCode && 'font-mono text-[13px]')}>
              {row.href ? (
                <Link
                  href={row.href}
                  state={FROM_THE_TOP}
                  title={t.only(row.name)}
                  className="rounded-sm underline decoration-line-strong underline-offset-3 hover:decoration-accent max-sm:inline-flex max-sm:min-h-6"
                >
                  {row.name}
                </Link>
              ) : (
                row.name
              )}
            </span>
            {row.detail && (
              <>
                {' '}
                <span className="text-muted text-xs max-sm:block sm:ml-1.5">{row.detail}</span>
              </>
            )}
            {isMarked(row.charged) && (
              <>
                {' '}
                <span className="ml-1 inline-flex flex-wrap gap-1">
                  <ProvenanceMarks charged={row.charged} />
                </span>
              </>
            )}
          </span>
        </span>
        {!reached.sm && typeof row.requests === 'number' && (
          <span className={cn('mt-0.5 block text-muted text-xs', row.colour !== undefined && 'pl-5')}>
            {row.isPartlyCounted && '≥ '}
            {t.requestCount(row.requests, formats.count(row.requests))}
          </span>
        )}
      </th>
      {reached.md && <td className="px-3">{share !== null && <Share share={share} colour={row.colour} />}</td>}
      {reached.sm && hasRequests && (
        <td className="px-2 text-muted">
          <RequestCount requests={row.requests} isPartly={row.isPartlyCounted} />
        </td>
      )}
      {reached.lg && hasRequests && (
        <td className="px-2 text-muted">
          <Rate
            each={perThousand(row)}
            reason={row.cost === null ? t.unknownWhy : row.isPartlyCounted ? t.perThousandPartial : t.requestsUnknown}
          />
        </td>
      )}
      {reached.lg && hasTokens && (
        <>
          <td className="px-2 text-muted">
            <TokenCount count={row.inputTokens} text={t.inputTokenCount} />
          </td>
          <td className="px-2 text-muted">
            <TokenCount count={row.outputTokens} text={t.outputTokenCount} />
          </td>
          {reached.xl && (
            <td className="px-2 text-muted">
              <Rate each={perMillion(row)} reason={row.cost === null ? t.unknownWhy : t.tokensUnknown} />
            </td>
          )}
        </>
      )}
      {reached.sm && (
        <td className="px-2 text-xs">
          <Change now={row.cost} before={row.before} as={hasDollars ? 'dollars' : 'part'} hasBoth />
        </td>
      )}
      <td className="py-(--row-gap) pr-5 font-medium lg:pr-6">
        {row.cost === null ? (
          <UnknownCost charged={row.charged} />
        ) : (
          <Money exact={row.cost} shown={shownCost} decimals={decimals} />
        )}
        <ChargedAmount charged={row.charged} isKnown={row.cost !== null} />
        {!reached.sm && (
          <span className="mt-0.5 block font-normal text-xs">
            <Change now={row.cost} before={row.before} as={hasDollars ? 'dollars' : 'part'} />
          </span>
        )}
      </td>
    </tr>
  );
});

/** At least so many where some days are not counted. */
export function RequestCount({
  requests,
  isPartly,
}: {
  requests: number | null | undefined;
  isPartly?: boolean | undefined;
}) {
  const { t, formats } = useWords();
  if (typeof requests !== 'number') return <Unknown reason={t.requestsUnknown} />;
  return isPartly ? <Tip tip={t.requestsPartial}>≥ {formats.count(requests)}</Tip> : formats.count(requests);
}

/** What so many of something cost. */
function Rate({ each, reason }: { each: Decimal | null; reason: string }) {
  return each === null ? <Unknown reason={reason} /> : <Money exact={each} />;
}

interface TokenCountProps {
  count: number | null | undefined;
  /** Says the count in full. */
  text(count: number, text: string): string;
}

/** In short, as tokens are counted in millions; in full on focus and hover. */
export function TokenCount({ count, text }: TokenCountProps) {
  const { t, formats } = useWords();
  if (typeof count !== 'number') return <Unknown reason={t.tokensUnknown} />;
  return (
    <Tip tip={text(count, formats.count(count))} copy={String(count)}>
      {formats.shortCount(count)}
    </Tip>
  );
}

function Share({ share, colour }: { share: number; colour: Colour | undefined }) {
  const { formats } = useWords();
  const width = `${Math.max(0, Math.min(100, share * 100))}%`;
  return (
    <span className="flex items-center gap-3">
      <span aria-hidden="true" className="keep-colour h-1.5 min-w-12 flex-1 overflow-hidden rounded-full bg-sunken">
        <span
          className="block h-full rounded-full"
          style={{ width, backgroundColor: colour === undefined ? 'var(--accent)' : colourVariable(colour) }}
        />
      </span>
      <span className="w-12 text-muted text-xs">{formats.share(share)}</span>
    </span>
  );
}
