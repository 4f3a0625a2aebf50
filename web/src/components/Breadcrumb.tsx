// SPDX-License-Identifier: MIT
import { Link } from 'wouter';
import { FROM_THE_TOP } from '@/lib/fromTheTop';
import { useWords } from '@/lib/i18n/language';
import { type Selection, writeSelection } from '@/lib/selection';

/** One thing chosen, within those before it. */
export interface Step {
  name: string;
  /** Chooses it and nothing within it. */
  to: Selection;
}

/** What is shown, from everything down; each step but the last leads back up. */
export function Breadcrumb({ steps }: { steps: readonly Step[] }) {
  const { t } = useWords();
  return (
    <nav aria-label={t.breadcrumb} className="mt-0.5 text-muted">
      <ol>
        {steps.map(({ name, to }, index) => (
          <li key={`${index} ${name}`} className="inline wrap-anywhere">
            {index > 0 && <span aria-hidden="true"> › </span>}
            {index < steps.length - 1 ? (
              <Link
                href={`?${writeSelection(to)}`}
                state={FROM_THE_TOP}
                className="rounded-sm py-1 underline decoration-line-strong underline-offset-3 hover:decoration-accent pointer-coarse:py-3"
              >
                {name}
              </Link>
            ) : (
              <span aria-current="page" className="text-ink">
                {name}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
