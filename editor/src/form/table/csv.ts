/** Rows as a CSV file, and CSV files as cells. Comma, semicolon or tab; quoted cells may hold line ends. */

import type { Json } from '../../api/types';

/** A spreadsheet would run such a text as a formula: it gets an apostrophe on the way out, and loses it on the way in. */
const RUNS = /^[=+\-@\t\r\n＝＋－＠']/;

/** Lines of cells as a file; each cell is safe for a spreadsheet already. */
export function csvOf(cells: readonly (readonly string[])[]): string {
  const lines = cells.map((line) => line.map(quoted));
  // The mark of UTF-8, without which a spreadsheet reads Chinese as something else.
  return `\ufeff${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

export function cellText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return RUNS.test(value) ? `'${value}` : value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const quoted = (text: string): string =>
  /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

export function parseCsv(file: string): string[][] {
  const text = file.replace(/^\ufeff/, '');
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n]*))(${separator}|\\r\\n|\\n|\\r|$)`,
    'y',
  );
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) break;
    row.push(plain(match[1] !== undefined ? match[1].replaceAll('""', '"') : (match[2] ?? '')));
    if (match[3] === separator) continue;
    rows.push(row);
    row = [];
  }
  if (row.length) rows.push([...row, '']);
  return rows.filter((line) => line.some((one) => one.trim() !== ''));
}

const plain = (text: string): string =>
  text.startsWith("'") && RUNS.test(text.slice(1)) ? text.slice(1) : text;

/** Whichever stands most often in the first line, outside quotation marks. */
function separatorOf(text: string): string {
  const line = (/^(?:"(?:[^"]|"")*"|[^\r\n"])*/.exec(text)?.[0] ?? '').replace(/"(?:[^"]|"")*"/g, '');
  const count = (separator: string) => line.split(separator).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}
