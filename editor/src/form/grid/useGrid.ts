/** What can be done with a grid: each is one step that is undone as one. */

import { useMemo } from 'react';

import type { Config, Json } from '../../api/types';
import { type Path, setIn } from '../../commands/paths';
import { useForm } from '../context';
import {
  emptyLine,
  freshName,
  type GridText,
  laidOver,
  type Role,
  readGrid,
  renamed,
  rolesOf,
  withColumn,
  withoutColumn,
  writeGrid,
} from './text';

export type Mend = readonly (readonly [column: string, cell: string])[];

export interface GridModel extends GridText {
  roles: Role[];
  setCell: (row: number, column: number, text: string) => void;
  rename: (column: number, name: string) => void;
  addRow: (below: number, like?: number) => void;
  /** Rows at the end, as far as their cells are known by the names of their columns. */
  addRules: (rows: readonly Mend[]) => void;
  removeRow: (row: number) => void;
  moveRow: (row: number, by: number) => void;
  addColumn: (role: Role, stem: string) => void;
  removeColumn: (column: number) => void;
  moveColumn: (column: number, by: number) => void;
  paste: (cells: string[][], row: number, column: number) => void;
  replace: (cells: string[][]) => void;
}

export function useGrid(text: string, path: Path, full: Config): GridModel {
  const form = useForm();
  const read = useMemo(() => readGrid(text), [text]);
  const { names } = read;
  const roles = rolesOf(names, full);
  const lines = read.rows.map((row) => row.cells);
  const put = (next: string, config?: Config) => {
    form.leave();
    if (config) form.change([], setIn(config, path, next));
    else form.change(path, next);
    form.leave();
  };
  const write = (rows: string[][], config?: Config, header: string[] = names) =>
    put(writeGrid(header, rows), config);
  const all = [names, ...lines];
  return {
    ...read,
    roles,
    setCell: (row, column, cell) =>
      // Typing in one cell is one step.
      form.change(
        path,
        writeGrid(
          names,
          lines.map((line, r) => (r === row ? set(line, column, cell) : line)),
        ),
      ),
    rename: (column, name) => {
      const was = names[column] ?? '';
      const wanted = name.trim();
      if (!wanted || wanted === was || names.includes(wanted)) return;
      write(lines, renamed(full, was, wanted), set(names, column, wanted));
    },
    addRow: (below, like) => {
      const fresh = like === undefined ? emptyLine(roles) : [...(lines[like] ?? [])];
      write([...lines.slice(0, below + 1), fresh, ...lines.slice(below + 1)]);
    },
    addRules: (rows) => {
      const fresh = rows.map((row) => {
        const cells = new Map(row);
        return names.map((name) => cells.get(name) ?? '');
      });
      // A second click before the server has looked again adds none twice.
      const covers = (line: readonly string[], rule: readonly string[]) =>
        rule.every((cell, c) => roles[c] !== 'when' || cell === line[c]);
      write([...lines, ...fresh.filter((rule) => !lines.some((line) => covers(line, rule)))]);
    },
    removeRow: (row) => write(lines.filter((_, r) => r !== row)),
    moveRow: (row, by) => write(swapped(lines, row, row + by)),
    addColumn: (role, stem) => {
      const name = freshName(names, stem);
      const at = lastOf(roles, role) + 1;
      const wide = all.map((line, r) => spliced(line, at, r === 0 ? name : role === 'when' ? '-' : '0'));
      write(wide.slice(1), withColumn(full, role, name), wide[0]);
    },
    removeColumn: (column) => {
      const narrow = all.map((line) => line.filter((_, c) => c !== column));
      write(narrow.slice(1), withoutColumn(full, names[column] ?? ''), narrow[0]);
    },
    moveColumn: (column, by) => {
      const moved = all.map((line) => swapped(line, column, column + by));
      write(moved.slice(1), undefined, moved[0]);
    },
    paste: (cells, row, column) => write(laidOver(lines, cells, row, column, names.length)),
    replace: (cells) => put(writeGrid(cells[0] ?? [], cells.slice(1))),
  };
}

const set = (line: readonly string[], column: number, cell: string): string[] => {
  const next = [...line];
  next[column] = cell;
  return next;
};

const spliced = (line: readonly string[], at: number, cell: string): string[] => [
  ...line.slice(0, at),
  cell,
  ...line.slice(at),
];

function swapped<T>(list: readonly T[], a: number, b: number): T[] {
  if (b < 0 || b >= list.length) return [...list];
  const next = [...list];
  [next[a], next[b]] = [next[b] as T, next[a] as T];
  return next;
}

const lastOf = (roles: readonly Role[], role: Role): number => {
  const at = roles.lastIndexOf(role);
  return at >= 0 ? at : role === 'when' ? -1 : roles.length - 1;
};

/** All settings with the defaults that are not written in the document. */
export function withDefaults(
  value: Config,
  fields: readonly { name: string; fallback: Json | undefined }[],
): Config {
  const defaults = fields.flatMap(({ name, fallback }) => (fallback === undefined ? [] : [[name, fallback]]));
  return { ...(Object.fromEntries(defaults) as Config), ...value };
}
