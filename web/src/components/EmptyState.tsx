// SPDX-License-Identifier: MIT
import { Button } from '@/components/ui/Button';
import { useWords } from '@/lib/i18n/language';
import { EVERYTHING, type Selection } from '@/lib/selection';

interface Props {
  selection: Selection;
  onChange(selection: Selection): void;
}

/** Nothing was spent, and a way out. */
export function EmptyState({ selection, onChange }: Props) {
  const { t } = useWords();
  const isFiltered = Boolean(selection.provider || selection.workspace || selection.project);
  const isYear = 'period' in selection.range && selection.range.period === 'year';
  return (
    <section className="card px-6 py-14 text-center">
      <h2 className="font-semibold text-lg">{t.empty}</h2>
      <p className="mt-1 text-muted">{t.emptyHow}</p>
      <div className="mt-4 flex flex-wrap justify-center gap-2">
        {!isYear && <Button onClick={() => onChange({ ...selection, range: { period: 'year' } })}>{t.showYear}</Button>}
        {isFiltered && (
          <Button onClick={() => onChange({ ...EVERYTHING, range: selection.range })}>{t.showEverything}</Button>
        )}
      </div>
    </section>
  );
}
