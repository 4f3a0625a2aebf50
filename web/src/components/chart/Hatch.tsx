// SPDX-License-Identifier: MIT
import { useWords } from '@/lib/i18n/language';

/** The sign of what the providers may still change. `isNamed`: it stands alone, and says so to those who hear it. */
export function Hatch({ isNamed = false }: { isNamed?: boolean }) {
  const { t } = useWords();
  return (
    <>
      <svg
        aria-hidden="true"
        width="10"
        height="10"
        className="keep-colour inline-block shrink-0 self-center rounded-[3px]"
      >
        <rect width="10" height="10" fill="var(--muted)" />
        <path d="M-2 6l8-8M0 12 12 0M6 14l8-8" stroke="var(--surface)" strokeWidth="2" />
      </svg>
      {isNamed && <span className="sr-only">{t.provisional}</span>}
    </>
  );
}
