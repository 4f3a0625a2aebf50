// SPDX-License-Identifier: MIT
import { cn } from '@/lib/cn';

// Drawn on 16 × 16 with a line of 1.5; always beside words, so hidden from screen readers.
const PATHS = {
  refresh: 'M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 2v2.6h-2.6',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6',
  bars: 'M3.5 13V8.5M8 13V3M12.5 13V6',
  download: 'M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11',
  copy: 'M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3',
  up: 'M4.5 11.5l7-7M5.8 4.5h5.7v5.7',
  down: 'M4.5 4.5l7 7M11.5 5.8v5.7H5.8',
  info: 'M8 7.2v4M8 4.8v.1M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
  warn: 'M8 6.2v3.3M8 11.6v.1M8 2.3 14.2 13.2H1.8z',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1',
  moon: 'M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1z',
  system: 'M2.5 3h11v7.5h-11zM5.5 13.5h5M8 10.5v3',
  offline: 'M2 2l12 12M5.2 9.8a4 4 0 0 1 3-1.1M3 7a7.4 7.4 0 0 1 2.4-1.6M8 4.7A7.4 7.4 0 0 1 13 7M8 12.5v.1',
  keyboard: 'M1.5 4h13v8.5h-13zM4 6.7h.1M6.7 6.7h.1M9.3 6.7h.1M12 6.7h.1M5 10h6',
  rows: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  rowsCompact: 'M2.5 3h11M2.5 5.5h11M2.5 8h11M2.5 10.5h11M2.5 13h11',
  link: 'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 0 0 3.7 3.7l.9-.9',
  print: 'M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z',
  left: 'M10 3.5 5.5 8l4.5 4.5',
  right: 'M6 3.5 10.5 8 6 12.5',
  open: 'M3.5 6 8 10.5 12.5 6',
  calendar: 'M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2.5V5M10.5 2.5V5',
  sortDown: 'M8 3v10M4.5 9.5 8 13l3.5-3.5',
  sortUp: 'M8 13V3M4.5 6.5 8 3l3.5 3.5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, className }: { name: IconName; className?: string | undefined }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={cn('shrink-0', className)}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
