// SPDX-License-Identifier: MIT
import { type Colour, colourVariable } from '@/lib/palette';

export function Swatch({ colour }: { colour: Colour }) {
  return (
    <span
      aria-hidden="true"
      className="keep-colour inline-block size-2.5 shrink-0 rounded-[3px]"
      style={{ backgroundColor: colourVariable(colour) }}
    />
  );
}
