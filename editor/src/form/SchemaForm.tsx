import { useId, useMemo } from 'react';

import type { Config, Json, Problem, Schema } from '../api/types';
import type { Path } from '../commands/paths';
import { byField, type FormContext, FormContextProvider } from './context';
import { FieldRow } from './FieldRow';
import { fieldsOf, isShown } from './schema';

interface Props {
  schema: Schema;
  value: Config;
  onChange: (path: Path, value: Json | undefined) => void;
  onLeave?: () => void;
  problems?: readonly Problem[];
  baseline?: Config | null;
  disabled?: boolean;
}

const NONE: readonly Problem[] = [];

/** A form made from a schema: node settings, connection settings, arguments of a command. */
export function SchemaForm({
  schema,
  value,
  onChange,
  onLeave,
  problems = NONE,
  baseline = null,
  disabled = false,
}: Props) {
  const id = useId();
  const fields = useMemo(() => fieldsOf(schema), [schema]);
  const known = useMemo(() => byField(problems), [problems]);
  const form: FormContext = {
    id,
    root: schema,
    value,
    disabled,
    problems: known,
    baseline,
    change: onChange,
    leave: onLeave ?? (() => {}),
  };
  return (
    <FormContextProvider value={form}>
      <div className="schema-form" data-form>
        {fields
          .filter((field) => isShown(field, value, fields))
          .map((field) => (
            <FieldRow key={field.name} field={field} path={[field.name]} value={value[field.name]} />
          ))}
      </div>
    </FormContextProvider>
  );
}
