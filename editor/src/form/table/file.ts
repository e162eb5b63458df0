/** A table from a file, CSV or Excel, and to one. */

import { readWorkbook, type SheetCell, writeWorkbook } from '../../api/workbook';
import { decode } from '../../components/FileButton';
import { cellText, csvOf, parseCsv } from './csv';
import { saveBlob, saveText } from './save';

export interface FileTable {
  cells: string[][];
  /** Where a cell stood in the file, as its program says it: `Sheet1!C4`. A text file has no such places. */
  place?: (line: number, column: number) => string;
  /** Sheets: the one that was read, and those that were not. */
  sheet?: string;
  others: string[];
}

/** Of a workbook the first sheet, from its first line that is not empty; throws when the file cannot be read. */
export async function readTable(file: File): Promise<FileTable> {
  const bytes = await file.arrayBuffer();
  if (!isWorkbook(bytes)) return { cells: parseCsv(decode(bytes)), others: [] };
  const { sheet, others, rows } = await readWorkbook(file);
  const first = Math.max(0, rows.findIndex(isFilled));
  return {
    cells: rows.slice(first),
    place: (line, column) => `${sheet}!${letters(column)}${first + line + 1}`,
    sheet,
    others,
  };
}

export const isFilled = (line: readonly string[]): boolean => line.some((cell) => cell.trim() !== '');

/** Every Excel file (.xlsx) is a ZIP file; the old .xls is something else, which the server says. */
function isWorkbook(bytes: ArrayBuffer): boolean {
  const [a, b] = new Uint8Array(bytes.slice(0, 2));
  return (a === 0x50 && b === 0x4b) || (a === 0xd0 && b === 0xcf);
}

/** 0 is A, 26 is AA. */
export function letters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letters(Math.floor(column / 26) - 1) + last;
}

export type Format = 'csv' | 'xlsx';

export async function saveTable(name: string, cells: SheetCell[][], format: Format): Promise<void> {
  if (format === 'csv') saveText(`${name}.csv`, csvOf(cells.map((line) => line.map(cellText))));
  else saveBlob(`${name}.xlsx`, await writeWorkbook(name, cells));
}

/** A text that is exactly how a number is written becomes that number: a spreadsheet can compute with it. */
export function numeric(text: string): SheetCell {
  return text !== '' && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}
