// SPDX-License-Identifier: MIT
import { useEffect, useState } from 'react';

/** As many as are made without a wait. */
const PIECE = 50;

/** How many of `wanted` rows to make now: hundreds come in pieces, so that the page answers in between. */
export function usePieces(wanted: number): number {
  const [made, setMade] = useState(PIECE);
  useEffect(() => {
    // Rows that are gone are made again in pieces.
    if (wanted < made - PIECE) setMade(Math.max(PIECE, wanted));
    if (wanted <= made) return;
    const timer = setTimeout(() => setMade(made + PIECE));
    return () => clearTimeout(timer);
  }, [wanted, made]);
  return Math.min(wanted, made);
}
