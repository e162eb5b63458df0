import type { Config } from '../api/types';
import { kindText } from '../i18n';
import { useForm } from './context';
import { type FieldProps, FieldRow } from './FieldRow';
import { fieldsOf, isShown } from './schema';

/** Settings that belong together, under their own heading. */
export function ObjectFields({ field, path, value }: FieldProps) {
  const { root } = useForm();
  const inner = fieldsOf(field.schema, root);
  const values = (value && typeof value === 'object' && !Array.isArray(value) ? value : {}) as Config;
  return (
    <fieldset className="plain part">
      <legend className="sec-h">{kindText(field.title)}</legend>
      {inner
        .filter((one) => isShown(one, values, inner))
        .map((one) => (
          <FieldRow key={one.name} field={one} path={[...path, one.name]} value={values[one.name]} />
        ))}
    </fieldset>
  );
}
