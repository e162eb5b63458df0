import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { Config, Parameters } from '../../../api/types';
import { parametersSchema } from '../../../flow/parameters';
import { SchemaForm } from '../../../form/SchemaForm';
import { same } from '../../../form/schema';
import { useEditor } from '../../../store';
import { setValue } from './parameterActions';

const NONE: Parameters = {};

/** Values of the flow's parameters, each with its default; and the way to where they are declared. */
export function FlowParameters() {
  const { t } = useTranslation('blocks');
  const parameters = useEditor((state) => state.document?.parameters ?? NONE);
  const deployed = useEditor((state) => state.deployedDocument?.parameters);
  const all = useEditor((state) => state.problems);
  const readOnly = useEditor((state) => state.readOnly);
  const schema = useMemo(() => parametersSchema(parameters), [parameters]);
  const problems = useMemo(
    () =>
      all
        .filter((problem) => !problem.node && problem.field?.startsWith('parameters/'))
        .map((problem) => ({ ...problem, field: problem.field?.split('/')[1] ?? null })),
    [all],
  );
  return (
    <section className="block-form">
      <h3 className="sec-h">{t('flowParameters')}</h3>
      {Object.keys(parameters).length > 0 && (
        <SchemaForm
          schema={schema}
          value={valuesOf(parameters)}
          baseline={deployed ? valuesOf(deployed) : null}
          onChange={([name], value) => {
            const fallback = parameters[String(name)]?.default;
            setValue(String(name), same(value, fallback ?? undefined) ? undefined : value);
          }}
          problems={problems}
          disabled={readOnly}
        />
      )}
      <Declare />
    </section>
  );
}

/** Opens the table of declarations. */
export function Declare() {
  const { t } = useTranslation('blocks');
  const count = useEditor((state) => Object.keys(state.document?.parameters ?? {}).length);
  const setUi = useEditor((state) => state.setUi);
  return (
    <p className="block-tools">
      <button type="button" className="btn sm" onClick={() => setUi({ blockDialog: { kind: 'parameters' } })}>
        {count ? t('declare.edit') : t('declare.first')}
      </button>
    </p>
  );
}

const valuesOf = (parameters: Parameters): Config =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, { value }]) =>
      value === undefined || value === null ? [] : [[name, value]],
    ),
  );
