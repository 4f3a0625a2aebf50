// SPDX-License-Identifier: MIT
import { Tip } from '@/components/ui/Tip';

/** What is not known is a dash, or a word, with the reason; never 0. */
export function Unknown({ reason, word }: { reason: string; word?: string }) {
  return (
    <Tip tip={reason} className="text-muted">
      <span aria-hidden="true">{word ?? '–'}</span>
      <span className="sr-only">{word ? `${word}: ${reason}` : reason}</span>
    </Tip>
  );
}
