/** Tables of settings as Excel files: the server reads and writes them, nothing is kept there. */

import { api } from './client';

export type SheetCell = string | number | boolean | null;

export interface Sheet {
  sheet: string;
  /** Sheets that were not read. */
  others: string[];
  /** Place 0 of line 0 is A1; empty cells at the end of a line are left out. */
  rows: string[][];
}

export const readWorkbook = (file: Blob) => api.post<Sheet>('/workbook/read', file);

export const writeWorkbook = (name: string, rows: SheetCell[][]) =>
  api.post<Blob>('/workbook/write', { name: name.slice(0, 200), rows });
