// SPDX-License-Identifier: MIT
import { Tip } from '@/components/ui/Tip';

/** What is not known is a dash with the reason, never 0. */
export function Unknown({ reason }: { reason: string }) {
  return (
    <Tip tip={reason} className="text-muted">
      <span aria-hidden="true">–</span>
      <span className="sr-only">{reason}</span>
    </Tip>
  );
}
