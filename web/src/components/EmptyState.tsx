// SPDX-License-Identifier: MIT
import type { Standing } from '@/api/standing';
import { Button } from '@/components/ui/Button';
import { useWords } from '@/lib/i18n/language';
import { EVERYTHING, type Selection } from '@/lib/selection';

interface Props {
  selection: Selection;
  standing: Standing;
  sourceOf(source: { provider: string; workspace?: string }): string | null;
  onChange(selection: Selection): void;
}

/** Nothing was spent, or nothing is known of the days, which is something else; and a way out. */
export function EmptyState({ selection, standing, sourceOf, onChange }: Props) {
  const { t, formats } = useWords();
  const isFiltered = Boolean(selection.provider || selection.workspace || selection.project || selection.model);
  const isYear = 'period' in selection.range && selection.range.period === 'year';
  const names = [
    ...new Set(standing.without.map((source) => sourceOf({ provider: source.provider }) ?? source.provider)),
  ];
  const isGivenNoMore = names.length > 0 && standing.without.every(({ state }) => state === 'not_retained');
  const title = !standing.isUnknown
    ? t.empty
    : isGivenNoMore
      ? t.noLongerGiven(formats.list(names), names.length)
      : t.nothingKnown;
  return (
    <section className="card px-6 py-14 text-center">
      <h2 className="font-semibold text-lg">{title}</h2>
      <p className="mt-1 text-muted">{standing.isUnknown ? t.nothingKnownHow : t.emptyHow}</p>
      <div className="mt-4 flex flex-wrap justify-center gap-2">
        {!isYear && <Button onClick={() => onChange({ ...selection, range: { period: 'year' } })}>{t.showYear}</Button>}
        {isFiltered && (
          <Button onClick={() => onChange({ ...EVERYTHING, range: selection.range })}>{t.showEverything}</Button>
        )}
      </div>
    </section>
  );
}
