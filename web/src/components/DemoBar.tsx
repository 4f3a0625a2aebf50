// SPDX-License-Identifier: MIT
import { useWords } from '@/lib/i18n/language';

/** Never goes away while the figures are made up. */
export function DemoBar() {
  const { t } = useWords();
  return (
    <aside aria-label={t.demo} className="border-line border-b bg-accent-soft px-4 py-2 text-center text-xs">
      <strong className="font-medium">{t.demo}</strong> <span className="text-muted">{t.demoHow}</span>
    </aside>
  );
}
