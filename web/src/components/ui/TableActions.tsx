// SPDX-License-Identifier: MIT
import { useAnnounce } from '@/components/ui/Announcer';
import { Button } from '@/components/ui/Button';
import { Icon } from '@/components/ui/Icon';
import { type CsvField, copyText, csvFileName, download, makeCsv, makeTabbed } from '@/lib/csv';
import { useWords } from '@/lib/i18n/language';

interface Props {
  /** The table's name, as the page shows it. */
  name: string;
  /** The same, in the file's name. */
  file: string;
  report: { start_date: string; end_date: string; providers: readonly { id: string }[] };
  header: readonly string[];
  rows(): CsvField[][];
}

/** The table as it is sorted and filtered, with every digit: to a file, or to paste into a spreadsheet. */
export function TableActions({ name, file, report, header, rows }: Props) {
  const { t, language } = useWords();
  const announce = useAnnounce();
  const only = report.providers.length === 1 ? (report.providers[0]?.id ?? null) : null;
  const copy = async () => {
    const isDone = await copyText(makeTabbed(language, header, rows()));
    announce(isDone ? t.copied(name) : t.copyFailed);
  };
  return (
    <div className="flex gap-2 print:hidden">
      <Button variant="quiet" aria-label={t.copyOf(name)} title={t.copyOf(name)} onClick={() => void copy()}>
        <Icon name="copy" />
      </Button>
      <Button
        variant="quiet"
        aria-label={t.exportOf(name)}
        onClick={() =>
          download(csvFileName(file, only, report.start_date, report.end_date), makeCsv(language, header, rows()))
        }
      >
        <Icon name="download" />
        <span className="max-xs:hidden">{t.exportCsv}</span>
      </Button>
    </div>
  );
}
