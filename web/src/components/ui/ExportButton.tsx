// SPDX-License-Identifier: MIT
import { Button } from '@/components/ui/Button';
import { Icon } from '@/components/ui/Icon';
import { type CsvField, csvFileName, download, makeCsv } from '@/lib/csv';
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

/** The table as shown, with every digit. */
export function ExportButton({ name, file, report, header, rows }: Props) {
  const { t, language } = useWords();
  const only = report.providers.length === 1 ? (report.providers[0]?.id ?? null) : null;
  return (
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
  );
}
