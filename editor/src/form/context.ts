/** What the widgets of one form share. */

import { createContext, useContext } from 'react';

import type { Config, Json, Problem, Schema } from '../api/types';
import type { Path } from '../commands/paths';

export interface FormContext {
  /** Prefix of element ids, so that two forms on a page do not meet. */
  id: string;
  root: Schema;
  /** All settings of the form. */
  value: Config;
  disabled: boolean;
  /** By field path: "limits/0/h". */
  problems: ReadonlyMap<string, Problem[]>;
  /** Settings to compare with: the deployed ones. Null when there is nothing to compare. */
  baseline: Config | null;
  /** An empty path replaces all settings. */
  change: (path: Path, value: Json | undefined) => void;
  /** A field was left: the next change is a step of its own. */
  leave: () => void;
}

export const FormContextProvider = createContext<FormContext | null>(null);

export function useForm(): FormContext {
  const form = useContext(FormContextProvider);
  if (!form) throw new Error('A form widget is used outside SchemaForm.');
  return form;
}

export const fieldId = (form: FormContext, path: Path): string => `${form.id}-${path.join('-')}`;

export function byField(problems: readonly Problem[]): Map<string, Problem[]> {
  const all = new Map<string, Problem[]>();
  for (const problem of problems) {
    const key = problem.field ?? '';
    all.set(key, [...(all.get(key) ?? []), problem]);
  }
  return all;
}
