// SPDX-License-Identifier: MIT
import { Tip } from '@/components/ui/Tip';

/** A word beside a figure that says what kind of figure it is. */
export function Mark({ word, hint }: { word: string; hint: string }) {
  return (
    <Tip
      tip={hint}
      className="whitespace-nowrap rounded-sm bg-warn-soft px-1.5 py-0.5 font-normal text-[11px] text-warn"
    >
      {word}
    </Tip>
  );
}
