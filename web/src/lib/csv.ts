// SPDX-License-Identifier: MIT
// Tables as files that a spreadsheet of the reader's language opens in columns: `;` and decimal commas in French.
import type { Language } from '@/lib/format';

/** Text, or digits: an exact decimal number as text. Null is an unknown: an empty field. */
export type CsvField = { text: string } | { digits: string } | null;

type Header = readonly string[];
type Rows = readonly (readonly CsvField[])[];

function writeRows(language: Language, header: Header, rows: Rows, separator: string, quote: (text: string) => string) {
  const write = (field: CsvField) => {
    if (!field) return '';
    if ('digits' in field) return language === 'fr' ? field.digits.replace('.', ',') : field.digits;
    // A name that a spreadsheet would run as a formula is made plain text.
    return quote(/^[=+\-@\t\r]/.test(field.text) ? `'${field.text}` : field.text);
  };
  return [header.map(quote), ...rows.map((row) => row.map(write))].map((fields) => fields.join(separator));
}

export function makeCsv(language: Language, header: Header, rows: Rows): string {
  const quote = (text: string) => (/[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  // The mark tells Excel that this is UTF-8.
  return `\uFEFF${writeRows(language, header, rows, language === 'fr' ? ';' : ',', quote).join('\r\n')}\r\n`;
}

/** With tabs between the columns, as spreadsheets take it from the clipboard. */
export function makeTabbed(language: Language, header: Header, rows: Rows): string {
  return writeRows(language, header, rows, '\t', (text) => text.replace(/[\t\r\n]+/g, ' ')).join('\n');
}

export function csvFileName(what: string, source: string | null, start: string, end: string): string {
  const safe = (text: string) => text.replace(/[^\p{L}\p{N}._-]+/gu, '-');
  return `${['llm-costs', what, source, start, end]
    .filter((part) => part !== null)
    .map(safe)
    .join('_')}.csv`;
}

export function download(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Whether the text is on the clipboard now. Pages that did not come over TLS or from this machine have only the old way. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

/** The old way, which needs no secure origin: a copy of what is selected, with the text put in its place. */
function copyByCommand(text: string): boolean {
  let isDone = false;
  const onCopy = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
    isDone = true;
  };
  // Chromium asks this first when nothing is selected.
  const onBefore = (event: Event) => event.preventDefault();
  document.addEventListener('beforecopy', onBefore, true);
  document.addEventListener('copy', onCopy, true);
  try {
    return document.execCommand('copy') && isDone;
  } catch {
    return false;
  } finally {
    document.removeEventListener('beforecopy', onBefore, true);
    document.removeEventListener('copy', onCopy, true);
  }
}
