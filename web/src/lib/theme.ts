// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { recall, remember } from '@/lib/storage';

/** null: as the system has it. */
export type Theme = 'light' | 'dark' | null;

/** The theme chosen, which boot.js put on <html>, and what changes it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => {
    const kept = recall('theme');
    return kept === 'light' || kept === 'dark' ? kept : null;
  });
  const choose = (next: Theme) => {
    if (next) document.documentElement.dataset.theme = next;
    else delete document.documentElement.dataset.theme;
    remember('theme', next);
    setTheme(next);
  };
  return [theme, choose];
}
