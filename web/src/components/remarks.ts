// SPDX-License-Identifier: MIT
import type { CostReport, ReportNotice } from '@/api/costs';
import { listAmounts } from '@/components/Charged';
import { modelName } from '@/components/chart/words';
import type { Formats, Language } from '@/lib/format';
import type { Dictionary } from '@/lib/i18n/en';
import { REMARK_WORDS } from '@/lib/i18n/remarks';

export interface Remark {
  kind: ReportNotice['kind'];
  text: string;
  /** The server's own words, which are English, where they say more. */
  details: readonly string[];
}

/** Named one by one; of the rest only how many they are. */
const MOST = 3;

interface Spoken {
  language: Language;
  t: Dictionary;
  formats: Formats;
}

/** The report's notices in full sentences; what is said of several sources in the same words is said once. */
export function remarksOf(
  report: CostReport,
  sourceOf: (notice: ReportNotice) => string | null,
  { language, t, formats }: Spoken,
): Remark[] {
  const words = REMARK_WORDS[language];
  const some = (names: string[]) =>
    formats.list(
      names.length > MOST
        ? [...names.slice(0, MOST), t.othersOf(names.length - MOST, formats.count(names.length - MOST))]
        : names,
    );
  /** What the report itself says of it; null where it does not. */
  const factsOf = ({ kind, provider, workspace }: ReportNotice): string | null => {
    if (kind === 'unpriced') {
      const models = report.breakdown.filter((row) => row.provider === provider && row.unpriced);
      return models.length === 0 ? null : some(models.map(({ model }) => modelName(model, t)));
    }
    if (kind === 'unconverted') {
      const amounts = report.unconverted.filter((one) => one.provider === provider && one.workspace === workspace);
      return amounts.length === 0 ? null : listAmounts(amounts, formats);
    }
    if (kind === 'short_history') {
      const runs = report.coverage.unread.filter(
        (run) => run.provider === provider && run.workspace === workspace && run.state === 'not_retained',
      );
      const days = runs.map(({ start_date, end_date }) => words.days(formats.day(start_date), formats.day(end_date)));
      return days.length === 0 ? null : some(days);
    }
    return null;
  };

  const groups = new Map<string, { notices: ReportNotice[]; facts: string | null }>();
  for (const notice of report.notices) {
    const facts = factsOf(notice);
    const key = `${notice.kind} ${facts}`;
    const group = groups.get(key) ?? { notices: [], facts };
    group.notices.push(notice);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ notices, facts }) => {
    const kind = notices[0]?.kind;
    if (kind === undefined) return [];
    const names = [...new Set(notices.map((one) => sourceOf(one) ?? one.provider).filter(Boolean))];
    const isAllSaid = facts !== null && (kind === 'unpriced' || kind === 'short_history');
    const said = { names: names.length > 0 ? some(names) : '', count: names.length, facts };
    return [
      {
        kind,
        text: words.say[kind](said),
        details: isAllSaid ? [] : [...new Set(notices.map(({ detail }) => detail))],
      },
    ];
  });
}
