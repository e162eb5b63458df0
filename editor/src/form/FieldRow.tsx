import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { Json } from '../api/types';
import { getIn, type Path, pathText } from '../commands/paths';
import { kindText } from '../i18n';
import { Icon } from '../look/Icon';
import { Prose } from '../look/Prose';
import { type FormContext, fieldId, useForm } from './context';
import { ObjectFields } from './ObjectFields';
import { ParameterValue } from './ParameterValue';
import { type Field, same } from './schema';
import { valueInUnit } from './valueText';
import { WIDGETS } from './widgets';

export interface FieldProps {
  field: Field;
  path: Path;
  value: Json | undefined;
}

/** Tables, formulas and texts take the whole width under their title. */
const WIDE = new Set(['table', 'formula', 'grid', 'expression', 'template', 'list', 'points', 'json']);
const LONGEST = 200;

/** Label, widget, mark of a change, way back to the default, and what the server says about it. */
export function FieldRow({ field, path, value }: FieldProps) {
  const form = useForm();
  if (field.widget === 'object') return <ObjectFields field={field} path={path} value={value} />;
  const wide = WIDE.has(field.widget);
  const id = fieldId(form, path);
  const Widget = WIDGETS[field.widget] ?? WIDGETS.json;
  const all = problemsOf(form, path, wide);
  // A grid shows at its rows what has lines.
  const problems = field.widget === 'grid' ? all.filter((problem) => !problem.lines?.length) : all;
  return (
    <div className={wide ? 'fld wide' : 'fld'} data-field={pathText(path)}>
      <FieldLabel field={field} path={path} value={value} htmlFor={id} />
      <div className="wid">
        <Widget
          id={id}
          field={field}
          path={path}
          value={value ?? field.fallback}
          invalid={problems.some((problem) => problem.severity === 'error')}
          describedBy={problems.length ? `${id}-problem` : undefined}
        />
        <ParameterValue value={value} />
        {problems.length > 0 && (
          <div id={`${id}-problem`}>
            {problems.map((problem) => (
              <p
                key={problem.message}
                className={problem.severity === 'error' ? 'field-error' : 'field-warning'}
              >
                {problem.message} {problem.hint && <span className="sec">{problem.hint}</span>}
              </p>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

/** A table shows its cells' problems in the cells; here only those of the field itself. */
function problemsOf(form: FormContext, path: Path, wide: boolean) {
  const key = pathText(path);
  if (wide) return form.problems.get(key) ?? [];
  return [...form.problems]
    .filter(([at]) => at === key || at.startsWith(`${key}/`))
    .flatMap(([, list]) => list);
}

function FieldLabel({ field, path, value, htmlFor }: FieldProps & { htmlFor: string }) {
  const { t } = useTranslation('form');
  const form = useForm();
  const before = form.baseline ? getIn(form.baseline, path) : undefined;
  const changed = form.baseline !== null && !same(value ?? field.fallback, before ?? field.fallback);
  const help = kindText(field.help);
  const resets =
    !form.disabled && field.fallback !== undefined && value !== undefined && !same(value, field.fallback);
  const title = kindText(field.title);
  return (
    <div className="lab">
      <Tooltip
        label={<Prose text={help} />}
        disabled={!help}
        multiline
        w={260}
        position="top-start"
        openDelay={300}
      >
        <label id={`${htmlFor}-label`} htmlFor={htmlFor}>
          {title}
          {field.required && <span aria-hidden="true"> *</span>}
        </label>
      </Tooltip>
      {changed && <Changed path={path} before={before ?? field.fallback} field={field} />}
      {resets && (
        <button
          type="button"
          className="reset"
          aria-label={t('reset')}
          aria-describedby={`${htmlFor}-label`}
          title={t('reset')}
          onClick={() => {
            form.leave();
            form.change(path, structuredClone(field.fallback));
          }}
        >
          <Icon name="undo" small />
        </button>
      )}
    </div>
  );
}

/** The mark of a change: what is deployed, and a click to have it again. */
function Changed({ path, before, field }: { path: Path; before: Json | undefined; field: Field }) {
  const { t } = useTranslation('fields');
  const form = useForm();
  const value =
    before === undefined || before === null || before === '' ? t('nothing') : valueInUnit(field, before);
  const words = t('was', { value: value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value });
  const restore = () => {
    form.leave();
    form.change(path, structuredClone(before));
    form.leave();
  };
  return (
    <>
      <Tooltip label={words} multiline w={240} position="top-start">
        <i className="m" role="img" aria-label={t('form:changed')} />
      </Tooltip>
      {!form.disabled && (
        <button
          type="button"
          className="reset"
          aria-label={`${t('restore')}. ${words}`}
          title={`${t('restore')}. ${words}`}
          onClick={restore}
        >
          <Icon name="returned" small />
        </button>
      )}
    </>
  );
}
