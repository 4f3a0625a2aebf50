// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { recall, remember } from '@/lib/storage';

export type Density = 'comfortable' | 'compact';

/** How much room the rows of tables have, which boot.js put on <html>, and what changes it. */
export function useDensity(): [Density, (density: Density) => void] {
  const [density, setDensity] = useState<Density>(() => (recall('density') === 'compact' ? 'compact' : 'comfortable'));
  const choose = (next: Density) => {
    if (next === 'compact') document.documentElement.dataset.density = next;
    else delete document.documentElement.dataset.density;
    remember('density', next === 'compact' ? next : null);
    setDensity(next);
  };
  return [density, choose];
}
