/** A table that is kept as text, cells with tabs or `|` between, as nodes read it (nodes/compute/grid.py). */

import type { Config, Json } from '../../api/types';

export interface GridLine {
  /** Of the text, from 1: problems name it. */
  line: number;
  cells: string[];
}

export interface GridText {
  names: string[];
  rows: GridLine[];
}

export function readGrid(text: string): GridText {
  const separator = text.includes('\t') ? '\t' : '|';
  const lines = text
    .split('\n')
    .map((one, i) => ({ line: i + 1, text: one }))
    .filter((one) => one.text.trim() !== '')
    .map(({ line, text: one }) => ({ line, cells: cellsOf(one, separator) }));
  return { names: lines[0]?.cells ?? [], rows: lines.slice(1) };
}

const cellsOf = (line: string, separator: string): string[] =>
  line
    .replace(/^[ \r]+|[ \r]+$/g, '')
    .split(separator)
    .map((cell) => cell.trim());

/** Columns are lined up where `|` parts them; tabs as soon as a cell has a `|` in it. */
export function writeGrid(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [names, ...rows].map((line) => names.map((_, c) => clean(line[c] ?? '')));
  if (lines.some((line) => line.some((cell) => cell.includes('|')))) return joined(lines, '\t');
  return joined(lines, ' | ');
}

const joined = (lines: string[][], by: string): string =>
  lines.map((line) => line.join(by).replace(/^ +| +$/g, '')).join('\n');

const clean = (cell: string): string => cell.replace(/[\t\r\n]+/g, ' ').trim();

export type Role = 'when' | 'then' | 'key' | 'other';

/** What a column is for: a condition or a result of a decision, a key of a lookup. */
export function rolesOf(names: readonly string[], config: Config): Role[] {
  const [inputs, results] = [namesIn(config['inputs']), namesIn(config['results'])];
  if (!isDecision(config)) {
    const keys = String(config['key'] ?? '').split(',').length;
    return names.map((_, c) => (c < keys ? 'key' : 'other'));
  }
  return names.map((name) => (inputs.includes(name) ? 'when' : results.includes(name) ? 'then' : 'other'));
}

export const isDecision = (config: Config): boolean =>
  Array.isArray(config['inputs']) && Array.isArray(config['results']);

function namesIn(rows: Json | undefined): string[] {
  return Array.isArray(rows) ? rows.map((row) => String((row as Config | null)?.['name'] ?? '')) : [];
}

/** The settings in which a column is called otherwise. */
export function renamed(config: Config, was: string, name: string): Config {
  if (!isDecision(config)) return config;
  const rows = (table: string, other: (row: Config) => Config) =>
    (config[table] as Config[]).map((row) => (row['name'] === was ? other(row) : row));
  return {
    ...config,
    // An input without a place is called like its column: it keeps its point.
    inputs: rows('inputs', (row) => ({ ...row, name, at: row['at'] || was })),
    results: rows('results', (row) => ({ ...row, name })),
  };
}

/** The settings with a column more among the inputs or results, or with one less. */
export function withColumn(config: Config, role: Role, name: string): Config {
  const table = role === 'when' ? 'inputs' : 'results';
  if (!isDecision(config) || (role !== 'when' && role !== 'then')) return config;
  return { ...config, [table]: [...(config[table] as Json[]), { name }] };
}

export function withoutColumn(config: Config, name: string): Config {
  const next = { ...config };
  for (const table of ['inputs', 'results'])
    if (Array.isArray(next[table]))
      next[table] = (next[table] as Config[]).filter((row) => row['name'] !== name);
  return next;
}

/** A name that no column has. */
export function freshName(names: readonly string[], stem: string): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? stem : `${stem}${n}`;
    if (!names.includes(name)) return name;
  }
}

/** A line that a node does not take for a blank one. */
export function emptyLine(roles: readonly Role[]): string[] {
  const line = roles.map((role) => (role === 'when' ? '-' : ''));
  return line.some(Boolean) ? line : line.map((_, c) => (c === 0 ? '?' : ''));
}

/** Cells laid over the grid from a place, with rows more as needed. */
export function laidOver(
  rows: readonly (readonly string[])[],
  cells: readonly (readonly string[])[],
  row: number,
  column: number,
  width: number,
): string[][] {
  const next = rows.map((line) => [...line]);
  cells.forEach((line, i) => {
    while (next.length <= row + i) next.push(Array.from({ length: width }, () => ''));
    line.forEach((cell, j) => {
      if (column + j < width) (next[row + i] as string[])[column + j] = cell.trim();
    });
  });
  return next;
}
