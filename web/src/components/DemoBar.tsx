// SPDX-License-Identifier: MIT
import { useWords } from '@/lib/i18n/language';

/** Never goes away while the figures are made up. One line of 24 px, which the page has room for. */
export function DemoBar() {
  const { t } = useWords();
  return (
    <aside
      aria-label={t.demoMark + t.demoWhy}
      className="relative min-h-6 border-line border-b bg-accent-soft px-4 py-[3.5px] text-center text-xs leading-4"
    >
      <strong className="font-medium">
        {t.demoMark}
        <span className="max-sm:hidden">{t.demoWhy}</span>
      </strong>{' '}
      <span className="text-muted max-lg:hidden">{t.demoHow}</span>
    </aside>
  );
}
